"""Nothing of a person leaves the portal by a side door: pages, JSON, headers, the record, log lines, tables."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client
from pytest_django import Settings

from apps.audit.models import Entry
from apps.core.catalogue import SourceEntry
from apps.core.clock import now_ns
from apps.orders.services.compute_findings import compute_due
from apps.orders.services.ingest import ingest_events
from portal.logs import EcsFormatter
from portal.telemetry_store import telemetry_store
from tests.orders.samples import NOW, NUMBER, OLGA, START, complaint_event, deployment_event, order_event
from tests.personas import Trail, actor_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

POSTCODE = "170000"
SECRET = ("9161234117", "123-41-17", "olga@", "оробь", "лесн", "orob", "170000", "7445566", "tanya@")
PAGES = ("/", f"/orders/{NUMBER}/", f"/orders/{NUMBER}/?script=off", f"/orders/{NUMBER}/timeline/geometry", "/audit/")
API = (f"/api/v1/orders/{NUMBER}/", f"/api/v1/orders/{NUMBER}/timeline/", "/api/v1/audit/entries/")


@pytest.fixture
def talkative(db: None) -> str:
    """An order whose events carry a person wherever somebody may have written one."""
    said = "Я Ольга Воробьёва, +7 916 123-41-17, olga@example.org, ул. Лесная 5. Муж — Пётр Воробьёв, 8 (921) 744-55-66"
    events = [
        order_event(
            "created", START, customer=OLGA, items=[{"sku": "r-1", "name": f"Кольцо с гравировкой «{OLGA['phone']}»", "quantity": 1}]
        ),
        order_event("operation", START, operation={"name": "3D", "status": "started", "operator": "op-3"}),
        complaint_event(said, START.replace(day=3), number=NUMBER),
        complaint_event(said + ", tanya@example.org", START.replace(day=4), id="loose", customer={"name": "Ольга Воробьёва"}),
        deployment_event(notes="Звонить +7 916 123-41-17, olga@example.org"),
        order_event("paid", START, id="bad olga@example.org", customer=OLGA, total={"amount": "olga@example.org", "currency": "RUB"}),
        {"source": "/shop", "id": "also bad", "customer": OLGA},
    ]
    result = ingest_events(events, actor=actor_for("collector"), received_at=NOW)
    assert (result.accepted, len(result.rejected)) == (5, 2)
    compute_due(NOW, limit=10)
    return NUMBER


@pytest.fixture
def telling(talkative: str, bearer: Callable[..., Client], tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Telemetry of that order with a person in every text there is; the path of the store's file."""
    settings.TELEMETRY_STORE = tmp_path / "telemetry.sqlite3"
    settings.CATALOGUE = replace(settings.CATALOGUE, sources=(SourceEntry("store", "embedded", "", 10.0, {}),))
    at, said = now_ns() - 10**12, "call +7 916 123-41-17 or olga@example.org"

    def named(key: str, value: str = said) -> dict[str, object]:
        return {"key": key, "value": {"stringValue": value}}

    carried = [
        named("order.id", talkative),
        named(said),
        named("customer.name", "Ольга Воробьёва"),
        named("error.type"),
        named("http.route"),
    ]
    resource = {"attributes": [named("service.name"), named("host.name")]}
    span = {
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "spanId": "00f067aa0ba902b1",
        "name": said,
        "traceState": said,
        "startTimeUnixNano": str(at),
        "endTimeUnixNano": str(at + 9),
        "status": {"code": 2, "message": said},
        "attributes": carried,
        "events": [{"timeUnixNano": str(at), "name": said, "attributes": carried}],
        "links": [{"traceId": "1af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b1", "attributes": carried}],
    }
    body = {"kvlistValue": {"values": [named("phone", "+79161234117"), named(said)]}}
    line = {"timeUnixNano": str(at), "severityNumber": 17, "severityText": said, "body": body, "attributes": carried}
    point = {"timeUnixNano": str(at), "asDouble": 1.5, "attributes": [named(said)]}
    metric = {"name": said, "description": said, "unit": said, "gauge": {"dataPoints": [point]}}
    scope = {"name": said, "attributes": carried}
    for signal, body in (
        ("traces", {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": scope, "spans": [span]}]}]}),
        ("logs", {"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": scope, "logRecords": [line]}]}]}),
        ("metrics", {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"scope": scope, "metrics": [metric]}]}]}),
    ):
        assert bearer("collector").post(f"/otlp/v1/{signal}", body, content_type="application/json").json() == {}
    yield settings.TELEMETRY_STORE
    telemetry_store().close()


@pytest.mark.parametrize("persona", ["support", "engineer"])
def test_telemetry_shows_no_person_whoever_wrote_one_where(
    persona: str, telling: Path, client_of: Callable[..., Client], bearer: Callable[..., Client]
) -> None:
    client = client_of(persona)
    rows = [f"/orders/{NUMBER}/timeline/rows/{row}" for row in ("s0", "l0")]
    for address in (*PAGES, *API[:2], *rows):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert leaks(answer.content.decode("utf-8", "replace")) == [], address
    assert client.get(API[1]).json()["spans"]


def test_the_file_of_telemetry_holds_no_person_in_clear(telling: Path) -> None:
    for file in telling.parent.glob("telemetry.sqlite3*"):
        assert leaks(file.read_bytes().decode("utf-8", "replace")) == [], file.name


def leaks(text: str) -> list[str]:
    """A postcode stands for itself: six digits inside a longer number, such as an instant in nanoseconds, are none."""
    folded = text.casefold()
    return [word for word in SECRET if word in folded and (word != POSTCODE or re.search(rf"(?<!\d){word}(?!\d)", folded))]


@pytest.mark.parametrize("persona", ["support", "engineer", "manager", "security"])
@pytest.mark.parametrize("path", [*PAGES, *API])
def test_no_answer_shows_more_of_a_person_than_the_masks_let(
    path: str, persona: str, talkative: str, client_of: Callable[..., Client]
) -> None:
    answer = client_of(persona).get(path)
    assert leaks(answer.content.decode("utf-8", "replace") + str(answer.headers)) == []


def test_answers_to_searches_show_only_what_was_typed(talkative: str, client_of: Callable[..., Client]) -> None:
    client = client_of("support")
    for typed in ("кольцо", NUMBER, "Тверь"):
        answer = client.post("/api/v1/orders/search/", {"text": typed}, content_type="application/json")
        assert leaks(answer.text) == []


def columns() -> Iterator[str]:
    for model in apps.get_models():
        with connections["audit" if model is Entry else "default"].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                yield from (
                    bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value) for value in row
                )


def test_no_column_of_any_table_holds_a_person_in_clear(talkative: str, client_of: Callable[..., Client]) -> None:
    client = client_of("support")
    client.post("/searches/", {"text": "Воробьёва Ольга, Лесная, +7 916 123-41-17"})
    client.get("/orders/" + quote("+79161234117") + "/")
    client.get("/orders/" + quote("Ольга Воробьёва") + "/")
    client.get("/orders/" + quote("olga@example.org") + "/timeline/geometry")
    for text in columns():
        assert leaks(text) == [], text[:200]


def test_what_is_no_number_is_in_the_record_as_a_hash(client_of: Callable[..., Client], trail: Trail) -> None:
    client = client_of("support")
    assert client.get("/orders/AL-999999/").status_code == 404
    assert client.get("/orders/+79161234117/").status_code == 404
    assert client.get("/orders/+79161234117/").status_code == 404
    number, _, first, _, again, _ = (entry.object for entry in trail.entries())
    assert number == "order:AL-999999"
    assert first == again
    assert first.startswith("order:?")


def test_a_line_of_the_log_holds_no_person() -> None:
    try:
        raise ValueError("olga@example.org")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("apps", logging.WARNING, __file__, 1, "Not read: %s", ("+7 916 123-41-17",), told)
    assert leaks(EcsFormatter().format(record)) == []


def test_a_refused_address_is_logged_by_its_route(client_of: Callable[..., Client], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", "django.request")
    client_of("support").get("/orders/" + quote("Ольга Воробьёва") + "/")
    client_of("support").get("/" + quote("Ольга Воробьёва"))
    lines = [EcsFormatter().format(record) for record in caplog.records if record.name == "django.request"]
    assert [line for line in lines if "/orders/<str:number>/" in line]
    assert [line for line in lines if "(no such address)" in line]
    assert "u0412" not in " ".join(lines)  # Django escapes what is not ASCII


def test_an_order_without_any_telemetry_keeps_findings_without_a_person(talkative: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sentence, story, evidence FROM orders_finding")
        assert leaks(str(cursor.fetchall())) == []
