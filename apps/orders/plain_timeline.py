"""The timeline as rows of a table, for readers without script and as the drawing's accessible twin (orders/_timeline_table.html)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.orders.timeline_json import span_hex
from apps.telemetry.answers import SourceReport
from apps.telemetry.datamodel import PROBLEMS, Mark, Severity
from apps.telemetry.geometry_rows import ADJUSTED, CLAMPED, CRITICAL, ERROR, LOG, PROBLEM_FLAGS, SHARED, Rows, rows_of
from apps.telemetry.timeline import PathSegment, QueueWait, Timeline

PAGE_ROWS = 200
PATH_PARTS = 60
LONG = 600
_WORDS = {
    **{flag: PROBLEMS[problem] for problem, flag in PROBLEM_FLAGS.items()},
    SHARED: "shared",
    ADJUSTED: "adjusted",
    CLAMPED: "clamped",
}


@dataclass(frozen=True, slots=True)
class PlainRow:
    """Times and durations in ns. `ref` is the anchor that evidence points to; `flags` are words. `queued`: how long its message waited."""

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
    queued: int | None = None
    queue: str = ""
    taken: bool = True

    @property
    def long(self) -> bool:
        """Longer than what a row should take of the page."""
        return len(self.name) + len(self.body) > LONG


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
    """One page of rows; `cut` are those on other pages, `next` the first row of the next one; `path_cut` parts of the path are left out."""

    rows: Sequence[PlainRow]
    marks: Sequence[PlainMark]
    lanes: Sequence[PlainLane]
    path: Sequence[PlainPart]
    sources: Sequence[SourceReport]
    cut: int
    next: str | None
    path_cut: int = 0


def plain_timeline(timeline: Timeline, start: int, now_ns: int) -> PlainTimeline:
    """Rows in the order of the drawing, from row `start` on."""
    rows = rows_of(timeline, {}, now_ns)
    total = len(rows.place)
    shown = range(total)[start : start + PAGE_ROWS]
    waits = {wait.consumer_row if wait.consumer_row >= 0 else wait.producer_row: wait for wait in timeline.journey.waits}
    path = _longest(timeline.journey.path)
    return PlainTimeline(
        rows=[_row(timeline, rows, place, waits) for place in shown],
        marks=[_mark(mark) for mark in sorted(timeline.marks, key=lambda mark: mark.time_ns)],
        lanes=_lanes(timeline),
        path=path,
        sources=timeline.reports,
        cut=total - len(shown),
        next=str(start + PAGE_ROWS) if start + PAGE_ROWS < total else None,
        path_cut=len(timeline.journey.path) - len(path),
    )


def _longest(path: Sequence[PathSegment]) -> list[PlainPart]:
    """Where the time went, in the order of the work: the parts that took most of it."""
    parts = [PlainPart(part.kind, part.service, part.start_ns, part.end_ns - part.start_ns) for part in path]
    least = sorted((part.duration for part in parts), reverse=True)[:PATH_PARTS][-1:]
    return [part for part in parts if part.duration >= least[0]][:PATH_PARTS]


def _row(timeline: Timeline, rows: Rows, place: int, waits: Mapping[int, QueueWait]) -> PlainRow:
    columns = rows.columns
    is_log = int(columns["kind"][place]) == LOG
    row, flags, service = int(columns["ref"][place]), int(columns["flags"][place]), int(columns["service"][place])
    name = int(columns["name"][place])
    table, trace = timeline.logs.table, timeline.journey.trace
    wait = None if is_log else waits.get(row)
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
        queued=wait.end_ns - wait.start_ns if wait else None,
        queue=wait.destination if wait else "",
        taken=wait is None or wait.consumer_row >= 0,
    )


def _mark(mark: Mark) -> PlainMark:
    return PlainMark(mark.time_ns, mark.until_ns, mark.kind, mark.title, mark.ref)


def _lanes(timeline: Timeline) -> list[PlainLane]:
    lanes = []
    for series in timeline.series:
        known = series.values[np.isfinite(series.values)]
        lanes.append(PlainLane(series.title, float(known[-1]) if len(known) else None, series.limit, series.unit))
    return lanes
