"""Metric points in the file: a row for each series, and chunks of its points as arrays."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from apps.core.masking import redact_name, redact_text
from apps.telemetry.datamodel import MetricPoints, Window
from apps.telemetry.embedded.blobs import Blobs
from apps.telemetry.embedded.times import trusted_span

_encoder = msgspec.msgpack.Encoder()
_json = msgspec.json.Encoder(order="sorted")


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """Arrays as raw little-endian bytes; times as their first value and differences, which compress to almost nothing."""

    times: bytes
    starts: bytes
    values: bytes
    width: int


_decoder = msgspec.msgpack.Decoder(_Packed)


@dataclass(frozen=True, slots=True)
class PointChunk:
    identity: bytes
    series: tuple[str, str, str, str, str, str]
    digest: bytes
    from_ns: int
    to_ns: int
    points: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Series:
    """One series as it stands in the file; `number` is its row."""

    number: int
    name: str
    service: str
    unit: str
    kind: str
    labels: dict[str, str]
    bounds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Samples of one series, ascending, one a time: `values` is (n,) or (n, k) as in MetricPoints."""

    times_ns: NDArray[np.int64]
    values: NDArray[np.float64]
    start_ns: NDArray[np.int64]


def make_chunks(batch: Sequence[MetricPoints], blobs: Blobs) -> list[PointChunk]:
    return [_chunk(points, blobs) for points in batch if len(points.times_ns)]


def _chunk(points: MetricPoints, blobs: Blobs) -> PointChunk:
    labels = {redact_name(key): redact_text(value) for key, value in points.labels.items()}
    series = (
        redact_name(points.name),
        redact_name(points.service),
        redact_name(points.unit),
        points.kind,
        _json.encode(labels).decode(),
        _json.encode(points.bounds).decode(),
    )
    identity = blobs.digest(_encoder.encode(series))
    content = pack_points(points.times_ns, points.start_ns, points.values)
    digest = blobs.digest(identity + content)
    from_ns, to_ns = trusted_span([int(points.times_ns.min())], [int(points.times_ns.max())])
    return PointChunk(identity, series, digest, from_ns, to_ns, len(points.times_ns), blobs.pack(content, "point_chunk", digest))


def pack_points(times_ns: NDArray[np.int64], start_ns: NDArray[np.int64], values: NDArray[np.float64]) -> bytes:
    width = values.shape[1] if values.ndim == 2 else 0
    return _encoder.encode(
        _Packed(
            np.diff(times_ns, prepend=np.int64(0)).astype("<i8").tobytes(),
            np.diff(start_ns, prepend=np.int64(0)).astype("<i8").tobytes(),
            np.ascontiguousarray(values, dtype="<f8").tobytes(),
            width,
        )
    )


def unpack_points(content: bytes) -> Points:
    packed = _decoder.decode(content)
    values = np.frombuffer(packed.values, dtype="<f8")
    return Points(
        np.cumsum(np.frombuffer(packed.times, dtype="<i8")),
        values.reshape(-1, packed.width) if packed.width else values,
        np.cumsum(np.frombuffer(packed.starts, dtype="<i8")),
    )


def write_chunks(connection: sqlite3.Connection, chunks: Sequence[PointChunk]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO series (identity, name, service, unit, kind, labels, bounds) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(chunk.identity, *chunk.series) for chunk in {chunk.identity: chunk for chunk in chunks}.values()],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO point_chunk (series, from_ns, to_ns, points, digest, payload)"
        " SELECT id, ?, ?, ?, ?, ? FROM series WHERE identity = ?",
        [(chunk.from_ns, chunk.to_ns, chunk.points, chunk.digest, chunk.payload, chunk.identity) for chunk in chunks],
    )


def series_named(connection: sqlite3.Connection, name: str) -> list[Series]:
    found = connection.execute("SELECT id, name, service, unit, kind, labels, bounds FROM series WHERE name = ? ORDER BY id", (name,))
    return [
        Series(number, name, service, unit, kind, msgspec.json.decode(labels, type=dict[str, str]), _bounds(bounds))
        for number, name, service, unit, kind, labels, bounds in found
    ]


def _bounds(text: str) -> tuple[float, ...]:
    return msgspec.json.decode(text, type=tuple[float, ...])


def read_points(connection: sqlite3.Connection, series: Series, window: Window, blobs: Blobs) -> Points:
    """The samples within the window; of several at one time the one stored last stays."""
    found = connection.execute(
        "SELECT digest, payload FROM point_chunk WHERE series = ? AND from_ns < ? AND to_ns >= ? ORDER BY id",
        (series.number, window.to_ns, window.from_ns),
    )
    parts = [unpack_points(blobs.unpack(payload, "point_chunk", digest)) for digest, payload in found]
    return _within(merged_points(parts), window)


def _within(points: Points, window: Window) -> Points:
    first, last = np.searchsorted(points.times_ns, [window.from_ns, window.to_ns])
    return Points(points.times_ns[first:last], points.values[first:last], points.start_ns[first:last])


def merged_points(parts: Sequence[Points]) -> Points:
    if not parts:
        return Points(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))
    times = np.concatenate([part.times_ns for part in parts])
    values, starts = np.concatenate([part.values for part in parts]), np.concatenate([part.start_ns for part in parts])
    if (times[1:] > times[:-1]).all():
        return Points(times, values, starts)
    unique, first = np.unique(times[::-1], return_index=True)
    keep = len(times) - 1 - first
    return Points(unique, values[keep], starts[keep])
