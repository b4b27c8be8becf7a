"""Complaints and deployments that came as events."""

from collections.abc import Iterable, Mapping, Sequence

from apps.core.masking import redact_text
from apps.orders.events import ComplaintEvent, DeploymentEvent
from apps.orders.indexable import complaint_words
from apps.orders.models import Complaint, Customer, Deployment, Order
from apps.orders.sealing import open_bytes, open_contact, seal_bytes, seal_contact
from apps.orders.services.indexing import IndexChanges
from apps.orders.services.locks import lock_customers


def take_complaints(events: Sequence[ComplaintEvent], orders: Mapping[str, Order], index: IndexChanges) -> None:
    """Keep complaints; one that names an order which exists (`orders`, locked) is attached to it."""
    customers = lock_customers(event.customer_id for event in events if event.customer_id)
    rows = [_row(event, orders.get(event.number), customers.get(event.customer_id)) for event in events]
    for event, row in zip(events, rows, strict=True):
        if event.contact:
            index.contacts[("complaint", row.id)] = event.contact
        if row.order is not None:
            _note_words(row, row.order, event.text, index)
    Complaint.objects.bulk_create(rows)


def _row(event: ComplaintEvent, order: Order | None, customer: Customer | None) -> Complaint:
    row = Complaint(received_at=event.header.time, channel=event.channel, number=event.number, order=order, customer=customer)
    row.state = "new" if order is None else "attached"
    row.text = seal_bytes(row, "text", event.text.encode())
    row.contact = seal_contact(row, event.contact)
    return row


def attach_waiting(made: Iterable[Order], index: IndexChanges) -> None:
    """Attach complaints that named one of these orders before it existed."""
    orders = {order.number: order for order in made}
    waiting = list(Complaint.objects.filter(number__in=orders, order=None))
    for row in waiting:
        row.order, row.state = orders[row.number], "attached"
        _note_words(row, orders[row.number], open_bytes(row, "text", row.text).decode(), index)
    Complaint.objects.bulk_update(waiting, ["order", "state"])


def _note_words(row: Complaint, order: Order, text: str, index: IndexChanges) -> None:
    place = (order.id, "complaint")
    person = _contact_of(order) | open_contact(row, row.contact)
    index.words[place] = index.words.get(place, frozenset()) | complaint_words(text, person)


def _contact_of(order: Order) -> dict[str, str]:
    customer = order.customer
    known = open_contact(customer, customer.contact) if customer is not None else {}
    return known | open_contact(order, order.contact)


def take_deployments(events: Sequence[DeploymentEvent]) -> None:
    Deployment.objects.bulk_create(
        Deployment(service=event.service, version=event.version, at=event.header.time, by=event.by, notes=redact_text(event.notes))
        for event in events
    )
