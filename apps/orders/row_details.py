"""One row of the timeline in full, for the detail panel (templates/orders/_row_detail.html)."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from apps.core.masking import redact_mapping, redact_text
from apps.orders.timeline_json import links_by_row, problem_words, span_hex
from apps.telemetry.datamodel import Detail, Names, Severity, SpanStatus
from apps.telemetry.timeline import Timeline

_detail = msgspec.json.Decoder(Detail)
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RowName:
    """Which row is meant: `ref` is its number in the table of spans or lines as the browser has it, and may be another one by now.

    Its ids stay: `span_id` None: not told; `trace_id` "": not known; `time_ns` is a log line's own, which has no id.
    """

    ref: int
    trace_id: str = ""
    span_id: int | None = None
    time_ns: int | None = None


@dataclass(frozen=True, slots=True)
class EventDetail:
    time: int
    name: str
    attributes: Pairs


@dataclass(frozen=True, slots=True)
class RowDetail:
    """Times in ns. `adjusted` is by how much the start was moved (0: not); values are masked."""

    name: str
    service: str
    status: str
    start: int
    duration: int | None
    self_time: int | None
    adjusted: int
    trace_id: str
    span_id: str
    count: int
    status_message: str = ""
    body: str = ""
    problems: Sequence[str] = ()
    events: Sequence[EventDetail] = ()
    attributes: Pairs = ()
    resource: Pairs = ()
    links: Sequence[dict[str, str]] = ()


def span_detail(timeline: Timeline, name: RowName) -> RowDetail | None:
    """None when no span is called so."""
    trace = timeline.journey.trace
    row = _row(name, _same_ids(name, trace.trace, trace.span_id))
    if row is None:
        return None
    skew = int(trace.adjusted_ns[row])
    detail = _detail.decode(trace.detail[row])
    return RowDetail(
        name=trace.operation.at(row) or "",
        service=trace.service.at(row) or "",
        status=SpanStatus(int(trace.status[row])).name.lower(),
        start=int(trace.start_ns[row]) + skew,
        duration=int(trace.duration_ns[row]),
        self_time=int(timeline.journey.self_ns[row]),
        adjusted=skew,
        trace_id=trace.trace.at(row) or "",
        span_id=span_hex(int(trace.span_id[row])),
        count=1,
        status_message=redact_text(detail.status_message),
        problems=problem_words(int(trace.problems[row])),
        events=[EventDetail(event.time_ns, event.name, _pairs(event.attributes)) for event in detail.events],
        attributes=_pairs(detail.attributes),
        resource=_pairs(detail.resource),
        links=links_by_row(timeline).get(row, []),
    )


def log_detail(timeline: Timeline, name: RowName) -> RowDetail | None:
    """None when no log line is called so."""
    table = timeline.logs.table
    at = True if name.time_ns is None else table.time_ns == name.time_ns
    row = _row(name, _same_ids(name, table.trace, table.span_id) & at)
    if row is None:
        return None
    severity = Severity(int(table.severity[row]))
    detail = _detail.decode(table.detail[row])
    return RowDetail(
        name=severity.name,
        service=table.service.at(row) or "",
        status="error" if severity >= Severity.ERROR else "",
        start=int(table.time_ns[row]),
        duration=None,
        self_time=None,
        adjusted=0,
        trace_id=table.trace.at(row) or "",
        span_id=span_hex(int(table.span_id[row])),
        count=int(table.count[row]),
        body=table.body[row],
        attributes=_pairs(detail.attributes),
        resource=_pairs(detail.resource),
    )


def _same_ids(name: RowName, trace: Names, span_id: NDArray[np.uint64]) -> NDArray[np.bool_]:
    same = np.ones(len(span_id), np.bool_) if name.span_id is None else span_id == np.uint64(name.span_id)
    if name.trace_id:
        same &= np.array([*(value == name.trace_id for value in trace.values), False], np.bool_)[trace.codes]
    return same


def _row(name: RowName, fits: NDArray[np.bool_]) -> int | None:
    """The row of that number if it fits; else, where ids were given, the first that does: other rows may have come before it."""
    if name.ref < len(fits) and fits[name.ref]:
        return name.ref
    found = np.flatnonzero(fits)
    return int(found[0]) if name.span_id is not None and len(found) else None


def _pairs(attributes: dict[str, object]) -> Pairs:
    shown = redact_mapping(attributes)
    return [(key, value if isinstance(value, str) else msgspec.json.encode(value).decode()) for key, value in sorted(shown.items())]
