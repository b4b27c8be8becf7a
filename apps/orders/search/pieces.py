"""What was understood of a text, piece by piece, and the rule that no character belongs to two pieces."""

from collections.abc import Sequence
from dataclasses import dataclass, field

ORDER_NUMBER, TRACE_ID, REFERENCE, PHONE, EMAIL = "order_number", "trace_id", "reference", "phone", "email"
NAME, STREET, CITY, ITEM, AMOUNT, DATE, WORD = "name", "street", "city", "item", "amount", "date", "words"
KINDS = (ORDER_NUMBER, PHONE, EMAIL, NAME, STREET, REFERENCE, TRACE_ID, ITEM, CITY, AMOUNT, DATE, WORD)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text and what it means: text[start:end], in code points.

    `kind` is one of KINDS. `value` by kind: order number "AL-104233"; trace id 32 lower-case hex; reference key "7781"; phone
    E.164, or its last digits; name and city in the nominative where they are known; amount "12500.00"; date "2026-11-21" or
    "2026-11-01/2026-11-12" (end exclusive); items "ring, sapphire"; word stem. `sure` is False for what may be something
    else, and for a day that was promised.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str
    sure: bool = True


@dataclass(slots=True)
class Reading:
    """A text being understood: scanners claim parts of it, the first claim holds. Costs the length of what is claimed."""

    text: str
    pieces: list[Piece] = field(default_factory=list)
    _taken: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._taken = bytearray(len(self.text))

    def is_free(self, start: int, end: int) -> bool:
        return 1 not in self._taken[start:end]

    def claim(self, kind: str, start: int, end: int, value: str, *, sure: bool = True) -> bool:
        """Take text[start:end], or change nothing and return False if a part of it is taken."""
        if start >= end or not self.is_free(start, end):
            return False
        self._taken[start:end] = b"\x01" * (end - start)
        self.pieces.append(Piece(kind, start, end, self.text[start:end], value, sure))
        return True

    def before(self, start: int, length: int) -> str:
        """The case-folded text in front of `start`, at most `length` characters of the original."""
        return self.text[max(0, start - length) : start].casefold()


@dataclass(frozen=True, slots=True)
class Understood:
    """Pieces in the order of the text."""

    text: str
    pieces: Sequence[Piece] = ()

    def of(self, kind: str) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.kind == kind)

    def kinds(self) -> tuple[str, ...]:
        """The kinds that occur, in the order of KINDS."""
        found = {piece.kind for piece in self.pieces}
        return tuple(kind for kind in KINDS if kind in found)
