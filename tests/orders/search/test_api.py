"""`POST /api/v1/orders/search/` as api.md says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.orders.jsonable import instant
from apps.orders.models import Finding
from tests.orders.search.conftest import SATURDAY
from tests.personas import Trail

pytestmark = [pytest.mark.django_db(databases=["default", "audit"]), pytest.mark.usefixtures("company")]
URL = "/api/v1/orders/search/"
ROW_KEYS = {
    "number", "channel", "partner", "stage", "stage_since", "waits_for", "waits_on", "deadline_at", "stuck", "at_risk", "late",
    "promised_at", "created_at", "customer", "findings", "matched_by", "why",
}  # fmt: skip
Bearer = Callable[..., Client]


def post(client: Client, body: object, **headers: str) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(URL, data=data, content_type="application/json", headers=headers)


def test_the_answer_has_the_shape_that_stays(bearer: Bearer) -> None:
    answer = post(bearer("support"), {"text": "Ольга, кольцо, +7 916 123-41-17"})
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"results", "next", "understood", "certain", "answered_by", "attempts"}
    assert set(body["results"][0]) == ROW_KEYS
    assert body["results"][0]["customer"] == {"name": "Ольга В.", "city": "Тверь"}
    assert body["results"][0]["created_at"] == instant(SATURDAY) == "2026-11-21T09:40:00.000000Z"
    assert set(body["understood"]) == {
        "order_numbers", "phones", "emails", "names", "streets", "references", "trace_ids", "items", "cities", "amounts", "dates", "words",
    }  # fmt: skip
    assert body["understood"]["phones"] == [{"text": "+7 916 123-41-17", "from": 15, "to": 31, "value": "+79161234117"}]
    assert (body["certain"], body["answered_by"], body["next"], body["attempts"]) == (True, "exact", None, [])


@pytest.mark.parametrize("body", [{}, {"text": None}, {"text": ""}, {"filters": {}}, {"filters": None, "limit": None, "cursor": None}])
def test_every_key_is_optional_and_without_a_text_the_newest_come_first(bearer: Bearer, body: dict[str, object]) -> None:
    answer = post(bearer("engineer"), body).json()
    assert [row["number"] for row in answer["results"]][:2] == ["AL-104233", "AL-104190"]
    assert answer["answered_by"] is None


@pytest.mark.parametrize(
    "body,field",
    [
        ({"texts": "x"}, "texts"),
        ({"text": 5}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": True}, "limit"),
        ({"limit": "5"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": 7}, "cursor"),
        ({"cursor": "x" * 501}, "cursor"),
        ({"filters": []}, "filters"),
        ({"filters": {"stages": []}}, "filters.stages"),
        ({"filters": {"stage": "created"}}, "filters.stage"),
        ({"filters": {"stage": ["lost"]}}, "filters.stage"),
        ({"filters": {"stage": [[]]}}, "filters.stage"),
        ({"filters": {"stuck": 1}}, "filters.stuck"),
        ({"filters": {"created_from": "yesterday"}}, "filters.created_from"),
        ({"filters": {"created_to": "0001-01-01T00:00:00+23:00"}}, "filters.created_to"),
        ({"filters": {"channel": ["shop"]}}, "filters.channel"),
        ([], ""),
        ("{", ""),
        ("[" * 100_000, ""),
        (b'{"text": "\\ud800"}', ""),
        (b'{"text": "\xff"}', ""),
        ("null", ""),
    ],
)
def test_what_is_not_asked_for_rightly_is_refused_by_field(bearer: Bearer, body: object, field: str, trail: Trail) -> None:
    answer = post(bearer("support"), body)
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["code"] == "invalid_input" and list(problem["errors"]) == [field] and problem["errors"][field]


def test_a_date_alone_is_its_midnight_in_the_portals_zone(bearer: Bearer) -> None:
    answer = post(bearer("support"), {"filters": {"created_from": "2026-11-21", "created_to": "2026-11-22"}}).json()
    assert [row["number"] for row in answer["results"]] == ["AL-104233", "AL-104190"]


@pytest.mark.parametrize("size", [66_000, 1_000_000])
def test_a_text_that_is_too_long_is_refused_in_words(bearer: Bearer, size: int) -> None:
    answer = post(bearer("support"), {"text": "я" * (size // 2)})
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large" and "64 KiB" in answer.json()["detail"]


def test_the_longest_text_is_searched(bearer: Bearer) -> None:
    text = "Где заказ AL-104233? "
    answer = post(bearer("support"), {"text": text + "ы" * ((64 * 1024 - len(text.encode())) // 2)})
    assert [row["number"] for row in answer.json()["results"]] == ["AL-104233"]


def test_a_post_without_any_body_is_an_empty_question(bearer: Bearer) -> None:
    client = bearer("support")
    assert client.generic("POST", URL, b"", content_type="").json()["results"] == post(client, {}).json()["results"]
    assert client.generic("POST", URL, b"{}", content_type="").status_code == 415


def test_other_types_and_methods_are_refused(bearer: Bearer) -> None:
    client = bearer("support")
    assert client.post(URL, data="text=x", content_type="application/x-www-form-urlencoded").status_code == 415
    assert client.get(URL).status_code == 405
    assert client.post(URL, data="{}", content_type="application/json", headers={"Transfer-Encoding": "chunked"}).status_code == 411


@pytest.mark.parametrize(
    "persona,status",
    [("support", 200), ("engineer", 200), ("devops", 200), ("manager", 200), ("security", 403), ("admin", 403), ("stranger", 403)],
)
def test_who_may_search(bearer: Bearer, persona: str, status: int, trail: Trail) -> None:
    answer = post(bearer(persona), {"text": "AL-104233"})
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["permission"] == "orders.search"
    result = "granted" if status == 200 else "denied"
    assert trail.told() == [("attempt", persona, "order.searched", ""), ("outcome", persona, "order.searched", result)]


def test_no_body_at_all_is_an_empty_question(bearer: Bearer) -> None:
    answer = bearer("support").generic("POST", URL, content_type="")
    assert answer.status_code == 200 and len(answer.json()["results"]) == 5


def test_a_scope_narrows(bearer: Bearer) -> None:
    assert post(bearer("support", ["orders:read"]), {"text": "AL-104233"}).status_code == 200
    assert post(bearer("support", ["telemetry:read"]), {"text": "AL-104233"}).status_code == 403
    assert post(Client(), {"text": "AL-104233"}).status_code == 401


def test_a_managers_row_holds_no_customer_and_no_findings(bearer: Bearer) -> None:
    (row,) = post(bearer("manager"), {"text": "AL-104233"}).json()["results"]
    assert set(row) == ROW_KEYS - {"customer", "findings"}


def test_reasons_follow_the_language_of_the_reader(bearer: Bearer) -> None:
    client = bearer("support")
    russian = post(client, {"text": "AL-104233"}, **{"Accept-Language": "ru"}).json()["results"][0]["why"]
    assert russian == "Этот номер есть в тексте."


def test_pages_go_on_by_cursor(bearer: Bearer) -> None:
    client, found, cursor = bearer("support"), [], None
    for _ in range(5):
        page = post(client, {"limit": 1, "cursor": cursor}).json()
        found += [row["number"] for row in page["results"]]
        cursor = page["next"]
    assert found == ["AL-104233", "AL-104190", "AL-10010", "AL-1001", "AL-98114"] and cursor is None


def test_attempts_that_never_got_a_number_come_with_the_customer(bearer: Bearer) -> None:
    said = {"msgid": "", "params": {}}
    row = Finding(subject="customer:c-19", code="create_failed", severity="error", sentence=said, story=said, confidence="high")
    row.who_acts, row.since, row.computed_at = "company", SATURDAY, SATURDAY
    row.save()
    answer = post(bearer("support"), {"text": "8 926 111-22-33"}).json()
    assert answer["attempts"] == [{"customer_id": "c-19", "time_ns": "1795254000000000000", "trace_id": None, "finding": "create_failed"}]
