"""Reading the record: one query a page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from apps.audit.cursors import Position, write_cursor
from apps.audit.entry import GRANTED, OUTCOME, RESULTS
from apps.audit.models import Entry
from apps.audit.page import EntryPage, EntryRow
from apps.core.actor import Actor
from apps.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """Exact values, "" or None for any; `since` inclusive, `until` exclusive."""

    request_id: str = ""
    actor: str = ""
    action: str = ""
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntriesQuery:
    filters: EntryFilters
    limit: int
    cursor: Position | None


def list_entries(actor: Actor, filters: EntryFilters, cursor: Position | None, limit: int, *, without_attempt: str = "") -> EntryPage:
    """A page of entries, newest first: all for who may read all, otherwise the actor's own.

    `without_attempt` leaves out the attempt of this very reading, which has no outcome yet: the list shows what was
    recorded before it was asked for, in whole pairs.
    """
    rows = _narrowed(_visible_to(actor), filters).exclude(entry=without_attempt)
    if cursor is not None:
        rows = rows.filter(Q(time__lt=cursor.time) | Q(time=cursor.time, id__lt=cursor.id))
    found = list(rows.order_by("-time", "-id").defer("body", "salt")[: limit + 1])
    shown = found[:limit]
    following = write_cursor(Position(shown[-1].time, shown[-1].pk)) if len(found) > limit else None
    return EntryPage([_row(entry) for entry in shown], following)


def count_results(since: datetime) -> dict[str, int]:
    """How many outcomes of each result came in from `since` on; for the home page of those who may read all."""
    counted = Entry.objects.filter(phase=OUTCOME, time__gte=since).values_list("result").annotate(count=Count("id"))
    return dict.fromkeys(RESULTS, 0) | dict(counted)


def _visible_to(actor: Actor) -> QuerySet[Entry]:
    if actor.may(Permission.AUDIT_READ_ALL):
        return Entry.objects.all()
    return Entry.objects.filter(actor=actor.name)


def _narrowed(rows: QuerySet[Entry], filters: EntryFilters) -> QuerySet[Entry]:
    exact = {"request_id": filters.request_id, "actor": filters.actor, "action": filters.action, "object": filters.object}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.since is not None:
        rows = rows.filter(time__gte=filters.since)
    if filters.until is not None:
        rows = rows.filter(time__lt=filters.until)
    return rows


def _row(entry: Entry) -> EntryRow:
    return EntryRow(
        entry=entry.entry,
        time=entry.time,
        phase=entry.phase,
        actor=entry.actor,
        roles=entry.roles.split(),
        action=entry.action,
        object=entry.object,
        result=entry.result or None,
        reason=entry.reason or None,
        request_id=entry.request_id or None,
        address=entry.address or None,
    )


def recent_objects(actor: Actor, action: str, limit: int) -> list[tuple[str, datetime]]:
    """The objects on which the actor was granted this action lately, the last one first, with when."""
    granted = Entry.objects.filter(actor=actor.name, action=action, result=GRANTED)
    return list(granted.values_list("object").annotate(last=Max("time")).order_by("-last")[:limit])
