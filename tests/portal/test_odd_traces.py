"""Traces as broken senders send them, the whole way: OTLP door → store → order page, timeline as JSON, as geometry, as a plain table."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.core.catalogue import SourceEntry
from apps.core.clock import now_ns
from portal.telemetry_store import telemetry_store
from tests.orders.samples import NUMBER, START, order_event

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

HOUR = 3_600 * 10**9
TRACE = "0af7651916cd43dd8448eb211c80319c"
ONLY_IN_TELEMETRY = "AL-777001"
DEEP = 20_000
IN_2100 = 4_102_444_800 * 10**9
Spans = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.TELEMETRY_STORE = tmp_path / "telemetry.sqlite3"
    settings.CATALOGUE = replace(settings.CATALOGUE, sources=(SourceEntry("store", "embedded", "", 10.0, {}),))
    yield
    telemetry_store().close()


def span(id: int, parent: int = 0, *, start: int | None = None, lasts: int = 1_000_000, **more: Any) -> dict[str, Any]:
    at = now_ns() - HOUR + id * 1_000 if start is None else start
    made = {
        "traceId": TRACE,
        "spanId": f"{id:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": f"step {id}",
        "kind": 2,
        "startTimeUnixNano": str(at),
        "endTimeUnixNano": str(at + lasts if at else 0),
        "attributes": [],
    }
    return made | more


def of_order(number: str) -> dict[str, Any]:
    return {"key": "order.id", "value": {"stringValue": number}}


def chain() -> Spans:
    return [span(place, place - 1) for place in range(1, DEEP + 1)]


SHAPES: dict[str, tuple[Callable[[], Spans], int, set[str]]] = {
    "a parent cycle": (lambda: [span(1, 3), span(2, 1), span(3, 2)], 3, {"cycle"}),
    "its own parent": (lambda: [span(1), span(2, 2)], 2, {"cycle"}),
    "one id, other content": (lambda: [span(1), span(2, 1), span(2, 1, name="another", lasts=5_000_000)], 3, {"duplicate"}),
    "one id three times the same": (lambda: [span(1)] + [span(2, 1, start=now_ns() // HOUR * HOUR - HOUR)] * 3, 2, set()),
    "orphans": (lambda: [span(1), span(2, 99), span(3, 98)], 3, {"orphan"}),
    "no start": (lambda: [span(1), span(2, 1, start=0)], 2, {"no_start"}),
    "1970": (lambda: [span(1), span(2, 1, start=1_000_000_000)], 2, set()),
    "2100": (lambda: [span(1), span(2, 1, start=IN_2100)], 2, set()),
    "only 1970": (lambda: [span(1, start=1_000_000_000)], 1, set()),
    "only 2100": (lambda: [span(1, start=IN_2100)], 1, set()),
    "past 64 bits": (lambda: [span(1), span(2, 1, start=2**64 - 2, lasts=1)], 2, set()),
    "an end before the start": (lambda: [span(1), span(2, 1, lasts=-5_000_000)], 2, set()),
}


def send(bearer: Callable[..., Client], spans: Spans, number: str) -> dict[str, Any]:
    spans[0]["attributes"] = [of_order(number)]
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop-api"}}]}
    body = json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]})
    answer = bearer("collector").post("/otlp/v1/traces", body, content_type="application/json")
    assert answer.status_code == 200, answer.content[:300]
    told: dict[str, Any] = answer.json()
    return told


def all_spans(client: Client, number: str) -> Spans:
    """Page by page."""
    found: Spans = []
    cursor: str | None = "0"
    while cursor is not None:
        answer = client.get(f"/api/v1/orders/{number}/timeline/?spans_cursor={cursor}")
        assert answer.status_code == 200
        told = answer.json()
        found += told["spans"]
        cursor = told["next"]["spans"]
    assert told["totals"]["spans"] == len(found)
    return found


@pytest.mark.parametrize("number", [NUMBER, ONLY_IN_TELEMETRY])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_shows_it(shape: str, number: str, order: str, bearer: Callable[..., Client], client_of: Callable[..., Client]) -> None:
    make, count, problems = SHAPES[shape]
    sent = make()
    assert send(bearer, sent, number) == {}
    engineer = client_of("engineer")
    shown = all_spans(engineer, number)
    assert len(shown) == count
    assert {span["span_id"] for span in shown} == {span["spanId"] for span in sent}
    assert problems <= {problem for span in shown for problem in span["problems"]}
    for address in (f"/orders/{number}/", f"/api/v1/orders/{number}/", f"/orders/{number}/timeline/geometry"):
        for persona in ("engineer", "support"):
            assert client_of(persona).get(address).status_code == 200, address
    table = engineer.get(f"/orders/{number}/?script=off")
    assert table.status_code == 200
    assert "step 1" in table.text
    assert engineer.get(f"/orders/{number}/timeline/rows/s0").status_code == 200
    assert engineer.get(f"/api/v1/orders/{number}/timeline/?adjust=none").status_code == 200


def test_a_chain_of_20000_is_shown_to_its_end(bearer: Callable[..., Client], client_of: Callable[..., Client]) -> None:
    assert send(bearer, chain(), ONLY_IN_TELEMETRY) == {}
    engineer = client_of("engineer")
    told = engineer.get(f"/api/v1/orders/{ONLY_IN_TELEMETRY}/timeline/?spans_cursor={DEEP - 2}").json()
    assert (told["totals"]["spans"], told["next"]["spans"]) == (DEEP, None)
    assert [(span["operation"], span["depth"]) for span in told["spans"]] == [(f"step {DEEP - 1}", DEEP - 2), (f"step {DEEP}", DEEP - 1)]
    assert engineer.get(f"/orders/{ONLY_IN_TELEMETRY}/timeline/geometry").status_code == 200
    assert engineer.get(f"/orders/{ONLY_IN_TELEMETRY}/").status_code == 200
    assert f"step {DEEP}" in engineer.get(f"/orders/{ONLY_IN_TELEMETRY}/?script=off&rows={DEEP - 100}").text


def test_an_order_that_only_telemetry_knows_is_shown_and_said_so(bearer: Callable[..., Client], client_of: Callable[..., Client]) -> None:
    send(bearer, [span(1)], ONLY_IN_TELEMETRY)
    told = client_of("support").get(f"/api/v1/orders/{ONLY_IN_TELEMETRY}/").json()
    assert (told["known_from"], told["stage"], told["customer"]) == ("telemetry", None, None)
    assert "No event has told Loupe about this order" in client_of("support").get(f"/orders/{ONLY_IN_TELEMETRY}/").text


def test_a_number_is_not_the_longer_one_that_begins_with_it(bearer: Callable[..., Client], client_of: Callable[..., Client]) -> None:
    collector = bearer("collector")
    for number in ("AL-1001", "AL-10010"):
        event = order_event("created", START, number=number)
        assert collector.post("/api/v1/events/", event, content_type="application/cloudevents+json").json()["accepted"] == 1
    send(bearer, [span(1, name="short")], "AL-1001")
    send(bearer, [span(2, name="long", traceId="1" * 32)], "AL-10010")
    for number, name in (("AL-1001", "short"), ("AL-10010", "long")):
        assert [span["operation"] for span in all_spans(client_of("engineer"), number)] == [name]
        assert client_of("engineer").get(f"/api/v1/orders/{number}/").json()["number"] == number


@pytest.mark.parametrize("length", [*range(1, 40), 63, 64, 65, 128, 1_000])
def test_a_trace_id_of_any_length_is_taken_or_refused_and_can_be_sought(
    length: int, bearer: Callable[..., Client], client_of: Callable[..., Client]
) -> None:
    trace_id = ("a1b2c3d4" * 125)[:length]
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span(1, traceId=trace_id, attributes=[of_order(ONLY_IN_TELEMETRY)])]}]}]}
    answer = bearer("collector").post("/otlp/v1/traces", json.dumps(body), content_type="application/json")
    taken = answer.status_code == 200 and answer.json() == {}
    assert taken is (length == 32)
    if not taken:
        assert answer.status_code in (200, 400)
    sought = client_of("engineer").post("/api/v1/orders/search/", {"text": trace_id}, content_type="application/json")
    assert sought.status_code == 200
    assert [row["number"] for row in sought.json()["results"]] == ([ONLY_IN_TELEMETRY] if taken else [])
