"""Second half of taking events: the orders they speak of, merged and written, a fixed number of queries a batch."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from apps.orders.events import OrderEvent
from apps.orders.indexable import item_words
from apps.orders.merging import OrderState, apply_events, merge_facts
from apps.orders.models import Customer, Operation, Order, Partner, StageEntry
from apps.orders.services.indexing import IndexChanges
from apps.orders.services.locks import find_partners, lock_customers
from apps.orders.services.states import (
    contact_facts,
    operation_row,
    stage_row,
    state_of,
    write_contact_facts,
    write_state,
)

_WRITTEN = [field.name for field in Order._meta.concrete_fields if field.name not in ("id", "number", "number_key", "number_reversed")]
_STAGE_FIELDS = ["entered_at", "service", "operator", "source", "event_id"]
_OPERATION_FIELDS = ["status", "operator", "started_at", "finished_at", "stamps"]


def apply_order_events(
    events: Sequence[OrderEvent], orders: Mapping[str, Order], index: IndexChanges, also: Collection[str] = ()
) -> list[Order]:
    """Merge `events` into the locked `orders` and write them. Answers the orders whose stage or deadline changed.

    `also` are customers that the batch needs later: all are locked here at once, or two batches could block each other.
    """
    by_number: dict[str, list[OrderEvent]] = defaultdict(list)
    for event in events:
        by_number[event.number].append(event)
    touched = [orders[number] for number in by_number]
    states = _load(touched)
    stages_before = {number: dict(state.stages) for number, state in states.items()}
    for number, state in states.items():
        apply_events(state, by_number[number])
    before = {order.number: _standing(order) for order in touched}
    customers, partners = _customers(events, states, index, also), _partners(states)
    for order in touched:
        _write(order, states[order.number], partners, customers)
        _note_index(order, by_number[order.number], states[order.number], index)
    _save(touched, states, stages_before, by_number)
    return [order for order in touched if _standing(order) != before[order.number]]


def _standing(order: Order) -> tuple[str, datetime | None, datetime | None]:
    return order.stage, order.stage_since, order.deadline_at


def _load(orders: Sequence[Order]) -> dict[str, OrderState]:
    entries: dict[object, list[StageEntry]] = defaultdict(list)
    operations: dict[object, list[Operation]] = defaultdict(list)
    for entry in StageEntry.objects.filter(order__in=orders):
        entries[entry.order_id].append(entry)
    for operation in Operation.objects.filter(order__in=orders):
        operations[operation.order_id].append(operation)
    return {order.number: state_of(order, entries[order.id], operations[order.id]) for order in orders}


def _customers(
    events: Sequence[OrderEvent], states: Mapping[str, OrderState], index: IndexChanges, also: Collection[str]
) -> dict[str, Customer]:
    """The customers that orders name, with what these events say of them merged in and written."""
    named = {str(state.facts["customer"].value) for state in states.values() if "customer" in state.facts}
    customers = lock_customers(named.union(also, (event.customer_id for event in events if event.customer_id)))
    said: dict[str, list[OrderEvent]] = defaultdict(list)
    for event in events:
        if event.customer_id and event.contact:
            said[event.customer_id].append(event)
    for external_id, sayings in said.items():
        customer = customers[external_id]
        facts = contact_facts(customer)
        changes = [merge_facts(facts, event.contact, event.header.stamp) for event in sayings]
        if any(changes):
            index.contacts[("customer", customer.id)] = write_contact_facts(customer, facts)
    changed = [customers[external_id] for external_id in sorted(said)]
    Customer.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=["contact", "contact_stamps", "city_key"]
    )
    return customers


def _partners(states: Mapping[str, OrderState]) -> dict[str, Partner]:
    return find_partners(str(state.facts["partner"].value) for state in states.values() if "partner" in state.facts)


def _write(order: Order, state: OrderState, partners: Mapping[str, Partner], customers: Mapping[str, Customer]) -> None:
    names = {name: str(state.facts[name].value) for name in ("partner", "customer") if name in state.facts}
    partner, customer = partners.get(names.get("partner", "")), customers.get(names.get("customer", ""))
    write_state(order, state, partner, customer, settings.CATALOGUE)


def _note_index(order: Order, events: Sequence[OrderEvent], state: OrderState, index: IndexChanges) -> None:
    if any(event.contact and not event.customer_id for event in events):
        index.contacts[("order", order.id)] = {name: str(fact.value) for name, fact in state.contact.items()}
    if any("items" in event.facts for event in events):
        index.words[(order.id, "item")] = item_words(order.items)


def _save(
    orders: Sequence[Order],
    states: Mapping[str, OrderState],
    stages_before: Mapping[str, Mapping[str, object]],
    by_number: Mapping[str, Sequence[OrderEvent]],
) -> None:
    Order.objects.bulk_create(orders, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN)
    entries, operations = [], []
    for order in orders:
        state = states[order.number]
        entered = ((stage, entry) for stage, entry in state.stages.items() if stages_before[order.number].get(stage) != entry)
        entries += [stage_row(order, stage, entry) for stage, entry in entered]
        names = {event.operation.name for event in by_number[order.number] if event.operation is not None}
        operations += [operation_row(order, name, state.operations[name]) for name in sorted(names)]
    StageEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=["order", "stage"], update_fields=_STAGE_FIELDS)
    Operation.objects.bulk_create(operations, update_conflicts=True, unique_fields=["order", "name"], update_fields=_OPERATION_FIELDS)
