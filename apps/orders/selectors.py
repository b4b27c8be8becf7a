"""Reads of orders and findings that many use, each with a fixed number of queries. None of them checks the actor: access.py does."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import zip_longest

from django.conf import settings
from django.db.models import Count, QuerySet

from apps.orders.models import Finding, FindingJob, FindingRun, Order, StagePace
from apps.orders.search.typos import one_typo_number

_SUGGESTED = 5


def find_order(number: str, *, for_update: bool = False) -> Order | None:
    """The order with its customer and partner; one query."""
    orders = Order.objects.select_related("customer", "partner").filter(number=number)
    return (orders.select_for_update(of=("self",)) if for_update else orders).first()


def nearest_numbers(number: str) -> list[str]:
    """Up to five numbers that one may have meant: one slip away first, then the neighbours. Three queries."""
    catalogue = settings.CATALOGUE
    slipped = one_typo_number(number.removeprefix(catalogue.order_prefix), lengths=catalogue.order_digits)
    meant = Order.objects.filter(number__in=[catalogue.order_prefix + digits for digits in slipped])
    slips = meant.order_by("number").values_list("number", flat=True)[:_SUGGESTED]
    after = Order.objects.filter(number__gt=number).order_by("number").values_list("number", flat=True)[:_SUGGESTED]
    before = Order.objects.filter(number__lt=number).order_by("-number").values_list("number", flat=True)[:_SUGGESTED]
    neighbours = [near for pair in zip_longest(after, before) for near in pair if near is not None]
    return list(dict.fromkeys([*slips, *neighbours]))[:_SUGGESTED]


def load_paces() -> dict[str, float]:
    """The median seconds in each stage as last measured; a stage without a measurement is missing. One query."""
    return dict(StagePace.objects.values_list("stage", "median_s"))


def findings_of(subject: str) -> tuple[FindingRun | None, list[Finding]]:
    """The last run for a subject and what it found, the gravest first. Two queries; no run: None."""
    run = FindingRun.objects.filter(subject=subject).first()
    return run, list(ordered_findings().filter(subject=subject)) if run else []


def codes_by_subject(subjects: Collection[str]) -> Mapping[str, list[str]]:
    """Finding codes of many subjects, for rows of a list. One query."""
    found: dict[str, list[str]] = {}
    for subject, code in ordered_findings().filter(subject__in=subjects).values_list("subject", "code"):
        if code not in found.setdefault(subject, []):
            found[subject].append(code)
    return found


def ordered_findings() -> QuerySet[Finding]:
    """As they were stored: findings come ordered by how much they explain."""
    return Finding.objects.order_by("subject", "id")


def count_others_of(codes: Collection[str], *, but: str) -> Mapping[str, int]:
    """For each code, how many other subjects the table says have it: those that the filter of search finds. One query."""
    others = Finding.objects.filter(code__in=codes).exclude(subject=but)
    return dict(others.values_list("code").annotate(n=Count("subject", distinct=True)))


def is_due(subject: str, now: datetime) -> bool:
    """Whether something happened to the subject since its findings were computed: its job waits. One query."""
    return FindingJob.objects.filter(subject=subject, due_at__lte=now).exists()
