"""OTLP's JSON as typed structs whose fields are named as in the protobuf messages, so that one mapping reads both.

OTLP/JSON differs from protobuf's own JSON: ids are hex, enums may be numbers or names, 64-bit integers numbers or strings;
unknown fields are ignored (OTLP specification, "JSON Protobuf Encoding"). Only the fields that are read stand here.
"""

import msgspec

Integer = int | str | float | None
Double = float | int | str | None
Enumerated = int | str | None


class _Message(msgspec.Struct, rename="camel", gc=False):
    pass


class AnyValue(_Message):
    string_value: str | None = None
    bool_value: bool | None = None
    int_value: Integer = None
    double_value: Double = None
    array_value: "ArrayValue | None" = None
    kvlist_value: "KeyValueList | None" = None
    bytes_value: str | None = None


class ArrayValue(_Message):
    values: list[AnyValue] | None = None


class KeyValue(_Message):
    key: str = ""
    value: AnyValue | None = None


class KeyValueList(_Message):
    values: list[KeyValue] | None = None


class Resource(_Message):
    attributes: list[KeyValue] | None = None


class Status(_Message):
    message: str | None = None
    code: Enumerated = None


class Event(_Message):
    time_unix_nano: Integer = None
    name: str | None = None
    attributes: list[KeyValue] | None = None


class Link(_Message):
    trace_id: str | None = None
    span_id: str | None = None
    attributes: list[KeyValue] | None = None


class Span(_Message):
    trace_id: str | None = None
    span_id: str | None = None
    parent_span_id: str | None = None
    name: str | None = None
    kind: Enumerated = None
    start_time_unix_nano: Integer = None
    end_time_unix_nano: Integer = None
    attributes: list[KeyValue] | None = None
    events: list[Event] | None = None
    links: list[Link] | None = None
    status: Status | None = None


class ScopeSpans(_Message):
    spans: list[Span] | None = None


class ResourceSpans(_Message):
    resource: Resource | None = None
    scope_spans: list[ScopeSpans] | None = None


class TraceRequest(_Message):
    resource_spans: list[ResourceSpans] | None = None


class LogRecord(_Message):
    time_unix_nano: Integer = None
    observed_time_unix_nano: Integer = None
    severity_number: Enumerated = None
    severity_text: str | None = None
    body: AnyValue | None = None
    attributes: list[KeyValue] | None = None
    trace_id: str | None = None
    span_id: str | None = None
    event_name: str | None = None


class ScopeLogs(_Message):
    log_records: list[LogRecord] | None = None


class ResourceLogs(_Message):
    resource: Resource | None = None
    scope_logs: list[ScopeLogs] | None = None


class LogsRequest(_Message):
    resource_logs: list[ResourceLogs] | None = None


class NumberPoint(_Message):
    attributes: list[KeyValue] | None = None
    start_time_unix_nano: Integer = None
    time_unix_nano: Integer = None
    as_double: Double = None
    as_int: Integer = None
    flags: int | None = None


class HistogramPoint(_Message):
    attributes: list[KeyValue] | None = None
    start_time_unix_nano: Integer = None
    time_unix_nano: Integer = None
    count: Integer = None
    sum: Double = None
    bucket_counts: list[int | str | float] | None = None
    explicit_bounds: list[float | int | str] | None = None
    flags: int | None = None


class UnreadPoint(_Message):
    pass


class Gauge(_Message):
    data_points: list[NumberPoint] | None = None


class Sum(_Message):
    data_points: list[NumberPoint] | None = None
    aggregation_temporality: Enumerated = None
    is_monotonic: bool | None = None


class Histogram(_Message):
    data_points: list[HistogramPoint] | None = None
    aggregation_temporality: Enumerated = None


class Unread(_Message):
    data_points: list[UnreadPoint] | None = None


class Metric(_Message):
    name: str | None = None
    unit: str | None = None
    gauge: Gauge | None = None
    sum: Sum | None = None
    histogram: Histogram | None = None
    exponential_histogram: Unread | None = None
    summary: Unread | None = None


class ScopeMetrics(_Message):
    metrics: list[Metric] | None = None


class ResourceMetrics(_Message):
    resource: Resource | None = None
    scope_metrics: list[ScopeMetrics] | None = None


class MetricsRequest(_Message):
    resource_metrics: list[ResourceMetrics] | None = None
