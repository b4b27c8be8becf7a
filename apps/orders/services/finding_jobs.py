"""When findings are due: one row a subject. Claiming is a lease, so a worker that dies only delays its job."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from apps.core.jobs import send_after_commit
from apps.orders.models import FindingJob, Order

LEASE = timedelta(seconds=120)  # longer than a task may run (settings.CELERY_TASK_TIME_LIMIT)
_DOUBLINGS = 5
_FINISHED_WAIT = timedelta(seconds=60)
_FINISHED_LATELY = timedelta(days=90)
SWEEP = "orders.sweep"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to compute `subject` until `until`. `due_at` is what was claimed: a later request makes it another job."""

    subject: str
    due_at: datetime
    until: datetime


def request_findings(due: Mapping[str, datetime]) -> None:
    """Findings of these subjects (an order's number, or "customer:<id>") are due at these times.

    Replaces what was planned, and makes what is under way not the last. `wake` tells a worker; the sweep finds them anyway.
    """
    rows = [FindingJob(subject=subject, due_at=due[subject]) for subject in sorted(due)]
    written = ["due_at", "claimed_until", "attempts"]
    FindingJob.objects.bulk_create(rows, update_conflicts=True, unique_fields=["subject"], update_fields=written)


def request_for_orders(orders: Iterable[Order], now: datetime) -> None:
    """After a change of stage or deadline: at once while the order is open, a little later when it is finished.

    Never when it was finished before the retention of telemetry, or 90 days ago: an import of years is no news, and the
    page of such an order computes its findings when it is opened.
    """
    oldest = now - min(timedelta(days=settings.CATALOGUE.telemetry_retention_days), _FINISHED_LATELY)
    due, gone = {}, []
    for order in orders:
        if order.open:
            due[order.number] = now
        elif order.stage_since is not None and order.stage_since > oldest:
            due[order.number] = now + _FINISHED_WAIT
        else:
            gone.append(order.number)
    request_findings(due)
    FindingJob.objects.filter(subject__in=gone).delete()


def wake() -> None:
    """Let a worker look for due jobs once the open transaction has committed."""
    send_after_commit(SWEEP)


@transaction.atomic
def claim_due(limit: int, now: datetime, *, among: Collection[str] | None = None) -> list[Claim]:
    """Up to `limit` jobs that are due and that nobody holds, the oldest first; held from now on. `among`: only of these subjects.

    A job whose worker died is free again when its lease is over. Each lease is twice as long as the one before (up to an
    hour), so a job that always fails neither blocks the others nor is forgotten.
    """
    free = FindingJob.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now), due_at__lte=now)
    if among is not None:
        free = free.filter(subject__in=among)
    skip = connection.features.has_select_for_update_skip_locked
    jobs = list(free.order_by("due_at", "id").select_for_update(skip_locked=skip)[:limit])
    claims = []
    for job in jobs:
        job.claimed_until = now + LEASE * 2 ** min(job.attempts, _DOUBLINGS)
        job.attempts += 1
        claims.append(Claim(job.subject, job.due_at, job.claimed_until))
    FindingJob.objects.bulk_update(jobs, ["claimed_until", "attempts"])
    return claims


def finish_job(claim: Claim, next_due_at: datetime | None) -> None:
    """The job is done; `next_due_at` plans the next one. Nothing happens if it was asked for anew, or taken over, meanwhile."""
    job = FindingJob.objects.filter(subject=claim.subject, due_at=claim.due_at, claimed_until=claim.until)
    if next_due_at is None:
        job.delete()
    else:
        job.update(due_at=next_due_at, claimed_until=None, attempts=0)
