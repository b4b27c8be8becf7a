"""The opaque cursor of the list: where a page of entries ended, by (time, id). It grants nothing, so it needs no seal."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from apps.core.clock import from_ns, to_ns
from apps.core.errors import InvalidInput

_BYTES = 16
CURSOR_PATTERN = "^[A-Za-z0-9_-]{22}$"
# The largest integer that every database can compare.
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Position:
    time: datetime
    id: int


def write_cursor(position: Position) -> str:
    packed = to_ns(position.time).to_bytes(8) + position.id.to_bytes(8)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_cursor(text: str) -> Position:
    """Raise InvalidInput, naming the field, unless `write_cursor` could have made `text`."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _not_ours() from error
    if len(packed) != _BYTES:
        raise _not_ours()
    at_ns, id = int.from_bytes(packed[:8]), int.from_bytes(packed[8:])
    return Position(from_ns(at_ns), min(id, _LARGEST))


def _not_ours() -> InvalidInput:
    return InvalidInput("The cursor is not one that this list gave.", errors={"cursor": ["Not a cursor of this list."]})
