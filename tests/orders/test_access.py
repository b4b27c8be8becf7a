from dataclasses import replace
from typing import Any

import pytest

from apps.core.actor import system_actor
from apps.core.errors import NotAllowed, NotFound
from apps.orders.access import access_order
from apps.orders.life_selectors import life_of
from apps.orders.models import Order
from apps.orders.selectors import load_paces, nearest_numbers
from apps.orders.services.ingest import ingest_events
from apps.orders.services.paces import refresh_paces
from tests.orders.samples import NOW, NUMBER, OLGA, START, hours, order_event
from tests.personas import actor_for

pytestmark = pytest.mark.django_db


def have(*numbers: str) -> None:
    events = [order_event("created", number=number, customer=OLGA, partner={"name": "А"}) for number in numbers]
    ingest_events(events, actor=system_actor("test"), received_at=NOW)


def test_an_order_is_obtained_with_its_customer_and_partner_in_one_query(django_assert_num_queries: Any) -> None:
    have(NUMBER)
    with django_assert_num_queries(1):
        order = access_order(actor_for("support"), NUMBER)
        assert (order.number, str(order.customer), str(order.partner)) == (NUMBER, "c-17", "А")


def test_an_order_is_obtained_for_update() -> None:
    have(NUMBER)
    assert access_order(actor_for("support"), NUMBER, for_update=True).number == NUMBER


@pytest.mark.parametrize("role", ["security", "admin"])
def test_who_may_not_read_orders_does_not_learn_whether_one_exists(role: str) -> None:
    have(NUMBER)
    for number in (NUMBER, "AL-999999"):
        with pytest.raises(NotAllowed) as refusal:
            access_order(actor_for(role), number)
        assert refusal.value.permission == "orders.read"


def test_a_token_without_the_scope_does_not_obtain_an_order() -> None:
    have(NUMBER)
    with pytest.raises(NotAllowed):
        access_order(replace(actor_for("support"), scopes=frozenset({"sources:read"})), NUMBER)


def test_an_order_that_is_not_there_is_answered_with_numbers_that_may_be_meant() -> None:
    have("AL-1001", "AL-1010", "AL-10010", "AL-5555", "AL-7777", "AL-9000")
    with pytest.raises(NotFound) as miss:
        access_order(actor_for("support"), "AL-1000")
    assert miss.value.extra["suggestions"] == ["AL-1001", "AL-10010", "AL-1010", "AL-9000", "AL-5555"]


def test_numbers_are_exact() -> None:
    have("AL-10010")
    with pytest.raises(NotFound):
        access_order(actor_for("support"), "AL-1001")


def test_suggestions_are_few_and_need_no_scan(django_assert_num_queries: Any) -> None:
    have(*(f"AL-{n}" for n in range(1000, 1030)))
    with django_assert_num_queries(3):
        assert nearest_numbers("AL-1990") == ["AL-1029", "AL-1028", "AL-1027", "AL-1026", "AL-1025"]
    assert nearest_numbers("whatever") != []


def test_without_orders_nothing_is_suggested() -> None:
    assert nearest_numbers("AL-1000") == []


def test_trace_ids_are_those_that_the_events_named() -> None:
    events = [order_event("paid", START + hours(1), trace_id="b" * 32), order_event("created", trace_id="a"), order_event("priced")]
    ingest_events(events, actor=system_actor("test"), received_at=NOW)
    assert life_of(Order.objects.get(number=NUMBER), NOW).trace_ids == ("a".zfill(32), "b" * 32)


def _lived(count: int, stay_h: float, *, first: int = 1000, end: str = "priced") -> None:
    events = []
    for place in range(count):
        number, at = f"AL-{first + place}", NOW - hours(24 * 30) + hours(place)
        events += [order_event("files_uploaded", at, number=number), order_event(end, at + hours(stay_h + place), number=number)]
    ingest_events(events, actor=system_actor("test"), received_at=NOW)


def test_the_pace_of_a_stage_is_the_median_of_the_orders_that_lately_left_it() -> None:
    _lived(21, 1)
    refresh_paces(NOW)
    assert load_paces() == {"files_uploaded": 11 * 3_600.0}


def test_too_few_orders_are_no_measurement_and_an_old_one_is_forgotten() -> None:
    _lived(21, 1)
    refresh_paces(NOW)
    refresh_paces(NOW + hours(24 * 365))
    assert load_paces() == {}


def test_being_cancelled_is_no_pace() -> None:
    _lived(30, 1, end="cancelled")
    refresh_paces(NOW)
    assert load_paces() == {}
