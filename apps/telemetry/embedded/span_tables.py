"""Spans in the file: one chunk for each trace of a batch, and the indexes that questions start from."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from apps.telemetry.datamodel import Span, SpanStatus, Window
from apps.telemetry.embedded.blobs import Blobs
from apps.telemetry.embedded.rows import RowMaker, SpanRow, Subjects
from apps.telemetry.embedded.times import trusted_span

_CHUNK_ROWS = 4096
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[SpanRow])


@dataclass(frozen=True, slots=True)
class SpanChunk:
    """One row of span_chunk with what its rows put into the indexes."""

    row: tuple[bytes, bytes, int, int, int, int, bytes]
    subjects: Subjects
    links: frozenset[str]
    services: frozenset[str]


def make_chunks(spans: Sequence[Span], keys: Sequence[str], blobs: Blobs) -> list[SpanChunk]:
    """Everything that needs no lock on the file: redaction, encoding, compression, sealing."""
    maker = RowMaker(keys)
    by_trace: defaultdict[str, list[SpanRow]] = defaultdict(list)
    for span in spans:
        by_trace[span.trace_id].append(maker.span_row(span))
    return [
        _chunk(bytes.fromhex(trace_id), rows[start : start + _CHUNK_ROWS], blobs)
        for trace_id, rows in by_trace.items()
        for start in range(0, len(rows), _CHUNK_ROWS)
    ]


def _chunk(trace: bytes, rows: list[SpanRow], blobs: Blobs) -> SpanChunk:
    content = _encoder.encode(rows)
    digest = blobs.digest(trace + content)
    from_ns, to_ns = trusted_span([row.start_ns for row in rows], [row.start_ns + row.duration_ns for row in rows])
    errors = sum(row.status == SpanStatus.ERROR for row in rows)
    return SpanChunk(
        (trace, digest, from_ns, to_ns, len(rows), errors, blobs.pack(content, "span_chunk", digest)),
        merged_subjects([row.subjects for row in rows]),
        frozenset(trace_id for row in rows for trace_id, _ in row.links),
        frozenset(row.service for row in rows),
    )


def merged_subjects(parts: Sequence[Subjects]) -> Subjects:
    merged: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for part in parts:
        for key, values in part.items():
            merged[key].update(dict.fromkeys(values))
    return {key: tuple(values) for key, values in merged.items()}


def write_chunks(connection: sqlite3.Connection, chunks: Sequence[SpanChunk]) -> None:
    """Idempotent: a chunk that is there already is left, and index rows only widen."""
    connection.executemany(
        "INSERT OR IGNORE INTO span_chunk (trace, digest, from_ns, to_ns, spans, errors, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [chunk.row for chunk in chunks],
    )
    connection.executemany(
        "INSERT INTO subject_trace VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " from_ns = min(from_ns, excluded.from_ns), to_ns = max(to_ns, excluded.to_ns)",
        [
            (value, key, trace, from_ns, to_ns)
            for chunk in chunks
            for trace, _, from_ns, to_ns, *_rest in (chunk.row,)
            for key, values in chunk.subjects.items()
            for value in values
        ],
    )
    connection.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " from_ns = min(from_ns, excluded.from_ns), to_ns = max(to_ns, excluded.to_ns)",
        [(bytes.fromhex(target), chunk.row[0], chunk.row[2], chunk.row[3]) for chunk in chunks for target in chunk.links],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO service_time VALUES (?, ?, ?)",
        [(service, chunk.row[2], chunk.row[0]) for chunk in chunks for service in chunk.services],
    )


def traces_with(connection: sqlite3.Connection, keys: Sequence[str], value: str, window: Window) -> list[bytes]:
    """Traces in which a span carries `value` under one of `keys` within the window."""
    found = connection.execute(
        "SELECT DISTINCT trace FROM subject_trace"
        " WHERE value = ? AND key IN (SELECT value FROM json_each(?)) AND from_ns < ? AND to_ns >= ?",
        (value, msgspec.json.encode(keys).decode(), window.to_ns, window.from_ns),
    )
    return [row[0] for row in found]


def failed_values(connection: sqlite3.Connection, keys: Sequence[str], without: Sequence[str], window: Window) -> list[str]:
    """Values under `keys` of traces that failed within the window and carry nothing under any key of `without`."""
    found = connection.execute(
        "SELECT DISTINCT value FROM subject_trace AS subject"
        " WHERE key IN (SELECT value FROM json_each(?)) AND trace IN"
        " (SELECT trace FROM span_chunk WHERE to_ns >= ? AND from_ns < ? AND errors > 0)"
        " AND NOT EXISTS (SELECT 1 FROM subject_trace AS other WHERE other.trace = subject.trace"
        " AND other.key IN (SELECT value FROM json_each(?))) ORDER BY value",
        (msgspec.json.encode(keys).decode(), window.from_ns, window.to_ns, msgspec.json.encode(without).decode()),
    )
    return [row[0] for row in found]


def traces_linking(connection: sqlite3.Connection, targets: Sequence[bytes], window: Window) -> list[bytes]:
    """Traces that hold a link to one of `targets`, without these themselves."""
    sql = "SELECT trace FROM link WHERE target = ? AND from_ns < ? AND to_ns >= ?"
    found: dict[bytes, None] = {}
    for target in targets:
        found.update(dict.fromkeys(row[0] for row in connection.execute(sql, (target, window.to_ns, window.from_ns))))
    known = set(targets)
    return [trace for trace in found if trace not in known]


def traces_of_service(connection: sqlite3.Connection, service: str, window: Window, limit: int) -> list[bytes]:
    """The newest traces in which `service` took part, newest first."""
    found = connection.execute(
        "SELECT trace FROM service_time WHERE service = ? AND from_ns >= ? AND from_ns < ?"
        " GROUP BY trace ORDER BY max(from_ns) DESC LIMIT ?",
        (service, window.from_ns, window.to_ns, limit),
    )
    return [row[0] for row in found]


def count_spans(connection: sqlite3.Connection, traces: Sequence[bytes]) -> int:
    sql = "SELECT coalesce(sum(spans), 0) FROM span_chunk WHERE trace = ?"
    return sum(connection.execute(sql, (trace,)).fetchone()[0] for trace in traces)


def read_chunks(connection: sqlite3.Connection, traces: Sequence[bytes], blobs: Blobs) -> Iterator[tuple[bytes, list[SpanRow]]]:
    """(trace, its rows) chunk by chunk, trace after trace, the oldest chunk first."""
    for trace in traces:
        found = connection.execute("SELECT digest, payload FROM span_chunk WHERE trace = ? ORDER BY from_ns, id", (trace,))
        for digest, payload in found:
            yield trace, _decoder.decode(blobs.unpack(payload, "span_chunk", digest))
