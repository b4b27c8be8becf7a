"""Puts log lines into the waterfall: under their span, else by time, else with their trace, else beside the traces.

A line without a span id belongs to the deepest span of its trace and service that ran when it was written; both were
stamped by the same clock, so raw times are compared. Lines that are equal in everything become one with a count.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import LogTable, Names, Trace
from apps.telemetry.log_union import changes, line_columns
from apps.telemetry.tables import take_logs
from apps.telemetry.timeline import PLACED_ORDER, PLACED_SPAN, PLACED_TIME, PLACED_TRACE, Journey, LogRows
from apps.telemetry.tree import SpanIndex

Rows = NDArray[np.int32]


def merge(logs: LogTable, journey: Journey) -> LogRows:
    """Sorted by time. A line placed by its trace alone stands under the first row that the trace shows."""
    table = collapsed(logs)
    traces = _codes_in(table.trace, journey.trace.trace)
    row = SpanIndex(journey.trace).find(traces, table.span_id)
    placed = np.where(row >= 0, PLACED_SPAN, PLACED_ORDER).astype(np.int8)
    for place, rows in ((PLACED_TIME, _by_time(table, traces, row, journey)), (PLACED_TRACE, _first_rows(journey)[traces])):
        newly = (row < 0) & (rows >= 0)
        row, placed = np.where(newly, rows, row), np.where(newly, place, placed)
    return LogRows(table, row.astype(np.int32), placed.astype(np.int8))


def collapsed(logs: LogTable) -> LogTable:
    """Equal lines become one whose count is their sum; sorted by time, and where times are equal by content of columns."""
    if not len(logs):
        return logs
    columns = line_columns(logs)
    order = np.lexsort(columns[::-1])
    first = np.flatnonzero(changes(*(column[order] for column in columns)))
    counts = np.add.reduceat(logs.count[order], first).astype(np.int32)
    return replace(take_logs(logs, order[first]), count=counts)


def _codes_in(names: Names, other: Names) -> Rows:
    """The column in another dictionary; -1 for what that one does not hold."""
    index = {value: code for code, value in enumerate(other.values)}
    return np.array([*(index.get(value, -1) for value in names.values), -1], np.int32)[names.codes]


def _first_rows(journey: Journey) -> Rows:
    """By trace code, the trace's first row on display; the last item, for code -1, is -1."""
    codes = journey.trace.trace.codes[journey.order]
    first = np.full(len(journey.trace.trace.values) + 1, -1, np.int32)
    seen, places = np.unique(codes, return_index=True)
    first[seen] = journey.order[places]
    return first


def _by_time(table: LogTable, traces: Rows, row: Rows, journey: Journey) -> Rows:
    """Rows for lines that have none yet, -1 where no span of the trace and service ran.

    Spans paint the lines they contain, shallow before deep, so that the deepest stays.
    """
    found = np.full(len(table), -1, np.int32)
    services = _codes_in(table.service, journey.trace.service)
    loose = np.flatnonzero((row < 0) & (traces >= 0) & (services >= 0))
    if not len(loose):
        return found
    width = len(journey.trace.service.values)
    keys = traces[loose].astype(np.int64) * width + services[loose]
    order = np.lexsort((table.time_ns[loose], keys))
    painted = _painted(keys[order], table.time_ns[loose][order], journey, width)
    found[loose[order]] = painted
    return found


def _painted(keys: NDArray[np.int64], times: NDArray[np.int64], journey: Journey, width: int) -> Rows:
    """`keys` (trace and service) ascending, `times` ascending within each."""
    trace = journey.trace
    span_keys = trace.trace.codes.astype(np.int64) * width + trace.service.codes
    rows = np.flatnonzero(np.isin(span_keys, keys))
    rows = rows[np.lexsort((trace.start_ns[rows], journey.depth[rows]))]
    first, last = _spans_of_lines(keys, times, span_keys[rows], trace, rows)
    painted = np.full(len(times), -1, np.int32)
    contains = last > first
    for row, begin, end in zip(rows[contains].tolist(), first[contains].tolist(), last[contains].tolist(), strict=True):
        painted[begin:end] = row
    return painted


def _spans_of_lines(
    keys: NDArray[np.int64], times: NDArray[np.int64], span_keys: NDArray[np.int64], trace: Trace, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each span the first and one past the last of the lines between its start and its end, both included."""
    instants, rank = np.unique(times, return_inverse=True)
    dense, group = np.unique(keys, return_inverse=True)
    lines = group * (len(instants) + 1) + rank
    base = np.searchsorted(dense, span_keys) * (len(instants) + 1)
    start, end = trace.start_ns[rows], trace.start_ns[rows] + trace.duration_ns[rows]
    first = np.searchsorted(lines, base + np.searchsorted(instants, start, "left"), "left")
    last = np.searchsorted(lines, base + np.searchsorted(instants, end, "right"), "left")
    return first, last
