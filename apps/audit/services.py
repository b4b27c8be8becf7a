"""Writing the record. A lookup that is not recorded does not happen (security.md, "The audit log").

Every lookup leaves two entries: an attempt, committed on a connection of its own before anything is asked, and one
outcome. Edges and services use `lookup`; `record_attempt` and `record_outcome` are for work whose two ends lie in
different places.
"""

import logging
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import Error, connections

from apps.audit.entry import (
    ADDRESS_LENGTH,
    ATTEMPT,
    DENIED,
    ERROR,
    GRANTED,
    NAME_LENGTH,
    OBJECT_LENGTH,
    OUTCOME,
    REASON_LENGTH,
    EntryFacts,
    Term,
    clean,
    entry_bytes,
)
from apps.audit.models import Entry
from apps.audit.page import EntryPage
from apps.audit.selectors import EntriesQuery, list_entries
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import NotAllowed, NotSignedIn, PortalError, TooMany, Unavailable
from apps.core.permissions import Permission

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

ALIAS = "audit"
SALT_BYTES = 32
_RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class AttemptRef:
    """An attempt that is in the record and waits for its outcome."""

    entry: str
    actor: Actor
    action: str
    object: str


@dataclass(slots=True)
class Lookup:
    """What the work inside `lookup` tells about its outcome: how many rows and which personal fields it shows.

    `ref` may be replaced where the outcome has a better name or actor than the attempt could know.
    """

    ref: AttemptRef
    rows: int | None = None
    fields: Sequence[str] = field(default_factory=tuple)
    masked: bool | None = None


def record_attempt(
    actor: Actor, action: str, object: str, *, reason: str = "", term_hmac: str = "", kinds: Sequence[str] = ()
) -> AttemptRef:
    """Commit the attempt, also while the caller has a transaction open on `default`. Raise Unavailable if it cannot be written.

    `object` is `<kind>:<id>`, such as `order:AL-100001`; never a personal value. `reason` is what the person stated.
    `term_hmac` comes from `terms.hmac_of`.
    """
    ref = AttemptRef(uuid.uuid4().hex, actor, action, object)
    facts = _facts(ref, entry=ref.entry, phase=ATTEMPT)
    _write(replace(facts, reason=reason, term=Term(term_hmac, kinds)))
    return ref


def record_outcome(
    ref: AttemptRef, result: str, *, rows: int | None = None, fields: Sequence[str] = (), masked: bool | None = None, reason: str = ""
) -> None:
    """Commit the one outcome of `ref`: granted, denied or error. Raise Unavailable if it cannot be written: nothing may leave then.

    `reason` says why it was not granted.
    """
    facts = replace(_facts(ref, entry=uuid.uuid4().hex, phase=OUTCOME), attempt=ref.entry, result=result, reason=reason)
    _write(replace(facts, rows=rows, fields=fields, masked=masked))


@contextmanager
def lookup(actor: Actor, action: str, object: str, *, reason: str = "", term_hmac: str = "", kinds: Sequence[str] = ()) -> Iterator[Lookup]:
    """Attempt before the block, exactly one outcome after it, whatever the block raises.

    A refusal (NotAllowed, NotSignedIn, TooMany) is `denied`, any other exception `error`: a miss is an error with the
    reason `not_found`, for nothing was granted. Without an exception `granted`, with what the block left on the handle.
    """
    handle = Lookup(record_attempt(actor, action, object, reason=reason, term_hmac=term_hmac, kinds=kinds))
    try:
        yield handle
    except BaseException as error:
        result, why = _verdict(error)
        record_outcome(handle.ref, result, reason=why)
        if isinstance(error, NotAllowed):
            error.recorded = True
        raise
    record_outcome(handle.ref, GRANTED, rows=handle.rows, fields=handle.fields, masked=handle.masked)


def _verdict(error: BaseException) -> tuple[str, str]:
    """Result and reason of a block that raised: the missing permission, the error's code, or `failed` for a defect."""
    if isinstance(error, NotAllowed):
        return DENIED, error.permission
    if isinstance(error, NotSignedIn | TooMany):
        return DENIED, error.code
    return ERROR, error.code if isinstance(error, PortalError) else "failed"


def record_event(actor: Actor, action: str, object: str, result: str, *, reason: str = "") -> None:
    """Attempt and outcome of something that has happened already and asks nothing: a refusal at the door, a changed role."""
    record_outcome(record_attempt(actor, action, object), result, reason=reason)


def view_entries(actor: Actor, query: EntriesQuery) -> EntryPage:
    """A page of entries; `audit.viewed` names what was asked for as `entries:<filters>`, none of which is personal to a customer."""
    filters = query.filters
    asked = (filters.request_id, filters.actor, filters.action, filters.object)
    with lookup(actor, "audit.viewed", "entries:" + ",".join(value for value in asked if value)) as handle:
        actor.require(Permission.AUDIT_READ_OWN)
        page = list_entries(actor, filters, query.cursor, query.limit, without_attempt=handle.ref.entry)
        handle.rows = len(page.results)
    return page


def _facts(ref: AttemptRef, *, entry: str, phase: str) -> EntryFacts:
    return EntryFacts(
        entry=entry, phase=phase, time=_database_now(), actor=ref.actor, action=ref.action, object=ref.object, version=settings.VERSION
    )


def _database_now() -> datetime:
    """µs: the database's clock on PostgreSQL, this process's on SQLite (security.md)."""
    if connections[ALIAS].vendor != "postgresql":
        return now()

    def ask() -> datetime:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            at: datetime = cursor.fetchone()[0]
            return at

    return _insist(ask, ask)


def _write(facts: EntryFacts) -> None:
    row = _row(facts)

    def insert_again() -> None:
        # The first try may have been committed before its connection broke.
        if not Entry.objects.using(ALIAS).filter(entry=row.entry).exists():
            row.save(force_insert=True, using=ALIAS)

    _insist(lambda: row.save(force_insert=True, using=ALIAS), insert_again)


def _row(facts: EntryFacts) -> Entry:
    return Entry(
        entry=facts.entry,
        attempt=facts.attempt or None,
        body=entry_bytes(facts),
        salt=os.urandom(SALT_BYTES),
        time=facts.time,
        phase=facts.phase,
        actor=clean(facts.actor.name, NAME_LENGTH),
        roles=" ".join(sorted(facts.actor.roles)),
        action=facts.action,
        object=clean(facts.object, OBJECT_LENGTH),
        result=facts.result,
        reason=clean(facts.reason, REASON_LENGTH),
        request_id=facts.actor.request_id,
        address=clean(facts.actor.address, ADDRESS_LENGTH),
    )


def _insist(work: Callable[[], Answer], again: Callable[[], Answer]) -> Answer:
    """`work` on the audit connection, then `again` on a fresh one; Unavailable if that fails as well.

    Both tries are bounded: SQLite waits for a lock no longer than the connection's `timeout`.
    """
    try:
        return work()
    except Error:
        logger.warning("The audit record did not answer; trying once more", exc_info=True)
    if not connections[ALIAS].in_atomic_block:
        connections[ALIAS].close()
    try:
        return again()
    except Error as error:
        raise Unavailable("The record of lookups cannot be kept now, so nothing may be looked up.", retry_after_s=_RETRY_AFTER_S) from error
