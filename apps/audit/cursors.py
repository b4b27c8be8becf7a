"""The opaque cursor of the list: where a page of entries ended, by (time, id)."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from apps.core.clock import from_ns, to_ns
from apps.core.errors import InvalidInput

_BYTES = 16
# Nanoseconds of the years 1970 to 2261, which every database can compare.
_LATEST_NS = 2**63 - 1


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
    at_ns, id = int.from_bytes(packed[:8]), int.from_bytes(packed[8:])
    if len(packed) != _BYTES or at_ns > _LATEST_NS or id > _LATEST_NS:
        raise _not_ours()
    return Position(from_ns(at_ns), id)


def _not_ours() -> InvalidInput:
    return InvalidInput("The cursor is not one that this list gave.", errors={"cursor": ["Not a cursor of this list."]})
