"""Celery's entry points. The jobs' truth is in rows; a task that is lost or runs twice changes nothing (docs/architecture.md, "Jobs")."""

import time

from celery import shared_task
from celery.worker import state as worker_state

from apps.core import clock
from apps.orders.services.compute_findings import compute_due
from apps.orders.services.failed_creations import watch_failed_creations
from apps.orders.services.finding_jobs import SWEEP, wake
from apps.orders.services.paces import refresh_paces

_AT_MOST_S = 40.0  # a computation takes at most the deadline of gathering and a little more; the soft limit of a task is 60 s


@shared_task(name=SWEEP)
def sweep() -> None:
    """Compute what is due. What is left over wakes the next one, so that no task nears its time limit.

    A worker that was asked to end finishes the job in its hands and leaves the rest: whoever asked kills it seconds later.
    """
    end = time.monotonic() + _AT_MOST_S
    while compute_due(clock.now(), limit=1):
        if time.monotonic() > end or worker_state.should_stop is not None:
            wake()
            break


@shared_task(name="orders.watch_failed_creations")
def watch_failed_creations_now() -> None:
    watch_failed_creations(clock.now())


@shared_task(name="orders.refresh_paces")
def refresh_paces_now() -> None:
    refresh_paces(clock.now())
