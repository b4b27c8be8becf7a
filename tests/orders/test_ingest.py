from typing import Any

import pytest
from django.conf import settings

from apps.core.actor import system_actor
from apps.orders.models import (
    BlindTerm,
    Complaint,
    Customer,
    Deployment,
    Event,
    FindingJob,
    Operation,
    Order,
    Posting,
    Rejection,
    StageEntry,
    Word,
)
from apps.orders.sealing import open_bytes, open_contact
from apps.orders.search.words import text_words
from apps.orders.services.ingest import IngestResult, ingest_events
from tests.orders.samples import NOW, NUMBER, OLGA, START, complaint_event, deployment_event, hours, order_event

pytestmark = pytest.mark.django_db


def ingest(*events: object) -> IngestResult:
    return ingest_events(events, actor=system_actor("test"), received_at=NOW)


def counts(result: IngestResult) -> tuple[int, int, list[str]]:
    return result.accepted, result.duplicates, [event.code for event in result.rejected]


FULL = order_event(
    "created",
    channel="partner",
    partner={"name": "Самоцвет", "reference": "REF-7781"},
    priority="high",
    customer=OLGA,
    items=[{"sku": "R-1", "name": "Кольцо с сапфиром", "quantity": 1, "material": "золото"}],
    total={"amount": "12500.00", "currency": "RUB"},
    promised_at="2026-12-01T00:00:00Z",
    trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
)


def test_what_is_accepted_can_be_read_at_once() -> None:
    assert counts(ingest(FULL)) == (1, 0, [])
    order = Order.objects.select_related("partner", "customer").get(number=NUMBER)
    assert (order.channel, order.priority, order.stage, order.open) == ("partner", "high", "created", True)
    assert order.partner is not None and order.partner.name == "Самоцвет"
    assert (order.reference, order.reference_key, order.number_key, order.number_reversed) == ("REF-7781", "7781", "AL100001", "100001LA")
    assert (order.created_at, order.stage_since, order.deadline_at) == (START, START, START + hours(24))
    assert str(order.total_amount) == "12500.00" and order.total_currency == "RUB"
    assert order.items == [{"sku": "R-1", "name": "Кольцо с сапфиром", "quantity": 1, "material": "золото"}]
    assert order.customer is not None and order.customer.external_id == "c-17"
    assert open_contact(order.customer, order.customer.contact)["phone"] == "+79161234117"
    assert Event.objects.get().trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_no_personal_value_stands_in_any_column() -> None:
    ingest(
        FULL,
        order_event("updated", START + hours(1), customer={"name": "Анна Каренина"}),
        complaint_event("Это Каренина, где кольцо?", number=NUMBER),
    )
    for model in (Customer, Order, Event, Complaint, Word, StageEntry, BlindTerm, FindingJob):
        for row in model.objects.values_list():
            for value in row:
                text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                for personal in ("Воробь", "916123", "olga", "Лесн", "Каренин", "каренин"):
                    assert personal not in text, (model, personal)


def test_unknown_keys_are_kept_with_the_event() -> None:
    ingest(FULL | {"extension": {"a": [1]}})
    row = Event.objects.get()
    assert b'"extension":{"a":[1]}' in open_bytes(row, "payload", row.payload)


def test_the_same_event_again_is_a_duplicate_in_one_batch_and_in_two() -> None:
    assert counts(ingest(FULL, FULL)) == (1, 1, [])
    assert counts(ingest(FULL | {"specversion": "1.0"})) == (0, 1, [])
    assert Event.objects.count() == 1


def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing() -> None:
    other = FULL | {"data": FULL["data"] | {"priority": "normal"}}
    assert counts(ingest(FULL, other)) == (1, 0, ["conflict"])
    result = ingest(other)
    assert counts(result) == (0, 0, ["conflict"])
    assert (result.rejected[0].index, result.rejected[0].id) == (0, FULL["id"])
    assert Order.objects.get().priority == "high"
    assert Rejection.objects.get().times == 2


def test_the_same_id_of_another_source_is_another_event() -> None:
    assert counts(ingest(FULL, FULL | {"source": "/crm"})) == (2, 0, [])


def test_a_bad_event_is_kept_and_stops_no_other() -> None:
    bad = FULL | {"type": "com.alexandrite.order.lost"}
    result = ingest(5, FULL, bad | {"id": "bad"})
    assert counts(result) == (1, 0, ["invalid_event", "unknown_type"])
    assert [(event.index, event.id) for event in result.rejected] == [(0, None), (2, "bad")]
    row = Rejection.objects.get(event_id="bad")
    assert b"order.lost" in open_bytes(row, "payload", row.payload) and row.resolved_at is None


def test_a_rejected_id_may_be_sent_again() -> None:
    assert counts(ingest(FULL | {"time": "2030-01-01T00:00:00Z"})) == (0, 0, ["invalid_time"])
    assert not Order.objects.exists()
    assert counts(ingest(FULL)) == (1, 0, [])
    assert Rejection.objects.get().resolved_at == NOW


def test_a_batch_of_rejected_events_leaves_no_order_behind() -> None:
    ingest(FULL)
    ingest(FULL | {"subject": "AL-100002", "data": {"number": "AL-100002"}})
    assert list(Order.objects.values_list("number", flat=True)) == [NUMBER]


def test_stages_come_in_any_order_and_the_last_entered_counts() -> None:
    ingest(order_event("paid", START + hours(3), service="shop-api", operator="А"))
    ingest(order_event("created"), order_event("priced", START + hours(2)))
    order = Order.objects.get()
    assert (order.stage, order.created_at, order.stage_since) == ("paid", START, START + hours(3))
    assert StageEntry.objects.get(stage="paid").operator == "А"
    ingest(order_event("delivered", START + hours(9)))
    order.refresh_from_db()
    assert (order.stage, order.open, order.deadline_at, order.delivered_at) == ("delivered", False, None, START + hours(9))


def test_an_order_of_which_only_facts_are_known_is_in_no_stage() -> None:
    ingest(order_event("updated", START, priority="high"))
    order = Order.objects.get()
    assert (order.stage, order.stage_since, order.deadline_at, order.open, order.created_at) == ("", None, None, True, START)


def test_an_operation_is_one_row_a_name() -> None:
    for status, after in (("started", 1), ("finished", 2), ("started", 3)):
        ingest(order_event("operation", START + hours(after), operation={"name": "casting", "status": status, "operator": "Пётр"}))
    operation = Operation.objects.get()
    assert (operation.status, operation.operator) == ("started", "Пётр")
    assert (operation.started_at, operation.finished_at) == (START + hours(1), START + hours(2))


def blind(kind: str, value: str) -> set[tuple[str, str]]:
    rows = BlindTerm.objects.filter(index=settings.BLIND_INDEX.of(kind, value), kind=kind)
    return {(row.subject, str(row.subject_id)) for row in rows}


def test_a_customer_is_found_by_phone_and_no_longer_by_an_old_one() -> None:
    ingest(FULL)
    customer = Customer.objects.get()
    assert blind("phone", "+79161234117") == {("customer", str(customer.id))}
    ingest(order_event("created", START + hours(1), number="AL-100002", customer={"id": "c-17", "phone": "+79160000000"}))
    assert blind("phone", "+79161234117") == set()
    assert blind("phone", "+79160000000") == {("customer", str(customer.id))}
    assert open_contact(customer, Customer.objects.get().contact)["name"] == "Ольга Воробьёва"
    ingest(order_event("updated", START - hours(1), number="AL-100002", customer={"id": "c-17", "phone": "+79169999999"}))
    assert blind("phone", "+79160000000")


def test_a_contact_without_an_id_is_found_as_the_orders_own() -> None:
    ingest(order_event("created", customer={"name": "Анна", "phone": "+79161234117", "address": {"city": "Тверь"}}))
    order = Order.objects.get()
    assert order.customer is None and order.city_key
    assert blind("phone", "+79161234117") == {("order", str(order.id))}


def test_words_of_items_follow_the_items() -> None:
    ingest(FULL, order_event("created", number="AL-100002", items=[{"name": "Кольцо"}]))
    [ring], [sapphire] = text_words("кольцо"), text_words("сапфир")
    assert (Word.objects.get(text=ring).orders, Word.objects.get(text=sapphire).orders) == (2, 1)
    ingest(order_event("updated", START + hours(1), items=[{"name": "Серьги"}]))
    assert Word.objects.get(text=ring).orders == 1
    assert not Word.objects.filter(text=sapphire).exists()
    assert not Posting.objects.filter(word__text=sapphire).exists()


def test_a_complaint_is_attached_to_the_order_it_names_whichever_comes_first() -> None:
    ingest(complaint_event("Где моё кольцо?", number=NUMBER, id="1"))
    early = Complaint.objects.get()
    assert (early.state, early.order, early.number) == ("new", None, NUMBER)
    ingest(FULL)
    ingest(complaint_event("Кольцо так и не пришло", number=NUMBER, id="2", channel="chat", customer=OLGA))
    assert [row.state for row in Complaint.objects.all()] == ["attached", "attached"]
    assert set(Complaint.objects.values_list("order__number", flat=True)) == {NUMBER}
    [ring] = text_words("кольцо")
    assert Word.objects.get(text=ring).orders == 1
    assert set(Posting.objects.filter(word__text=ring).values_list("place", flat=True)) == {"item", "complaint"}
    early.refresh_from_db()
    assert open_bytes(early, "text", early.text).decode() == "Где моё кольцо?"


def test_words_of_a_complaint_are_cut_out_when_they_turn_out_to_be_a_name() -> None:
    ingest(order_event("created", customer={"id": "c-17"}), complaint_event("Каренина ждёт кольцо", number=NUMBER))
    [surname], [ring] = text_words("Каренина"), text_words("кольцо")
    assert Word.objects.get(text=surname).orders == 1
    ingest(order_event("created", number="AL-100002", customer={"id": "c-17", "name": "Анна Каренина"}))
    assert not Word.objects.filter(text=surname).exists()
    assert Word.objects.get(text=ring).orders == 1


def test_a_complaint_without_a_number_waits_and_creates_no_order() -> None:
    ingest(complaint_event("Кольцо, +7 916 123-41-17", customer={"id": "c-17", "phone": "+79161234117"}))
    complaint = Complaint.objects.get()
    assert (complaint.order, complaint.state, complaint.candidates) == (None, "new", None)
    assert complaint.customer is not None and complaint.customer.external_id == "c-17"
    assert blind("phone", "+79161234117") == {("complaint", str(complaint.id))}
    assert not Order.objects.exists()


def test_a_deployment_is_kept_with_its_notes_redacted() -> None:
    ingest(deployment_event(by="pavel", notes="Спросить у olga@example.org"))
    deployment = Deployment.objects.get()
    assert (deployment.service, deployment.version, deployment.at) == ("mes-api", "4.2.0", START)
    assert deployment.notes == "Спросить у [email]"


def test_findings_become_due_when_the_stage_changes() -> None:
    ingest(FULL)
    job = FindingJob.objects.get()
    assert (job.subject, job.due_at, job.claimed_until) == (NUMBER, NOW, None)
    FindingJob.objects.all().delete()
    ingest(order_event("updated", START + hours(1), items=[]))
    assert not FindingJob.objects.exists()


def test_an_order_that_was_finished_before_the_retention_of_telemetry_is_not_looked_at() -> None:
    ingest(order_event("created", START - hours(24 * 400)))
    ingest(order_event("delivered", START - hours(24 * 390)))
    assert not FindingJob.objects.exists()


def test_a_batch_costs_the_same_queries_whatever_its_size(django_assert_num_queries: Any) -> None:
    def batch(size: int, first: int) -> list[dict[str, Any]]:
        numbers = [f"AL-{first + place}" for place in range(size)]
        return [
            order_event("created", number=number, customer=OLGA | {"id": f"c-{number}"}, items=[{"name": "Кольцо"}]) for number in numbers
        ]

    ingest(*batch(1, 200_000))
    with django_assert_num_queries(QUERIES):
        ingest(*batch(2, 300_000))
    with django_assert_num_queries(QUERIES):
        ingest(*batch(8, 400_000))


QUERIES = 26
