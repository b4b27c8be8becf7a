"""What is kept, once and whole, by several writers, and what happens when the file is not there to be used."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.telemetry.datamodel import Severity, SpanEvent, SpanLink, SpanStatus, Window
from apps.telemetry.embedded import span_tables
from apps.telemetry.embedded.store import Store
from tests.telemetry.embedded.records import ALWAYS, DAY, NOON, SECOND, points, record, span, spans_in, trace_id


def traces_with(store: Store, value: str, keys: tuple[str, ...] = ("order.id",), window: Window = ALWAYS) -> list[str]:
    with store.reading() as connection:
        return [trace.hex() for trace in span_tables.traces_with(connection, keys, value, window)]


def test_a_span_comes_back_as_it_went_in(store: Store) -> None:
    sent = span(
        attributes={
            "order.id": "AL-104233",
            "http.route": "/price",
            "http.response.status_code": 200,
            "list": [1, "a"],
            "nan": float("nan"),
        },
        resource={"service.version": "7.4"},
        events=(SpanEvent(NOON + 5, "exception", {"exception.type": "E"}),),
        links=(SpanLink(trace_id(9), f"{8:016x}"),),
        status=SpanStatus.ERROR,
        status_message="no",
        parent=7,
    )
    store.add_spans([sent])
    table = spans_in(store, 1)
    assert (table.trace.at(0), int(table.span_id[0]), int(table.parent_id[0])) == (trace_id(1), 1, 7)
    assert (table.service.at(0), table.operation.at(0), table.kind[0], table.status[0]) == ("mes-api", "price", 1, 2)
    assert (int(table.start_ns[0]), int(table.duration_ns[0])) == (NOON, SECOND)
    assert table.subjects.at(0) == "AL-104233"
    assert {key: names.at(0) for key, names in table.promoted.items() if names.at(0)} == {
        "http.route": "/price",
        "http.response.status_code": "200",
        "service.version": "7.4",
    }
    assert (table.links.row.tolist(), table.links.trace_id, table.links.span_id.tolist()) == ([0], (trace_id(9),), [8])
    detail = msgspec.json.decode(table.detail[0])
    assert detail["attributes"]["list"] == [1, "a"]
    assert detail["attributes"]["nan"] is None
    assert detail["resource"] == {"service.version": "7.4"}
    assert detail["events"][0]["name"] == "exception"
    assert detail["status_message"] == "no"


def test_the_same_batch_twice_is_kept_once(store: Store) -> None:
    spans, logs, metrics = [span(number=n) for n in (1, 2)], [record("a"), record("a")], [points([1, 2])]
    for _ in range(2):
        store.add_spans(spans)
        store.add_logs(logs)
        store.add_metrics(metrics)
    kept = store.totals()
    assert {name: kept[name] for name in ("spans", "logs", "points", "series")} == {"spans": 2, "logs": 2, "points": 2, "series": 1}


def test_a_span_sent_again_in_another_batch_is_read_once(store: Store) -> None:
    store.add_spans([span(number=1), span(number=2)])
    store.add_spans([span(number=2), span(number=3)])
    assert sorted(spans_in(store, 1).span_id.tolist()) == [1, 2, 3]


def test_equal_ids_with_other_content_are_both_kept(store: Store) -> None:
    store.add_spans([span(number=1, operation="a"), span(number=1, operation="b")])
    store.add_spans([span(number=1, operation="c")])
    table = spans_in(store, 1)
    assert sorted(filter(None, (table.operation.at(row) for row in range(len(table))))) == ["a", "b", "c"]


def test_an_order_is_found_exactly_and_by_every_element_of_a_batch(store: Store) -> None:
    store.add_spans([span(1, attributes={"order.id": "AL-1001"}), span(2, attributes={"order.id": "AL-10010"})])
    store.add_spans([span(3, attributes={"order.id": ["AL-1001", "AL-7"]}), span(4, resource={"order.id": "AL-1001"})])
    store.add_spans(
        [span(5, attributes={"order_id": "AL-1001"}), span(6, attributes={"order.id": 1001}), span(7, attributes={"other": "AL-1001"})]
    )
    assert traces_with(store, "AL-1001") == [trace_id(1), trace_id(3), trace_id(4)]
    assert traces_with(store, "AL-1001", ("order.id", "order_id")) == [trace_id(n) for n in (1, 3, 4, 5)]
    assert traces_with(store, "1001") == [trace_id(6)]
    assert traces_with(store, "AL-100") == []
    assert spans_in(store, 3).subjects.at(0) == "AL-1001\nAL-7"


def test_values_under_indexed_keys_are_not_taken_for_personal_ones(store: Store) -> None:
    store.add_spans([span(1, attributes={"order.id": "89161234117", "note": "89161234117"}), span(2, attributes={"order.id": 79161234117})])
    assert traces_with(store, "89161234117") == [trace_id(1)]
    assert traces_with(store, "79161234117") == [trace_id(2)]
    assert msgspec.json.decode(spans_in(store, 1).detail[0])["attributes"] == {"order.id": "89161234117", "note": "[phone]"}


@pytest.mark.parametrize("value", [None, True, 1.5, {}, [], "", [None, {}], "x" * 300])
def test_values_that_name_nothing_are_not_indexed(store: Store, value: object) -> None:
    store.add_spans([span(1, attributes={"order.id": value, "http.route": value})])
    assert spans_in(store, 1).subjects.at(0) is None
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM subject_trace").fetchone() == (0,)


def test_a_window_finds_by_trustworthy_times_only(store: Store) -> None:
    dead_clock = span(1, start_ns=5, attributes={"order.id": "AL-1"})
    future = span(2, start_ns=4_102_444_800 * SECOND, attributes={"order.id": "AL-1"})
    store.add_spans([span(1, 2), dead_clock])
    store.add_spans([future])
    assert traces_with(store, "AL-1", window=Window(NOON - SECOND, NOON + 2 * SECOND)) == [trace_id(1)]
    assert traces_with(store, "AL-1", window=Window(NOON + 3 * SECOND, NOON + 4 * SECOND)) == []
    assert trace_id(2) in traces_with(store, "AL-1")
    assert spans_in(store, 2).start_ns.tolist() == [4_102_444_800 * SECOND]


@pytest.mark.parametrize(("start", "duration"), [(0, 0), (1, 5), (NOON, -SECOND), (4_102_444_800 * SECOND, SECOND), (2**64 - 1, 2**64 - 1)])
def test_odd_times_are_kept_as_they_came(store: Store, start: int, duration: int) -> None:
    store.add_spans([span(start_ns=start, duration_ns=duration)])
    table = spans_in(store, 1)
    assert table.start_ns.tolist() == [min(start, 2**63 - 1)]
    assert table.duration_ns.tolist() == [min(duration, 2**63 - 1)]


def test_links_are_found_from_both_ends(store: Store) -> None:
    store.add_spans(
        [span(1), span(2, links=(SpanLink(trace_id(1), f"{1:016x}"),)), span(1, 5, links=(SpanLink(trace_id(1), f"{1:016x}"),))]
    )
    with store.reading() as connection:
        found = span_tables.traces_linking(connection, [bytes.fromhex(trace_id(1))], ALWAYS)
    assert [trace.hex() for trace in found] == [trace_id(2)]


def test_the_newest_traces_of_a_service_are_listed(store: Store) -> None:
    store.add_spans([span(n, start_ns=NOON + n * SECOND, service="crm-api" if n == 2 else "mes-api") for n in range(1, 5)])
    with store.reading() as connection:
        found = span_tables.traces_of_service(connection, "mes-api", Window(NOON, NOON + 4 * SECOND), 5)
    assert [trace.hex() for trace in found] == [trace_id(3), trace_id(1)]


def test_a_chain_of_20000_spans_goes_in_and_comes_out(store: Store) -> None:
    store.add_spans([span(number=n, parent=n - 1) for n in range(1, 20_001)])
    table = spans_in(store, 1)
    assert len(table) == 20_000
    assert set(table.parent_id.tolist()) == set(range(20_000))


def test_nothing_personal_and_no_plain_text_is_in_the_file(store: Store) -> None:
    attributes = {
        "order.id": "AL-104233",
        "note": "позвонить +7 916 123-41-17",
        "customer.name": "Ольга Воробьёва",
        "plain": "unmistakable-word",
    }
    event = SpanEvent(NOON, "mail to olga@example.org", {"to": "olga@example.org"})
    store.add_spans(
        [span(attributes=attributes, operation="POST /call/+79161234117", resource={"owner": "olga@example.org"}, events=(event,))]
    )
    store.add_logs([record("клиент olga@example.org, карта 4111 1111 1111 1111", attributes=attributes)])
    store.add_metrics([points([1], labels={"caller": "+79161234117"})])
    detail = spans_in(store, 1).detail[0].decode()
    assert "[phone]" in detail
    assert "[email]" in detail
    assert "Ольга В." in detail
    store.close()
    written = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    for secret in ("916", "olga", "Воробьёва", "4111", "unmistakable"):
        assert secret.encode() not in written
    assert b"AL-104233" in written


def test_retention_keeps_what_failed_for_longer(store: Store) -> None:
    old, older = NOON - 40 * DAY, NOON - 100 * DAY
    store.add_spans([span(1, start_ns=old), span(2, start_ns=old, status=SpanStatus.ERROR), span(2, 2, start_ns=old + 1), span(3)])
    store.add_spans(
        [span(4, start_ns=older, status=SpanStatus.ERROR, attributes={"order.id": "AL-4"}, links=(SpanLink(trace_id(9), "1" * 16),))]
    )
    store.add_logs([record("a", time_ns=old), record("b", time_ns=old, trace_id=trace_id(2), span_id="1" * 16), record("c")])
    store.add_logs(
        [
            record("d", time_ns=old, severity=Severity.ERROR, attributes={"order.id": "AL-9"}),
            record("e", time_ns=older, trace_id=trace_id(4)),
        ]
    )
    store.add_metrics([points([1, 2], from_ns=old), points([1, 2])])
    swept = store.sweep(NOON + DAY, 30 * DAY, 90 * DAY)
    assert (swept.span_chunks, swept.log_chunks, swept.point_chunks) == (2, 2, 1)
    kept = store.totals()
    assert (kept["spans"], kept["logs"], kept["points"]) == (3, 3, 2)
    assert traces_with(store, "AL-4") == []
    with store.reading() as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("link", "service_time", "subject_trace", "subject_log")
        ]
    assert counts == [0, 2, 0, 1]


def test_a_sweep_folds_the_points_of_a_past_hour(store: Store) -> None:
    start = NOON - NOON % DAY
    for minute in range(120):
        store.add_metrics([points([minute], from_ns=start + minute * 60 * SECOND)])
    assert store.sweep(start + DAY // 2, 365 * DAY, 365 * DAY).folded == 120
    assert store.sweep(start + 3 * DAY, 365 * DAY, 365 * DAY).folded == 2
    with store.reading() as connection:
        assert connection.execute("SELECT count(*), sum(points) FROM point_chunk").fetchone() == (1, 120)


def test_totals_and_newest_of_an_empty_store(store: Store) -> None:
    assert store.totals()["spans"] == 0
    assert store.newest_ns() is None
    store.add_logs([record()])
    assert store.newest_ns("logs") == NOON


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=12), JSON_LIKE, max_size=5), st.text(max_size=30), st.integers(-(2**63) + 1, 2**63 - 1))
def test_any_attributes_and_times_are_stored_and_read(store: Store, attributes: dict[str, object], operation: str, start_ns: int) -> None:
    trace = abs(hash((repr(attributes), operation, start_ns))) + 1
    store.add_spans([span(trace, attributes=attributes, operation=operation, start_ns=start_ns)])
    table = spans_in(store, trace)
    assert table.start_ns.tolist() == [start_ns]
    assert set(msgspec.json.decode(table.detail[0]).get("attributes", {})) == set(attributes)
