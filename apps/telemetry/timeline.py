"""The frozen result of gathering one subject: what pages, the API, the geometry and the findings all read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.answers import Finding, SourceReport
from apps.telemetry.datamodel import Correlation, LogTable, Mark, Milestone, TimeSeries, Trace, Window

# `LogRows.placed`: how a log record found its place (telemetry.md, "Logs are rows inside the waterfall").
PLACED_SPAN, PLACED_TIME, PLACED_TRACE, PLACED_ORDER = 0, 1, 2, 3
PLACED = ("span", "time", "trace", "order")


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """`linked_by`: attribute|log|history|link: why this trace belongs to the journey."""

    trace_id: str
    root_service: str
    root_operation: str
    start_ns: int
    duration_ns: int
    span_count: int
    error_count: int
    linked_by: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathSegment:
    """A part of the journey's path. kind span|queue|business|idle. Segments follow each other without gap or overlap.

    `row` is the span's row in Journey.trace (of several spans of one service: the one that took most); -1 for the other kinds.
    """

    kind: str
    service: str
    start_ns: int
    end_ns: int
    ref: str
    row: int = -1


@dataclass(frozen=True, slots=True)
class QueueWait:
    """Published at, taken at; `destination` is the queue. `consumer_row` is -1 for a message that nobody took."""

    producer_row: int
    consumer_row: int
    start_ns: int
    end_ns: int
    destination: str


@dataclass(frozen=True, slots=True)
class Journey:
    """All traces of one subject, adjusted and put in display order.

    `trace` keeps the rows as gathered; the arrays below have one value a row: `order` is the preorder of display (a permutation),
    `depth`, `parent_row` (-1: a root), `self_ns`, `critical`, `shared` (a batch that serves several subjects).
    """

    trace: Trace
    order: NDArray[np.int32]
    parent_row: NDArray[np.int32]
    depth: NDArray[np.int32]
    self_ns: NDArray[np.int64]
    critical: NDArray[np.bool_]
    shared: NDArray[np.bool_]
    waits: tuple[QueueWait, ...]
    path: tuple[PathSegment, ...]
    summaries: tuple[TraceSummary, ...]


@dataclass(frozen=True, slots=True)
class LogRows:
    """Logs placed in the waterfall: `row` is the span's row in Journey.trace (-1: none), sorted by time, repeats collapsed into `count`."""

    table: LogTable
    row: NDArray[np.int32]
    placed: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One subject on one axis. `complete` is False when any report is neither ok nor empty."""

    correlation: Correlation
    window: Window
    journey: Journey
    logs: LogRows
    series: Sequence[TimeSeries]
    marks: Sequence[Mark]
    milestones: Sequence[Milestone]
    reports: Sequence[SourceReport]
    findings: Sequence[Finding]
    totals: Mapping[str, int]

    @property
    def complete(self) -> bool:
        return all(report.status in ("ok", "empty") for report in self.reports)
