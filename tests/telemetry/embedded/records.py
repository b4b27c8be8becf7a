"""Records for tests, with what a test does not care about filled in."""

from typing import Any

import numpy as np

from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import LogRecord, MetricPoints, Severity, Span, SpanKind, SpanStatus, Trace, Window
from apps.telemetry.embedded import columns, span_tables
from apps.telemetry.embedded.store import Store

SECOND = 10**9
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOON = 1_790_000_000 * SECOND  # a day in September 2026
ALWAYS = Window(-(2**62), 2**62)


def trace_id(number: int) -> str:
    return f"{number:032x}"


def span(trace: int = 1, number: int = 1, parent: int = 0, **fields: Any) -> Span:
    given = {"start_ns": NOON, "duration_ns": SECOND, "service": "mes-api", "operation": "price"} | fields
    given = {"kind": SpanKind.SERVER, "status": SpanStatus.UNSET} | given
    return Span(trace_id=trace_id(trace), span_id=f"{number:016x}", parent_span_id=f"{parent:016x}" if parent else "", **given)


def record(body: str = "done", **fields: Any) -> LogRecord:
    given = {"time_ns": NOON, "severity": Severity.INFO, "service": "mes-api"} | fields
    return LogRecord(body=body, **given)


def points(
    values: Any, *, kind: str = "gauge", name: str = "m", every_ns: int = MINUTE, from_ns: int = NOON, **fields: Any
) -> MetricPoints:
    array = np.array(values, np.float64)
    times = from_ns + every_ns * np.arange(len(array), dtype=np.int64)
    given = {"service": "mes-api", "unit": "1", "labels": {}, "start_ns": np.zeros(len(array), np.int64)} | fields
    return MetricPoints(name=name, kind=kind, times_ns=times, values=array, **given)


def soon() -> Deadline:
    return Deadline.after(30)


def spans_in(store: Store, *traces: int) -> Trace:
    with store.reading() as connection:
        ids = [bytes.fromhex(trace_id(trace)) for trace in traces]
        return columns.trace_table(span_tables.read_chunks(connection, ids, store.blobs), store.attribute_keys)
