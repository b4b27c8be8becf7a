"""Orders of persons, found through the blind index: equality of normalised values and nothing else (security.md, "No masking oracle")."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from apps.orders.models import BlindTerm, Complaint, Order
from apps.orders.search.terms import Term

# Subjects of one term that are followed at most; a given name alone may have more, and then says nothing.
MOST_SUBJECTS = 2_000
Owner = tuple[str, UUID]  # customer|order|complaint and its id


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds each of the terms that were asked for."""

    by_term: Mapping[Term, frozenset[Owner]]

    def of(self, terms: Iterable[Term]) -> frozenset[Owner]:
        return frozenset().union(*(self.by_term.get(term, frozenset()) for term in terms))


def find_holders(terms: Collection[Term]) -> Holders:
    """Holders of rare terms whole; of common ones those that a rare term has found too, or the newest. At most three queries."""
    index_of = {settings.BLIND_INDEX.of(term.kind, term.value): term for term in terms}
    if not index_of:
        return Holders({})
    counted = BlindTerm.objects.filter(index__in=list(index_of)).values("index").annotate(held=Count("id")).values_list("index", "held")
    held = {bytes(index): count for index, count in counted}
    rare = [index for index, count in held.items() if count <= MOST_SUBJECTS]
    common = [index for index in held if index not in rare]
    found = _holders(BlindTerm.objects.filter(index__in=rare), index_of) if rare else {}
    if common:
        known = {subject_id for owners in found.values() for _, subject_id in owners}
        rows = BlindTerm.objects.filter(index__in=common)
        _join(found, _holders(rows.filter(subject_id__in=known) if known else rows, index_of))
    return Holders({term: frozenset(owners) for term, owners in found.items()})


def _holders(rows: QuerySet[BlindTerm], index_of: Mapping[bytes, Term]) -> dict[Term, set[Owner]]:
    found: dict[Term, set[Owner]] = {}
    most = MOST_SUBJECTS * max(1, len(index_of))
    for index, subject, subject_id in rows.order_by("-id").values_list("index", "subject", "subject_id")[:most]:
        found.setdefault(index_of[bytes(index)], set()).add((subject, subject_id))
    return found


def _join(found: dict[Term, set[Owner]], more: Mapping[Term, set[Owner]]) -> None:
    for term, owners in more.items():
        found.setdefault(term, set()).update(owners)


@dataclass(frozen=True, slots=True)
class Possessions:
    """Orders by owner: a customer's, an order itself, the order that a complaint is attached to."""

    by_owner: Mapping[Owner, Sequence[UUID]]

    def of(self, owners: Iterable[Owner]) -> set[UUID]:
        return {order_id for owner in owners for order_id in self.by_owner.get(owner, ())}


def orders_of(owners: Collection[Owner]) -> Possessions:
    """Two queries, whatever the number of owners."""
    customers = [id for subject, id in owners if subject == "customer"]
    complaints = [id for subject, id in owners if subject == "complaint"]
    held: dict[Owner, list[UUID]] = {owner: [owner[1]] for owner in owners if owner[0] == "order"}
    if customers:
        for order_id, customer_id in Order.objects.filter(customer_id__in=customers).values_list("id", "customer_id"):
            held.setdefault(("customer", customer_id), []).append(order_id)
    if complaints:
        attached = Complaint.objects.filter(~Q(order=None), id__in=complaints).values_list("id", "order_id")
        for complaint_id, order_id in attached:
            held.setdefault(("complaint", complaint_id), []).append(order_id)
    return Possessions(held)
