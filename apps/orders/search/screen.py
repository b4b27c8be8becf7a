"""What the page of a search shows (templates/orders/search.html): the text with marks, chips of what was understood, rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from apps.core.templatetags.wording import NBSP, number
from apps.core.words import word
from apps.orders.page import OrderRow
from apps.orders.search.goods_words import GOODS
from apps.orders.search.hiding import PERSONAL, end_of_phone, hidden, stretches
from apps.orders.search.pieces import AMOUNT, DATE, ITEM, PHONE, WORD, Piece, Understood
from apps.orders.search.query import Attempt, SearchFilters
from apps.orders.search.service import Shown


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text. `kind` is "" where nothing was understood."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Chip:
    kind: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchScreen:
    """`filters` have their instants in the reader's zone, for date fields. `complaint`: whose words the text is, masked."""

    text: str
    complaint: UUID | None
    marks: Sequence[Mark]
    understood: Sequence[Chip]
    rows: Sequence[OrderRow]
    next: str | None
    filters: SearchFilters
    answered_by: str | None
    certain: bool
    elapsed_ms: int
    attempts: Sequence[Attempt]


def screen_of(shown: Shown, elapsed_ms: int) -> SearchScreen:
    page, masked = shown.page, shown.query.complaint is not None
    stretches = list(marks(page.understood, masked=masked))
    return SearchScreen(
        text="".join(stretch.text for stretch in stretches),
        complaint=shown.query.complaint,
        marks=stretches,
        understood=list(chips(page.understood, masked=masked)),
        rows=page.rows,
        next=page.next,
        filters=_in_zone(shown.query.filters),
        answered_by=page.answered_by,
        certain=page.certain,
        elapsed_ms=elapsed_ms,
        attempts=page.attempts,
    )


def marks(understood: Understood, *, masked: bool = False) -> Iterator[Mark]:
    """The whole text in stretches. `masked`: a stored complaint, not a pasted text."""
    return (Mark(text, kind) for text, kind in stretches(understood, masked=masked))


def chips(understood: Understood, *, masked: bool = False) -> Iterator[Chip]:
    """Each meaning once, in the order of the text."""
    seen = set()
    for piece in understood.pieces:
        if piece.kind != WORD and (piece.kind, piece.value) not in seen:
            seen.add((piece.kind, piece.value))
            title = pgettext("understood", "made") if piece.kind == DATE else word("kind", piece.kind)
            yield Chip(piece.kind, title, hidden(piece) if masked and piece.kind in PERSONAL else said(piece))


def said(piece: Piece) -> str:
    """The meaning of a piece in the reader's language."""
    if piece.kind == PHONE:
        return end_of_phone(piece.value)
    if piece.kind == DATE:
        return _days(piece.value)
    if piece.kind == ITEM:
        return ", ".join(str(GOODS[concept]) for concept in piece.value.split(", "))
    if piece.kind == AMOUNT:
        return f"{number(Decimal(piece.value))}{NBSP}₽"
    return piece.value


def _days(value: str) -> str:
    since, _, until = value.partition("/")
    first = date.fromisoformat(since)
    if not until:
        return _day(first, "j M Y")
    last = date.fromordinal(date.fromisoformat(until).toordinal() - 1)
    return f"{_day(first, 'j M' if first.year == last.year else 'j M Y')} – {_day(last, 'j M Y')}"


def _day(day: date, form: str) -> str:
    """Russian writes months small."""
    text = date_format(day, form)
    return text.lower() if (get_language() or "").startswith("ru") else text


def _in_zone(filters: SearchFilters) -> SearchFilters:
    return replace(filters, created_from=_local(filters.created_from), created_to=_local(filters.created_to))


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else timezone.localtime(at)
