"""A timeline as the browser draws it: one binary answer. The format is docs/geometry.md, read by static/js/lib/geometry.js."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import ORPHAN, TimeSeries, Window
from apps.telemetry.downsample import m4
from apps.telemetry.folding import idle_stretches
from apps.telemetry.geometry_format import pack
from apps.telemetry.geometry_rows import Rows, rows_of
from apps.telemetry.outliers import outliers
from apps.telemetry.timeline import Timeline, TraceSummary

# Lanes are down-sampled for a wide screen; zooming in shows what was kept.
LANE_WIDTH = 2_000


def encode(timeline: Timeline, now_ns: int) -> bytes:
    """Everything that is drawn, rows in display order. All times are nanoseconds from the window's start, as float64."""
    places = {summary.trace_id: place for place, summary in enumerate(timeline.journey.summaries)}
    rows = rows_of(timeline, places, now_ns)
    lanes = [m4(series.times_ns, series.values, timeline.window, LANE_WIDTH) for series in timeline.series]
    start = timeline.window.from_ns
    header = {
        "window": {"from_ns": str(start), "to_ns": str(timeline.window.to_ns)},
        "rows": len(rows.place),
        "services": rows.services,
        "operations": timeline.journey.trace.operation.values,
        "texts": rows.texts,
        "marks": _marks(timeline, start),
        "lanes": [_lane(series, number) for number, series in enumerate(timeline.series)],
        "waits": _waits(timeline, rows, start),
        "folds": [{"start": f.from_ns - start, "end": f.to_ns - start} for f in folds(timeline, now_ns)],
        "path": _path(timeline, rows, start),
        "traces": [_trace(summary, start) for summary in timeline.journey.summaries],
        "missing": _missing(timeline, rows),
        "totals": timeline.totals,
        "complete": timeline.complete,
        "sources": [asdict(report) for report in timeline.reports],
    }
    return pack(header, {**rows.columns, **_lane_columns(lanes, start)})


def folds(timeline: Timeline, now_ns: int) -> Sequence[Window]:
    """Stretches of the window in which nothing starts, ends, is logged or is marked."""
    trace = timeline.journey.trace
    begin = trace.start_ns + trace.adjusted_ns
    end = begin + trace.duration_ns
    usable = ~outliers(begin, end, now_ns)
    marks = [mark.time_ns for mark in timeline.marks] + [mark.until_ns for mark in timeline.marks if mark.until_ns is not None]
    marks += [milestone.at_ns for milestone in timeline.milestones]
    instants = (begin[usable], end[usable], timeline.logs.table.time_ns, np.array(marks, np.int64))
    return idle_stretches(timeline.window, instants)


def _marks(timeline: Timeline, start: int) -> list[Mapping[str, object]]:
    return [
        {
            "time": mark.time_ns - start,
            "until": None if mark.until_ns is None else mark.until_ns - start,
            "kind": mark.kind,
            "title": mark.title,
            "ref": mark.ref,
            "service": mark.service,
        }
        for mark in timeline.marks
    ]


def _lane(series: TimeSeries, number: int) -> Mapping[str, object]:
    told = series.values[np.isfinite(series.values)]
    return {
        "title": series.title,
        "panel": series.panel,
        "unit": series.unit,
        "labels": dict(series.labels),
        "service": series.service,
        "role": series.role,
        "limit": series.limit,
        "last": float(told[-1]) if len(told) else None,
        "query": series.query,
        "times": f"lane{number}.t",
        "values": f"lane{number}.v",
    }


def _lane_columns(lanes: Sequence[tuple[NDArray[np.int64], NDArray[np.float64]]], start: int) -> dict[str, NDArray[np.generic]]:
    columns: dict[str, NDArray[np.generic]] = {}
    for number, (times, values) in enumerate(lanes):
        columns[f"lane{number}.t"] = (times - start).astype(np.float64)
        columns[f"lane{number}.v"] = values.astype(np.float64)
    return columns


def _waits(timeline: Timeline, rows: Rows, start: int) -> list[Mapping[str, object]]:
    """Each stands on the row of the consumer, or of the producer while nobody took the message."""
    return [
        {
            "row": int(rows.place[wait.consumer_row if wait.consumer_row >= 0 else wait.producer_row]),
            "start": wait.start_ns - start,
            "end": wait.end_ns - start,
            "destination": wait.destination,
            "consumed": wait.consumer_row >= 0,
        }
        for wait in timeline.journey.waits
    ]


def _path(timeline: Timeline, rows: Rows, start: int) -> list[Mapping[str, object]]:
    return [
        {
            "kind": segment.kind,
            "service": segment.service,
            "start": segment.start_ns - start,
            "end": segment.end_ns - start,
            "row": int(rows.place[segment.row]) if segment.row >= 0 else -1,
        }
        for segment in timeline.journey.path
    ]


def _trace(summary: TraceSummary, start: int) -> Mapping[str, object]:
    return {
        "trace_id": summary.trace_id,
        "root": {"service": summary.root_service, "operation": summary.root_operation},
        "start": summary.start_ns - start,
        "duration": summary.duration_ns,
        "spans": summary.span_count,
        "errors": summary.error_count,
        "linked_by": summary.linked_by,
        "warnings": summary.warnings,
    }


def _missing(timeline: Timeline, rows: Rows) -> list[Mapping[str, object]]:
    """Rows that begin a group of orphans, with the id of the parent that nobody sent."""
    trace = timeline.journey.trace
    orphans = np.flatnonzero((timeline.journey.parent_row < 0) & (trace.problems & ORPHAN != 0))
    groups: dict[tuple[int, int], list[int]] = {}
    for row in orphans[np.argsort(rows.place[orphans])].tolist():
        groups.setdefault((int(trace.trace.codes[row]), int(trace.parent_id[row])), []).append(row)
    return [
        {"row": int(rows.place[found[0]]), "parent_id": f"{parent:016x}", "children": len(found)} for (_, parent), found in groups.items()
    ]
