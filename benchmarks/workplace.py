"""A portal in a folder of its own, in this process, with one order of a chosen number of spans; shared by the benchmarks of pages."""

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

NUMBER = "AL-100001"
SERVICES = ("shop-api", "crm-api", "mes-api")


@contextmanager
def portal_folder() -> Iterator[Path]:
    """Sets the environment for Django's settings; call before any import of the project."""
    with tempfile.TemporaryDirectory(prefix="loupe-bench-") as folder:
        os.environ |= {
            "LOUPE_DEMO": "1",
            "LOUPE_DATA_DIR": folder,
            "LOUPE_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "benchmarks.settings"),
        }
        yield Path(folder)


def write_order(spans: int, logs: int) -> None:
    """One order, two stages, with telemetry of `spans` spans in traces of 50 and `logs` log lines."""
    from apps.core.actor import system_actor
    from apps.core.clock import now
    from apps.orders.services.ingest import ingest_events

    at = now() - timedelta(hours=30)
    customer = {"id": "c-1", "name": "Ольга Воробьёва", "phone": "+79161234117", "email": "olga@example.org", "address": {"city": "Тверь"}}
    events = [_event("created", at, customer=customer), _event("files_uploaded", at + timedelta(minutes=20))]
    result = ingest_events(events, actor=system_actor("benchmark"), received_at=now())
    assert result.accepted == len(events), result
    write_telemetry(NUMBER, spans, logs, at)


def _event(kind: str, at: datetime, **data: object) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": f"{kind}-1",
        "source": "/bench",
        "type": f"com.alexandrite.order.{kind}",
        "subject": NUMBER,
        "time": at.astimezone(UTC).isoformat(),
        "data": {"number": NUMBER, "items": [{"sku": "r-1", "name": "Кольцо с сапфиром", "quantity": 1}], **data},
    }


def write_telemetry(number: str, spans: int, logs: int, at: datetime) -> None:
    """Spans and log lines that carry `number`, spread over a day from `at` on."""
    from apps.core.clock import to_ns
    from apps.telemetry.datamodel import LogRecord, Severity, Span, SpanKind, SpanStatus
    from portal.telemetry_store import telemetry_store

    chance, start = random.Random(1), to_ns(at)
    made: list[Span] = []
    for index in range(spans):
        if index % 50 == 0:
            trace_id, root = f"{chance.getrandbits(128) or 1:032x}", f"{chance.getrandbits(64) or 1:016x}"
            begin = start + index * 86_400 * 10**9 // max(spans, 1)
        attributes = {"order.id": number, "http.route": "/orders/{number}", "http.response.status_code": 200, "server.address": "mes-api"}
        made.append(
            Span(
                trace_id=trace_id,
                span_id=root if index % 50 == 0 else f"{chance.getrandbits(64) or 1:016x}",
                parent_span_id="" if index % 50 == 0 else root if index % 5 == 1 else made[-1].span_id,
                service=SERVICES[index % 3],
                operation=f"operation {index % 40}",
                kind=SpanKind.SERVER if index % 50 == 0 else SpanKind.INTERNAL,
                status=SpanStatus.ERROR if index % 97 == 0 else SpanStatus.UNSET,
                start_ns=begin + (index % 50) * 2_000_000,
                duration_ns=150_000_000 - (index % 50) * 2_000_000,
                attributes=attributes,
                resource={"service.version": "1.2.3", "host.name": "mes-1"},
            )
        )
    store = telemetry_store()
    store.add_spans(made)
    lines = [made[chance.randrange(len(made))] for _ in range(logs)]
    store.add_logs(
        [
            LogRecord(s.start_ns + 1_000, Severity.INFO, f"line {i} of {number}", s.service, s.trace_id, s.span_id, {"order.id": number})
            for i, s in enumerate(lines)
        ]
    )


def signed_in(role: str) -> object:
    """A test client of a person with this role, whom the directory has vouched for."""
    from django.test import Client

    from apps.accounts.models import User
    from apps.core.clock import now

    never = datetime(2200, 1, 1, tzinfo=UTC)
    user, _ = User.objects.get_or_create(
        username=role, defaults={"directory_id": f"id-{role}", "roles": [role], "checked_at": never, "tried_at": never}
    )
    client = Client()
    client.force_login(user, backend="apps.accounts.ldap.DirectoryBackend")
    session = client.session
    session["started_at"] = session["seen_at"] = now().isoformat()
    session["epoch"] = user.epoch
    session.save()
    return client
