"""The door without HTTP: every refusal in the request's encoding, and nothing kept of a refused body."""

import gzip
import json
import sqlite3
import tracemalloc
import zlib
from pathlib import Path

import pytest
from google.rpc.status_pb2 import Status
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.metrics.v1 import metrics_pb2 as pb

from apps.telemetry.embedded.receive import receive
from apps.telemetry.embedded.replies import Reply, refused
from apps.telemetry.embedded.store import Store
from apps.telemetry.embedded.unpacking import PACKED_MAX, UNPACKED_MAX
from tests.telemetry.embedded.conftest import KEYS, RING
from tests.telemetry.embedded.otlp import JSON, PROTOBUF, as_json, logs, metrics, pairs, traces
from tests.telemetry.embedded.records import spans_in, trace_id

GOOD = traces({}).SerializeToString()


def problem(reply: Reply) -> tuple[int, str]:
    """(code, message) of a google.rpc.Status in either encoding."""
    if reply.content_type == JSON:
        read = json.loads(reply.body)
        assert set(read) == {"code", "message"}
        return read["code"], read["message"]
    status = Status.FromString(reply.body)
    return status.code, status.message


@pytest.mark.parametrize("packing", ["", "identity", "gzip", "GZIP"])
@pytest.mark.parametrize("content_type", [PROTOBUF, JSON, "application/json; charset=utf-8", "Application/X-Protobuf"])
def test_a_good_body_is_kept_and_answered_in_its_encoding(store: Store, content_type: str, packing: str) -> None:
    request = traces({"attributes": pairs({"order.id": "AL-1"})})
    body = as_json(request) if "json" in content_type else request.SerializeToString()
    reply = receive(store, "traces", gzip.compress(body) if packing.lower() == "gzip" else body, content_type, packing)
    assert (reply.status, reply.content_type) == (200, JSON if "json" in content_type else PROTOBUF)
    assert reply.body == (b"{}" if "json" in content_type else b"")
    assert store.totals()["spans"] == 1


def test_gzip_of_several_members_is_read_to_its_end(store: Store) -> None:
    assert receive(store, "traces", gzip.compress(GOOD[:10]) + gzip.compress(GOOD[10:]), PROTOBUF, "gzip").status == 200
    assert store.totals()["spans"] == 1


def test_an_empty_request_is_good(store: Store) -> None:
    for signal in ("traces", "logs", "metrics"):
        assert receive(store, signal, b"", PROTOBUF).status == 200
        assert receive(store, signal, b"{}", JSON).status == 200


def test_rejected_records_are_counted_in_a_partial_success(store: Store) -> None:
    bad = traces({}, {"trace_id": b"\x01"}, {"span_id": b""})
    reply = receive(store, "traces", bad.SerializeToString(), PROTOBUF)
    partial = ExportTraceServiceResponse.FromString(reply.body).partial_success
    assert (reply.status, partial.rejected_spans) == (200, 2)
    assert "16 bytes" in partial.error_message
    told = json.loads(receive(store, "traces", as_json(bad), JSON).body)["partialSuccess"]
    assert told == {"rejectedSpans": "2", "errorMessage": partial.error_message}
    assert store.totals()["spans"] == 1


def test_summaries_and_exponential_histograms_are_counted(store: Store) -> None:
    request = metrics({"name": "s", "summary": pb.Summary(data_points=[pb.SummaryDataPoint()])})
    reply = receive(store, "metrics", request.SerializeToString(), PROTOBUF)
    assert ExportMetricsServiceResponse.FromString(reply.body).partial_success.rejected_data_points == 1


def test_logs_are_kept(store: Store) -> None:
    reply = receive(store, "logs", logs({}, {"trace_id": b"\x01"}).SerializeToString(), PROTOBUF)
    assert (reply.status, ExportLogsServiceResponse.FromString(reply.body).partial_success.rejected_log_records) == (200, 0)
    assert store.totals()["logs"] == 2


DEEP = b'{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":' + b'{"arrayValue":{"values":[' * 100_000
DEEP_WHOLE = b'{"x":' * 100_000 + b"1" + b"}" * 100_000


def deep_protobuf() -> bytes:
    inner = b""
    for _ in range(3_000):
        inner = _field(5, _field(1, inner))
    return _field(1, _field(1, _field(1, _field(1, b"a") + _field(2, inner))))


def _field(number: int, content: bytes) -> bytes:
    length, encoded = len(content), bytearray()
    while length > 0x7F:
        encoded.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2]) + bytes([*encoded, length]) + content


def span_json(**fields: object) -> bytes:
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "01" * 16, "spanId": "02" * 8} | fields]}]}]}).encode()


@pytest.mark.parametrize(
    ("body", "content_type", "packing"),
    [
        (b"\xff\xff\xff", PROTOBUF, ""),
        (GOOD[:-3], PROTOBUF, ""),
        (b"\x0a\x05\x0a\x03\x0a\x01\xff", PROTOBUF, ""),
        (deep_protobuf(), PROTOBUF, ""),
        (b"", JSON, ""),
        (b"null", JSON, ""),
        (b"[]", JSON, ""),
        (b"{", JSON, ""),
        (b"\xff\xfe{}", JSON, ""),
        (b'{"resourceSpans": {}}', JSON, ""),
        (b'{"resourceSpans": [null]}', JSON, ""),
        (b'{"resourceSpans": [{"scopeSpans": [{"spans": [[]]}]}]}', JSON, ""),
        (span_json(name=5), JSON, ""),
        (span_json(startTimeUnixNano="soon"), JSON, ""),
        (span_json(startTimeUnixNano=1.5), JSON, ""),
        (span_json(startTimeUnixNano=10**30), JSON, ""),
        (span_json(kind=[]), JSON, ""),
        (span_json(attributes={"order.id": "AL-1"}), JSON, ""),
        (span_json(attributes=[{"key": "a", "value": {"intValue": "x"}}]), JSON, ""),
        (span_json(traceId=7), JSON, ""),
        (b'{"resourceSpans": "\\ud800"}', JSON, ""),
        (DEEP, JSON, ""),
        (GOOD, PROTOBUF, "gzip"),
        (gzip.compress(GOOD, mtime=0)[:-4], PROTOBUF, "gzip"),
        (gzip.compress(GOOD, mtime=0) + b"junk", PROTOBUF, "gzip"),
        (zlib.compress(GOOD), PROTOBUF, "gzip"),
    ],
)
def test_a_malformed_body_is_400_with_a_status_and_nothing_is_kept(store: Store, body: bytes, content_type: str, packing: str) -> None:
    reply = receive(store, "traces", body, content_type, packing)
    assert (reply.status, reply.content_type) == (400, content_type)
    assert problem(reply)[0] == 3
    assert problem(reply)[1]
    assert store.totals()["spans"] == 0


def test_deep_nesting_in_what_is_ignored_does_not_overflow(store: Store) -> None:
    assert receive(store, "traces", DEEP_WHOLE, JSON).status in (200, 400)


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/protobuf", "application/x-www-form-urlencoded"])
def test_other_content_types_are_415(store: Store, content_type: str) -> None:
    reply = receive(store, "traces", GOOD, content_type)
    assert (reply.status, reply.content_type, problem(reply)[0]) == (415, JSON, 3)


@pytest.mark.parametrize("packing", ["zstd", "deflate", "br", "gzip, gzip"])
def test_other_packings_are_415(store: Store, packing: str) -> None:
    reply = receive(store, "traces", GOOD, PROTOBUF, packing)
    assert (reply.status, reply.content_type, problem(reply)[0]) == (415, PROTOBUF, 3)


def test_a_body_over_the_packed_cap_is_413(store: Store) -> None:
    reply = receive(store, "traces", b"\x00" * (PACKED_MAX + 1), PROTOBUF)
    assert reply.status == 413
    assert "16 MiB" in problem(reply)[1]


def test_a_bomb_is_413_and_never_unpacked_whole(store: Store) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\x00" * 2**20) for _ in range(160)) + packer.flush()
    tracemalloc.start()
    try:
        reply = receive(store, "traces", bomb, PROTOBUF, "gzip")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (reply.status, "64 MiB" in problem(reply)[1]) == (413, True)
    assert peak < 3 * UNPACKED_MAX


@pytest.mark.parametrize(
    ("signal", "body", "content_type"),
    [
        ("traces", b"\x0a\x00" * 1_500_000, PROTOBUF),
        ("traces", _field(1, _field(2, b"\x12\x02\x38\x01" * 600_000)), PROTOBUF),
        ("logs", _field(1, _field(2, b"\x12\x00" * 1_500_000)), PROTOBUF),
        ("metrics", _field(1, _field(2, _field(2, _field(5, b"\x0a\x00" * 1_500_000)))), PROTOBUF),
        ("traces", b'{"resourceSpans":[' + b"{}," * 4_000_001 + b"{}]}", JSON),
    ],
    ids=["resources", "spans", "records", "points", "json"],
)
def test_more_records_than_memory_should_hold_are_413(store: Store, signal: str, body: bytes, content_type: str) -> None:
    reply = receive(store, signal, gzip.compress(body, 1), content_type, "gzip")
    assert (reply.status, problem(reply)[1]) == (413, "The body has more records than one request may hold.")


def test_an_unknown_signal_is_404(store: Store) -> None:
    assert receive(store, "profiles", GOOD, PROTOBUF).status == 404


def test_a_locked_store_is_503_with_retry_after(tmp_path: Path) -> None:
    path = tmp_path / "telemetry.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    reply = receive(Store(path, RING, KEYS), "traces", GOOD, PROTOBUF)
    assert (reply.status, reply.retry_after_s, problem(reply)[0]) == (503, 5, 14)


def test_duplicate_span_ids_with_other_content_are_both_there(store: Store) -> None:
    receive(store, "traces", traces({"name": "a"}, {"name": "b"}, {"name": "a"}).SerializeToString(), PROTOBUF)
    table = spans_in(store, int("01" * 16, 16))
    assert sorted(filter(None, (table.operation.at(row) for row in range(len(table))))) == ["a", "b"]


def test_a_deep_chain_comes_in_whole(store: Store) -> None:
    chain = [{"span_id": n.to_bytes(8, "big"), "parent_span_id": (n - 1).to_bytes(8, "big")} for n in range(1, 20_001)]
    assert receive(store, "traces", traces(*chain).SerializeToString(), PROTOBUF).body == b""
    assert len(spans_in(store, int("01" * 16, 16))) == 20_000


def test_personal_values_are_cut_out_on_receipt(store: Store) -> None:
    receive(
        store,
        "traces",
        traces({"name": "call +79161234117", "attributes": pairs({"a": ["olga@example.org"]})}).SerializeToString(),
        PROTOBUF,
    )
    table = spans_in(store, int("01" * 16, 16))
    assert table.operation.at(0) == "call [phone]"
    assert b"olga" not in table.detail[0]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["traces", "logs", "metrics"]),
    st.binary(max_size=200),
    st.sampled_from([PROTOBUF, JSON]),
    st.sampled_from(["", "gzip"]),
)
def test_any_bytes_get_an_answer(store: Store, signal: str, body: bytes, content_type: str, packing: str) -> None:
    assert receive(store, signal, body, content_type, packing).status in (200, 400)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_flipped_byte_gets_an_answer(store: Store, place: int, value: int) -> None:
    assert receive(store, "traces", GOOD[:place] + bytes([value]) + GOOD[place + 1 :], PROTOBUF).status in (200, 400)


@given(st.text(max_size=400) | st.just("я" * 10_000))
def test_a_status_reads_back(message: str) -> None:
    assert problem(refused(400, 3, message, PROTOBUF)) == (3, message)


def test_the_index_is_of_known_ids_only(store: Store) -> None:
    receive(store, "traces", GOOD, PROTOBUF)
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT hex(trace) FROM span_chunk").fetchall() == [("01" * 16,)]
    connection.close()
    assert len(spans_in(store, 1)) == 0
    assert trace_id(1) not in spans_in(store, 1).trace.values
