"""Requests to records: protobuf and JSON give the same, odd values are refused or kept as documented."""

import json
import math
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.metrics.v1 import metrics_pb2 as pb

from apps.telemetry.datamodel import Severity, SpanEvent, SpanKind, SpanLink, SpanStatus
from apps.telemetry.embedded import otlp_json
from apps.telemetry.embedded.otlp_logs import logs_of
from apps.telemetry.embedded.otlp_metrics import metrics_of
from apps.telemetry.embedded.otlp_spans import spans_of
from apps.telemetry.embedded.otlp_values import BadValue, double, enumerated, identifier, integer, plain
from tests.telemetry.embedded.otlp import any_value, as_json, logs, metrics, pairs, traces
from tests.telemetry.embedded.records import NOON, SECOND

TRACE, SPAN = "01" * 16, "02" * 8


def from_json(text: str | bytes, kind: type[Any] = otlp_json.TraceRequest) -> Any:
    return msgspec.json.decode(text, type=kind)


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


def same(left: object, right: object) -> bool:
    """Equal, with NaN equal to itself."""
    return repr(left) == repr(right)


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


def test_protobuf_and_json_give_the_same_metrics() -> None:
    number = {"time_unix_nano": NOON, "start_time_unix_nano": NOON - SECOND, "attributes": pairs({"endpoint": "/a", "ok": True})}
    histogram = {"time_unix_nano": NOON, "count": 6, "sum": 4.5, "bucket_counts": [1, 2, 3], "explicit_bounds": [0.5, 1]}
    request = metrics(
        {"name": "g", "unit": "1", "gauge": pb.Gauge(data_points=[pb.NumberDataPoint(**number, as_double=math.inf)])},
        {
            "name": "c",
            "sum": pb.Sum(aggregation_temporality=2, is_monotonic=True, data_points=[pb.NumberDataPoint(**number, as_int=2**62)]),
        },
        {"name": "u", "sum": pb.Sum(aggregation_temporality=2, data_points=[pb.NumberDataPoint(**number, as_int=-5)])},
        {"name": "d", "sum": pb.Sum(aggregation_temporality=1, data_points=[pb.NumberDataPoint(**number, as_int=0)])},
        {"name": "n", "gauge": pb.Gauge(data_points=[pb.NumberDataPoint(**number, as_int=1, flags=1), pb.NumberDataPoint(**number)])},
        {"name": "h", "histogram": pb.Histogram(aggregation_temporality=2, data_points=[pb.HistogramDataPoint(**histogram)])},
        {"name": "x", "exponential_histogram": pb.ExponentialHistogram(data_points=[pb.ExponentialHistogramDataPoint()])},
        {"name": "s", "summary": pb.Summary(data_points=[pb.SummaryDataPoint(), pb.SummaryDataPoint()])},
        resource={"service.name": "mes-api", "service.instance.id": "i-1", "host.name": "h-1", "other": "x"},
    )
    decoded = metrics_of(request)
    assert same(decoded, metrics_of(from_json(as_json(request), otlp_json.MetricsRequest)))
    assert decoded.rejected == 3
    assert {points.name: points.kind for points in decoded.records} == {
        "g": "gauge",
        "c": "sum_cumulative",
        "u": "gauge",
        "d": "sum_delta",
        "n": "gauge",
        "h": "histogram",
    }
    assert decoded.records[0].labels == {"endpoint": "/a", "ok": "true", "instance": "i-1", "host.name": "h-1"}
    assert decoded.records[0].start_ns.tolist() == [NOON - SECOND]
    assert np.isnan(decoded.records[4].values).all()
    assert (decoded.records[5].values.tolist(), decoded.records[5].bounds) == ([[1, 2, 3, 6, 4.5]], (0.5, 1))


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"bucket_counts": [1, 2], "explicit_bounds": [1, 2]}, False),
        ({"bucket_counts": [1, 2, 3], "explicit_bounds": [2, 1]}, False),
        ({"bucket_counts": [], "explicit_bounds": []}, True),
        ({"bucket_counts": [7], "explicit_bounds": []}, True),
    ],
)
def test_a_histogram_whose_buckets_do_not_fit_its_bounds_is_rejected(data: dict[str, Any], kept: bool) -> None:
    point = pb.HistogramDataPoint(time_unix_nano=NOON, count=7, **data)
    decoded = metrics_of(metrics({"name": "h", "histogram": pb.Histogram(aggregation_temporality=1, data_points=[point])}))
    assert (len(decoded.records), decoded.rejected) == (int(kept), int(not kept))
    if kept:
        assert decoded.records[0].values[0, :2].tolist() == [7, 7]
        assert math.isnan(decoded.records[0].values[0, 2])


@pytest.mark.parametrize("kind", ["sum", "histogram"])
def test_an_unknown_temporality_is_rejected(kind: str) -> None:
    data = {"sum": pb.Sum(data_points=[pb.NumberDataPoint(as_int=1)]), "histogram": pb.Histogram(data_points=[pb.HistogramDataPoint()])}
    assert metrics_of(metrics({"name": "m", kind: data[kind]})).rejected == 1


def test_points_of_one_series_stand_together() -> None:
    def point(at: int, endpoint: str) -> pb.NumberDataPoint:
        return pb.NumberDataPoint(time_unix_nano=at, as_int=at, attributes=pairs({"endpoint": endpoint}))

    decoded = metrics_of(metrics({"name": "g", "gauge": pb.Gauge(data_points=[point(1, "/a"), point(2, "/b"), point(3, "/a")])}))
    assert [(points.labels["endpoint"], points.times_ns.tolist()) for points in decoded.records] == [("/a", [1, 3]), ("/b", [2])]


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


@pytest.mark.parametrize("size", range(34))
def test_a_log_record_with_a_bad_trace_id_belongs_to_no_trace(size: int) -> None:
    decoded = logs_of(logs({"trace_id": b"\xab" * size, "span_id": b"\xcd" * 8}))
    assert decoded.rejected == 0
    assert (decoded.records[0].trace_id, decoded.records[0].span_id) == (("ab" * 16, "cd" * 8) if size == 16 else ("", ""))


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


@pytest.mark.parametrize(
    ("number", "text", "severity"),
    [
        (1, "", "TRACE"),
        (5, "", "DEBUG"),
        (9, "", "INFO"),
        (16, "", "WARN"),
        (17, "info", "ERROR"),
        (24, "", "FATAL"),
        (0, "Warning", "WARN"),
        (0, "CRITICAL", "FATAL"),
        (0, "", "INFO"),
        (99, "", "INFO"),
    ],
)
def test_severities_are_the_six_names(number: int, text: str, severity: str) -> None:
    record = from_json(
        json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"severityNumber": number, "severityText": text}]}]}]}),
        otlp_json.LogsRequest,
    )
    assert logs_of(record).records[0].severity == Severity[severity]


def test_severity_names_are_read() -> None:
    record = from_json(
        '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":"SEVERITY_NUMBER_ERROR2"}]}]}]}', otlp_json.LogsRequest
    )
    assert logs_of(record).records[0].severity == Severity.ERROR


def test_a_log_body_that_is_not_text_is_its_json_and_an_observed_time_fills_in() -> None:
    request = logs(
        {"body": any_value({"a": [1]}), "time_unix_nano": 0, "observed_time_unix_nano": 7, "event_name": "order.created"},
        {"body": AnyValue()},
    )
    first, second = logs_of(request).records
    assert (first.body, first.time_ns, first.attributes) == ('{"a":[1]}', 7, {"event.name": "order.created"})
    assert second.body == ""


def test_nesting_is_cut_at_sixteen_levels() -> None:
    value: Any = "end"
    for _ in range(30):
        value = [value]
    assert "[too deep]" in str(plain(any_value(value)))
    text = '{"arrayValue":{"values":[' * 30 + '{"stringValue":"end"}' + "]}}" * 30
    assert "end" not in str(plain(from_json(text, otlp_json.AnyValue)))


@pytest.mark.parametrize(
    "value", ["", "abc", "1.5", 1.5, "0x10", 2**64, "99999999999999999999999", float("inf"), float("nan"), -(2**63) - 1]
)
def test_what_is_no_integer_of_64_bits_is_refused(value: Any) -> None:
    with pytest.raises(BadValue):
        integer(value)


@pytest.mark.parametrize(
    ("value", "number"), [(None, 0), (5, 5), ("5", 5), (5.0, 5), ("-5", -5), (2**64 - 1, 2**64 - 1), (str(2**64 - 1), 2**64 - 1)]
)
def test_integers_come_as_numbers_and_strings(value: Any, number: int) -> None:
    assert integer(value) == number


def test_doubles_and_enums() -> None:
    assert double("Infinity") == math.inf
    assert math.isnan(double(None))
    assert enumerated(None, {}) == 0
    assert enumerated(3, {}) == 3
    with pytest.raises(BadValue):
        double("x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"", ""),
        (None, ""),
        ("", ""),
        ("00" * 16, ""),
        ("AB" * 16, "ab" * 16),
        ("zz" * 16, None),
        ("ab", None),
        ("0", None),
        (b"\x00" * 15, None),
    ],
)
def test_ids(value: Any, text: str | None) -> None:
    assert identifier(value, 16) == text


def test_bytes_that_are_not_base64_are_refused() -> None:
    with pytest.raises(BadValue):
        plain(otlp_json.AnyValue(bytes_value="%%"))
