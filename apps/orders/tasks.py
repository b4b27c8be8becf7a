"""Celery's entry points. The jobs' truth is in rows; a task that is lost or runs twice changes nothing (docs/architecture.md, "Jobs")."""

from celery import shared_task

from apps.core import clock
from apps.orders.services.compute_findings import compute_due
from apps.orders.services.finding_jobs import SWEEP, wake
from apps.orders.services.paces import refresh_paces

_AT_ONCE = 50


@shared_task(name=SWEEP)
def sweep() -> None:
    """Compute what is due. What is left over wakes the next one, so that no task nears its time limit."""
    if compute_due(clock.now(), limit=_AT_ONCE) == _AT_ONCE:
        wake()


@shared_task(name="orders.refresh_paces")
def refresh_paces_now() -> None:
    refresh_paces(clock.now())
