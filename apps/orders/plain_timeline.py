"""The timeline as rows of a table, for readers without script and as the drawing's accessible twin (orders/_timeline_table.html)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.orders.timeline_json import span_hex
from apps.telemetry.answers import SourceReport
from apps.telemetry.datamodel import PROBLEMS, Mark, Severity
from apps.telemetry.geometry_rows import ADJUSTED, CLAMPED, CRITICAL, ERROR, LOG, PROBLEM_FLAGS, SHARED, Rows, rows_of
from apps.telemetry.timeline import Timeline

PAGE_ROWS = 200
_WORDS = {
    **{flag: PROBLEMS[problem] for problem, flag in PROBLEM_FLAGS.items()},
    SHARED: "shared",
    ADJUSTED: "adjusted",
    CLAMPED: "clamped",
}


@dataclass(frozen=True, slots=True)
class PlainRow:
    """Times and durations in ns. `ref` is the anchor that evidence points to; `flags` are words."""

    kind: str
    depth: int
    name: str
    service: str
    start: int
    duration: int | None
    error: bool
    critical: bool
    severity: str
    body: str
    count: int
    flags: Sequence[str]
    ref: str


@dataclass(frozen=True, slots=True)
class PlainMark:
    time: int
    until: int | None
    kind: str
    title: str
    ref: str


@dataclass(frozen=True, slots=True)
class PlainLane:
    title: str
    last: float | None
    limit: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class PlainPart:
    kind: str
    service: str
    start: int
    duration: int


@dataclass(frozen=True, slots=True)
class PlainTimeline:
    """One page of rows; `cut` are the rows on other pages, `next` the first row of the next page."""

    rows: Sequence[PlainRow]
    marks: Sequence[PlainMark]
    lanes: Sequence[PlainLane]
    path: Sequence[PlainPart]
    sources: Sequence[SourceReport]
    cut: int
    next: str | None


def plain_timeline(timeline: Timeline, start: int, now_ns: int) -> PlainTimeline:
    """Rows in the order of the drawing, from row `start` on."""
    rows = rows_of(timeline, {}, now_ns)
    total = len(rows.place)
    shown = range(total)[start : start + PAGE_ROWS]
    return PlainTimeline(
        rows=[_row(timeline, rows, place) for place in shown],
        marks=[_mark(mark) for mark in sorted(timeline.marks, key=lambda mark: mark.time_ns)],
        lanes=_lanes(timeline),
        path=[PlainPart(part.kind, part.service, part.start_ns, part.end_ns - part.start_ns) for part in timeline.journey.path[:PAGE_ROWS]],
        sources=timeline.reports,
        cut=total - len(shown),
        next=str(start + PAGE_ROWS) if start + PAGE_ROWS < total else None,
    )


def _row(timeline: Timeline, rows: Rows, place: int) -> PlainRow:
    columns = rows.columns
    is_log = int(columns["kind"][place]) == LOG
    row, flags, service = int(columns["ref"][place]), int(columns["flags"][place]), int(columns["service"][place])
    name = int(columns["name"][place])
    table, trace = timeline.logs.table, timeline.journey.trace
    return PlainRow(
        kind="log" if is_log else "span",
        depth=int(columns["depth"][place]),
        name="" if is_log or name < 0 else trace.operation.values[name],
        service=rows.services[service] if service >= 0 else "",
        start=timeline.window.from_ns + int(columns["start"][place]),
        duration=None if is_log else int(columns["duration"][place]),
        error=bool(flags & ERROR),
        critical=bool(flags & CRITICAL),
        severity=Severity(int(columns["severity"][place])).name if is_log else "",
        body=table.body[row] if is_log else "",
        count=int(columns["count"][place]),
        flags=[word for flag, word in _WORDS.items() if flags & flag],
        ref=f"log:{row}" if is_log else f"span:{trace.trace.at(row)}/{span_hex(int(trace.span_id[row]))}",
    )


def _mark(mark: Mark) -> PlainMark:
    return PlainMark(mark.time_ns, mark.until_ns, mark.kind, mark.title, mark.ref)


def _lanes(timeline: Timeline) -> list[PlainLane]:
    lanes = []
    for series in timeline.series:
        known = series.values[np.isfinite(series.values)]
        lanes.append(PlainLane(series.title, float(known[-1]) if len(known) else None, series.limit, series.unit))
    return lanes
