"""Log records in the file: a chunk for each trace of a batch; records without a trace by what they carry."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from apps.telemetry.datamodel import LogRecord, Severity, Window
from apps.telemetry.embedded.blobs import Blobs
from apps.telemetry.embedded.rows import LogRow, RowMaker, Subjects
from apps.telemetry.embedded.span_tables import merged_subjects
from apps.telemetry.embedded.times import trusted_span

_CHUNK_ROWS = 4096
_DAY_NS = 86_400 * 10**9
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[LogRow])


@dataclass(frozen=True, slots=True)
class LogChunk:
    row: tuple[bytes, bytes, int, int, int, int, bytes]
    subjects: Subjects


def make_chunks(records: Sequence[LogRecord], keys: Sequence[str], blobs: Blobs) -> list[LogChunk]:
    """As for spans. Records of no trace go apart by what they carry and by day: an order's are read, and a day's expire, alone."""
    maker = RowMaker(keys)
    groups: defaultdict[tuple[str, object], list[LogRow]] = defaultdict(list)
    for record in records:
        row = maker.log_row(record)
        apart = None if record.trace_id else (tuple(row.subjects.items()), row.time_ns // _DAY_NS)
        groups[record.trace_id, apart].append(row)
    return [
        _chunk(bytes.fromhex(trace_id), rows[start : start + _CHUNK_ROWS], blobs)
        for (trace_id, _), rows in groups.items()
        for start in range(0, len(rows), _CHUNK_ROWS)
    ]


def _chunk(trace: bytes, rows: list[LogRow], blobs: Blobs) -> LogChunk:
    content = _encoder.encode(rows)
    digest = blobs.digest(trace + content)
    from_ns, to_ns = trusted_span([row.time_ns for row in rows], [])
    errors = sum(row.severity >= Severity.ERROR for row in rows)
    payload = blobs.pack(content, "log_chunk", digest)
    return LogChunk((trace, digest, from_ns, to_ns, len(rows), errors, payload), merged_subjects([row.subjects for row in rows]))


def write_chunks(connection: sqlite3.Connection, chunks: Sequence[LogChunk]) -> None:
    sql = "INSERT OR IGNORE INTO log_chunk (trace, digest, from_ns, to_ns, records, errors, payload) VALUES (?, ?, ?, ?, ?, ?, ?)"
    for chunk in chunks:
        cursor = connection.execute(sql, chunk.row)
        if cursor.rowcount:
            connection.executemany(
                "INSERT OR IGNORE INTO subject_log VALUES (?, ?, ?)",
                [(value, key, cursor.lastrowid) for key, values in chunk.subjects.items() for value in values],
            )


def read_with(
    connection: sqlite3.Connection, keys: Sequence[str], value: str, window: Window, blobs: Blobs
) -> Iterator[tuple[bytes, list[LogRow]]]:
    """(trace or b"", rows) of the chunks in which a record carries `value` under one of `keys`; the rows are not filtered."""
    found = connection.execute(
        "SELECT trace, digest, payload FROM log_chunk"
        " WHERE id IN (SELECT chunk FROM subject_log WHERE value = ? AND key IN (SELECT value FROM json_each(?)))"
        " AND from_ns < ? AND to_ns >= ? ORDER BY from_ns, id",
        (value, msgspec.json.encode(keys).decode(), window.to_ns, window.from_ns),
    )
    return _opened(found, blobs)


def count_records(connection: sqlite3.Connection, traces: Sequence[bytes]) -> int:
    sql = "SELECT coalesce(sum(records), 0) FROM log_chunk WHERE trace = ?"
    return sum(connection.execute(sql, (trace,)).fetchone()[0] for trace in traces)


def read_of_traces(connection: sqlite3.Connection, traces: Sequence[bytes], blobs: Blobs) -> Iterator[tuple[bytes, list[LogRow]]]:
    for trace in traces:
        sql = "SELECT trace, digest, payload FROM log_chunk WHERE trace = ? ORDER BY from_ns, id"
        yield from _opened(connection.execute(sql, (trace,)), blobs)


def _opened(found: sqlite3.Cursor, blobs: Blobs) -> Iterator[tuple[bytes, list[LogRow]]]:
    for trace, digest, payload in found:
        yield trace, _decoder.decode(blobs.unpack(payload, "log_chunk", digest))
