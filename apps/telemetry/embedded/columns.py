"""Stored rows to the columns of a `Trace` or `LogTable`."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import numpy as np

from apps.telemetry.datamodel import PROMOTED, Links, LogTable, Names, Trace
from apps.telemetry.embedded.rows import LogRow, SpanRow, Subjects

_encode = msgspec.msgpack.Encoder().encode


def names_of(values: Iterable[str | None]) -> Names:
    """Dictionary-encode; None becomes -1."""
    table: dict[str, int] = {}
    codes = [-1 if value is None else table.setdefault(value, len(table)) for value in values]
    return Names(np.array(codes, np.int32), tuple(table))


def subject_reader(keys: Sequence[str]) -> Callable[[Subjects], str | None]:
    """From a row's subjects to the text of its `subjects` cell: the values under `keys`, joined by newlines, each once."""

    def read(subjects: Subjects) -> str | None:
        if not subjects:
            return None
        values = [value for key in keys for value in subjects.get(key, ())]
        return "\n".join(dict.fromkeys(values)) if values else None

    return read


def trace_table(chunks: Iterable[tuple[bytes, list[SpanRow]]], keys: Sequence[str]) -> Trace:
    """One table of all chunks. A span that was delivered twice with the same content stands once, with different content twice."""
    traces: list[bytes] = []
    rows: list[SpanRow] = []
    for trace, part in chunks:
        traces.extend([trace] * len(part))
        rows.extend(part)
    traces, rows = _without_repeats(traces, rows)
    subjects = subject_reader(keys)
    return Trace(
        trace=_trace_names(traces),
        span_id=np.array([row.span_id for row in rows], np.uint64),
        parent_id=np.array([row.parent_id for row in rows], np.uint64),
        service=names_of(row.service for row in rows),
        operation=names_of(row.operation for row in rows),
        kind=np.array([row.kind for row in rows], np.int8),
        status=np.array([row.status for row in rows], np.int8),
        start_ns=np.array([row.start_ns for row in rows], np.int64),
        duration_ns=np.array([row.duration_ns for row in rows], np.int64),
        problems=np.zeros(len(rows), np.uint8),
        adjusted_ns=np.zeros(len(rows), np.int64),
        subjects=names_of(subjects(row.subjects) for row in rows),
        promoted=_promoted([row.promoted for row in rows]),
        links=_links(rows),
        detail=[row.detail for row in rows],
    )


def _without_repeats(traces: list[bytes], rows: list[SpanRow]) -> tuple[list[bytes], list[SpanRow]]:
    counts = Counter(zip(traces, (row.span_id for row in rows), strict=True))
    if len(counts) == len(rows):
        return traces, rows
    seen: set[tuple[bytes, bytes]] = set()
    keep: list[int] = []
    for index, (trace, row) in enumerate(zip(traces, rows, strict=True)):
        content = (trace, _encode(row)) if counts[trace, row.span_id] > 1 else None
        if content is None or content not in seen:
            keep.append(index)
        if content is not None:
            seen.add(content)
    return [traces[index] for index in keep], [rows[index] for index in keep]


def _trace_names(traces: Sequence[bytes]) -> Names:
    """Trace ids as hex, made once each; b"" (a log record of no trace) is absent."""
    table: dict[bytes, int] = {}
    codes = [table.setdefault(trace, len(table)) if trace else -1 for trace in traces]
    return Names(np.array(codes, np.int32), tuple(trace.hex() for trace in table))


def _promoted(rows: Sequence[Mapping[str, str]]) -> dict[str, Names]:
    present = {key for row in rows for key in row}
    absent = Names(np.full(len(rows), -1, np.int32), ())
    return {key: names_of(row.get(key) for row in rows) if key in present else absent for key in PROMOTED}


def _links(rows: Sequence[SpanRow]) -> Links:
    flat = [(index, trace_id, span_id) for index, row in enumerate(rows) if row.links for trace_id, span_id in row.links]
    return Links(
        np.array([index for index, _, _ in flat], np.int32),
        tuple(trace_id for _, trace_id, _ in flat),
        np.array([span_id for _, _, span_id in flat], np.uint64),
    )


def log_table(
    chunks: Iterable[tuple[bytes, list[LogRow]]], keys: Sequence[str], wanted: Callable[[LogRow], bool] | None, source: str
) -> LogTable:
    """One table of the rows for which `wanted` holds (None: all), in the order of the chunks. A line may be said twice: repeats stay."""
    traces: list[bytes] = []
    rows: list[LogRow] = []
    for trace, part in chunks:
        chosen = part if wanted is None else [row for row in part if wanted(row)]
        traces.extend([trace] * len(chosen))
        rows.extend(chosen)
    subjects = subject_reader(keys)
    return LogTable(
        time_ns=np.array([row.time_ns for row in rows], np.int64),
        severity=np.array([row.severity for row in rows], np.int8),
        body=[row.body for row in rows],
        service=names_of(row.service for row in rows),
        trace=_trace_names(traces),
        span_id=np.array([row.span_id for row in rows], np.uint64),
        subjects=names_of(subjects(row.subjects) for row in rows),
        count=np.ones(len(rows), np.int32),
        detail=[row.detail for row in rows],
        source=source,
    )
