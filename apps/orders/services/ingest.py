"""The one way in for events: the API, the import and the simulator call `ingest_events`.

Events are taken in batches, a transaction each: receiving (what is new) → locks → merging → indexes → jobs. The order of
these steps is the order of locks; every step locks its rows by name, so batches that run at once cannot block each other.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from apps.core.actor import Actor
from apps.orders.events import ComplaintEvent, DeploymentEvent, Event, OrderEvent
from apps.orders.services.applying import apply_order_events
from apps.orders.services.complainants import request_for_complainants
from apps.orders.services.complaints import attach_waiting, note_words, take_complaints, take_deployments
from apps.orders.services.finding_jobs import request_for_orders, wake
from apps.orders.services.indexing import IndexChanges, write_index
from apps.orders.services.locks import lock_orders
from apps.orders.services.receiving import RejectedEvent, receive

logger = logging.getLogger(__name__)
BATCH = 1_000


@dataclass(slots=True)
class IngestResult:
    """`accepted` and `duplicates` are counts; rejected events carry their place in the list that was given."""

    accepted: int = 0
    duplicates: int = 0
    rejected: list[RejectedEvent] = field(default_factory=list)


def ingest_events(events: Sequence[object], *, actor: Actor, received_at: datetime) -> IngestResult:
    """Take events as decoded JSON values (or `body.Received`). What is accepted can be read when this returns.

    Idempotent by (source, id). A bad event is kept as rejected with its reason and stops no other. Raises Django's
    OperationalError when the database is away: batches before that stay taken, and sending all again is safe.
    """
    result = IngestResult()
    for start in range(0, len(events), BATCH):
        _take_batch(events[start : start + BATCH], received_at, start, result)
    if result.accepted:
        wake()
    logger.info(
        "Events from %s: %d accepted, %d duplicates, %d rejected", actor.name, result.accepted, result.duplicates, len(result.rejected)
    )
    return result


@transaction.atomic
def _take_batch(values: Sequence[object], received_at: datetime, start: int, result: IngestResult) -> None:
    batch = receive(values, received_at, start)
    if batch.fresh:
        _apply(batch.fresh, received_at)
    result.accepted += len(batch.fresh)
    result.duplicates += batch.duplicates
    result.rejected += batch.rejected


def _apply(fresh: Sequence[Event], received_at: datetime) -> None:
    changes = [event for event in fresh if isinstance(event, OrderEvent)]
    complaints = [event for event in fresh if isinstance(event, ComplaintEvent)]
    needed: dict[str, datetime] = {}
    for event in changes:
        needed[event.number] = min(event.header.time, needed.get(event.number, event.header.time))
    orders, made = lock_orders(needed, [event.number for event in complaints if event.number])
    index = IndexChanges()
    writers = [event.customer_id for event in complaints if event.customer_id]
    due = apply_order_events(changes, orders, index, also=writers)
    attached = attach_waiting(orders[number] for number in made)
    note_words([*attached, *take_complaints(complaints, orders, index)], index)
    take_deployments([event for event in fresh if isinstance(event, DeploymentEvent)])
    write_index(index)
    request_for_orders(due, received_at)
    request_for_complainants(complaints, received_at)
