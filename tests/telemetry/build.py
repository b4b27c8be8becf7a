"""Tables for tests from a few words each: what a source would answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from apps.telemetry.datamodel import PROMOTED, Links, LogTable, Names, Severity, SpanKind, SpanStatus, Trace

SECOND = 1_000_000_000
NOON = 1_780_000_000 * SECOND  # an ordinary instant of 2026


@dataclass(frozen=True)
class S:
    """A span in a test's words: `id` and `parent` are numbers, times are nanoseconds."""

    id: int
    parent: int = 0
    start: int = NOON
    duration: int = SECOND
    trace: str = "a"
    service: str = "shop-api"
    operation: str = "op"
    kind: SpanKind = SpanKind.INTERNAL
    error: bool = False
    subjects: tuple[str, ...] = ()
    links: tuple[tuple[str, int], ...] = ()
    promoted: dict[str, str] = field(default_factory=dict)
    host: str = ""
    note: str = ""


@dataclass(frozen=True)
class L:
    """A log record in a test's words."""

    time: int
    body: str = "line"
    service: str = "shop-api"
    trace: str = ""
    span: int = 0
    severity: Severity = Severity.INFO
    subjects: tuple[str, ...] = ()


def trace_id(word: str) -> str:
    """32 hex digits for a word of a test."""
    return word.encode().hex().rjust(32, "0")


def names(values: Sequence[str | None]) -> Names:
    known: dict[str, int] = {}
    codes = [-1 if value is None else known.setdefault(value, len(known)) for value in values]
    return Names(np.array(codes, np.int32), tuple(known))


def spans(*rows: S) -> Trace:
    linked = [(row, link) for row, span in enumerate(rows) for link in span.links]
    return Trace(
        trace=names([trace_id(s.trace) for s in rows]),
        span_id=np.array([s.id for s in rows], np.uint64),
        parent_id=np.array([s.parent for s in rows], np.uint64),
        service=names([s.service for s in rows]),
        operation=names([s.operation for s in rows]),
        kind=np.array([s.kind for s in rows], np.int8),
        status=np.array([SpanStatus.ERROR if s.error else SpanStatus.UNSET for s in rows], np.int8),
        start_ns=np.array([s.start for s in rows], np.int64),
        duration_ns=np.array([s.duration for s in rows], np.int64),
        problems=np.zeros(len(rows), np.uint8),
        adjusted_ns=np.zeros(len(rows), np.int64),
        subjects=names(["\n".join(s.subjects) or None for s in rows]),
        promoted={key: names([s.promoted.get(key) for s in rows]) for key in PROMOTED},
        links=Links(
            np.array([row for row, _ in linked], np.int32),
            tuple(trace_id(link[0]) for _, link in linked),
            np.array([link[1] for _, link in linked], np.uint64),
        ),
        detail=[_detail(s) for s in rows],
    )


def _detail(span: S) -> bytes:
    """As in real answers, subjects stand among the attributes: equal detail means equal subjects."""
    given = {"note": span.note, "order.id": list(span.subjects), "links": list(span.links)}
    resource = {"host.name": span.host} if span.host else {}
    return json.dumps({"attributes": {key: value for key, value in given.items() if value}, "resource": resource}).encode()


def logs(*rows: L) -> LogTable:
    return LogTable(
        time_ns=np.array([r.time for r in rows], np.int64),
        severity=np.array([r.severity for r in rows], np.int8),
        body=[r.body for r in rows],
        service=names([r.service for r in rows]),
        trace=names([trace_id(r.trace) if r.trace else None for r in rows]),
        span_id=np.array([r.span for r in rows], np.uint64),
        subjects=names(["\n".join(r.subjects) or None for r in rows]),
        count=np.ones(len(rows), np.int32),
        detail=[b"{}" for _ in rows],
    )
