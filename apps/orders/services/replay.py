"""Rejected events, tried again: after a new stage, a corrected pattern, a clock that was ahead."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from apps.core.actor import Actor
from apps.orders.body import NotJson, Received, read_body
from apps.orders.models import Rejection
from apps.orders.sealing import open_bytes
from apps.orders.services.ingest import IngestResult, ingest_events

_BATCH = 200


def replay_rejected(*, actor: Actor, received_at: datetime, code: str = "") -> IngestResult:
    """Take every unresolved event again (with `code`, only those rejected so). What is taken, or was taken before, is resolved."""
    total = IngestResult()
    waiting = iter(_waiting(code))
    while ids := list(islice(waiting, _BATCH)):
        _replay(ids, actor, received_at, total)
    return total


def _waiting(code: str) -> Iterator[UUID]:
    """Read before anything is replayed: an event that is rejected again must not come round again."""
    unresolved = Rejection.objects.filter(resolved_at=None, **({"code": code} if code else {}))
    yield from list(unresolved.order_by("received_at", "id").values_list("id", flat=True))


def _replay(ids: list[UUID], actor: Actor, received_at: datetime, total: IngestResult) -> None:
    rows = list(Rejection.objects.filter(id__in=ids).order_by("received_at", "id"))
    result = ingest_events([_received(row) for row in rows], actor=actor, received_at=received_at)
    again = {event.index for event in result.rejected}
    taken = [row.id for place, row in enumerate(rows) if place not in again]
    Rejection.objects.filter(id__in=taken).update(resolved_at=received_at)
    total.accepted += result.accepted
    total.duplicates += result.duplicates
    total.rejected += result.rejected


def _received(row: Rejection) -> Received:
    """The bytes as they came; they were an element of a JSON array, of any type."""
    raw = open_bytes(row, "payload", row.payload)
    try:
        [event] = read_body(b"[" + raw + b"]")
    except NotJson:
        return Received(raw, problem="The event is not JSON.")
    return event
