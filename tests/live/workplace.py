"""A portal's data folder with orders whose findings are due, and real processes that work on it."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.running import ROOT, free_port

ORDERS = 240
WITHIN_S = 60
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
            "PORT": str(free_port()),
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

    def launch(self) -> "subprocess.Popen[bytes]":
        """All processes, as `make serve` starts them; a process group of their own, like a terminal's."""
        with (self.folder / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "portal.launch", "serve"]
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)

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
        until = time.monotonic() + WITHIN_S
        while not happened():
            assert time.monotonic() < until, (self.folder / "worker.log").read_text(errors="replace")[-3000:]
            time.sleep(0.02)

    def let_leases_run_out(self) -> list[str]:
        """Time passes: what a dead worker held is free. Answers whose jobs those were."""
        held = [str(subject) for (subject,) in self.ask("SELECT subject FROM orders_findingjob WHERE claimed_until IS NOT NULL")]
        self.ask("UPDATE orders_findingjob SET claimed_until = '2020-01-01 00:00:00' WHERE claimed_until IS NOT NULL")
        return held

    def make_all_due(self) -> None:
        """As if no findings had ever been computed."""
        for sql in (
            "DELETE FROM orders_finding",
            "DELETE FROM orders_findingrun",
            "DELETE FROM stored",
            "UPDATE orders_findingjob SET due_at = '2020-01-01 00:00:00', claimed_until = NULL, attempts = 0",
        ):
            self.ask(sql)

    def times_stored(self) -> dict[str, int]:
        """How often the findings of each subject were stored, when all are and nobody holds anything."""
        self.wait_until(lambda: self.done() == ORDERS)
        self.wait_until(lambda: self.ask("SELECT 1 FROM orders_findingjob WHERE claimed_until IS NOT NULL") == [])
        assert self.ask("SELECT 1 FROM orders_findingjob WHERE due_at <= datetime('now')") == []
        return {str(subject): int(str(count)) for subject, count in self.ask("SELECT subject, count(*) FROM stored GROUP BY subject")}

    def processes(self) -> list[str]:
        """What still runs on this folder, by number."""
        mark = f"LOUPE_DATA_DIR={self.folder}\0".encode()
        return [path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if mark in _read(path)]

    def end_all(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait(20)
        self.workers.clear()


def _read(path: Path) -> bytes:
    """Nothing for a process that has ended meanwhile or is somebody else's."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
