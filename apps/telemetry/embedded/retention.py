"""What leaves the store, and how small chunks of points become large ones. security.md, "Retention classes"."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apps.telemetry.embedded.blobs import Blobs
from apps.telemetry.embedded.point_tables import merged_points, pack_points, unpack_points

HOUR_NS = 3_600 * 10**9
DAY_NS = 24 * HOUR_NS


@dataclass(frozen=True, slots=True)
class Swept:
    """How many chunks a run deleted, and how many point chunks it folded into larger ones."""

    span_chunks: int = 0
    log_chunks: int = 0
    point_chunks: int = 0
    folded: int = 0


# Each deletes at most 2,000 chunks, so that no transaction holds up the receivers for long; run until nothing goes.
DELETE_SPANS = """DELETE FROM span_chunk WHERE id IN (
    SELECT id FROM span_chunk WHERE to_ns < :ordinary AND (to_ns < :failed OR trace NOT IN failed_trace) LIMIT 2000)"""
DELETE_LOGS = """DELETE FROM log_chunk WHERE id IN (
    SELECT id FROM log_chunk WHERE to_ns < :ordinary AND (to_ns < :failed OR (errors = 0 AND trace NOT IN failed_trace)) LIMIT 2000)"""
DELETE_POINTS = "DELETE FROM point_chunk WHERE id IN (SELECT id FROM point_chunk WHERE to_ns < :ordinary LIMIT 2000)"

DELETE_ORPHANED_INDEX_ROWS = (
    "DELETE FROM subject_trace WHERE NOT EXISTS (SELECT 1 FROM span_chunk WHERE span_chunk.trace = subject_trace.trace)",
    "DELETE FROM link WHERE NOT EXISTS (SELECT 1 FROM span_chunk WHERE span_chunk.trace = link.trace)",
    "DELETE FROM service_time WHERE NOT EXISTS (SELECT 1 FROM span_chunk WHERE span_chunk.trace = service_time.trace)",
    "DELETE FROM subject_log WHERE NOT EXISTS (SELECT 1 FROM log_chunk WHERE log_chunk.id = subject_log.chunk)",
    "DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM point_chunk WHERE point_chunk.series = series.id)",
)

_CHUNKS_TO_FOLD = """
    SELECT series, from_ns / :bucket, id, digest, payload FROM point_chunk
    WHERE to_ns < :before AND (series, from_ns / :bucket) IN (
        SELECT series, from_ns / :bucket FROM point_chunk WHERE to_ns < :before GROUP BY 1, 2 HAVING count(*) > 1 LIMIT 200)
    ORDER BY id"""


def limits(now_ns: int, keep_ns: int, keep_errors_ns: int) -> Mapping[str, int]:
    """Instants before which ordinary telemetry, and telemetry of what failed, is deleted."""
    return {"ordinary": now_ns - keep_ns, "failed": now_ns - max(keep_ns, keep_errors_ns)}


def fold_points(connection: sqlite3.Connection, before_ns: int, bucket_ns: int, blobs: Blobs) -> int:
    """Join the chunks of a series that lie in one bucket: a live collector leaves one for each export.

    Takes at most 200 buckets that ended before `before_ns`; returns how many chunks were joined, 0 when none is left.
    """
    groups: defaultdict[tuple[int, int], list[tuple[int, bytes, bytes]]] = defaultdict(list)
    found = connection.execute(_CHUNKS_TO_FOLD, {"bucket": bucket_ns, "before": before_ns - before_ns % bucket_ns})
    for series, bucket, number, digest, payload in found:
        groups[series, bucket].append((number, digest, payload))
    for (series, _), chunks in groups.items():
        _fold(connection, series, chunks, blobs)
    return sum(len(chunks) for chunks in groups.values())


def _fold(connection: sqlite3.Connection, series: int, chunks: list[tuple[int, bytes, bytes]], blobs: Blobs) -> None:
    points = merged_points([unpack_points(blobs.unpack(payload, "point_chunk", digest)) for _, digest, payload in chunks])
    content = pack_points(points.times_ns, points.start_ns, points.values)
    digest = blobs.digest(series.to_bytes(8, "big") + content)
    gone = [
        connection.execute("DELETE FROM point_chunk WHERE id = ? RETURNING from_ns, to_ns", (number,)).fetchone() for number, *_ in chunks
    ]
    connection.execute(
        "INSERT INTO point_chunk (series, from_ns, to_ns, points, digest, payload) VALUES (?, ?, ?, ?, ?, ?)",
        (
            series,
            min(from_ns for from_ns, _ in gone),
            max(to_ns for _, to_ns in gone),
            len(points.times_ns),
            digest,
            blobs.pack(content, "point_chunk", digest),
        ),
    )
