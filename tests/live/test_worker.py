"""A real worker on the folders of the default broker, ended in the middle of its work: every job that is due happens, once."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import ROOT, free_port

ORDERS = 240
_WITHIN_S = 60
_MAKE_ORDERS = f"""
from datetime import timedelta
from apps.core.actor import system_actor
from apps.core.clock import now
from apps.orders.services.ingest import ingest_events
at = now()
events = [
    {{"specversion": "1.0", "id": str(number), "source": "/shop", "type": "com.alexandrite.order.created", "subject": f"AL-{{number}}",
      "time": (at - timedelta(minutes=5)).isoformat(), "data": {{"number": f"AL-{{number}}"}}}}
    for number in range(500001, 500001 + {ORDERS})
]
assert ingest_events(events, actor=system_actor("test"), received_at=at).accepted == {ORDERS}
"""
_WAKE = "from apps.orders.services.finding_jobs import wake; wake()"
# How often findings of a subject were stored: one update of its run each time.
_COUNT = """
CREATE TABLE stored (subject TEXT NOT NULL);
CREATE TRIGGER count_stored AFTER UPDATE ON orders_findingrun BEGIN INSERT INTO stored VALUES (NEW.subject); END;
"""


class Workplace:
    """A data folder with orders whose findings are due, and the workers that were started on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOUPE_", "DJANGO_")) and name != "DATABASE_URL"}
        self.environment = kept | {
            "LOUPE_DEMO": "1",
            "LOUPE_DATA_DIR": str(folder),
            "LOUPE_LOG_LEVEL": "WARNING",
            "LOUPE_DIRECTORY_PORT": str(free_port()),
        }
        self.workers: list[subprocess.Popen[bytes]] = []
        self.manage("prepare")
        self.manage("shell", "--no-imports", "-c", _MAKE_ORDERS)
        with closing(sqlite3.connect(folder / "loupe.sqlite3")) as database:
            database.executescript(_COUNT)

    def manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr

    def wake(self) -> None:
        self.manage("shell", "--no-imports", "-c", _WAKE)

    def start(self) -> "subprocess.Popen[bytes]":
        """As portal/launch.py starts it."""
        command = [
            str(Path(sys.executable).parent / "celery"),
            "-A",
            "portal.celery:app",
            "worker",
            "--pool",
            "threads",
            "--concurrency",
            "2",
        ]
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [*command, "--loglevel", "WARNING", "--without-gossip", "--without-mingle"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "loupe.sqlite3", timeout=20)) as database, database:
            return database.execute(sql).fetchall()

    def done(self) -> int:
        [(count,)] = self.ask("SELECT count(*) FROM orders_findingrun")
        return int(str(count))

    def wait_until(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + _WITHIN_S
        while not happened():
            assert time.monotonic() < until, (self.folder / "worker.log").read_text(errors="replace")[-3000:]
            time.sleep(0.02)

    def let_leases_run_out(self) -> list[str]:
        """Time passes: what a dead worker held is free. Answers whose jobs those were."""
        held = [str(subject) for (subject,) in self.ask("SELECT subject FROM orders_findingjob WHERE claimed_until IS NOT NULL")]
        self.ask("UPDATE orders_findingjob SET claimed_until = '2020-01-01 00:00:00' WHERE claimed_until IS NOT NULL")
        return held


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    made = Workplace(tmp_path)
    yield made
    for worker in made.workers:
        if worker.poll() is None:
            worker.kill()
        worker.wait(20)


def test_all_jobs_happen_once_although_workers_are_ended_in_their_midst(workplace: Workplace) -> None:
    worker = workplace.start()
    workplace.wait_until(lambda: workplace.done() >= ORDERS // 8)
    worker.kill()
    worker.wait(_WITHIN_S)
    assert workplace.done() < ORDERS
    held = workplace.let_leases_run_out()
    assert len(held) <= 2

    worker = workplace.start()
    workplace.wake()
    workplace.wait_until(lambda: workplace.done() >= ORDERS // 3)
    worker.terminate()
    worker.wait(_WITHIN_S)
    assert workplace.done() < ORDERS  # it leaves the rest: honcho would kill it after five seconds
    assert workplace.let_leases_run_out() == []  # but finishes what it holds

    workplace.start()
    workplace.wake()
    workplace.wait_until(lambda: workplace.done() == ORDERS)
    workplace.wait_until(lambda: workplace.ask("SELECT 1 FROM orders_findingjob WHERE claimed_until IS NOT NULL") == [])
    times = {str(subject): int(str(count)) for subject, count in workplace.ask("SELECT subject, count(*) FROM stored GROUP BY subject")}
    assert len(times) == ORDERS
    assert {subject for subject, count in times.items() if count > 1} <= set(held)
    assert workplace.ask("SELECT 1 FROM orders_findingjob WHERE due_at <= datetime('now')") == []
