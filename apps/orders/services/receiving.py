"""First half of taking events: each is read, known ones are set apart, new ones are kept sealed.

The unique key of (source, id) is the only judge of what is new, so two batches with the same event may run at once. Rows
are inserted in the order of their keys: two batches wait for each other and never in a ring.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F

from apps.core.masking import redact_text
from apps.orders.body import Received
from apps.orders.events import DeploymentEvent, Event, OrderEvent, Rejected, parse_event
from apps.orders.models import Event as EventRow
from apps.orders.models import Rejection
from apps.orders.sealing import seal_bytes


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """`index` is the place in the list of events that was given."""

    index: int
    id: str | None
    code: str
    detail: str


@dataclass(slots=True)
class Sorted:
    """A batch after receiving: what is new, how many were known, what was not taken."""

    fresh: list[Event] = field(default_factory=list)
    duplicates: int = 0
    rejected: list[RejectedEvent] = field(default_factory=list)


CONFLICT = "An event with this `source` and `id` was taken before with other content."


def receive(values: Sequence[object], received_at: datetime, first_index: int) -> Sorted:
    """Sort a batch and write its rows of events and rejections. Runs inside the caller's transaction."""
    batch = Sorted()
    parsed = [parse_received(value, received_at) for value in values]
    by_key: dict[UUID, Event] = {}
    for event in parsed:
        if not isinstance(event, Rejected):
            by_key.setdefault(event.header.key, event)
    known = _insert(by_key, received_at)
    refused: list[tuple[object, Rejected]] = []
    for place, (value, event) in enumerate(zip(values, parsed, strict=True)):
        verdict = event if isinstance(event, Rejected) else _verdict(event, by_key, known, batch)
        if verdict is not None:
            refused.append((value, verdict))
            batch.rejected.append(RejectedEvent(first_index + place, verdict.id, verdict.code, verdict.detail))
    _keep_rejected(refused, received_at)
    Rejection.objects.filter(key__in=[event.header.key for event in batch.fresh], resolved_at=None).update(resolved_at=received_at)
    return batch


def parse_received(value: object, received_at: datetime) -> Event | Rejected:
    """What an element of a body, or a decoded value, means."""
    if isinstance(value, Received):
        if value.problem:
            return Rejected("too_deep", value.problem)
        value = value.value
    return parse_event(value, received_at, settings.CATALOGUE.order_pattern)


def _insert(by_key: Mapping[UUID, Event], received_at: datetime) -> dict[UUID, tuple[bool, bytes]]:
    """Insert what is new. For each key: whether the row is ours, and the digest of the content that counts."""
    if not by_key:
        return {}
    rows = [_row(event, received_at) for _, event in sorted(by_key.items())]
    ours = {row.id for row in rows}
    EventRow.objects.bulk_create(rows, ignore_conflicts=True)
    stored = EventRow.objects.filter(key__in=by_key).values_list("key", "id", "digest")
    return {key: (row_id in ours, bytes(digest)) for key, row_id, digest in stored}


def _row(event: Event, received_at: datetime) -> EventRow:
    header = event.header
    row = EventRow(
        key=header.key,
        digest=header.digest,
        type=header.type,
        number="" if isinstance(event, DeploymentEvent) else event.number,
        trace_id=event.trace_id if isinstance(event, OrderEvent) else "",
        time=header.time,
        received_at=received_at,
    )
    row.payload = seal_bytes(row, "payload", header.canonical)
    return row


def _verdict(event: Event, by_key: Mapping[UUID, Event], known: Mapping[UUID, tuple[bool, bytes]], batch: Sorted) -> Rejected | None:
    """Count the event as fresh or duplicate, or say that it conflicts."""
    header = event.header
    ours, digest = known[header.key]
    if digest != header.digest:
        return Rejected("conflict", CONFLICT, header.stamp[2], header.key)
    if ours and by_key[header.key] is event:
        batch.fresh.append(event)
    else:
        batch.duplicates += 1
    return None


# --- what was not taken -----------------------------------------------------------------------------------------


def _keep_rejected(refused: Sequence[tuple[object, Rejected]], received_at: datetime) -> None:
    rows: dict[bytes, Rejection] = {}
    for value, verdict in refused:
        payload = _as_bytes(value)
        row = Rejection(key=verdict.key, event_id=verdict.id and redact_text(verdict.id), code=verdict.code, detail=verdict.detail)
        row.digest = hashlib.sha256(payload).digest()
        row.payload = seal_bytes(row, "payload", payload)
        row.received_at = row.last_at = received_at
        rows[row.digest] = row
    if not rows:
        return
    ordered = [rows[digest] for digest in sorted(rows)]
    Rejection.objects.bulk_create(ordered, ignore_conflicts=True)
    again = Rejection.objects.filter(digest__in=list(rows)).exclude(id__in=[row.id for row in ordered])
    again.update(times=F("times") + 1, last_at=received_at, resolved_at=None)


def _as_bytes(value: object) -> bytes:
    """The event as received; a decoded one is written again (a lone surrogate stays an escape)."""
    return value.raw if isinstance(value, Received) else json.dumps(value, default=repr).encode()
