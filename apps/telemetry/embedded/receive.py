"""The OTLP door without HTTP: bytes in, records stored, a reply out. OTLP/HTTP specification 1.x.

Decoding is all or nothing for a body that is not of its form (400); records in a good body that cannot be kept are counted
in a partial success. What is kept is committed before the reply, so that a sender may forget it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from apps.telemetry.datamodel import LogRecord, MetricPoints, Span
from apps.telemetry.embedded import otlp_json
from apps.telemetry.embedded.crowding import refuse_crowded
from apps.telemetry.embedded.otlp_logs import logs_of
from apps.telemetry.embedded.otlp_metrics import metrics_of
from apps.telemetry.embedded.otlp_spans import spans_of
from apps.telemetry.embedded.otlp_values import BadValue, Decoded, Message
from apps.telemetry.embedded.replies import (
    INVALID_ARGUMENT,
    JSON,
    PROTOBUF,
    UNAVAILABLE,
    UNIMPLEMENTED,
    Reply,
    accepted,
    media_type,
    refused,
)
from apps.telemetry.embedded.store import Store
from apps.telemetry.embedded.unpacking import BadPacking, TooBig, UnknownPacking, unpacked
from apps.telemetry.errors import SourceError

T = TypeVar("T")
_RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class _Signal(Generic[T]):
    from_protobuf: Callable[[bytes], Message]
    from_json: Callable[[bytes], Message]
    decode: Callable[[Message], Decoded[T]]
    add: Callable[[Store, list[T]], None]

    def take(self, store: Store, body: bytes, encoding: str) -> Decoded[T]:
        read = self.from_json if encoding == JSON else self.from_protobuf
        decoded = self.decode(read(body))
        if decoded.records:
            self.add(store, decoded.records)
        return decoded


_TRACES: _Signal[Span] = _Signal(
    ExportTraceServiceRequest.FromString, msgspec.json.Decoder(otlp_json.TraceRequest).decode, spans_of, Store.add_spans
)
_LOGS: _Signal[LogRecord] = _Signal(
    ExportLogsServiceRequest.FromString, msgspec.json.Decoder(otlp_json.LogsRequest).decode, logs_of, Store.add_logs
)
_METRICS: _Signal[MetricPoints] = _Signal(
    ExportMetricsServiceRequest.FromString, msgspec.json.Decoder(otlp_json.MetricsRequest).decode, metrics_of, Store.add_metrics
)


def receive(store: Store, signal: str, body: bytes, content_type: str, content_encoding: str = "") -> Reply:
    """Keep one export request. `signal` is traces|logs|metrics. Statuses: 200, 400, 404, 413, 415, 503."""
    kind = media_type(content_type)
    if kind not in (PROTOBUF, JSON):
        return refused(415, INVALID_ARGUMENT, f"Content-Type must be {PROTOBUF} or {JSON}.", content_type)
    try:
        plain_body = unpacked(body, content_encoding)
        refuse_crowded(plain_body, signal, kind)
        decoded = _take(store, signal, plain_body, kind)
    except UnknownPacking as error:
        return refused(415, INVALID_ARGUMENT, str(error), content_type)
    except TooBig as error:
        return refused(413, INVALID_ARGUMENT, str(error), content_type)
    except (BadPacking, BadValue) as error:
        return refused(400, INVALID_ARGUMENT, str(error), content_type)
    except (DecodeError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return refused(400, INVALID_ARGUMENT, f"The body is not a {signal} export request of OTLP in {kind}.", content_type)
    except SourceError:
        return refused(503, UNAVAILABLE, "The telemetry store cannot write now.", content_type, _RETRY_AFTER_S)
    if decoded is None:
        return refused(404, UNIMPLEMENTED, "There are /otlp/v1/traces, /otlp/v1/logs and /otlp/v1/metrics.", content_type)
    return accepted(signal, content_type, decoded.rejected, decoded.message)


def _take(store: Store, signal: str, body: bytes, encoding: str) -> Decoded[Span] | Decoded[LogRecord] | Decoded[MetricPoints] | None:
    match signal:
        case "traces":
            return _TRACES.take(store, body, encoding)
        case "logs":
            return _LOGS.take(store, body, encoding)
        case "metrics":
            return _METRICS.take(store, body, encoding)
    return None
