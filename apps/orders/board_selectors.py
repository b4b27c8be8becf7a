"""Reads for the home pages, each with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum

from apps.orders import conditions
from apps.orders.models import Complaint, FindingRun, Order
from apps.orders.stages import Paces

_FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class StuckOrder:
    number: str
    stage: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StageCount:
    """`amounts` by currency."""

    stage: str
    count: int
    stuck: int
    at_risk: int
    amounts: Mapping[str, object]


def list_stuck(now: datetime) -> list[StuckOrder]:
    """Orders past the limit of their stage, the one that waits longest first."""
    stuck = Order.objects.filter(conditions.stuck(now)).exclude(stage_since=None).order_by("stage_since", "number")
    return [StuckOrder(number, stage, since) for number, stage, since in stuck.values_list("number", "stage", "stage_since") if since]


def loose_complaints(now: datetime) -> QuerySet[Complaint]:
    """Complaints of the last fortnight that belong to no order, the newest first: older ones were answered elsewhere long ago."""
    return Complaint.objects.filter(order=None, received_at__gte=now - _FORTNIGHT).order_by("-received_at", "-id")


def findings_age() -> datetime | None:
    newest: datetime | None = FindingRun.objects.aggregate(newest=Max("computed_at"))["newest"]
    return newest


def late_count(now: datetime) -> int:
    """Orders that somebody still waits for after the promised date."""
    return Order.objects.filter(conditions.late(now), open=True).count()


def stage_counts(now: datetime, paces: Paces) -> Sequence[StageCount]:
    """Active orders by stage, with the money in them; two queries."""
    active = Order.objects.filter(open=True).exclude(stage="")
    stuck, at_risk = conditions.stuck(now), conditions.at_risk(now, paces, settings.CATALOGUE)
    counted = active.values("stage").annotate(n=Count("id"), stuck=Count("id", stuck), at_risk=Count("id", at_risk))
    amounts: dict[str, dict[str, object]] = {}
    summed = active.exclude(Q(total_amount=None)).values_list("stage", "total_currency").annotate(sum=Sum("total_amount"))
    for stage, currency, amount in summed:
        amounts.setdefault(stage, {})[currency] = amount
    return [StageCount(line["stage"], line["n"], line["stuck"], line["at_risk"], amounts.get(line["stage"], {})) for line in counted]
