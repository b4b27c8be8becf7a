"""The filters of a search, said to the database. stuck, at risk and late are the one predicate of stages.py (conditions.py)."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from apps.orders import conditions
from apps.orders.models import Complaint, Finding, Partner
from apps.orders.search.query import SearchFilters
from apps.orders.search.words import fold
from apps.orders.stages import Paces


def filter_of(filters: SearchFilters, now: datetime, paces: Paces) -> Q:
    """A condition on Order that holds for what the filters let pass."""
    wanted = Q()
    for condition in (*_facts(filters), *_standing(filters, now, paces), *_others(filters)):
        wanted &= condition
    return wanted


def _facts(filters: SearchFilters) -> Iterator[Q]:
    if filters.stage:
        yield Q(stage__in=list(filters.stage))
    if filters.created_from is not None:
        yield Q(created_at__gte=filters.created_from)
    if filters.created_to is not None:
        yield Q(created_at__lt=filters.created_to)
    if filters.channel:
        yield Q(channel=filters.channel)
    if filters.partner:
        yield Q(partner_id__in=_partners_called(filters.partner))


def _partners_called(name: str) -> list[int]:
    """Partners are few, and people write their names small; SQLite folds only ASCII, so the names are compared here."""
    return [id for id, own in Partner.objects.values_list("id", "name") if fold(own) == fold(name.strip())]


def _standing(filters: SearchFilters, now: datetime, paces: Paces) -> Iterator[Q]:
    """Each condition holds or, where False is asked, does not; an unknown date makes neither true, so False is "not known to be"."""
    asked = (
        (filters.stuck, conditions.stuck(now)),
        (filters.late, conditions.late(now)),
        (filters.at_risk, conditions.at_risk(now, paces, settings.CATALOGUE)),
    )
    for value, condition in asked:
        if value is not None:
            yield condition if value else ~condition


def _others(filters: SearchFilters) -> Iterator[Q]:
    if filters.has_complaint is not None:
        yield _yes_or_no(Exists(Complaint.objects.filter(order=OuterRef("pk"))), filters.has_complaint)
    if filters.finding:
        yield Q(Exists(Finding.objects.filter(subject=OuterRef("number"), code=filters.finding)))


def _yes_or_no(condition: Exists, wanted: bool) -> Q:
    return Q(condition) if wanted else ~Q(condition)
