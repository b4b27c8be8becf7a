"""What fits an order without finding it: the day it was made, its total, its city. And the orders behind all clues, filtered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from apps.orders.models import Order
from apps.orders.search.cities import city_key
from apps.orders.search.dates import DateRange
from apps.orders.search.evidence import Candidate, Clue, Clues, promising, score
from apps.orders.search.pieces import AMOUNT, CITY, DATE, Understood
from apps.orders.search.query import WORDS

MOST_FITTING = 2_000
# How much a range of so many days tells.
_DAYS_TELL = ((1, 1.0), (7, 0.8), (31, 0.5))
_LONG_RANGE_TELLS = 0.25
_FEW_DAYS = 31


@dataclass(frozen=True, slots=True)
class Fit:
    """What an order may fit, read from the text once. `promised`: days by which something was to be there."""

    days: Sequence[DateRange]
    promised: Sequence[DateRange]
    amounts: frozenset[Decimal]
    cities: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.days or self.promised or self.amounts or self.cities)

    def condition(self) -> Q:
        """Orders that fit any of it."""
        wanted = Q(total_amount__in=self.amounts) | Q(city_key__in=self.cities) | Q(customer__city_key__in=self.cities)
        return wanted | _within("created_at", self.days) | _within("promised_at", self.promised)

    def clues(self, created_at: datetime, promised_at: datetime | None, total: Decimal | None, cities: Iterable[str]) -> Iterable[Clue]:
        telling = [_tells(days) for days in self.days if _holds(days, created_at)]
        telling += [_tells(days) for days in self.promised if promised_at is not None and _holds(days, promised_at)]
        if telling:
            yield Clue(DATE, WORDS, max(telling))
        if total in self.amounts:
            yield Clue(AMOUNT, WORDS)
        if self.cities.intersection(cities):
            yield Clue(CITY, WORDS)


def fit_of(understood: Understood) -> Fit:
    return Fit(
        days=[_range_of(piece.value) for piece in understood.of(DATE) if piece.sure],
        promised=[_range_of(piece.value) for piece in understood.of(DATE) if not piece.sure],
        amounts=frozenset(Decimal(piece.value) for piece in understood.of(AMOUNT)),
        cities=frozenset(city_key(piece.value) for piece in understood.of(CITY)),
    )


def orders_near(fit: Fit) -> list[UUID]:
    """The newest orders of the days that the text names, where those are few; one query."""
    days = [near for near in fit.days if (near.until - near.since).days <= _FEW_DAYS]
    if not days:
        return []
    return list(Order.objects.filter(_within("created_at", days)).order_by("-created_at").values_list("id", flat=True)[:MOST_FITTING])


def _within(field: str, ranges: Iterable[DateRange]) -> Q:
    wanted = Q(pk__in=[])
    for days in ranges:
        since, until = days.instants()
        wanted |= Q(**{f"{field}__gte": since, f"{field}__lt": until})
    return wanted


def _range_of(value: str) -> DateRange:
    since, _, until = value.partition("/")
    first = date.fromisoformat(since)
    return DateRange(first, date.fromisoformat(until) if until else first + timedelta(days=1))


def _holds(days: DateRange, at: datetime) -> bool:
    since, until = days.instants()
    return since <= at < until


def _tells(days: DateRange) -> float:
    length = (days.until - days.since).days
    return next((strength for most, strength in _DAYS_TELL if length <= most), _LONG_RANGE_TELLS)


Row = tuple[UUID, datetime, datetime | None, bool, UUID | None, Decimal | None, str, str | None]


def candidates(clues: Clues[UUID], fit: Fit, filtered: Q) -> list[Candidate]:
    """The orders behind the clues that the filters let pass, with what fits them; without clues those that fit alone. One query.

    With filters every order behind a clue may become the best, so none is left out beforehand.
    """
    if not clues.found and fit.is_empty:
        return []
    wanted = Q(id__in=list(clues.found) if filtered else promising(clues)) if clues.found else fit.condition()
    rows = Order.objects.filter(wanted & filtered).order_by("-created_at")
    columns = ("id", "created_at", "promised_at", "open", "customer_id", "total_amount", "city_key", "customer__city_key")
    found = rows.values_list(*columns) if clues.found else rows.values_list(*columns)[:MOST_FITTING]
    return [_candidate(row, clues, fit) for row in found]


def _candidate(row: Row, clues: Clues[UUID], fit: Fit) -> Candidate:
    id, created_at, promised_at, is_open, customer_id, total, own_city, city = row
    held = (*clues.of(id), *fit.clues(created_at, promised_at, total, filter(None, (own_city, city))))
    return Candidate(id, created_at, is_open, customer_id, held, score(held))
