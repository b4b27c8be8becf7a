"""Many writers at once on a real SQLite file, from two processes of four threads each, and a file that stays locked."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_WRITERS, _THREADS, _EACH = 2, 4, 15

# Looks up in threads; each lookup holds a transaction open on the other database, as requests do.
_WORK = """
import sys, threading
import django
django.setup()
from django.db import connections
from apps.audit.services import lookup
from apps.core.actor import Actor

def work(thread):
    for turn in range(int(sys.argv[3])):
        actor = Actor(name="support", user_id="u", request_id=f"{sys.argv[1]}-{thread}-{turn}")
        with lookup(actor, "order.viewed", f"order:AL-{turn}") as handle:
            handle.rows = turn
    connections.close_all()

threads = [threading.Thread(target=work, args=(number,)) for number in range(int(sys.argv[2]))]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
_LOCKED = """
import django
django.setup()
from apps.audit.services import record_attempt
from apps.core.actor import Actor
from apps.core.errors import Unavailable
try:
    record_attempt(Actor(name="support", user_id="u"), "order.viewed", "order:AL-1")
except Unavailable as error:
    print(error.status, error.code)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record")
    _python(path, "manage.py", "migrate", "--database", "audit", "-v", "0", "--skip-checks").communicate()
    return path


def _python(folder: Path, *words: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOUPE_") and name != "DATABASE_URL"}
    settings = {"LOUPE_DEMO": "1", "LOUPE_DATA_DIR": str(folder), "LOUPE_LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=kept | settings, stdout=subprocess.PIPE, text=True)


def _entries(folder: Path) -> Iterator[dict[str, str]]:
    with closing(sqlite3.connect(folder / "audit.sqlite3")) as connection:
        yield from (json.loads(body) for (body,) in connection.execute("SELECT body FROM audit_intake ORDER BY id"))


def test_each_lookup_of_many_at_once_leaves_exactly_one_pair(folder: Path) -> None:
    running = [_python(folder, "-c", _WORK, str(writer), str(_THREADS), str(_EACH)) for writer in range(_WRITERS)]
    assert [(process.communicate(timeout=60), process.returncode)[1] for process in running] == [0] * _WRITERS
    phases = Counter((entry["request_id"], entry["phase"]) for entry in _entries(folder))
    wanted = {f"{w}-{t}-{n}" for w in range(_WRITERS) for t in range(_THREADS) for n in range(_EACH)}
    assert phases == Counter({(request, phase): 1 for request in wanted for phase in ("attempt", "outcome")})
    attempts = {entry["entry"]: entry["request_id"] for entry in _entries(folder) if entry["phase"] == "attempt"}
    assert all(attempts[entry["attempt"]] == entry["request_id"] for entry in _entries(folder) if entry["phase"] == "outcome")


def test_a_file_that_stays_locked_is_503_after_a_bounded_wait(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "audit.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        told, _ = _python(folder, "-c", _LOCKED).communicate(timeout=60)
        other.execute("ROLLBACK")
    assert told.split() == ["503", "unavailable"]
