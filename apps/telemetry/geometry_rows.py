"""The rows of the waterfall as columns, in display order: spans, with log lines among the children of their span."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import CYCLE, DUPLICATE, NO_START, ORPHAN, Severity, SpanStatus, Window
from apps.telemetry.outliers import outliers
from apps.telemetry.tables import join_names
from apps.telemetry.timeline import Timeline
from apps.telemetry.tree import children_of, preorder

SPAN, LOG = 0, 1
ERROR, CRITICAL, SHARED, ADJUSTED, CLAMPED = 1, 2, 4, 128, 256
PROBLEM_FLAGS = {ORPHAN: 8, CYCLE: 16, DUPLICATE: 32, NO_START: 64}
LONGEST_TEXT = 300

Column = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Rows:
    """`columns` in display order; `place[i]` is the display row of span i, and after the spans of log line i."""

    columns: dict[str, Column]
    place: NDArray[np.int32]
    services: Sequence[str]
    texts: Sequence[str]


def rows_of(timeline: Timeline, trace_places: dict[str, int], now_ns: int) -> Rows:
    """`trace_places` gives each trace id's place in the header."""
    journey, table = timeline.journey, timeline.logs.table
    spans, lines = len(journey.trace), len(table)
    begin, end, skew = _times(timeline)
    order = _order(timeline, begin)
    outlying = outliers(begin, end, now_ns)
    shown_begin, shown_end = _clamped(begin, end, outlying, timeline.window)
    services = join_names([journey.trace.service, table.service])
    names, texts = _names(timeline)
    self_ns = np.concatenate([journey.self_ns, np.zeros(lines, np.int64)])
    columns: dict[str, Column] = {
        "kind": _both(np.zeros(spans), np.ones(lines), np.uint8),
        "ref": _both(np.arange(spans), np.arange(lines), np.uint32),
        "trace": _traces(timeline, trace_places),
        "depth": np.minimum(_depths(timeline), 65_535).astype(np.uint16),
        "service": services.codes,
        "name": names,
        "start": (shown_begin - timeline.window.from_ns).astype(np.float64),
        "duration": (shown_end - shown_begin).astype(np.float64),
        "self": np.minimum(self_ns, shown_end - shown_begin).astype(np.float64),
        "skew": skew.astype(np.float64),
        "flags": _flags(timeline, skew, outlying),
        "severity": _both(np.zeros(spans), table.severity, np.uint8),
        "span_kind": _both(journey.trace.kind, np.zeros(lines), np.uint8),
        "count": _both(np.ones(spans), table.count, np.uint32),
        **_ids(journey.trace.span_id, table.span_id),
    }
    place = np.empty(spans + lines, np.int32)
    place[order] = np.arange(spans + lines, dtype=np.int32)
    return Rows({name: column[order] for name, column in columns.items()}, place, services.values, texts)


def _ids(of_spans: NDArray[np.uint64], of_lines: NDArray[np.uint64]) -> dict[str, Column]:
    """Span ids in two halves: the browser has no column of 64-bit integers that it compares fast."""
    ids = np.concatenate([of_spans, of_lines])
    return {"id_high": (ids >> np.uint64(32)).astype(np.uint32), "id_low": (ids & np.uint64(0xFFFFFFFF)).astype(np.uint32)}


def _both(of_spans: NDArray[np.generic], of_lines: NDArray[np.generic], kind: type[np.generic]) -> Column:
    return np.concatenate([of_spans.astype(kind), of_lines.astype(kind)])


def _times(timeline: Timeline) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Begin and end as displayed, and by how much they were moved: a line moves with its span."""
    trace, logs = timeline.journey.trace, timeline.logs
    moved = np.append(trace.adjusted_ns, [0])[logs.row]
    skew = np.concatenate([trace.adjusted_ns, moved])
    begin = np.concatenate([trace.start_ns, logs.table.time_ns]) + skew
    return begin, begin + np.concatenate([trace.duration_ns, np.zeros(len(logs.table), np.int64)]), skew


def _order(timeline: Timeline, begin: NDArray[np.int64]) -> NDArray[np.int32]:
    """Lines are leaves among the children of their span; lines of no span stand among the traces, by time."""
    journey, spans = timeline.journey, len(timeline.journey.trace)
    parent = np.concatenate([journey.parent_row, timeline.logs.row])
    rank = np.arange(len(parent))
    rank[journey.order] = np.arange(spans)
    begins = {summary.trace_id: summary.start_ns for summary in journey.summaries}
    trace_begin = np.array([begins.get(trace_id, 0) for trace_id in journey.trace.trace.values], np.int64)
    key = begin.copy()
    roots = np.flatnonzero(journey.parent_row < 0)
    key[roots] = trace_begin[journey.trace.trace.codes[roots]]
    return preorder(children_of(parent, np.lexsort((rank, key))))


def _clamped(
    begin: NDArray[np.int64], end: NDArray[np.int64], outlying: NDArray[np.bool_], window: Window
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows whose clock cannot be right stand at the edge of the window that they lie beyond."""
    return (
        np.where(outlying, np.clip(begin, window.from_ns, window.to_ns), begin),
        np.where(outlying, np.clip(end, window.from_ns, window.to_ns), end),
    )


def _traces(timeline: Timeline, places: dict[str, int]) -> NDArray[np.int32]:
    """Index into the header's traces; -1 for a line of a trace that is not shown, or of none."""
    both = join_names([timeline.journey.trace.trace, timeline.logs.table.trace])
    return np.array([*(places.get(trace_id, -1) for trace_id in both.values), -1], np.int32)[both.codes]


def _depths(timeline: Timeline) -> NDArray[np.int32]:
    above = np.append(timeline.journey.depth, [-1])[timeline.logs.row]
    return np.concatenate([timeline.journey.depth, above + 1]).astype(np.int32)


def _names(timeline: Timeline) -> tuple[NDArray[np.int32], Sequence[str]]:
    """Index into the operations for spans, into the texts for lines. Texts are cut: the detail panel has the whole."""
    known: dict[str, int] = {}
    codes = [known.setdefault(_cut(body), len(known)) for body in timeline.logs.table.body]
    return np.concatenate([timeline.journey.trace.operation.codes, np.array(codes, np.int32)]), list(known)


def _cut(body: str) -> str:
    return body if len(body) <= LONGEST_TEXT else body[: LONGEST_TEXT - 1] + "…"


def _flags(timeline: Timeline, skew: NDArray[np.int64], outlying: NDArray[np.bool_]) -> NDArray[np.uint16]:
    journey, table = timeline.journey, timeline.logs.table
    trace = journey.trace
    of_spans = np.where(trace.status == SpanStatus.ERROR, ERROR, 0) | journey.critical * CRITICAL | journey.shared * SHARED
    for problem, flag in PROBLEM_FLAGS.items():
        of_spans |= np.where(trace.problems & problem, flag, 0)
    of_lines = np.where(table.severity >= Severity.ERROR, ERROR, 0)
    flags = np.concatenate([of_spans, of_lines]) | np.where(skew != 0, ADJUSTED, 0) | np.where(outlying, CLAMPED, 0)
    return flags.astype(np.uint16)
