"""A timeline for somebody who may see what went wrong and no more: rows with an error, without any text of theirs."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Detail, Severity, SpanStatus
from apps.telemetry.tables import take_logs, take_spans
from apps.telemetry.timeline import Journey, LogRows, Timeline
from apps.telemetry.tree import depths

_NOTHING = msgspec.json.encode(Detail())


def errors_only(timeline: Timeline) -> Timeline:
    """Spans and log lines with an error, their attributes, events and bodies left out; findings, marks and reports stay."""
    kept = np.flatnonzero(timeline.journey.trace.status == SpanStatus.ERROR)
    journey = _journey(timeline.journey, kept)
    logs = _logs(timeline.logs, kept)
    return replace(timeline, journey=journey, logs=logs, series=(), totals={"spans": len(kept), "logs": len(logs.table), "series": 0})


def _journey(journey: Journey, kept: NDArray[np.intp]) -> Journey:
    parent = _nearest_kept(journey, kept)
    trace = take_spans(journey.trace, kept)
    place = np.empty(len(journey.trace), np.int32)
    place[journey.order] = np.arange(len(journey.trace), dtype=np.int32)
    return replace(
        journey,
        trace=replace(trace, detail=[_NOTHING] * len(kept)),
        order=np.argsort(place[kept]).astype(np.int32),
        parent_row=parent,
        depth=depths(parent),
        self_ns=journey.self_ns[kept],
        critical=journey.critical[kept],
        shared=journey.shared[kept],
        waits=(),
        path=(),
    )


def _nearest_kept(journey: Journey, kept: NDArray[np.intp]) -> NDArray[np.int32]:
    """For each kept row, the new row of its nearest kept ancestor; -1 without one. Parents come before children in `order`."""
    new_row = np.full(len(journey.trace), -1, np.int32)
    new_row[kept] = np.arange(len(kept), dtype=np.int32)
    own, parents = new_row.tolist(), journey.parent_row.tolist()
    nearest = list(own)
    above = [-1] * len(own)
    for row in journey.order.tolist():
        if parents[row] >= 0:
            above[row] = nearest[parents[row]]
            nearest[row] = own[row] if own[row] >= 0 else above[row]
    return np.array(above, np.int32)[kept]


def _logs(logs: LogRows, kept: NDArray[np.intp]) -> LogRows:
    lines = np.flatnonzero(logs.table.severity >= Severity.ERROR)
    new_row = {int(row): number for number, row in enumerate(kept)}
    rows: Sequence[int] = [new_row.get(int(row), -1) for row in logs.row[lines]]
    table = take_logs(logs.table, lines)
    empty = replace(table, body=[""] * len(lines), detail=[_NOTHING] * len(lines))
    return LogRows(empty, np.array(rows, np.int32), logs.placed[lines])
