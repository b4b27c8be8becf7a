"""The answer to one query: newest first without a text, the best first with one. Audited by service.py, never called past it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from apps.core.actor import Actor
from apps.core.clock import from_ns, now, to_ns
from apps.core.permissions import Permission
from apps.orders.models import Order
from apps.orders.page import OrderRow
from apps.orders.rows import RowContext, order_row, unknown_row
from apps.orders.search.attempts import attempts_of
from apps.orders.search.cursors import Position, read_cursor, write_cursor
from apps.orders.search.evidence import IDENTIFYING, Candidate, Clue, Clues, certain, how_found, matched_by, ranked
from apps.orders.search.filters import filter_of
from apps.orders.search.fitting import candidates, fit_of, orders_near
from apps.orders.search.goods_clues import add_goods_clues
from apps.orders.search.number_clues import add_number_clues, add_reference_clues, add_trace_clues
from apps.orders.search.person_clues import add_person_clues
from apps.orders.search.persons import Owner
from apps.orders.search.pieces import ORDER_NUMBER, Understood
from apps.orders.search.query import EXACT, SearchFilters, SearchPage, SearchQuery
from apps.orders.search.reasons import why
from apps.orders.search.understand import understand
from apps.orders.selectors import codes_by_subject, load_paces
from apps.orders.services.gather_order import in_telemetry

# Numbers that no event has told of, for which telemetry is asked.
_MOST_UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query, read. `at`: when its first page was asked for; `after`: where the page before this one ended."""

    query: SearchQuery
    understood: Understood
    at: datetime
    after: Position | None


def prepare(query: SearchQuery) -> Prepared:
    """Pure but for the clock. Raises InvalidInput for a cursor that is not of this query."""
    after = read_cursor(query)
    at = after.at if after else now()
    catalogue = settings.CATALOGUE
    return Prepared(query, understand(query.text, now=at, prefix=catalogue.order_prefix, digits=catalogue.order_digits), at, after)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks what."""

    prepared: Prepared
    condition: Q
    context: RowContext

    @property
    def query(self) -> SearchQuery:
        return self.prepared.query

    @property
    def sees_people(self) -> bool:
        return self.context.actor.may(Permission.CUSTOMERS_READ)


def answer(actor: Actor, prepared: Prepared) -> SearchPage:
    """Raises NotAllowed for a filter by findings, where rows show none to the actor: the rows that stay would tell."""
    if prepared.query.filters.finding:
        actor.require(Permission.CUSTOMERS_READ)
    paces = load_paces()
    condition = filter_of(prepared.query.filters, prepared.at, paces)
    asking = Asking(prepared, condition, RowContext(actor, now(), paces, settings.CATALOGUE))
    return _best(asking) if prepared.query.text.strip() else _newest(asking)


# --- without a text -----------------------------------------------------------------------------------------------


def _newest(asking: Asking) -> SearchPage:
    """Keyset over (created_at, id): page 1,000 costs what page 1 costs."""
    query = asking.query
    orders = Order.objects.select_related("customer", "partner").filter(asking.condition)
    if asking.prepared.after:
        created_at, id = from_ns(int(asking.prepared.after.key[0])), UUID(str(asking.prepared.after.key[1]))
        orders = orders.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=id))
    found = list(orders.order_by("-created_at", "-id")[: query.limit + 1])
    shown = found[: query.limit]
    next = None
    if len(found) > query.limit:
        next = write_cursor(query, Position(asking.prepared.at, (to_ns(shown[-1].created_at), str(shown[-1].id))))
    rows = _rows(asking, shown, {})
    return SearchPage(rows, next, Understood(query.text), certain=False, answered_by=None)


# --- with a text --------------------------------------------------------------------------------------------------


def _best(asking: Asking) -> SearchPage:
    understood = asking.prepared.understood
    clues, missing, owners = _collect(understood, sees_people=asking.sees_people)
    ordered = ranked(candidates(clues, fit_of(understood) if asking.sees_people else fit_of(Understood("")), asking.condition))
    rest = _after(ordered, asking.prepared.after)
    shown = rest[: asking.query.limit]
    unknown = _unknown_rows(asking, missing)
    next = None
    if len(rest) > len(shown):
        next = write_cursor(asking.query, Position(asking.prepared.at, _key(shown[-1])))
    return SearchPage(
        rows=[*unknown, *_rows(asking, _load(shown), _reasons(ordered, shown))],
        next=next,
        understood=understood,
        certain=_is_certain(ordered, unknown, missing),
        answered_by=EXACT if unknown else how_found(ordered[0].clues) if ordered else None,
        attempts=attempts_of(owners, shown) if asking.sees_people and asking.prepared.after is None else (),
    )


def _collect(understood: Understood, *, sees_people: bool) -> tuple[Clues[UUID], list[str], frozenset[Owner]]:
    """Clues, numbers that no order has, and whom a whole phone or e-mail found. Who may not see people finds nobody by them."""
    clues: Clues[UUID] = Clues()
    missing = add_number_clues(clues, understood)
    add_reference_clues(clues, understood)
    if not sees_people:
        return clues, missing, frozenset()
    missing += add_trace_clues(clues, understood)
    named = understood.of(ORDER_NUMBER)
    if named and all(piece.sure for piece in named) and not missing:
        return clues, missing, frozenset()
    owners = add_person_clues(clues, understood)
    add_goods_clues(clues, understood, orders_near(fit_of(understood)))
    return clues, missing, owners


def _key(candidate: Candidate) -> tuple[int | str, ...]:
    return (-candidate.score, int(not candidate.open), -to_ns(candidate.created_at), str(candidate.id))


def _after(ordered: Sequence[Candidate], after: Position | None) -> list[Candidate]:
    return [candidate for candidate in ordered if after is None or _key(candidate) > after.key]


def _load(shown: Sequence[Candidate]) -> list[Order]:
    """In the order of the candidates; one query."""
    orders = Order.objects.select_related("customer", "partner").in_bulk([candidate.id for candidate in shown])
    return [orders[candidate.id] for candidate in shown if candidate.id in orders]


Reason = tuple[tuple[str, ...], str]


def _reasons(ordered: Sequence[Candidate], shown: Sequence[Candidate]) -> Mapping[UUID, Reason]:
    """`matched_by` and `why` of each shown order."""
    first_of: dict[UUID | None, UUID] = {}
    for candidate in ordered:
        first_of.setdefault(candidate.customer_id, candidate.id)
    return {
        candidate.id: (
            matched_by(candidate.clues),
            why(candidate.clues, same_customer=candidate.customer_id is not None and first_of[candidate.customer_id] != candidate.id),
        )
        for candidate in shown
    }


def _rows(asking: Asking, orders: Sequence[Order], reasons: Mapping[UUID, Reason]) -> list[OrderRow]:
    codes = codes_by_subject([order.number for order in orders]) if asking.sees_people else {}
    rows = []
    for order in orders:
        matched, reason = reasons.get(order.id, ((), ""))
        rows.append(order_row(order, asking.context, findings=codes.get(order.number, ()), matched_by=matched, why=reason))
    return rows


# --- numbers that only telemetry knows ------------------------------------------------------------------------------


def _unknown_rows(asking: Asking, numbers: Iterable[str]) -> list[OrderRow]:
    """Rows for numbers that no event has told of but telemetry has; filters need facts, so with filters there are none."""
    if asking.prepared.after is not None or asking.query.filters != SearchFilters():
        return []
    named = Clue(ORDER_NUMBER, EXACT)
    return [
        replace(unknown_row(number, asking.context.actor), matched_by=(ORDER_NUMBER,), why=why([named], same_customer=False))
        for number in list(dict.fromkeys(numbers))[:_MOST_UNKNOWN]
        if in_telemetry(number, asking.prepared.at)
    ]


def _is_certain(ordered: list[Candidate], unknown: Sequence[OrderRow], missing: Sequence[str]) -> bool:
    if missing:
        named = any(clue.kind in IDENTIFYING and clue.how == EXACT for candidate in ordered for clue in candidate.clues)
        return len(unknown) == len(set(missing)) == 1 and not named
    return certain(ordered)
