"""The tables are the same whatever the order and the batches in which the same events arrive."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.actor import system_actor
from apps.orders.models import BlindTerm, Complaint, Customer, Event, Operation, Order, Posting, StageEntry, Word
from apps.orders.sealing import open_contact
from apps.orders.services.ingest import ingest_events
from tests.orders.samples import NOW, START, complaint_event, order_event

pytestmark = pytest.mark.django_db

_KINDS = ["created", "priced", "paid", "shipped", "delivered", "cancelled", "updated", "operation"]
_NUMBERS = ["AL-100001", "AL-100002"]
_CUSTOMERS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["c-1", "c-2"]),
        "name": st.sampled_from(["Анна Ким", "Яна Цой"]),
        "phone": st.sampled_from(["+79161234117", "+79160000000"]),
        "address": st.fixed_dictionaries({"city": st.sampled_from(["Тверь", "Псков"])}, optional={"street": st.just("Лесная")}),
    },
)
_DATA = st.fixed_dictionaries(
    {},
    optional={
        "priority": st.sampled_from(["normal", "high"]),
        "partner": st.fixed_dictionaries({}, optional={"name": st.sampled_from(["А", "Б"]), "reference": st.just("REF-1")}),
        "customer": _CUSTOMERS,
        "items": st.lists(st.fixed_dictionaries({"name": st.sampled_from(["Кольцо", "Серьги", "Сапфир"])}), max_size=2),
        "total": st.fixed_dictionaries({"amount": st.sampled_from(["1.00", "2.50"]), "currency": st.just("RUB")}),
        "promised_at": st.just("2026-12-01T00:00:00Z"),
        "operation": st.fixed_dictionaries({"name": st.just("wax"), "status": st.sampled_from(["planned", "started", "finished"])}),
    },
)


@st.composite
def _events(draw: st.DrawFn) -> list[dict[str, Any]]:
    events = []
    for place in range(draw(st.integers(2, 7))):
        data = draw(_DATA)
        kind = draw(st.sampled_from(_KINDS))
        if kind == "operation":
            data.setdefault("operation", {"name": "casting", "status": "failed"})
        at = START + timedelta(minutes=draw(st.integers(0, 2)))
        events.append(order_event(kind, at, number=draw(st.sampled_from(_NUMBERS)), id=str(place), **data))
    if draw(st.booleans()):
        events.append(
            complaint_event("Кольцо не пришло, Цой, Псков, на Лесной", number=draw(st.sampled_from(_NUMBERS)), customer=draw(_CUSTOMERS))
        )
    return events


def _everything() -> list[object]:
    """All that is known, in names instead of ids, which differ from run to run."""
    names: dict[object, str] = {row.id: row.external_id for row in Customer.objects.all()}
    names |= {row.id: row.number for row in Order.objects.all()}
    names |= {row.id: "complaint" for row in Complaint.objects.all()}
    hidden = ("id", "contact", "text", "partner", "customer")
    orders = [
        ([getattr(order, f.name) for f in Order._meta.concrete_fields if f.name not in hidden], open_contact(order, order.contact),
         str(order.partner), str(order.customer))
        for order in Order.objects.select_related("partner", "customer").order_by("number")
    ]  # fmt: skip
    customers = [
        (row.external_id, row.contact_stamps, row.city_key, open_contact(row, row.contact))
        for row in Customer.objects.order_by("external_id")
    ]
    return [
        orders,
        customers,
        sorted(StageEntry.objects.values_list("order__number", "stage", "entered_at", "source", "event_id")),
        sorted(Operation.objects.values_list("order__number", "name", "status", "started_at", "finished_at"), key=str),
        sorted((names[row.subject_id], row.subject, row.kind, bytes(row.index)) for row in BlindTerm.objects.all()),
        sorted(Posting.objects.values_list("order__number", "word__text", "place")),
        sorted(Word.objects.filter(orders__gt=0).values_list("text", "orders")),
        [(row.number, str(row.order), row.state, str(row.customer)) for row in Complaint.objects.select_related("order", "customer")],
    ]


def _emptied() -> None:
    for model in (Complaint, Posting, Word, Order, Customer, BlindTerm, Event):
        model.objects.all().delete()


def _ingested(events: list[dict[str, Any]], size: int) -> list[object]:
    _emptied()
    for start in range(0, len(events), size):
        result = ingest_events(events[start : start + size], actor=system_actor("test"), received_at=NOW)
        assert not result.rejected
    return _everything()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_events(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_of_arrival_in_any_batches_gives_the_same_tables(events: list[dict[str, Any]], chance: Any, size: int) -> None:
    shuffled = events.copy()
    chance.shuffle(shuffled)
    assert _ingested(shuffled, size) == _ingested(events, len(events))
