"""Attempts to create an order that never got a number: whose findings to compute. No event tells of them, only telemetry."""

from datetime import datetime, timedelta

from apps.core.clock import to_ns
from apps.orders.models import FindingRun
from apps.orders.services.compute_findings import CUSTOMER
from apps.orders.services.finding_jobs import request_findings
from apps.telemetry.api import list_failed_customers

LOOK_BACK = timedelta(hours=3)
_FRESH = timedelta(minutes=10)


def watch_failed_creations(now: datetime, *, look_back: timedelta = LOOK_BACK) -> int:
    """Make due the findings of customers with a failure that belongs to no order; how many. Those just computed are left."""
    customers = list_failed_customers(from_ns=to_ns(now - look_back), to_ns=to_ns(now))
    subjects = [CUSTOMER + customer for customer in customers]
    fresh = set(FindingRun.objects.filter(subject__in=subjects, computed_at__gte=now - _FRESH).values_list("subject", flat=True))
    due = {subject: now for subject in subjects if subject not in fresh}
    request_findings(due)
    return len(due)
