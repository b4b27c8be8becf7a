"""Whatever a source writes is text: no page runs it. The `page` fixture fails on any console error or violation of the policy."""

import json
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.running import Portal

NUMBER = "AL-660001"
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>';alert(3)//{{7*7}}{% debug %}"
SHORT = "<img src=x onerror=alert(1)>"
TRACE = "0af7651916cd43dd8448eb211c80319d"


def events(at: str) -> list[dict[str, object]]:
    def event(kind: str, id: str, data: dict[str, object], **more: object) -> dict[str, object]:
        return {"specversion": "1.0", "id": id, "source": SHORT, "type": f"com.alexandrite.{kind}", "time": at, "data": data, **more}

    person = {"id": SHORT, "name": f"{SHORT} {HOSTILE}", "phone": SHORT, "email": f"{SHORT}@x.example", "address": {"city": HOSTILE}}
    order = {
        "number": NUMBER,
        "channel": SHORT,
        "priority": SHORT,
        "partner": {"name": HOSTILE, "reference": SHORT},
        "customer": person,
        "items": [{"sku": HOSTILE, "name": HOSTILE, "quantity": 1, "material": HOSTILE}],
        "total": {"amount": "10", "currency": "<b>"},
        "service": HOSTILE,
        "operator": HOSTILE,
    }
    made = {"number": NUMBER, "operation": {"name": SHORT, "status": "started", "operator": HOSTILE}}
    return [
        event("order.created", "h1", order, subject=NUMBER),
        event("order.operation", "h2", made, subject=NUMBER),
        event("complaint.received", "h3", {"text": f"Где заказ? {HOSTILE}", "channel": SHORT}, subject=NUMBER),
        event("complaint.received", "h4", {"text": f"Где кольцо? {HOSTILE}", "channel": SHORT}),
        event("deployment", "h5", {"service": SHORT, "version": HOSTILE, "by": HOSTILE, "notes": HOSTILE}),
    ]


def named(key: str, value: str) -> dict[str, object]:
    return {"key": key, "value": {"stringValue": value}}


def telemetry(at_ns: int) -> tuple[dict[str, object], dict[str, object]]:
    resource = {"attributes": [named("service.name", HOSTILE), named("host.name", HOSTILE)]}
    carried = [named("order.id", NUMBER), named(HOSTILE, HOSTILE), named("exception.message", HOSTILE), named("error.type", HOSTILE)]
    span = {
        "traceId": TRACE,
        "spanId": "00f067aa0ba902b1",
        "name": HOSTILE,
        "startTimeUnixNano": str(at_ns),
        "endTimeUnixNano": str(at_ns + 10**9),
        "status": {"code": 2, "message": HOSTILE},
        "attributes": carried,
        "events": [{"timeUnixNano": str(at_ns + 5), "name": HOSTILE, "attributes": carried}],
    }
    line = {"timeUnixNano": str(at_ns + 9), "severityNumber": 17, "body": {"stringValue": HOSTILE}, "traceId": TRACE, "attributes": carried}
    traces = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]}
    return traces, {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [line]}]}]}


@pytest.fixture(scope="module")
def hostile(portal: Portal) -> str:
    """An order in which every text that may come from outside is hostile."""
    token = portal.token("collector")
    at = time.time() - 1_800
    traces, logs = telemetry(int(at * 10**9))
    bodies = (
        ("/api/v1/events/", events(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))), "application/cloudevents-batch+json"),
        ("/otlp/v1/traces", traces, "application/json"),
        ("/otlp/v1/logs", logs, "application/json"),
    )
    for path, body, kind in bodies:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        with urllib.request.urlopen(urllib.request.Request(portal.url + path, json.dumps(body).encode(), headers)) as answer:
            assert b'"rejected":[{' not in answer.read()
    return NUMBER


@pytest.mark.parametrize("person", ["support", "engineer"])
def test_no_page_runs_what_a_source_wrote(person: str, hostile: str, portal: Portal, sign_in: Callable[[str], Page]) -> None:
    page = sign_in(person)
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.goto(f"{portal.url}/")
    for address in (f"/orders/{hostile}/?script=off", "/audit/", "/health/", "/api/docs/", f"/orders/{hostile}/"):
        page.goto(portal.url + address)
        page.wait_for_load_state("networkidle")
        assert page.locator("img[src=x]").count() == 0
    for key in ("j", "Enter", "j", "Enter", "j", "Enter"):
        page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
    assert "onerror=alert(1)" in page.inner_text("main")
    assert page.locator("img[src=x]").count() == 0
    page.fill("#seek", f"кольцо {HOSTILE}")
    page.press("#seek", "Enter")
    page.wait_for_url("**/searches/**")
    assert "onerror=alert(1)" in page.inner_text("main")
    assert opened == []
