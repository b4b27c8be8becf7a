"""Log requests to records."""

import json

import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from apps.telemetry.datamodel import Severity
from apps.telemetry.embedded import otlp_json
from apps.telemetry.embedded.otlp_logs import logs_of
from tests.telemetry.embedded.otlp import any_value, from_json, logs


@pytest.mark.parametrize("size", range(34))
def test_a_log_record_with_a_bad_trace_id_belongs_to_no_trace(size: int) -> None:
    decoded = logs_of(logs({"trace_id": b"\xab" * size, "span_id": b"\xcd" * 8}))
    assert decoded.rejected == 0
    assert (decoded.records[0].trace_id, decoded.records[0].span_id) == (("ab" * 16, "cd" * 8) if size == 16 else ("", ""))


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
