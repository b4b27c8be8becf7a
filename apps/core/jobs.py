"""Wake a job by the name of its task. The job's truth is a row with a due time (docs/architecture.md, "Jobs").

So a message that is lost, or that a broker does not take, delays the job to the next sweep and loses nothing.
"""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)
_WAKE_LASTS_S = 60


def send_after_commit(task: str, *ids: str) -> None:
    """Send the task when the open transaction has committed (at once if there is none). A broker that is away is only logged."""
    transaction.on_commit(partial(_send, task, ids))


def _send(task: str, ids: tuple[str, ...]) -> None:
    try:
        current_app.send_task(task, args=list(ids), expires=_WAKE_LASTS_S, retry=False)
    except (ChannelError, OperationalError, OSError) as error:
        logger.warning("The broker did not take %s; the next sweep does its work. %s", task, error)
