"""The opaque cursor of a search: where a page ended, signed and bound to what was asked. A cursor of another query is none.

Pages of one answer share the instant at which it was asked for, so "yesterday" and "stuck" mean the same on all of them.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core import signing
from django.utils.crypto import salted_hmac

from apps.core.clock import from_ns, to_ns
from apps.core.errors import InvalidInput
from apps.orders.search.query import SearchQuery

_SALT = "loupe.orders.search"
Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """`at`: when the first page was asked for. `key`: the sort key of the last row given."""

    at: datetime
    key: Key


def write_cursor(query: SearchQuery, position: Position) -> str:
    return signing.dumps([_digest(query), to_ns(position.at), *position.key], salt=_SALT)


def read_cursor(query: SearchQuery) -> Position | None:
    """None for a first page. Raises InvalidInput unless `write_cursor` made it for this very query."""
    if not query.cursor:
        return None
    try:
        digest, at_ns, *key = signing.loads(query.cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _not_ours() from error
    if digest != _digest(query):
        raise _not_ours()
    return Position(from_ns(at_ns), tuple(key))


def _digest(query: SearchQuery) -> str:
    """Of text and filters; `limit` may change from page to page. Keyed: cursors stand in addresses, and a phone is soon guessed."""
    asked = json.dumps([query.text, asdict(query.filters)], default=str, sort_keys=True)
    return salted_hmac(_SALT, asked.encode("utf-8", "replace"), algorithm="sha256").hexdigest()[:24]


def _not_ours() -> InvalidInput:
    return InvalidInput("The cursor is not one that this search gave.", errors={"cursor": ["Not a cursor of this search."]})
