"""What Python says of a row and what the database says of it are the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.orders.conditions import at_risk, late, stuck
from apps.orders.models import Order
from apps.orders.services.states import new_order
from apps.orders.stages import is_at_risk, is_final, is_late, is_stuck
from tests.orders.samples import CATALOGUE, START

pytestmark = pytest.mark.django_db

PACES = {"created": 3_600.0, "paid": 86_400.5, "in_production": 259_200.25, "shipped": 7_200.0}
_INSTANTS = st.integers(-8, 8).map(lambda half_days: START + timedelta(hours=12 * half_days))
_FINE = st.integers(-1, 1).map(lambda micros: START + timedelta(microseconds=micros))
_MAYBE = st.none() | _INSTANTS | _FINE


@st.composite
def _orders(draw: st.DrawFn) -> Order:
    stage = draw(st.sampled_from(["", *(rule.key for rule in CATALOGUE.stages)]))
    final = is_final(stage, CATALOGUE)
    order = new_order(f"AL-{draw(st.integers(100_000, 999_999))}", START)
    order.stage, order.open = stage, not final
    order.stage_since = draw(_INSTANTS | _FINE) if stage else None
    order.deadline_at = draw(_MAYBE) if stage and not final else None
    order.promised_at, order.delivered_at = draw(_MAYBE), draw(_MAYBE)
    return order


def _numbers(condition: Any) -> set[str]:
    return set(Order.objects.filter(condition).values_list("number", flat=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_orders(), min_size=1, max_size=30, unique_by=lambda order: order.number), _INSTANTS | _FINE)
def test_both_forms_of_the_predicate_judge_alike(orders: list[Order], now: datetime) -> None:
    Order.objects.all().delete()
    Order.objects.bulk_create(orders)
    assert _numbers(stuck(now)) == {order.number for order in orders if is_stuck(order, now)}
    assert _numbers(late(now)) == {order.number for order in orders if is_late(order, now)}
    assert _numbers(at_risk(now, PACES, CATALOGUE)) == {order.number for order in orders if is_at_risk(order, now, PACES, CATALOGUE)}
