"""The OTLP/HTTP door (api.md, "OTLP"), over the running portal. Decoding itself is tests/telemetry/embedded/."""

import gzip
import json
import time
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse

from tests.live.asking import Answer, Api
from tests.live.events import new_number

JSON, PROTOBUF = "application/json", "application/x-protobuf"
URL = "/otlp/v1/traces"
MIB = 1 << 20
RESPONSES: dict[str, type[Message]] = {
    "traces": ExportTraceServiceResponse,
    "logs": ExportLogsServiceResponse,
    "metrics": ExportMetricsServiceResponse,
}


def export(number: str, trace_id: str, **changes: Any) -> dict[str, Any]:
    now = time.time_ns()
    span = {
        "traceId": trace_id,
        "spanId": trace_id[:16],
        "name": "POST /orders",
        "kind": 2,
        "startTimeUnixNano": str(now - 2_000_000_000),
        "endTimeUnixNano": str(now - 1_000_000_000),
        "attributes": [{"key": "order.id", "value": {"stringValue": number}}],
        "status": {"code": 2},
    }
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "live-tests"}}]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span | changes]}]}]}


def as_protobuf(number: str, trace_id: str) -> bytes:
    request = ExportTraceServiceRequest()
    told = request.resource_spans.add()
    told.resource.attributes.add(key="service.name").value.string_value = "live-tests"
    span = told.scope_spans.add().spans.add(
        trace_id=bytes.fromhex(trace_id), span_id=bytes.fromhex(trace_id[:16]), name="POST /orders", kind=2
    )
    span.start_time_unix_nano, span.end_time_unix_nano = time.time_ns() - 2_000_000_000, time.time_ns() - 1_000_000_000
    span.attributes.add(key="order.id").value.string_value = number
    return request.SerializeToString()


def status_of(answer: Answer) -> tuple[int, str]:
    """(code, message) of a google.rpc.Status: field 1 an int32, field 2 a text shorter than 128 bytes."""
    if answer.headers["Content-Type"] == JSON:
        assert set(answer.json) == {"code", "message"}
        return answer.json["code"], answer.json["message"]
    assert answer.headers["Content-Type"] == PROTOBUF
    assert (answer.body[0], answer.body[2], answer.body[3]) == (0x08, 0x12, len(answer.body) - 4)
    return answer.body[1], answer.body[4:].decode()


@pytest.mark.parametrize("packing", ["", "gzip"])
@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_a_trace_stands_on_the_timeline_of_an_order_that_only_telemetry_knows(content_type: str, packing: str, api: Api) -> None:
    number, trace_id = new_number(), uuid4().hex
    body = json.dumps(export(number, trace_id)).encode() if content_type == JSON else as_protobuf(number, trace_id)
    headers = {"Content_Encoding": "gzip"} if packing else {}
    answer = api.ask("POST", URL, "collector", gzip.compress(body) if packing else body, Content_Type=content_type, **headers)
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, content_type, b"{}" if content_type == JSON else b"")
    timeline = api.get(f"/api/v1/orders/{number}/timeline/", "engineer").json
    assert ("orders", "events", "empty", 0) in [(one["name"], one["signal"], one["status"], one["total"]) for one in timeline["sources"]]
    (span,) = timeline["spans"]
    assert (span["trace_id"], span["span_id"], span["service"], span["kind"]) == (trace_id, trace_id[:16], "live-tests", "server")
    seen = api.get(f"/api/v1/orders/{number}/", "support").json
    assert (seen["known_from"], seen["stage"], seen["created_at"], seen["customer"], seen["stages"]) == ("telemetry", None, None, None, [])
    for text in (number, trace_id):
        found = api.search(text=text)
        assert [row["number"] for row in found["results"]] == [number] and found["certain"]


@pytest.mark.parametrize("signal", RESPONSES)
@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
def test_each_signal_has_its_door(signal: str, content_type: str, api: Api) -> None:
    answer = api.ask("POST", f"/otlp/v1/{signal}", "collector", b"{}" if content_type == JSON else b"", Content_Type=content_type)
    assert answer.status == 200
    if content_type == PROTOBUF:
        assert RESPONSES[signal].FromString(answer.body) == RESPONSES[signal]()


def test_partial_success_is_200_with_counts(api: Api) -> None:
    answer = api.post(URL, "collector", export(new_number(), "0" * 32))
    partial = answer.json["partialSuccess"]
    assert (answer.status, partial["rejectedSpans"]) == (200, "1") and partial["errorMessage"]


@pytest.mark.parametrize("content_type", [JSON, PROTOBUF])
@pytest.mark.parametrize(
    ("who", "path", "body", "headers", "status", "code"),
    [
        ("", URL, b"", {}, 401, 16),
        ("engineer", URL, b"", {}, 403, 7),
        ("collector events:write", URL, b"", {}, 403, 7),
        ("collector", "/otlp/v1/profiles", b"", {}, 404, 12),
        ("collector", URL, b"\xff\xff{", {}, 400, 3),
        ("collector", URL, b"not gzip", {"Content_Encoding": "gzip"}, 400, 3),
        ("collector", URL, b"{}", {"Content_Encoding": "br"}, 415, 3),
        ("collector", URL, b" " * (16 * MIB + 1), {}, 413, 3),
        ("collector", URL, gzip.compress(b" " * (64 * MIB + 1), 1), {"Content_Encoding": "gzip"}, 413, 3),
    ],
    ids=["nobody", "person", "scope", "signal", "garbage", "not gzip", "packing", "16 MiB", "64 MiB unpacked"],
)
def test_a_refusal_is_a_status_in_the_requests_encoding(
    who: str, path: str, body: bytes, headers: dict[str, str], status: int, code: int, content_type: str, api: Api
) -> None:
    sent = b"{}" if path.endswith("profiles") and content_type == JSON else body
    answer = api.ask("POST", path, who, sent, Content_Type=content_type, **headers)
    assert (answer.status, answer.headers["Content-Type"]) == (status, content_type)
    told, message = status_of(answer)
    assert told == code and message.endswith(".")
    assert (answer.headers["WWW-Authenticate"] == "Bearer") == (status == 401)


def test_another_type_is_415_and_another_method_405(api: Api) -> None:
    assert status_of(api.ask("POST", URL, "collector", b"x", Content_Type="text/plain"))[0] == 3
    answer = api.get(URL, "collector")
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert status_of(answer)[0] == 12


def test_a_chunked_body_is_read_in_full_and_never_taken_as_empty(api: Api) -> None:
    number, trace_id = new_number(), uuid4().hex
    body = json.dumps(export(number, trace_id)).encode()
    assert api.ask("POST", URL, "collector", [body[:70], body[70:]], Content_Type=JSON).status == 200
    assert api.get(f"/api/v1/orders/{number}/timeline/", "engineer").json["totals"]["spans"] == 1
    assert api.ask("POST", URL, "collector", [body[:70]], Content_Type=JSON).status == 400
    assert api.ask("POST", URL, "collector", [b" " * MIB] * 17, Content_Type=JSON).status == 413
