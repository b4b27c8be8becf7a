"""Imports that run at once, each a process of its own as in life, over the same events in different orders."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.orders.samples import OLGA, START, complaint_event, hours, order_event

ORDERS = 40
COMPLAINTS = [complaint_event("Где кольцо?", number="AL-1001", id=f"complaint-{n}", customer={"id": f"c-{n}"}) for n in range(5)]


def _events() -> list[dict[str, object]]:
    events: list[dict[str, object]] = []
    for place in range(ORDERS):
        number = f"AL-{1000 + place}"
        person = OLGA | {"id": f"c-{place % 7}"}
        events += [
            order_event(
                "created", START, number=number, customer=person, items=[{"name": "Кольцо с сапфиром"}], partner={"name": f"П{place % 3}"}
            ),
            order_event("priced", START + hours(2), number=number),
            order_event("updated", START + hours(3), number=number, customer=person | {"phone": f"+7916000{place:04}"}),
            order_event("operation", START + hours(4), number=number, operation={"name": "wax", "status": "started"}),
        ]
    return events + COMPLAINTS


def _environment(folder: Path) -> Mapping[str, str]:
    """The suite's own database where processes can share it, else a SQLite file with the same tables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOUPE_")}
    base = kept | {
        "LOUPE_DEMO": "1",
        "LOUPE_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "LOUPE_LOG_LEVEL": "ERROR",
    }
    if connection.vendor == "postgresql":
        server = connection.settings_dict
        return base | {"DATABASE_URL": f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}/{server['NAME']}"}
    with closing(sqlite3.connect(folder / "loupe.sqlite3")) as file:
        connection.connection.backup(file)
    return base | {"DATABASE_URL": ""}


def _imported(environment: Mapping[str, str], files: Sequence[Path]) -> list[tuple[int, ...]]:
    """Accepted, duplicates and not taken of each import, all run at once."""
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", "import_events", str(file)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for file in files
    ]
    outputs = [process.communicate(timeout=90)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(files), outputs
    return [tuple(int(n) for n in re.findall(r"(\d+) (?:accepted|duplicates|not taken)", output.splitlines()[-1])) for output in outputs]


@contextmanager
def _asking(folder: Path) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    with closing(connection.cursor() if connection.vendor == "postgresql" else sqlite3.connect(folder / "loupe.sqlite3")) as cursor:

        def ask(sql: str) -> list[tuple[object, ...]]:
            rows = cursor.execute(sql)
            return list((rows or cursor).fetchall())

        yield ask


@pytest.mark.django_db(transaction=True)
def test_imports_that_run_at_once_take_each_event_once_and_lose_none(tmp_path: Path) -> None:
    events = _events()
    files = []
    for name, part in {"forth": events, "back": events[::-1]}.items():
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_text("\n".join(map(json.dumps, part)), encoding="utf-8")
    totals = _imported(_environment(tmp_path), files)
    assert [sum(column) for column in zip(*totals, strict=True)] == [len(events), len(events), 0]
    with _asking(tmp_path) as ask:
        assert ask("SELECT stage, count(*) FROM orders_order GROUP BY stage") == [("priced", ORDERS)]
        assert ask("SELECT count(*), min(status), max(status) FROM orders_operation") == [(ORDERS, "started", "started")]
        assert ask("SELECT count(*) FROM orders_customer") == [(7,)]
        assert ask("SELECT state, count(*) FROM orders_complaint GROUP BY state") == [("attached", len(COMPLAINTS))]
        assert ask("SELECT text, orders FROM orders_word ORDER BY text") == [("ring", ORDERS), ("sapphire", ORDERS)]
        assert ask("SELECT place, count(*) FROM orders_posting GROUP BY place ORDER BY place") == [("complaint", 1), ("item", 2 * ORDERS)]
