"""Joining and choosing rows of tables (`Trace`, `LogTable`): every answer of every source becomes one table."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import PROMOTED, Links, LogTable, Names, Trace

Rows = NDArray[np.int32] | NDArray[np.int64]


def no_names(length: int) -> Names:
    """A column in which every value is absent."""
    return Names(np.full(length, -1, np.int32), ())


def recoded(names: Names, index: dict[str, int]) -> NDArray[np.int32]:
    """The codes of `names` in another dictionary, which must hold all its values."""
    lookup = np.array([*(index[value] for value in names.values), -1], np.int32)  # code -1 reads the last item, -1
    return lookup[names.codes]


def sorted_names(names: Names) -> Names:
    """The same column with an ascending dictionary, so that codes compare as their values do."""
    return join_names([names])


def join_names(columns: Sequence[Names]) -> Names:
    """One column after another, under one ascending dictionary."""
    values = tuple(sorted({value for column in columns for value in column.values}))
    if len(columns) == 1 and columns[0].values == values:
        return columns[0]
    index = {value: code for code, value in enumerate(values)}
    return Names(np.concatenate([recoded(column, index) for column in columns]), values)


def take_names(names: Names, rows: Rows) -> Names:
    return Names(names.codes[rows], names.values)


def carries(subjects: Names, value: str) -> NDArray[np.bool_]:
    """Rows whose subjects hold exactly `value`. Absent subjects do not."""
    holds = np.array([*(value in joined.split("\n") for joined in subjects.values), False], np.bool_)
    return holds[subjects.codes]


# --- traces ------------------------------------------------------------------------------------------------------


def empty_trace() -> Trace:
    return Trace(
        trace=no_names(0),
        span_id=np.empty(0, np.uint64),
        parent_id=np.empty(0, np.uint64),
        service=no_names(0),
        operation=no_names(0),
        kind=np.empty(0, np.int8),
        status=np.empty(0, np.int8),
        start_ns=np.empty(0, np.int64),
        duration_ns=np.empty(0, np.int64),
        problems=np.empty(0, np.uint8),
        adjusted_ns=np.empty(0, np.int64),
        subjects=no_names(0),
        promoted={key: no_names(0) for key in PROMOTED},
        links=Links(np.empty(0, np.int32), (), np.empty(0, np.uint64)),
        detail=[],
    )


def join_traces(parts: Iterable[Trace]) -> Trace:
    """All rows of all parts; nothing is dropped, equal spans stay twice (adjust/duplicates.py decides)."""
    tables = [part for part in parts if len(part)]
    if len(tables) < 2:
        return tables[0] if tables else empty_trace()
    return Trace(
        trace=join_names([t.trace for t in tables]),
        span_id=np.concatenate([t.span_id for t in tables]),
        parent_id=np.concatenate([t.parent_id for t in tables]),
        service=join_names([t.service for t in tables]),
        operation=join_names([t.operation for t in tables]),
        kind=np.concatenate([t.kind for t in tables]),
        status=np.concatenate([t.status for t in tables]),
        start_ns=np.concatenate([t.start_ns for t in tables]),
        duration_ns=np.concatenate([t.duration_ns for t in tables]),
        problems=np.concatenate([t.problems for t in tables]),
        adjusted_ns=np.concatenate([t.adjusted_ns for t in tables]),
        subjects=join_names([t.subjects for t in tables]),
        promoted={key: join_names([t.promoted.get(key) or no_names(len(t)) for t in tables]) for key in PROMOTED},
        links=_join_links(tables),
        detail=[blob for t in tables for blob in t.detail],
    )


def _join_links(tables: Sequence[Trace]) -> Links:
    before = np.cumsum([0, *(len(t) for t in tables)])
    return Links(
        np.concatenate([t.links.row + before[i] for i, t in enumerate(tables)]).astype(np.int32),
        tuple(trace_id for t in tables for trace_id in t.links.trace_id),
        np.concatenate([t.links.span_id for t in tables]),
    )


def take_spans(trace: Trace, rows: Rows) -> Trace:
    """These rows, in this order, each at most once; links follow their rows."""
    return Trace(
        trace=take_names(trace.trace, rows),
        span_id=trace.span_id[rows],
        parent_id=trace.parent_id[rows],
        service=take_names(trace.service, rows),
        operation=take_names(trace.operation, rows),
        kind=trace.kind[rows],
        status=trace.status[rows],
        start_ns=trace.start_ns[rows],
        duration_ns=trace.duration_ns[rows],
        problems=trace.problems[rows],
        adjusted_ns=trace.adjusted_ns[rows],
        subjects=take_names(trace.subjects, rows),
        promoted={key: take_names(names, rows) for key, names in trace.promoted.items()},
        links=_take_links(trace, rows),
        detail=[trace.detail[row] for row in rows.tolist()],
    )


def _take_links(trace: Trace, rows: Rows) -> Links:
    links = trace.links
    if not len(links.row):
        return links
    place = np.full(len(trace), -1, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    moved = place[links.row]
    order = np.argsort(moved, kind="stable")
    kept = order[moved[order] >= 0]
    return Links(moved[kept], tuple(links.trace_id[i] for i in kept.tolist()), links.span_id[kept])


# --- logs --------------------------------------------------------------------------------------------------------


def empty_logs() -> LogTable:
    return LogTable(
        time_ns=np.empty(0, np.int64),
        severity=np.empty(0, np.int8),
        body=[],
        service=no_names(0),
        trace=no_names(0),
        span_id=np.empty(0, np.uint64),
        subjects=no_names(0),
        count=np.empty(0, np.int32),
        detail=[],
    )


def join_logs(parts: Iterable[LogTable]) -> LogTable:
    """All records of all parts. `source` survives if all parts share it."""
    tables = [part for part in parts if len(part)]
    if len(tables) < 2:
        return tables[0] if tables else empty_logs()
    sources = {t.source for t in tables}
    return LogTable(
        time_ns=np.concatenate([t.time_ns for t in tables]),
        severity=np.concatenate([t.severity for t in tables]),
        body=[body for t in tables for body in t.body],
        service=join_names([t.service for t in tables]),
        trace=join_names([t.trace for t in tables]),
        span_id=np.concatenate([t.span_id for t in tables]),
        subjects=join_names([t.subjects for t in tables]),
        count=np.concatenate([t.count for t in tables]),
        detail=[blob for t in tables for blob in t.detail],
        source=sources.pop() if len(sources) == 1 else "",
    )


def take_logs(logs: LogTable, rows: Rows) -> LogTable:
    chosen = rows.tolist()
    return LogTable(
        time_ns=logs.time_ns[rows],
        severity=logs.severity[rows],
        body=[logs.body[row] for row in chosen],
        service=take_names(logs.service, rows),
        trace=take_names(logs.trace, rows),
        span_id=logs.span_id[rows],
        subjects=take_names(logs.subjects, rows),
        count=logs.count[rows],
        detail=[logs.detail[row] for row in chosen],
        source=logs.source,
    )
