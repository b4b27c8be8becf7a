"""Keeping searches for the person who made them: sealed, for 30 days (security.md, "Retention classes"), nobody else's to see."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from apps.core.actor import Actor
from apps.core.errors import NotFound
from apps.orders.models import SearchRow
from apps.orders.sealing import open_bytes, seal_bytes
from apps.orders.search.query import SearchQuery

KEPT_FOR = timedelta(days=30)


def keep_search(actor: Actor, id: UUID, query: SearchQuery, at: datetime) -> None:
    """Also forgets what has expired, so that no job is needed for it."""
    row = SearchRow(id=id, owner=actor.user_id, created_at=at, expires_at=at + KEPT_FOR)
    row.query = seal_bytes(row, "query", msgspec.json.encode(query))
    row.save(force_insert=True)
    forget_expired(at)


def forget_expired(at: datetime) -> int:
    """Delete what has expired; how many there were."""
    deleted, _ = SearchRow.objects.filter(expires_at__lte=at).delete()
    return deleted


def access_search(actor: Actor, id: UUID, at: datetime) -> SearchQuery:
    """What was asked. Raises NotFound for what is another's, expired or never was: the three cannot be told apart."""
    row = SearchRow.objects.filter(id=id, owner=actor.user_id, expires_at__gt=at).first()
    if row is None:
        raise NotFound("There is no such search, or it has expired. Paste the text again.")
    return msgspec.json.decode(open_bytes(row, "query", row.query), type=SearchQuery)
