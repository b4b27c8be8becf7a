"""Requests to records: protobuf and JSON give the same, odd values are refused or kept as documented."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.datamodel import SpanEvent, SpanKind, SpanLink, SpanStatus
from apps.telemetry.embedded import otlp_json
from apps.telemetry.embedded.otlp_logs import logs_of
from apps.telemetry.embedded.otlp_spans import spans_of
from tests.telemetry.embedded.otlp import any_value, as_json, from_json, logs, pairs, same, traces
from tests.telemetry.embedded.records import NOON, SECOND

TRACE, SPAN = "01" * 16, "02" * 8


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=9) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ATTRIBUTES = st.dictionaries(st.text(max_size=9), VALUES, max_size=4)
UINT64 = st.integers(0, 2**63) | st.just(2**64 - 1)
IDS16 = st.binary(min_size=16, max_size=16) | st.binary(max_size=20)
IDS8 = st.binary(min_size=8, max_size=8) | st.binary(max_size=10)
SPANS = st.fixed_dictionaries(
    {
        "trace_id": IDS16,
        "span_id": IDS8,
        "parent_span_id": IDS8,
        "name": st.text(max_size=9),
        "kind": st.integers(0, 5),
        "start_time_unix_nano": UINT64,
        "end_time_unix_nano": UINT64,
        "attributes": ATTRIBUTES.map(pairs),
        "events": st.lists(
            st.fixed_dictionaries({"name": st.text(max_size=5), "time_unix_nano": UINT64, "attributes": ATTRIBUTES.map(pairs)}), max_size=2
        ),
        "links": st.lists(st.fixed_dictionaries({"trace_id": IDS16, "span_id": IDS8}), max_size=2),
        "status": st.fixed_dictionaries({"code": st.integers(0, 2), "message": st.text(max_size=5)}),
    }
)


@given(st.lists(SPANS, max_size=3), ATTRIBUTES)
def test_protobuf_and_json_give_the_same_spans(spans: list[dict[str, Any]], resource: dict[str, Any]) -> None:
    request = traces(*spans, resource=resource)
    assert same(spans_of(request), spans_of(from_json(as_json(request))))


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "trace_id": IDS16,
                "span_id": IDS8,
                "body": VALUES.map(any_value),
                "severity_number": st.integers(0, 24),
                "severity_text": st.sampled_from(["", "warning", "x"]),
                "time_unix_nano": UINT64,
                "observed_time_unix_nano": UINT64,
                "attributes": ATTRIBUTES.map(pairs),
            }
        ),
        max_size=3,
    )
)
def test_protobuf_and_json_give_the_same_logs(records: list[dict[str, Any]]) -> None:
    request = logs(*records)
    assert same(logs_of(request), logs_of(from_json(as_json(request), otlp_json.LogsRequest)))


@pytest.mark.parametrize("size", range(34))
@pytest.mark.parametrize("fill", [b"\x00", b"\xab"])
def test_spans_with_trace_ids_of_every_length_are_kept_or_counted(size: int, fill: bytes) -> None:
    request = traces({"trace_id": fill * size}, {})
    for read in (request, from_json(as_json(request))):
        decoded = spans_of(read)
        valid = size == 16 and fill != b"\x00"
        assert (len(decoded.records), decoded.rejected) == (1 + valid, 1 - valid)
        assert bool(decoded.message) != valid


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"span_id": b""}, False),
        ({"span_id": b"\x00" * 8}, False),
        ({"span_id": b"\x01" * 4}, False),
        ({"parent_span_id": b"\x01" * 4}, False),
        ({"parent_span_id": b"\x00" * 8}, True),
        ({"parent_span_id": b""}, True),
    ],
)
def test_span_ids_are_checked_as_trace_ids_are(fields: dict[str, Any], kept: bool) -> None:
    decoded = spans_of(traces(fields))
    assert len(decoded.records) == kept
    if kept:
        assert decoded.records[0].parent_span_id == ""


def test_a_span_is_read_whole() -> None:
    request = traces(
        {
            "parent_span_id": b"\x03" * 8,
            "kind": 4,
            "status": {"code": 2, "message": "no"},
            "attributes": pairs({"a": [1, {"b": b"\x00"}], "order.id": "AL-1"}),
            "events": [{"time_unix_nano": 5, "name": "e", "attributes": pairs({"x": True})}],
            "links": [{"trace_id": b"\x04" * 16, "span_id": b"\x05" * 8}, {"trace_id": b"\x04"}],
        },
        resource={"service.name": "shop-api", "host.name": "h"},
    )
    span = spans_of(request).records[0]
    assert (span.trace_id, span.span_id, span.parent_span_id) == (TRACE, SPAN, "03" * 8)
    assert (span.service, span.resource, span.kind, span.status, span.status_message) == (
        "shop-api",
        {"host.name": "h"},
        SpanKind.PRODUCER,
        SpanStatus.ERROR,
        "no",
    )
    assert (span.start_ns, span.duration_ns) == (NOON, SECOND)
    assert span.attributes == {"a": [1, {"b": "AA=="}], "order.id": "AL-1"}
    assert span.events == (SpanEvent(5, "e", {"x": True}),)
    assert span.links == (SpanLink("04" * 16, "05" * 8),)


@pytest.mark.parametrize(
    ("start", "end", "duration"),
    [
        (0, 0, 0),
        (0, NOON, 0),
        (NOON, 0, 0),
        (NOON, NOON - 5, -5),
        (1, 2, 1),
        (4_102_444_800 * SECOND, 4_102_444_801 * SECOND, SECOND),
        (2**64 - 1, 1, 2 - 2**64),
    ],
)
def test_odd_times_are_kept_as_they_came(start: int, end: int, duration: int) -> None:
    span = spans_of(traces({"start_time_unix_nano": start, "end_time_unix_nano": end})).records[0]
    assert (span.start_ns, span.duration_ns) == (start, duration)


@pytest.mark.parametrize(
    ("resource", "service"), [({}, "unknown"), ({"service.name": ""}, "unknown"), ({"service.name": 5}, "5"), ({"service.name": "a"}, "a")]
)
def test_a_missing_service_name_is_unknown(resource: dict[str, Any], service: str) -> None:
    assert spans_of(traces({}, resource=resource)).records[0].service == service
    nameless = {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": TRACE, "spanId": SPAN}]}]}]}
    assert spans_of(from_json(json.dumps(nameless))).records[0].service == "unknown"


def test_json_takes_numbers_strings_names_nulls_and_unknown_fields() -> None:
    body = {
        "resourceSpans": [
            {
                "resource": None,
                "new": [1],
                "scopeSpans": [
                    {
                        "scope": {"name": "x"},
                        "spans": [
                            {
                                "traceId": TRACE.upper(),
                                "spanId": SPAN,
                                "parentSpanId": None,
                                "kind": "SPAN_KIND_CONSUMER",
                                "startTimeUnixNano": NOON,
                                "endTimeUnixNano": str(NOON + 1),
                                "status": {"code": "STATUS_CODE_OK"},
                                "events": None,
                                "attributes": [
                                    {"key": "i", "value": {"intValue": "7"}},
                                    {"key": "d", "value": {"doubleValue": "NaN"}},
                                    {"key": "n", "value": None},
                                ],
                            },
                            {"traceId": TRACE, "spanId": SPAN, "kind": "SPAN_KIND_NEW", "status": {"code": "?"}},
                        ],
                    }
                ],
            }
        ]
    }
    first, second = spans_of(from_json(json.dumps(body))).records
    assert (first.trace_id, first.kind, first.status, first.duration_ns, first.parent_span_id) == (
        TRACE,
        SpanKind.CONSUMER,
        SpanStatus.OK,
        1,
        "",
    )
    assert first.attributes["i"] == 7
    assert math.isnan(first.attributes["d"])  # type: ignore[arg-type]
    assert first.attributes["n"] is None
    assert (second.kind, second.status) == (SpanKind.INTERNAL, SpanStatus.UNSET)
