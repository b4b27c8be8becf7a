"""Complaints and deployments that came as events."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from apps.core.masking import redact_text
from apps.orders.contacts import contact_of
from apps.orders.events import ComplaintEvent, DeploymentEvent
from apps.orders.indexable import complaint_words
from apps.orders.models import Complaint, Customer, Deployment, Order
from apps.orders.sealing import open_bytes, open_contact, seal_bytes, seal_contact
from apps.orders.services.indexing import IndexChanges
from apps.orders.services.locks import lock_customers


def take_complaints(events: Sequence[ComplaintEvent], orders: Mapping[str, Order], index: IndexChanges) -> list[Complaint]:
    """Keep complaints; one that names an order which exists (`orders`, locked) is attached to it."""
    customers = lock_customers(event.customer_id for event in events if event.customer_id)
    rows = [_row(event, orders.get(event.number), customers.get(event.customer_id)) for event in events]
    for event, row in zip(events, rows, strict=True):
        if event.contact:
            index.contacts[("complaint", row.id)] = event.contact
    return Complaint.objects.bulk_create(rows)


def _row(event: ComplaintEvent, order: Order | None, customer: Customer | None) -> Complaint:
    row = Complaint(received_at=event.header.time, channel=event.channel, number=event.number, order=order, customer=customer)
    row.state = "new" if order is None else "attached"
    row.text = seal_bytes(row, "text", event.text.encode())
    row.contact = seal_contact(row, event.contact)
    return row


def attach_waiting(made: Iterable[Order]) -> list[Complaint]:
    """Attach complaints that named one of these orders before it existed."""
    orders = {order.number: order for order in made}
    waiting = list(Complaint.objects.filter(number__in=orders, order=None))
    for row in waiting:
        row.order, row.state = orders[row.number], "attached"
    Complaint.objects.bulk_update(waiting, ["order", "state"])
    return waiting


def note_words(changed: Iterable[Complaint], index: IndexChanges) -> None:
    """Index the words of all complaints of the orders that got one, or whose person became known better.

    What of a text is personal depends on who wrote it, so the words are found anew whenever that changes.
    """
    orders = {row.order_id for row in changed if row.order_id} | _ids(index, "order")
    orders |= set(Complaint.objects.filter(order__customer__in=_ids(index, "customer")).values_list("order_id", flat=True))
    for row in Complaint.objects.filter(order__in=orders).select_related("order__customer"):
        assert row.order is not None
        place = (row.order.id, "complaint")
        words = complaint_words(open_bytes(row, "text", row.text).decode(), contact_of(row.order), open_contact(row, row.contact))
        index.words[place] = index.words.get(place, frozenset()) | words


def _ids(index: IndexChanges, subject: str) -> set[UUID]:
    return {subject_id for kind, subject_id in index.contacts if kind == subject}


def take_deployments(events: Sequence[DeploymentEvent]) -> None:
    Deployment.objects.bulk_create(
        Deployment(service=event.service, version=event.version, at=event.header.time, by=event.by, notes=redact_text(event.notes))
        for event in events
    )
