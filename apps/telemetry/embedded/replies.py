"""Answers of the OTLP door. A refusal is a google.rpc.Status, in the encoding of the request (OTLP/HTTP, "Failures")."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

PROTOBUF, JSON = "application/x-protobuf", "application/json"

# google.rpc.Code
INVALID_ARGUMENT, PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, UNAVAILABLE, UNAUTHENTICATED = 3, 7, 8, 12, 14, 16

_Response = type[ExportTraceServiceResponse] | type[ExportLogsServiceResponse] | type[ExportMetricsServiceResponse]
_RESPONSES: Mapping[str, tuple[_Response, str, str]] = {
    "traces": (ExportTraceServiceResponse, "rejected_spans", "rejectedSpans"),
    "logs": (ExportLogsServiceResponse, "rejected_log_records", "rejectedLogRecords"),
    "metrics": (ExportMetricsServiceResponse, "rejected_data_points", "rejectedDataPoints"),
}
SIGNALS = tuple(_RESPONSES)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send back. `retry_after_s` goes into Retry-After where it is not None."""

    status: int
    content_type: str
    body: bytes
    retry_after_s: int | None = None


def media_type(content_type: str) -> str:
    """Without parameters, lower case."""
    return content_type.partition(";")[0].strip().lower()


def encoding_of(content_type: str) -> str:
    """The encoding to answer in: the request's, JSON for one that is neither."""
    return PROTOBUF if media_type(content_type) == PROTOBUF else JSON


def accepted(signal: str, content_type: str, rejected: int, message: str) -> Reply:
    """200; with a partial success if anything was rejected."""
    make, field, json_field = _RESPONSES[signal]
    if encoding_of(content_type) == JSON:
        partial = {"partialSuccess": {json_field: str(rejected), "errorMessage": message}} if rejected else {}
        return Reply(200, JSON, msgspec.json.encode(partial))
    response = make()
    if rejected:
        setattr(response.partial_success, field, rejected)
        response.partial_success.error_message = message
    return Reply(200, PROTOBUF, response.SerializeToString())


def refused(status: int, code: int, message: str, content_type: str, retry_after_s: int | None = None) -> Reply:
    """`code` is a google.rpc.Code, `message` one English sentence."""
    encoding = encoding_of(content_type)
    body = msgspec.json.encode({"code": code, "message": message}) if encoding == JSON else _status_message(code, message)
    return Reply(status, encoding, body, retry_after_s)


def _status_message(code: int, message: str) -> bytes:
    """google.rpc.Status by hand, as its generated class is in a package we do not ship: field 1 an int32 below 128, field 2 a string."""
    text = message.encode()
    return bytes([0x08, code, 0x12]) + _varint(len(text)) + text


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
