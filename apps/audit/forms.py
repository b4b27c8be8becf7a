"""The query of a list of entries: text in, a frozen value out, or InvalidInput with a sentence by field."""

from collections.abc import Mapping
from datetime import UTC, datetime

from apps.audit.cursors import read_cursor
from apps.audit.selectors import EntriesQuery, EntryFilters
from apps.core.errors import InvalidInput

DEFAULT_LIMIT, MAX_LIMIT = 50, 500
MAX_LENGTH = 300
FIELDS = ("request_id", "actor", "action", "object", "from", "to", "limit", "cursor")
_NEVER_EMPTY = ("from", "to", "limit", "cursor")


def read_query(query: Mapping[str, str]) -> EntriesQuery:
    """Every key is optional. Unknown keys, and times, limits and cursors without a value, are refused: no slip widens what is shown."""
    errors = {name: ["There is no such filter."] for name in query if name not in FIELDS}
    errors |= {name: ["It has no value: leave it out."] for name in _NEVER_EMPTY if query.get(name) == ""}
    errors |= {name: ["Too long, or with a character that cannot be stored."] for name in FIELDS if not _is_plain(query.get(name, ""))}
    if errors:
        raise InvalidInput("The filter could not be read.", errors=errors)
    filters = EntryFilters(
        request_id=query.get("request_id", ""),
        actor=query.get("actor", ""),
        action=query.get("action", ""),
        object=query.get("object", ""),
        since=_instant(query, "from"),
        until=_instant(query, "to"),
    )
    return EntriesQuery(filters, _limit(query.get("limit", "")), read_cursor(query["cursor"]) if query.get("cursor") else None)


def _is_plain(text: str) -> bool:
    return len(text) <= MAX_LENGTH and "\x00" not in text and text == text.encode("utf-8", "replace").decode()


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MAX_LIMIT):
        raise InvalidInput("The limit could not be read.", errors={"limit": [f"A whole number from 1 to {MAX_LIMIT}."]})
    return int(text)


def _instant(query: Mapping[str, str], name: str) -> datetime | None:
    """RFC 3339; a time without an offset is UTC. A `+` that a link turned into a space is taken for one."""
    text = query.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("The time could not be read.", errors={name: ["An instant such as 2026-11-24T09:00:00Z."]}) from error
