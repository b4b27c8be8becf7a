"""api.md, "Events", over the running portal."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.live.asking import Api
from tests.live.events import NOW, ago, complaint, deployment, new_number, order

URL = "/api/v1/events/"
BATCH, STRUCTURED = "application/cloudevents-batch+json", "application/cloudevents+json"
MIB = 1 << 20


def viewed(api: Api, number: str) -> Any:
    answer = api.get(f"/api/v1/orders/{number}/", "engineer")
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.parametrize(
    ("content_type", "wrap"),
    [(STRUCTURED, False), (BATCH, True), ("application/json", False), ("application/json", True), (f"{BATCH}; charset=utf-8", True)],
)
def test_what_was_accepted_is_visible_to_the_next_get(content_type: str, wrap: bool, api: Api) -> None:
    number = new_number()
    event = order("created", number, channel="shop")
    answer = api.post(URL, "collector", [event] if wrap else event, content_type)
    assert (answer.status, answer.json) == (202, {"accepted": 1, "duplicates": 0, "rejected": []})
    assert (viewed(api, number)["channel"], viewed(api, number)["stage"]) == ("shop", "created")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/cloudevents+xml", "multipart/form-data"])
def test_other_types_are_415(content_type: str, api: Api) -> None:
    assert api.post(URL, "collector", [], content_type).refusal == (415, "unsupported_media_type")


@pytest.mark.parametrize("body", [b"", b"{", b"7", b"null", b'"x"', b"\xff\xfe", b"[1,"])
def test_a_body_that_is_no_object_and_no_array_is_400(body: bytes, api: Api) -> None:
    answer = api.ask("POST", URL, "collector", body, Content_Type=BATCH)
    assert answer.refusal == (400, "invalid_input")
    assert list(answer.json["errors"]) == [""]


def test_eight_mib_fit_and_no_more(api: Api) -> None:
    fits = b"[" + b" " * (8 * MIB - 2) + b"]"
    assert api.ask("POST", URL, "collector", fits, Content_Type=BATCH).status == 202
    assert api.ask("POST", URL, "collector", fits + b" ", Content_Type=BATCH).refusal == (413, "too_large")
    assert api.ask("POST", URL, "collector", fits * 4, Content_Type=BATCH).refusal == (413, "too_large")
    assert api.ask("POST", URL, "collector", [b" " * MIB] * 9, Content_Type=BATCH).refusal == (413, "too_large")


def test_a_chunked_body_is_read_in_full(api: Api) -> None:
    number = new_number()
    body = json.dumps([order("created", number)]).encode()
    answer = api.ask("POST", URL, "collector", [body[:50], body[50:]], Content_Type=BATCH)
    assert (answer.status, answer.json["accepted"]) == (202, 1)
    assert viewed(api, number)["number"] == number


def test_the_same_content_is_a_duplicate_however_it_is_spelled_and_other_content_a_conflict(api: Api) -> None:
    number = new_number()
    event = order("created", number, channel="shop", total={"amount": "12500.00", "currency": "RUB"}, x=1.0)
    assert api.send(event, event) == {"accepted": 1, "duplicates": 1, "rejected": []}
    respelled = json.dumps(dict(reversed(event.items())) | {"data": event["data"] | {"x": 1}}, ensure_ascii=True, indent=3).encode()
    answer = api.ask("POST", URL, "collector", respelled, Content_Type=STRUCTURED)
    assert answer.json == {"accepted": 0, "duplicates": 1, "rejected": []}
    told = api.send(event | {"data": event["data"] | {"channel": "partner"}})
    assert (told["accepted"], told["duplicates"]) == (0, 0)
    (rejected,) = told["rejected"]
    assert (rejected["index"], rejected["id"], rejected["code"]) == (0, event["id"], "conflict")
    assert rejected["detail"]
    assert viewed(api, number)["channel"] == "shop"


def test_a_rejected_id_may_be_sent_again(api: Api) -> None:
    number = new_number()
    good = order("created", number)
    bad = good | {"subject": "AL-1", "data": {"number": "AL-1"}}
    assert [one["code"] for one in api.send(bad)["rejected"]] == ["invalid_number"]
    assert api.send(good)["accepted"] == 1


def without(event: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != key}


PAID = order("paid", "AL-77999999")
REJECTED: list[tuple[object, str]] = [
    (PAID | {"type": "com.alexandrite.order.lost"}, "unknown_type"),
    (PAID | {"type": "com.alexandrite.invoice"}, "unknown_type"),
    (without(PAID, "subject"), "number_missing"),
    (PAID | {"data": {}}, "number_missing"),
    (PAID | {"subject": "AL-77999998"}, "number_mismatch"),
    (PAID | {"subject": "al-77999999", "data": {"number": "al-77999999"}}, "invalid_number"),
    (PAID | {"subject": "AL-123", "data": {"number": "AL-123"}}, "invalid_number"),
    (PAID | {"subject": "AL-" + "1" * 13, "data": {"number": "AL-" + "1" * 13}}, "invalid_number"),
    (without(PAID, "time"), "invalid_event"),
    (PAID | {"time": "yesterday"}, "invalid_time"),
    (PAID | {"time": "2026-11-01T00:00:00"}, "invalid_time"),
    (PAID | {"time": "1999-12-31T23:59:59Z"}, "invalid_time"),
    (PAID | {"time": ago(days=-1, minutes=-10).isoformat()}, "invalid_time"),
    (PAID | {"specversion": "0.3"}, "invalid_event"),
    (PAID | {"id": ""}, "invalid_event"),
    (PAID | {"source": ""}, "invalid_event"),
    (PAID | {"data": {"number": "AL-77999999", "total": {"amount": "-1", "currency": "RUB"}}}, "invalid_data"),
    (PAID | {"data": {"number": "AL-77999999", "items": "ring"}}, "invalid_data"),
    (order("operation", "AL-77999999"), "invalid_data"),
    (order("operation", "AL-77999999", operation={"name": "polish", "status": "done"}), "invalid_data"),
    (complaint("where?", number="AL-77999999") | {"data": {"text": "where?", "number": "AL-77999998"}}, "number_mismatch"),
    (complaint("") | {"data": {}}, "invalid_data"),
    (deployment() | {"subject": "AL-77999999"}, "number_mismatch"),
    (deployment(service="mes-api", version="1", number="AL-77999999"), "number_mismatch"),
    (deployment(version="1"), "invalid_data"),
    (7, "invalid_event"),
    (None, "invalid_event"),
    ([], "invalid_event"),
]


def test_each_rule_rejects_with_its_code_and_the_answer_is_still_202(api: Api) -> None:
    told = api.send(*(event for event, _ in REJECTED))
    assert (told["accepted"], told["duplicates"]) == (0, 0)
    assert [(one["index"], one["code"]) for one in told["rejected"]] == list(enumerate(code for _, code in REJECTED))
    assert all(set(one) == {"index", "id", "code", "detail"} and one["detail"].endswith(".") for one in told["rejected"])


def test_what_the_rules_allow_is_taken(api: Api) -> None:
    number = new_number()
    api.send(order("created", number))
    allowed = [
        complaint("Где заказ?"),
        complaint("Где заказ?", number=number),
        without(complaint("Где заказ?", number=number), "subject") | {"data": {"text": "Где заказ?", "number": number}},
        deployment(),
        order("updated", number, ago(days=-0.9), unknown={"kept": [1, None]}),
        order("updated", number) | {"time": "2000-01-01T00:00:00Z", "extension": "x"},
        order("created", "AL-" + "7" * 12),
    ]
    assert api.send(*allowed)["accepted"] == len(allowed)
    assert len(viewed(api, number)["complaints"]) == 2


def test_facts_merge_field_by_field_and_stages_keep_their_first_entry(api: Api) -> None:
    number, customer = new_number(), uuid4().hex
    events = [
        order("created", number, ago(hours=9), channel="shop", customer={"id": customer, "name": "Анна Петрова"}, priority="low"),
        order("paid", number, ago(hours=8), service="shop-api", operator="Иван"),
        order("files_uploaded", number, ago(hours=6)),
        order("files_uploaded", number, ago(hours=7)),
        order("updated", number, ago(hours=1), priority="high"),
        order("updated", number, ago(hours=2), priority="normal", customer={"id": customer, "phone": "+7 916 555-00-01"}),
        order("updated", number, ago(hours=3), total={"amount": 99.5, "currency": "rub"}, partner={"name": "Ювелир", "reference": "R-1"}),
        *(
            order("operation", number, ago(minutes=minutes), operation={"name": "polish", "status": status})
            for minutes, status in [(50, "planned"), (30, "started"), (40, "started"), (20, "failed"), (10, "finished")]
        ),
    ]
    assert api.send(*reversed(events))["accepted"] == len(events)
    seen = viewed(api, number)
    assert (seen["priority"], seen["channel"], seen["partner"], seen["total"]) == (
        "high",
        "shop",
        "Ювелир",
        {"amount": "99.50", "currency": "RUB"},
    )
    assert seen["customer"] == {"id": customer, "name": "Анна П.", "phone": "+7 ••• •••-00-01", "email": None, "address": None}
    assert [(stage["stage"], stage["anomaly"]) for stage in seen["stages"]] == [
        ("created", False),
        ("paid", False),
        ("files_uploaded", True),
    ]
    assert seen["stages"][2]["entered_at"] == told(ago(hours=7)) == seen["stages"][1]["left_at"]
    assert (seen["stages"][1]["service"], seen["stages"][1]["operator"]) == ("shop-api", "Иван")
    assert seen["operations"] == [
        {
            "name": "polish",
            "status": "finished",
            "operator": None,
            "started_at": told(ago(minutes=40)),
            "finished_at": told(ago(minutes=20)),
        }
    ]


def told(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000000Z"


def test_a_deployment_is_a_mark_on_the_orders_around_it(api: Api) -> None:
    number, version = new_number(), uuid4().hex[:8]
    assert api.send(order("created", number, ago(hours=1)), deployment(service="shop-api", version=version))["accepted"] == 2
    marks = api.get(f"/api/v1/orders/{number}/timeline/", "engineer").json["marks"]
    assert ("deployment", f"shop-api {version}", str(int(NOW.timestamp()) * 10**9)) in [
        (mark["kind"], mark["title"], mark["time_ns"]) for mark in marks
    ]
