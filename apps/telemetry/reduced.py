"""A timeline that holds less: what went wrong and no text (for some roles), or one stretch of it. Findings, marks and reports stay.

A kept span hangs under its nearest kept ancestor. Both make new tables; nothing is marked as missing that was only left out.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Detail, Severity, SpanStatus, Window
from apps.telemetry.tables import take_logs, take_spans
from apps.telemetry.timeline import Journey, LogRows, PathSegment, QueueWait, Timeline
from apps.telemetry.tree import depths

Rows = NDArray[np.intp]
_NOTHING = msgspec.json.encode(Detail())


def errors_only(timeline: Timeline) -> Timeline:
    """Spans and log lines with an error, their attributes, events and bodies left out; no series, no path."""
    spans = np.flatnonzero(timeline.journey.trace.status == SpanStatus.ERROR)
    lines = np.flatnonzero(timeline.logs.table.severity >= Severity.ERROR)
    kept = _only(timeline, spans, lines)
    trace = replace(kept.journey.trace, detail=[_NOTHING] * len(spans))
    table = replace(kept.logs.table, body=[""] * len(lines), detail=[_NOTHING] * len(lines))
    return replace(
        kept,
        journey=replace(kept.journey, trace=trace, waits=(), path=()),
        logs=replace(kept.logs, table=table),
        series=(),
        totals={**kept.totals, "series": 0},
    )


def within(timeline: Timeline, window: Window) -> Timeline:
    """What touches the stretch: spans that overlap it, lines and points in it, waits and the path cut to it."""
    trace, table = timeline.journey.trace, timeline.logs.table
    begin = trace.start_ns + trace.adjusted_ns
    spans = np.flatnonzero((begin < window.to_ns) & (begin + trace.duration_ns >= window.from_ns))
    lines = np.flatnonzero((table.time_ns >= window.from_ns) & (table.time_ns < window.to_ns))
    kept = _only(timeline, spans, lines)
    path = [_cut(part, window) for part in kept.journey.path if part.start_ns < window.to_ns and part.end_ns > window.from_ns]
    series = []
    for one in timeline.series:
        inside = (one.times_ns >= window.from_ns) & (one.times_ns < window.to_ns)
        series.append(replace(one, times_ns=one.times_ns[inside], values=one.values[inside]))
    return replace(kept, window=window, journey=replace(kept.journey, path=tuple(path)), series=series)


def _cut(part: PathSegment, window: Window) -> PathSegment:
    return replace(part, start_ns=max(part.start_ns, window.from_ns), end_ns=min(part.end_ns, window.to_ns))


def _only(timeline: Timeline, spans: Rows, lines: Rows) -> Timeline:
    new_row = np.full(len(timeline.journey.trace) + 1, -1, np.int32)  # the last answers for row -1
    new_row[spans] = np.arange(len(spans), dtype=np.int32)
    journey = _journey(timeline.journey, spans, new_row)
    logs = timeline.logs
    kept = LogRows(take_logs(logs.table, lines), new_row[logs.row[lines]], logs.placed[lines])
    totals = {"spans": len(spans), "logs": int(kept.table.count.sum()), "series": len(timeline.series)}
    return replace(timeline, journey=journey, logs=kept, totals=totals)


def _journey(journey: Journey, spans: Rows, new_row: NDArray[np.int32]) -> Journey:
    parent = _nearest_kept(journey, spans, new_row)
    place = np.empty(len(journey.trace), np.int32)
    place[journey.order] = np.arange(len(journey.trace), dtype=np.int32)
    trace = take_spans(journey.trace, spans)
    shown = {trace.trace.values[code] for code in np.unique(trace.trace.codes).tolist() if code >= 0}
    return replace(
        journey,
        trace=trace,
        order=np.argsort(place[spans]).astype(np.int32),
        parent_row=parent,
        depth=depths(parent),
        self_ns=journey.self_ns[spans],
        critical=journey.critical[spans],
        shared=journey.shared[spans],
        waits=_waits(journey.waits, new_row),
        path=tuple(replace(part, row=int(new_row[part.row])) for part in journey.path),
        summaries=tuple(summary for summary in journey.summaries if summary.trace_id in shown),
    )


def _waits(waits: Sequence[QueueWait], new_row: NDArray[np.int32]) -> tuple[QueueWait, ...]:
    """Those whose both ends, or whose only end, are kept."""
    moved = [(wait, int(new_row[wait.producer_row]), int(new_row[wait.consumer_row])) for wait in waits]
    return tuple(
        replace(wait, producer_row=producer, consumer_row=consumer)
        for wait, producer, consumer in moved
        if producer >= 0 and (consumer >= 0 or wait.consumer_row < 0)
    )


def _nearest_kept(journey: Journey, spans: Rows, new_row: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each kept row, the new row of its nearest kept ancestor; -1 without one. Parents come before children in `order`."""
    own, parents = new_row.tolist(), journey.parent_row.tolist()
    nearest = list(own)
    above = [-1] * len(own)
    for row in journey.order.tolist():
        if parents[row] >= 0:
            above[row] = nearest[parents[row]]
            nearest[row] = own[row] if own[row] >= 0 else above[row]
    return np.array(above[:-1], np.int32)[spans]
