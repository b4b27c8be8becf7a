import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.core.actor import system_actor
from apps.core.clock import frozen
from apps.orders.event_files import CSV_COLUMNS, BadFile, csv_event, csv_lines, json_lines
from apps.orders.models import Order, Rejection
from apps.orders.services.import_file import import_events
from apps.orders.services.ingest import ingest_events
from apps.orders.services.replay import replay_rejected
from tests.orders.samples import NOW, NUMBER, START, hours, order_event

ROW = {
    "number": NUMBER,
    "created_at": "2026-11-02T09:30:00Z",
    "channel": "partner",
    "partner": "Самоцвет",
    "reference": "REF-1",
    "customer_id": "c-1",
    "name": "Анна Ким",
    "phone": "+79161234117",
    "email": "",
    "city": "Тверь",
    "street": "Лесная",
    "item": "Кольцо",
    "material": "золото",
    "amount": "10.00",
    "currency": "RUB",
    "priority": "",
}


def csv_text(*rows: dict[str, str]) -> str:
    names = list(rows[0])
    return "\n".join([",".join(names), *(",".join(f'"{row[name]}"' for name in names) for row in rows)])


def test_json_lines_are_numbered_and_bad_ones_say_why() -> None:
    text = (
        b'{"a": 1}\n\n  \nnonsense\n[{"a": 1}]\n{"a": NaN}\r\n'
        + b'{"x": '
        + b"[" * 5000
        + b"]" * 5000
        + b"}\n"
        + b"{"
        + b" " * 9_000_000
        + b"}"
    )
    lines = list(json_lines(io.BytesIO(text)))
    assert [(line.number, line.event is not None) for line in lines] == [
        (1, True),
        (4, False),
        (5, False),
        (6, False),
        (7, True),
        (8, False),
    ]
    assert lines[0].event is not None and lines[0].event.value == {"a": 1}
    assert all(line.problem for line in lines if line.event is None)


def test_a_row_of_orders_is_a_created_event() -> None:
    event: Any = csv_event(ROW)
    assert (event["id"], event["subject"], event["time"]) == (NUMBER, NUMBER, ROW["created_at"])
    assert event["data"]["customer"] == {
        "id": "c-1", "name": "Анна Ким", "phone": "+79161234117", "address": {"city": "Тверь", "street": "Лесная"},
    }  # fmt: skip
    assert event["data"]["items"] == [{"name": "Кольцо", "material": "золото"}]
    assert event["data"]["total"] == {"amount": "10.00", "currency": "RUB"}
    assert "priority" not in event["data"]
    assert set(ROW) <= set(CSV_COLUMNS)


@pytest.mark.parametrize("header", ["", "number", "created_at,channel", "number,created_at,colour"])
def test_a_header_that_is_wrong_is_told_at_once(header: str) -> None:
    with pytest.raises(BadFile, match="header"):
        list(csv_lines([header, "AL-1001,2026-01-01T00:00:00Z"]))


def test_a_row_of_another_length_is_bad_and_the_next_is_read() -> None:
    lines = list(csv_lines(["number,created_at", "AL-1001", "AL-1002,2026-01-01T00:00:00Z,x", "AL-1003,2026-01-01T00:00:00Z"]))
    assert [(line.number, line.event is None) for line in lines] == [(2, True), (3, True), (4, False)]


def run(name: str, *args: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    with frozen(NOW):
        call_command(name, *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_a_file_of_events_is_imported_once(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(json.dumps(order_event("created", number=f"AL-{n}")) for n in range(1_000, 1_010)), encoding="utf-8")
    assert "10 accepted" in run("import_events", file)[0]
    assert "10 duplicates" in run("import_events", file)[0]
    assert Order.objects.count() == 10


@pytest.mark.django_db
def test_bad_lines_are_reported_by_number_and_the_others_taken(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    bad = order_event("lost", id="bad")
    file.write_text("\n".join(["nonsense", json.dumps(order_event("created")), json.dumps(bad)]), encoding="utf-8")
    err = io.StringIO()
    with frozen(NOW), pytest.raises(CommandError, match="2 of 3 lines"):
        call_command("import_events", str(file), stdout=io.StringIO(), stderr=err)
    assert err.getvalue().splitlines() == [
        "line 1: unreadable: The line is not a JSON object.",
        "line 3: unknown_type: The type of the event is not known.",
    ]
    assert Order.objects.count() == 1
    assert Rejection.objects.count() == 1


@pytest.mark.django_db
def test_orders_are_imported_from_csv(tmp_path: Path) -> None:
    file = tmp_path / "orders.CSV"
    file.write_text("\ufeff" + csv_text(ROW, ROW | {"number": "AL-100002"}), encoding="utf-8")
    assert "2 accepted" in run("import_events", file)[0]
    order = Order.objects.select_related("partner", "customer").get(number=NUMBER)
    assert (str(order.partner), str(order.customer), order.created_at, order.stage) == ("Самоцвет", "c-1", START, "created")


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"number,created_at\n\xff,\xfe", b"colour\nred"])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "orders.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_events", file)


@pytest.mark.django_db
def test_progress_is_told_after_every_batch() -> None:
    lines = json_lines(json.dumps(order_event("updated", id=str(n))).encode() for n in range(2_500))
    told = [(step.lines, step.accepted) for step in import_events(lines, actor=system_actor("test"), received_at=NOW)]
    assert told == [(1_000, 1_000), (2_000, 2_000), (2_500, 2_500)]


@pytest.mark.django_db
def test_rejected_events_are_taken_when_what_was_wrong_has_passed() -> None:
    early = order_event("created", NOW + hours(30))
    ingest_events([early, 5, order_event("lost", id="never")], actor=system_actor("test"), received_at=NOW)
    assert Rejection.objects.filter(resolved_at=None).count() == 3
    out, err = run("replay_rejected", "--code", "invalid_time")
    assert "0 accepted, 0 known already, 1 still rejected" in out and "invalid_time" in err
    result = replay_rejected(actor=system_actor("test"), received_at=NOW + hours(10))
    assert (result.accepted, len(result.rejected)) == (1, 2)
    assert Order.objects.get().number == NUMBER
    assert Rejection.objects.filter(resolved_at=None).count() == 2
    assert set(Rejection.objects.values_list("times", "code")) == {(2, "invalid_time"), (2, "invalid_event"), (2, "unknown_type")}
