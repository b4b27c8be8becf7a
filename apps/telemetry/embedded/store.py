"""The one-machine telemetry store: what comes in, what goes out, what may be asked.

One file, opened by web workers, jobs and the simulator at once. Personal values are cut out before anything is written
(masking.py); blobs are compressed and sealed with the portal's key. All methods raise SourceError: Unavailable when the
file is locked or gone, Malformed when it is damaged.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from apps.core.crypto import KeyRing
from apps.telemetry.datamodel import LogRecord, MetricPoints, Span
from apps.telemetry.embedded import log_tables, point_tables, retention, span_tables
from apps.telemetry.embedded.blobs import Blobs
from apps.telemetry.embedded.database import Database
from apps.telemetry.embedded.retention import DAY_NS, HOUR_NS, Swept

_READ_WAIT_S = 5.0
_NEWEST = {
    "traces": "SELECT max(to_ns) FROM span_chunk",
    "logs": "SELECT max(to_ns) FROM log_chunk",
    "metrics": "SELECT max(to_ns) FROM point_chunk",
}
_TOTALS = {
    "spans": "SELECT coalesce(sum(spans), 0) FROM span_chunk INDEXED BY span_chunk_by_end",
    "logs": "SELECT coalesce(sum(records), 0) FROM log_chunk INDEXED BY log_chunk_by_end",
    "points": "SELECT coalesce(sum(points), 0) FROM point_chunk INDEXED BY point_chunk_by_end",
    "series": "SELECT count(*) FROM series",
}


class Store:
    """`attribute_keys` are indexed on spans, resources and log records: order numbers, customer ids. The file is made on first use."""

    def __init__(self, path: Path, ring: KeyRing, attribute_keys: Sequence[str]) -> None:
        self.path = path
        self.attribute_keys = tuple(attribute_keys)
        self.blobs = Blobs(ring)
        self._database = Database(path)

    def add_spans(self, spans: Sequence[Span]) -> None:
        """Keep these spans in one transaction. The very same batch again changes nothing; equal ids with other content are both kept."""
        chunks = span_tables.make_chunks(spans, self.attribute_keys, self.blobs)
        with self._database.writing() as connection:
            span_tables.write_chunks(connection, chunks)

    def add_logs(self, records: Sequence[LogRecord]) -> None:
        """Keep these records in one transaction. The very same batch again changes nothing; repeats inside a batch are kept."""
        chunks = log_tables.make_chunks(records, self.attribute_keys, self.blobs)
        with self._database.writing() as connection:
            log_tables.write_chunks(connection, chunks)

    def add_metrics(self, batch: Sequence[MetricPoints]) -> None:
        """Keep these points in one transaction. Of two samples of a series at one instant the later stored is read."""
        chunks = point_tables.make_chunks(batch, self.blobs)
        with self._database.writing() as connection:
            point_tables.write_chunks(connection, chunks)

    @contextmanager
    def reading(self, wait_s: float = _READ_WAIT_S) -> Iterator[sqlite3.Connection]:
        """One consistent view, for the questions of span_tables, log_tables and point_tables."""
        with self._database.reading(wait_s) as connection:
            yield connection

    def sweep(self, now_ns: int, keep_ns: int, keep_errors_ns: int) -> Swept:
        """Delete what is older than `keep_ns`; traces in which something failed, and error records, only after `keep_errors_ns`.

        Also folds small chunks of points by hour and by day, so that long windows are read fast: run it several times an hour.
        """
        limits = retention.limits(now_ns, keep_ns, keep_errors_ns)
        spans = self._until_none(lambda connection: connection.execute(retention.DELETE_SPANS, limits).rowcount)
        logs = self._until_none(lambda connection: connection.execute(retention.DELETE_LOGS, limits).rowcount)
        points = self._until_none(lambda connection: connection.execute(retention.DELETE_POINTS, limits).rowcount)
        folded = self._until_none(lambda connection: retention.fold_points(connection, now_ns, HOUR_NS, self.blobs))
        folded += self._until_none(lambda connection: retention.fold_points(connection, now_ns, DAY_NS, self.blobs))
        if spans or logs or points:
            self._clean()
        return Swept(spans, logs, points, folded)

    def totals(self) -> Mapping[str, int]:
        """How many `spans`, `logs`, `points` and `series` are kept, and `size_bytes` of the file and its log."""
        with self.reading() as connection:
            counts = {name: int(connection.execute(sql).fetchone()[0]) for name, sql in _TOTALS.items()}
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return counts | {"size_bytes": sum(file.stat().st_size for file in files if file.exists())}

    def newest_ns(self, signal: str = "traces") -> int | None:
        """The newest trustworthy time of `signal` (traces|logs|metrics); None when nothing came yet."""
        with self.reading() as connection:
            newest: int | None = connection.execute(_NEWEST[signal]).fetchone()[0]
        return newest

    def close(self) -> None:
        self._database.close()

    def _until_none(self, step: Callable[[sqlite3.Connection], int]) -> int:
        """Repeat a bounded step, each in its own transaction, so that receivers wait only for one."""
        total = 0
        while True:
            with self._database.writing() as connection:
                done = step(connection)
            if not done:
                return total
            total += done

    def _clean(self) -> None:
        with self._database.writing() as connection:
            for sql in retention.DELETE_ORPHANED_INDEX_ROWS:
                connection.execute(sql)
        with self.reading() as connection:
            connection.rollback()
            connection.execute("PRAGMA incremental_vacuum").fetchall()
