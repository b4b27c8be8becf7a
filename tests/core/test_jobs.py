"""A job is woken after the commit, and a broker that is away loses nothing but time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery, current_app
from django.db import transaction
from kombu import Connection

from apps.core.jobs import send_after_commit


@pytest.fixture
def broker() -> Iterator[Celery]:
    """A broker in memory, for the current app."""
    app = Celery("test", broker="memory://")
    before = current_app._get_current_object()
    app.set_default()
    app.set_current()
    yield app
    before.set_default()
    before.set_current()


def waiting(app: Celery) -> list[str]:
    """Names of the tasks in the queue, which is emptied."""
    names = []
    with Connection("memory://") as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        while queue.qsize():
            names.append(str(queue.get(block=False).headers["task"]))
        queue.close()
    return names


@pytest.mark.django_db(transaction=True)
def test_a_task_is_sent_when_the_transaction_has_committed_and_not_before(broker: Celery) -> None:
    with transaction.atomic():
        send_after_commit("orders.sweep")
        assert waiting(broker) == []
    assert waiting(broker) == ["orders.sweep"]


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_transaction_that_failed_is_not_sent(broker: Celery) -> None:
    with pytest.raises(ValueError, match="failed"), transaction.atomic():
        send_after_commit("orders.sweep")
        raise ValueError("failed")
    assert waiting(broker) == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_cannot_be_written_fails_nothing(broker: Celery, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "queue"
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(tmp_path)}
    broker.conf.update(broker_url="filesystem://", broker_transport_options=options)
    folder.mkdir()
    send_after_commit("orders.sweep")
    assert len(list(folder.iterdir())) == 1
    shutil.rmtree(folder)
    with caplog.at_level("WARNING"):
        send_after_commit("orders.sweep")
    assert "the next sweep does its work" in caplog.text
