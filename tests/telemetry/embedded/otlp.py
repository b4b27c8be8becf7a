"""OTLP requests for tests: built as protobuf, and the same in OTLP's JSON (hex ids, which protobuf's own JSON does not write)."""

import base64
import json
from typing import Any

import msgspec
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

from apps.telemetry.embedded import otlp_json
from tests.telemetry.embedded.records import NOON, SECOND

PROTOBUF, JSON = "application/x-protobuf", "application/json"
_IDS = {"traceId", "spanId", "parentSpanId"}


_FIELDS = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value", bytes: "bytes_value"}


def any_value(value: object) -> AnyValue:
    if value is None:
        return AnyValue()
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=[any_value(item) for item in value]))
    if isinstance(value, dict):
        return AnyValue(kvlist_value=KeyValueList(values=pairs(value)))
    return AnyValue(**{_FIELDS[type(value)]: value})


def pairs(attributes: dict[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=key, value=any_value(value)) for key, value in attributes.items()]


def traces(*spans: dict[str, Any], resource: dict[str, Any] | None = None) -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.extend(pairs({"service.name": "mes-api"} if resource is None else resource))
    scope = group.scope_spans.add()
    for fields in spans:
        given = {"trace_id": b"\x01" * 16, "span_id": b"\x02" * 8, "name": "price", "kind": 2}
        given |= {"start_time_unix_nano": NOON, "end_time_unix_nano": NOON + SECOND} | fields
        scope.spans.add(**given)
    return request


def logs(*records: dict[str, Any], resource: dict[str, Any] | None = None) -> ExportLogsServiceRequest:
    request = ExportLogsServiceRequest()
    group = request.resource_logs.add()
    group.resource.attributes.extend(pairs({"service.name": "mes-api"} if resource is None else resource))
    scope = group.scope_logs.add()
    for fields in records:
        scope.log_records.add(**({"time_unix_nano": NOON, "body": any_value("done")} | fields))
    return request


def metrics(*made: dict[str, Any], resource: dict[str, Any] | None = None) -> ExportMetricsServiceRequest:
    request = ExportMetricsServiceRequest()
    group = request.resource_metrics.add()
    group.resource.attributes.extend(pairs({"service.name": "mes-api"} if resource is None else resource))
    scope = group.scope_metrics.add()
    for fields in made:
        scope.metrics.add(**fields)
    return request


def as_json(request: Message) -> bytes:
    return json.dumps(_hex_ids(MessageToDict(request))).encode()


def _hex_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_hex_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: base64.b64decode(item).hex() if key in _IDS else _hex_ids(item) for key, item in value.items()}


def from_json(text: str | bytes, kind: type[Any] = otlp_json.TraceRequest) -> Any:
    return msgspec.json.decode(text, type=kind)


def same(left: object, right: object) -> bool:
    """Equal, with NaN equal to itself."""
    return repr(left) == repr(right)
