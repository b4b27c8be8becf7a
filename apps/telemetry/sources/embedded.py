"""The embedded store as a source: the one-machine default, no network and no wire format.

The file is apps/telemetry/embedded (schema version 1). It can all that a source can: exact search by any indexed
attribute, links in both directions, exact totals, nanoseconds. A catalogue entry needs only `name` and `kind`; `path`
reads another file than the portal's own.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from apps.core import clock
from apps.core.catalogue import SourceEntry
from apps.telemetry.answers import Answer, SourceReport
from apps.telemetry.contract import Capabilities, Deadline, SourceContext, SourceHealth
from apps.telemetry.datamodel import Correlation, LogTable, MetricQuery, TimeSeries, Trace, Window
from apps.telemetry.embedded import columns, log_tables, span_tables
from apps.telemetry.embedded.grid import grid_over
from apps.telemetry.embedded.panels import answer_query
from apps.telemetry.embedded.rows import LogRow
from apps.telemetry.embedded.store import Store
from apps.telemetry.embedded.times import is_trusted
from apps.telemetry.errors import Unsupported

T = TypeVar("T")

CAPABILITIES = Capabilities(
    signals=frozenset({"traces", "logs", "metrics"}),
    find_by_attribute=True,
    get_by_trace_id=True,
    follows_links_back=True,
    lists_failed=True,
    exact_totals=True,
    nanoseconds=True,
)
MAX_ROWS = 300_000
_TRACE_ID = re.compile("[0-9a-f]{32}")


def from_config(entry: SourceEntry, context: SourceContext) -> "EmbeddedSource":
    path = Path(str(entry.options.get("path") or context.store_path))
    return EmbeddedSource(entry.name, Store(path, context.ring, context.attribute_keys), context.correlation_keys)


class EmbeddedSource:
    """TraceSource, LogSource and MetricSource over one store. `correlation_keys` fill `subjects` where no question names keys."""

    kind = "embedded"
    capabilities = CAPABILITIES

    def __init__(self, name: str, store: Store, correlation_keys: Sequence[str], max_rows: int = MAX_ROWS) -> None:
        self.name = name
        self._max_rows = max_rows
        self._store = store
        self._correlation_keys = tuple(correlation_keys)

    def check(self, deadline: Deadline) -> SourceHealth:
        """Opens the file and counts; raises SourceError when it cannot be read."""
        totals = self._store.totals()
        return SourceHealth("ok", detail=f"{totals['spans']} spans, {totals['logs']} log records, {totals['series']} series")

    def find_traces(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[Trace]:
        self._must_index(correlation)
        with self._store.reading(deadline.left_s) as connection:
            traces = span_tables.traces_with(connection, correlation.keys, correlation.value, window)
            return self._traces(connection, traces, correlation.keys, deadline)

    def get_traces(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        """Whole traces, whatever the window: whoever has an id wants it."""
        with self._store.reading(deadline.left_s) as connection:
            return self._traces(connection, _ids(trace_ids), self._correlation_keys, deadline)

    def find_linking(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        with self._store.reading(deadline.left_s) as connection:
            traces = span_tables.traces_linking(connection, _ids(trace_ids), window)
            return self._traces(connection, traces, self._correlation_keys, deadline)

    def list_failed(self, keys: Sequence[str], without: Sequence[str], window: Window, deadline: Deadline) -> Answer[Sequence[str]]:
        with self._store.reading(deadline.left_s) as connection:
            found = span_tables.failed_values(connection, keys, without, window)
        return Answer(found, SourceReport(self.name, self.kind, "traces", "ok" if found else "empty", len(found), len(found)))

    def find_logs(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[LogTable]:
        """Only records inside the window, and those whose own time cannot be true."""
        self._must_index(correlation)
        now_ns = clock.now_ns()

        def wanted(row: LogRow) -> bool:
            carries = any(correlation.value in row.subjects.get(key, ()) for key in correlation.keys)
            return carries and (window.contains(row.time_ns) or not is_trusted(row.time_ns, now_ns))

        with self._store.reading(deadline.left_s) as connection:
            chunks = log_tables.read_with(connection, correlation.keys, correlation.value, window, self._store.blobs)
            table = columns.log_table(_in_time(chunks, deadline), correlation.keys, wanted, self.name)
        return Answer(table, self._report("logs", len(table), len(table)))

    def get_logs(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[LogTable]:
        """All records of these traces, whatever the window."""
        traces = _ids(trace_ids)
        with self._store.reading(deadline.left_s) as connection:
            total = log_tables.count_records(connection, traces)
            chunks = _capped(log_tables.read_of_traces(connection, traces, self._store.blobs), self._max_rows)
            table = columns.log_table(_in_time(chunks, deadline), self._correlation_keys, None, self.name)
        return Answer(table, self._report("logs", len(table), total))

    def query_range(self, queries: Sequence[MetricQuery], window: Window, step_ns: int, deadline: Deadline) -> Answer[Sequence[TimeSeries]]:
        grid = grid_over(window, step_ns)
        found: list[TimeSeries] = []
        with self._store.reading(deadline.left_s) as connection:
            for query in queries:
                deadline.check()
                found += answer_query(connection, query, grid, self._store.blobs)
        told = sum(not np.isnan(series.values).all() for series in found)
        return Answer(found, self._report("metrics", told, told))

    def _must_index(self, correlation: Correlation) -> None:
        missing = sorted(set(correlation.keys) - set(self._store.attribute_keys))
        if missing:
            raise Unsupported(f"The embedded store does not index {', '.join(missing)}: name it in the catalogue.")

    def _traces(self, connection: sqlite3.Connection, traces: Sequence[bytes], keys: Sequence[str], deadline: Deadline) -> Answer[Trace]:
        total = span_tables.count_spans(connection, traces)
        chunks = _in_time(span_tables.read_chunks(connection, traces, self._store.blobs), deadline)
        table = columns.trace_table(_capped(chunks, self._max_rows), keys)
        return Answer(table, self._report("traces", len(table), total if total > self._max_rows else len(table)))

    def _report(self, signal: str, returned: int, total: int) -> SourceReport:
        status = "truncated" if returned < total else "ok" if returned else "empty"
        detail = f"{returned} of {total}: more than one answer may hold" if returned < total else ""
        return SourceReport(self.name, self.kind, signal, status, returned, total, detail)


def _ids(trace_ids: Sequence[str]) -> list[bytes]:
    """Each id once; what is no trace id is known to nobody, hence absent."""
    return list(dict.fromkeys(bytes.fromhex(text) for text in trace_ids if _TRACE_ID.fullmatch(text)))


def _in_time(chunks: Iterable[tuple[bytes, T]], deadline: Deadline) -> Iterator[tuple[bytes, T]]:
    for number, chunk in enumerate(chunks):
        if number % 64 == 0:
            deadline.check()
        yield chunk


def _capped(chunks: Iterable[tuple[bytes, list[T]]], max_rows: int) -> Iterator[tuple[bytes, list[T]]]:
    """Chunks until `max_rows` rows are out; the report then says how many there are."""
    left = max_rows
    for trace, rows in chunks:
        yield trace, rows[:left]
        left -= len(rows)
        if left <= 0:
            return
