import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.events import ComplaintEvent, DeploymentEvent, OperationFact, OrderEvent, Rejected, event_key, parse_event
from tests.orders.samples import CATALOGUE, NOW, NUMBER, OLGA, START, complaint_event, deployment_event, order_event


def parsed(value: object) -> object:
    return parse_event(value, NOW, CATALOGUE.order_pattern)


def order(value: object) -> OrderEvent:
    event = parsed(value)
    assert isinstance(event, OrderEvent), event
    return event


def rejected(value: object) -> Rejected:
    event = parsed(value)
    assert isinstance(event, Rejected), event
    return event


def test_an_order_event_says_facts_of_the_order_and_of_its_customer() -> None:
    event = order(
        order_event(
            "created",
            channel="partner",
            partner={"name": "Самоцвет", "reference": "REF-7781"},
            priority="high",
            customer=OLGA,
            items=[{"sku": "R-1", "name": "Кольцо", "quantity": 1, "material": "золото", "engraving": "О."}],
            total={"amount": "12500.00", "currency": "rub"},
            promised_at="2026-12-01T00:00:00+03:00",
            service="shop-api",
            operator="Мария",
            trace_id="4BF92F3577B34DA6",
            something_new={"kept": True},
        )
    )
    assert event.number == NUMBER and event.stage == "created"
    assert event.facts == {
        "channel": "partner",
        "partner": "Самоцвет",
        "reference": "REF-7781",
        "priority": "high",
        "customer": "c-17",
        "items": [{"sku": "R-1", "name": "Кольцо", "quantity": 1, "material": "золото"}],
        "total": (Decimal("12500.00"), "RUB"),
        "promised_at": datetime(2026, 11, 30, 21, tzinfo=UTC),
    }
    assert event.contact["name"] == "Ольга Воробьёва" and event.contact["street"] == "ул. Лесная"
    assert (event.customer_id, event.service, event.operator) == ("c-17", "shop-api", "Мария")
    assert event.trace_id == "00000000000000004bf92f3577b34da6"
    assert "something_new" in event.header.canonical.decode()
    assert event.header.stamp == (int(START.timestamp()) * 1_000_000, "/shop", event.header.stamp[2])


def test_null_and_empty_texts_say_nothing() -> None:
    event = order(
        order_event("updated", channel=None, priority="", customer={"id": None, "phone": " ", "name": ""}, partner={}, total=None)
    )
    assert event.facts == {} and event.contact == {} and event.customer_id == "" and event.stage == ""


def test_an_operation_event_names_its_operation() -> None:
    event = order(order_event("operation", operation={"name": "casting", "status": "started", "operator": "Пётр"}))
    assert event.operation == OperationFact("casting", "started", "Пётр")
    assert "operation" in rejected(order_event("operation")).detail


@pytest.mark.parametrize("trace_id", ["", "xyz", "1" * 33, "trace-1"])
def test_a_trace_id_that_is_none_is_no_reason_to_lose_the_event(trace_id: str) -> None:
    assert order(order_event("paid", trace_id=trace_id)).trace_id == ""


def test_a_complaint_may_name_an_order_or_not() -> None:
    for value, number in (
        (complaint_event("Где кольцо?"), ""),
        (complaint_event("Где кольцо?", number=NUMBER), NUMBER),
        (complaint_event("Где кольцо?", number=None) | {"data": {"text": "Где?", "number": NUMBER}}, NUMBER),
    ):
        event = parsed(value)
        assert isinstance(event, ComplaintEvent) and event.number == number


def test_a_deployment_belongs_to_no_order() -> None:
    event = parsed(deployment_event(by="pavel", notes="Новый расчёт цены"))
    assert isinstance(event, DeploymentEvent) and (event.service, event.version, event.by) == ("mes-api", "4.2.0", "pavel")
    assert rejected(deployment_event() | {"subject": NUMBER}).code == "number_mismatch"
    assert rejected(deployment_event(number=NUMBER)).code == "number_mismatch"


GOOD = order_event("created", customer=OLGA)


def changed(**attributes: Any) -> dict[str, Any]:
    return GOOD | attributes


def with_data(**data: Any) -> dict[str, Any]:
    return GOOD | {"data": GOOD["data"] | data}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "invalid_event"),
        (7, "invalid_event"),
        ("text", "invalid_event"),
        ([GOOD], "invalid_event"),
        ({}, "invalid_event"),
        ({key: value for key, value in GOOD.items() if key != "specversion"}, "invalid_event"),
        (changed(specversion="0.3"), "invalid_event"),
        (changed(id=""), "invalid_event"),
        (changed(id=5), "invalid_event"),
        (changed(id="x" * 201), "invalid_event"),
        (changed(source=""), "invalid_event"),
        (changed(source=None), "invalid_event"),
        (changed(extension="a\x00b"), "invalid_event"),
        (changed(extension="\ud800"), "invalid_event"),
        (changed(id="\udfff"), "invalid_event"),
        (changed(extension=float("nan")), "invalid_event"),
        (changed(extension=float("inf")), "invalid_event"),
        (changed(extension=10**400), "invalid_event"),
        (changed(type="com.alexandrite.order.lost"), "unknown_type"),
        (changed(type=""), "unknown_type"),
        (changed(time="yesterday"), "invalid_time"),
        (changed(time="2026-11-02T09:30:00"), "invalid_time"),
        (changed(time="1999-12-31T23:59:59Z"), "invalid_time"),
        (changed(time="0001-01-01T00:00:00+14:00"), "invalid_time"),
        (changed(time="9999-12-31T23:59:59-14:00"), "invalid_time"),
        (changed(time=(NOW + timedelta(days=1, seconds=1)).isoformat()), "invalid_time"),
        (changed(time=1_793_611_800), "invalid_event"),
        (changed(subject=None), "number_missing"),
        (changed(subject="AL-100002"), "number_mismatch"),
        (changed(subject="1' OR 1=1", data={"number": "1' OR 1=1"}), "invalid_number"),
        (changed(data=None), "invalid_data"),
        (changed(data=[]), "invalid_data"),
        (changed(data={}), "number_missing"),
        (with_data(number=100001), "invalid_data"),
        (with_data(channel=["shop"]), "invalid_data"),
        (with_data(channel="x" * 41), "invalid_data"),
        (with_data(customer="Ольга"), "invalid_data"),
        (with_data(customer={"phone": 79161234117}), "invalid_data"),
        (with_data(items={}), "invalid_data"),
        (with_data(items=[{"quantity": -1}]), "invalid_data"),
        (with_data(items=[{}] * 501), "invalid_data"),
        (with_data(total={"amount": "много", "currency": "RUB"}), "invalid_data"),
        (with_data(total={"amount": "NaN", "currency": "RUB"}), "invalid_data"),
        (with_data(total={"amount": "-1", "currency": "RUB"}), "invalid_data"),
        (with_data(total={"amount": "1.005", "currency": "RUB"}), "invalid_data"),
        (with_data(total={"amount": "1e999999", "currency": "RUB"}), "invalid_data"),
        (with_data(total={"amount": 5, "currency": "рубль"}), "invalid_data"),
        (with_data(promised_at="2026-12-01T00:00:00"), "invalid_data"),
        (with_data(promised_at="9999-12-31T23:59:59-12:00"), "invalid_data"),
        (with_data(operation={"name": "casting", "status": "lost"}), "invalid_data"),
        (with_data(operation={"name": "", "status": "started"}), "invalid_data"),
        (complaint_event(""), "invalid_data"),
        (complaint_event("x", number="AL-100001") | {"data": {"text": "x", "number": "AL-100002"}}, "number_mismatch"),
        (complaint_event("x", number="?"), "invalid_number"),
        (deployment_event(service=""), "invalid_data"),
    ],
)
def test_what_is_wrong_is_said_by_a_code(value: object, code: str) -> None:
    assert rejected(value).code == code


def test_a_rejection_never_repeats_what_a_customer_may_have_said() -> None:
    for value in (with_data(customer={"phone": ["+79161234117"]}), with_data(total={"amount": "+79161234117x", "currency": "RUB"})):
        assert "9161234117" not in rejected(value).detail


def test_a_rejection_names_the_event_as_far_as_it_can_be_read() -> None:
    assert rejected(changed(type="x")).id == GOOD["id"]
    assert rejected(changed(type="x")).key == event_key("/shop", GOOD["id"])
    assert rejected({"id": "7"}).id == "7" and rejected({"id": "7"}).key is None
    assert rejected([1]).id is None


def test_the_key_tells_source_and_id_apart() -> None:
    assert event_key("a", "bc") != event_key("ab", "c")
    assert event_key("1|", "x") != event_key("1", "|x")


def test_the_same_content_in_another_spelling_has_the_same_digest() -> None:
    one = json.loads('{"a": 1.0, "b": 1e2, "c": "\\u00e9"}')
    two = {"c": "é", "b": 100, "a": 1}
    first, second = (order(changed(extension=value)).header.digest for value in (one, two))
    assert first == second != order(GOOD).header.digest


def test_a_time_has_its_offset_taken_away_and_keeps_microseconds() -> None:
    event = order(changed(time="2026-11-02T12:30:00.123456+03:00"))
    assert event.header.time == START.replace(microsecond=123456)
    assert event.header.stamp[0] % 1_000_000 == 123456


def test_nesting_is_followed_to_a_limit_and_never_overflows() -> None:
    deep: object = []
    for _ in range(20_000):
        deep = [deep]
    assert "nested" in rejected(changed(extension=deep)).detail


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_DATA_KEYS = st.sampled_from(
    ["number", "channel", "partner", "priority", "customer", "items", "total", "promised_at", "operation", "trace_id", "text", "service"]
)


@given(st.dictionaries(st.sampled_from(list(GOOD)), _JSON, max_size=3), st.dictionaries(_DATA_KEYS, _JSON, max_size=4))
def test_no_value_whatever_makes_the_parser_fail(attributes: dict[str, object], data: dict[str, object]) -> None:
    event = {**GOOD, "data": {**GOOD["data"], **data}, **attributes}
    assert isinstance(parsed(event), OrderEvent | ComplaintEvent | DeploymentEvent | Rejected)
