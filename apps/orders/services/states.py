"""Rows of an order ↔ its merged state. Nothing is decided here: merging.py and stages.py decide."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import cast

from apps.core.catalogue import Catalogue
from apps.core.clock import to_ns
from apps.orders.merging import Fact, Facts, OperationState, OrderState, StageState, pack_stamps, unpack_stamps
from apps.orders.models import Customer, Operation, Order, Partner, StageEntry
from apps.orders.sealing import open_contact, seal_contact
from apps.orders.search.cities import city_key
from apps.orders.search.terms import plain_key, reference_forms
from apps.orders.stages import CREATED, DELIVERED, deadline, is_final, steps

_OWN = "contact."


def new_order(number: str, at: datetime) -> Order:
    """An order of which nothing is known yet but that an event of `at` spoke of it."""
    key = plain_key(number)
    return Order(number=number, number_key=key, number_reversed=key[::-1], created_at=at, first_event_at=at)


# --- reading ----------------------------------------------------------------------------------------------------


def state_of(order: Order, entries: Iterable[StageEntry], operations: Iterable[Operation]) -> OrderState:
    stamps = unpack_stamps(order.stamps)
    values: dict[str, object] = {
        "channel": order.channel,
        "priority": order.priority,
        "partner": order.partner.name if order.partner else "",
        "reference": order.reference,
        "customer": order.customer.external_id if order.customer else "",
        "items": order.items,
        "total": (order.total_amount, order.total_currency),
        "promised_at": order.promised_at,
    }
    own = open_contact(order, order.contact)
    return OrderState(
        facts={name: Fact(value, stamps[name]) for name, value in values.items() if name in stamps},
        contact={name: Fact(value, stamps[_OWN + name]) for name, value in own.items()},
        stages={entry.stage: _stage_state(entry) for entry in entries},
        operations={operation.name: _operation_state(operation) for operation in operations},
        first_at=order.first_event_at,
    )


def _stage_state(entry: StageEntry) -> StageState:
    stamp = (to_ns(entry.entered_at) // 1_000, entry.source, entry.event_id)
    return StageState(entry.entered_at, stamp, entry.service, entry.operator)


def _operation_state(operation: Operation) -> OperationState:
    stamps = unpack_stamps(operation.stamps)
    operator = Fact(operation.operator, stamps["operator"]) if "operator" in stamps else None
    return OperationState(Fact(operation.status, stamps["status"]), operator, operation.started_at, operation.finished_at)


def contact_facts(customer: Customer) -> Facts:
    """What is known of a customer, with the stamps."""
    stamps = unpack_stamps(customer.contact_stamps)
    return {name: Fact(value, stamps[name]) for name, value in open_contact(customer, customer.contact).items()}


# --- writing ----------------------------------------------------------------------------------------------------


def write_state(order: Order, state: OrderState, partner: Partner | None, customer: Customer | None, catalogue: Catalogue) -> None:
    """Set all columns of `order` from its state. `partner` and `customer` are the rows that its facts name."""
    facts = state.facts
    order.channel, order.priority, order.reference = (_text(facts, name) for name in ("channel", "priority", "reference"))
    order.partner, order.customer = partner, customer
    if "items" in facts:
        order.items = facts["items"].value
    if "total" in facts:
        order.total_amount, order.total_currency = cast(tuple[Decimal, str], facts["total"].value)
    if "promised_at" in facts:
        order.promised_at = cast(datetime, facts["promised_at"].value)
    forms = reference_forms(order.reference)
    order.reference_key = forms[0] if forms else ""
    order.reference_reversed = order.reference_key[::-1]
    own_stamps = {_OWN + name: fact.stamp for name, fact in state.contact.items()}
    order.stamps = pack_stamps({name: fact.stamp for name, fact in facts.items()} | own_stamps)
    _write_contact(order, state.contact)
    _write_life(order, state, catalogue)


def _text(facts: Facts, name: str) -> str:
    return str(facts[name].value) if name in facts else ""


def _write_contact(order: Order, own: Facts) -> None:
    if own:
        contact = {name: str(fact.value) for name, fact in own.items()}
        order.contact, order.city_key = seal_contact(order, contact), city_key(contact.get("city", ""))


def _write_life(order: Order, state: OrderState, catalogue: Catalogue) -> None:
    """The columns that follow from the stages entered."""
    entered = {stage: entry.at for stage, entry in state.stages.items()}
    order.first_event_at = state.first_at or order.first_event_at
    order.created_at = entered.get(CREATED, order.first_event_at)
    order.delivered_at = entered.get(DELIVERED)
    if entered:
        last = steps(entered.items(), catalogue)[-1]
        order.stage, order.stage_since = last.stage, last.entered_at
        order.open = not is_final(last.stage, catalogue)
        order.deadline_at = deadline(last.stage, last.entered_at, order.channel, order.priority, catalogue)


def write_contact_facts(customer: Customer, facts: Facts) -> dict[str, str]:
    """Set the sealed contact of `customer`; the plain one is returned, for the index."""
    contact = {name: str(fact.value) for name, fact in facts.items()}
    customer.contact = seal_contact(customer, contact)
    customer.contact_stamps = pack_stamps({name: fact.stamp for name, fact in facts.items()})
    customer.city_key = city_key(contact.get("city", ""))
    return contact


def stage_row(order: Order, stage: str, state: StageState) -> StageEntry:
    _, source, event_id = state.stamp
    return StageEntry(
        order=order, stage=stage, entered_at=state.at, service=state.service, operator=state.operator, source=source, event_id=event_id
    )


def operation_row(order: Order, name: str, state: OperationState) -> Operation:
    stamps = {"status": state.status.stamp} | ({"operator": state.operator.stamp} if state.operator else {})
    return Operation(
        order=order,
        name=name,
        status=str(state.status.value),
        operator=str(state.operator.value) if state.operator else "",
        started_at=state.started_at,
        finished_at=state.finished_at,
        stamps=pack_stamps(stamps),
    )
