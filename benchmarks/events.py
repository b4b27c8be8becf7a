"""How many events a second of CPU are taken: decoded CloudEvents to merged orders, sealed payloads, all indexes and due jobs.

Orders live through nine stages and three operations, two thirds of them of customers who come back. Events arrive by time,
in batches of a thousand, into a fresh SQLite file (or the database of DATABASE_URL). Beside it, in the same run and on the
same rows: what it costs to insert the sealed events alone, with `executemany` into the one table that a queue would have.
Prints `events_ingest_per_s VALUE >=2000 ok|SHORT` and `events_ingest_to_bare_insert RATIO`.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "LOUPE_DEMO": "1", "LOUPE_LOG_LEVEL": "ERROR"}

GOAL = 2_000
ORDERS, ROUNDS = 500, 5
NAMES = ("Ольга Воробьёва", "Иван Петров", "Анна Смирнова", "Пётр Кузнецов", "Гульнара Ахметова")
STREETS = ("Ленина", "Лесная", "Академика Королёва", "пр. Мира")
PIECES = ("Кольцо с сапфиром", "Серьги с топазом", "Подвеска", "Браслет плетёный")


def events(random_: random.Random, first: int) -> list[dict[str, object]]:
    from apps.orders.events import STAGES

    timed = []
    for place in range(first, first + ORDERS):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=10 * place)
        number = f"AL-{100_000 + place}"
        for stage in STAGES[:9]:
            at += timedelta(hours=random_.randint(1, 30))
            data: dict[str, object] = {"service": "shop-api", "trace_id": f"{random_.getrandbits(128):032x}"}
            if stage == "created":
                data |= created(random_, place, at)
            timed.append((at, event(number, stage, at, data)))
            for operation in ("wax", "casting", "setting") if stage == "in_production" else ():
                for status in ("started", "finished"):
                    at += timedelta(hours=3)
                    said = {"operation": {"name": operation, "status": status, "operator": "Мария И."}}
                    timed.append((at, event(number, "operation", at, said)))
    return [made for _, made in sorted(timed, key=lambda pair: pair[0])]


def created(random_: random.Random, place: int, at: datetime) -> dict[str, object]:
    return {
        "channel": "shop",
        "priority": "normal",
        "customer": {
            "id": f"c-{place * 2 // 3}",
            "name": random_.choice(NAMES),
            "phone": f"+7916{random_.randrange(10**7):07}",
            "email": f"customer{place}@example.org",
            "address": {"city": "Тверь", "street": random_.choice(STREETS), "house": "5", "flat": "12", "postcode": "170000"},
        },
        "items": [{"sku": "R-1", "name": random_.choice(PIECES), "quantity": 1, "material": "золото 585"}],
        "total": {"amount": "12500.00", "currency": "RUB"},
        "promised_at": (at + timedelta(days=21)).isoformat(),
    }


def event(number: str, kind: str, at: datetime, data: dict[str, object]) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": f"{number}/{kind}/{at.isoformat()}",
        "source": "/shop-api",
        "type": f"com.alexandrite.order.{kind}",
        "subject": number,
        "time": at.isoformat(),
        "data": {"number": number, **data},
    }


def ingest(batch: list[dict[str, object]]) -> float:
    from apps.core.actor import system_actor
    from apps.orders.services.ingest import ingest_events

    started = time.process_time()
    result = ingest_events(batch, actor=system_actor("benchmark"), received_at=datetime(2027, 6, 1, tzinfo=UTC))
    seconds = time.process_time() - started
    assert result.accepted == len(batch), result.rejected[:3]
    return len(batch) / seconds


def bare_insert() -> float:
    """The rows of Event alone, as they stand, into a table without indexes but its key."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, key, digest, type, number, trace_id, time, received_at, payload FROM orders_event")
        rows = cursor.fetchall()
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute("CREATE TABLE bare AS SELECT * FROM orders_event WHERE 1 = 0")
        cursor.execute("CREATE UNIQUE INDEX bare_key ON bare (key)")
        names = "id, key, digest, type, number, trace_id, time, received_at, payload"
        started = time.process_time()
        with transaction.atomic():
            cursor.executemany(f"INSERT INTO bare ({names}) VALUES ({', '.join(['%s'] * 9)})", rows)
        return len(rows) / (time.process_time() - started)


def main() -> int:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LOUPE_DATA_DIR"] = folder
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        random_ = random.Random(7)
        rates, bare = [], []
        for round_ in range(ROUNDS):
            rates.append(ingest(events(random_, round_ * ORDERS)))
            bare.append(bare_insert())
    rate, ratio = statistics.median(rates), statistics.median(rates) / statistics.median(bare)
    print(f"events_ingest_per_s {rate:.0f} >={GOAL} {'ok' if rate >= GOAL else 'SHORT'} (spread {min(rates):.0f}..{max(rates):.0f})")
    print(f"events_ingest_to_bare_insert {ratio:.3f} (bare {statistics.median(bare):.0f}/s)")
    return 0 if rate >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
