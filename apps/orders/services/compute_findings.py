"""The job behind the findings table: what is due is gathered, judged and stored. These runs are no lookups of a person."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from apps.core.clock import to_ns
from apps.orders.finding_models import CUSTOMER as CUSTOMER
from apps.orders.models import Order
from apps.orders.selectors import find_order
from apps.orders.services.finding_jobs import Claim, claim_due, finish_job
from apps.orders.services.findings import store_findings
from apps.orders.services.gather_order import gather_order
from apps.orders.subjects import customer_correlation
from apps.telemetry.api import Subject, timeline_of
from apps.telemetry.timeline import Timeline

_SOONEST, _LATEST = timedelta(minutes=5), timedelta(hours=6)


def compute_due(now: datetime, *, limit: int) -> int:
    """Compute up to `limit` due subjects, one after the other; how many were done. Each is claimed for itself, so a crash costs one."""
    for done in range(limit):
        claims = claim_due(1, now)
        if not claims:
            return done
        _compute(claims[0], now)
    return limit


def compute_among(subjects: Iterable[str], now: datetime) -> Iterator[str]:
    """Compute those of `subjects` that are due, in the order given; each is told when it is done."""
    for subject in subjects:
        for claim in claim_due(1, now, among=[subject]):
            _compute(claim, now)
            yield subject


def _compute(claim: Claim, now: datetime) -> None:
    order = None if claim.subject.startswith(CUSTOMER) else find_order(claim.subject)
    timeline = _timeline(claim.subject, order, now)
    store_findings(claim.subject, timeline.findings, timeline.reports, now)
    finish_job(claim, None if order is None else next_due(order, now))


def _timeline(subject: str, order: Order | None, now: datetime) -> Timeline:
    if subject.startswith(CUSTOMER):
        return timeline_of(Subject(customer_correlation(subject.removeprefix(CUSTOMER))), now_ns=to_ns(now))
    return gather_order(subject, order, now)


def next_due(order: Order, now: datetime) -> datetime | None:
    """When to look again while the order is open: at its deadline, and after as long as it has stood in its stage.

    The latter catches what goes wrong in mid-stage and telemetry that arrives late, often at first and ever more seldom.
    """
    if not order.open:
        return None
    stood = now - (order.stage_since or order.first_event_at)
    again = now + min(max(stood, _SOONEST), _LATEST)
    deadline = order.deadline_at
    return min(again, deadline + timedelta(seconds=1)) if deadline is not None and deadline >= now else again
