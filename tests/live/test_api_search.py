"""`POST orders/search/` of api.md, over the running portal; how well it understands is tests/orders/search/."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.live.asking import Api
from tests.live.events import ago, new_number, order
from tests.running import Portal

URL = "/api/v1/orders/search/"
UNDERSTOOD = {
    *("order_numbers", "phones", "emails", "names", "streets", "references"),
    *("trace_ids", "items", "cities", "amounts", "dates", "words"),
}
NUMBER = new_number()
TRACE_ID = "92f4da7361114498b51ba3d2b7f34c3d"
REFERENCE = "REF-5550298"
DIGITS = "7024026"


@pytest.fixture(scope="module", autouse=True)
def known(api: Api) -> None:
    person = {
        "id": f"C-{DIGITS}",
        "name": "Аглая Звонарёва",
        "phone": f"+7 916 {DIGITS}",
        "email": f"aglaya.{DIGITS}@example.org",
        "address": {"city": "Кострома", "street": "ул. Чайковского"},
    }
    sent = order(
        "created",
        NUMBER,
        ago(days=3),
        channel="partner",
        partner={"name": "Ювелир", "reference": REFERENCE},
        trace_id=TRACE_ID,
        customer=person,
        items=[{"sku": "B-1", "name": "Брошь с ониксом", "quantity": 1}],
        total={"amount": "77123.00", "currency": "RUB"},
    )
    assert api.send(sent)["accepted"] == 1


def first(found: Any) -> Any:
    (row, *_) = [row for row in found["results"] if row["number"] == NUMBER]
    return row


@pytest.mark.parametrize(
    "text",
    [
        *("{number}", "al-{digits}", "AL {digits}", "AL{digits}", "АЛ-{digits}", "al–{digits}", "№{digits}", "№ {digits}"),
        *("заказ {digits}", "Заказ № AL-{digits}, где он?", "order #{digits}", "AL - {digits}", "{digits}"),
    ],
)
def test_a_number_is_found_however_people_write_it(text: str, api: Api) -> None:
    text = text.format(number=NUMBER, digits=NUMBER.removeprefix("AL-"))
    found = api.search(text=text)
    assert [row["number"] for row in found["results"]] == [NUMBER]
    assert (found["certain"], found["answered_by"]) == (True, "exact")
    assert found["results"][0]["matched_by"] == ["order_number"] and found["results"][0]["why"]
    assert found["understood"]["order_numbers"][0]["value"] == NUMBER


@pytest.mark.parametrize(
    ("text", "matched", "answered"),
    [
        (f"тел. 8 (916) {DIGITS}", "phone", "exact"),
        (f"последние цифры {DIGITS[-4:]}", "phone", "part"),
        (f"AGLAYA.{DIGITS}@example.org", "email", "exact"),
        (f"aglaya.{DIGITS}@exmaple.org", "email", "typo"),
        ("Аглае Звонаревой", "name", "words"),
        (f"заказ партнёра {REFERENCE.lower()}", "reference", "exact"),
        (TRACE_ID.upper(), "trace_id", "exact"),
        ("брошь с ониксом", "item", "words"),
        ("брошь с ониксом за 77 123 руб.", "amount", "words"),
        ("брошь с ониксом, Кострома", "city", "words"),
        ("Аглая, улица Чайковского", "street", "words"),
        ("брошь с ониксом, заказывала три дня назад", "date", "words"),
    ],
)
def test_each_kind_of_clue_is_named(text: str, matched: str, answered: str, api: Api) -> None:
    found = api.search(text=text)
    row = first(found)
    assert matched in row["matched_by"] and row["why"]
    assert found["answered_by"] == answered
    assert set(found["understood"]) == UNDERSTOOD


def test_offsets_count_code_points_of_the_text_as_sent(api: Api) -> None:
    text = f"😀 é́ Здравствуйте!\r\nтел. 8 (916) {DIGITS}, почта aglaya.{DIGITS}@example.org"
    understood = api.search(text=text)["understood"]
    pieces = [piece for pieces in understood.values() for piece in pieces]
    assert {"phones", "emails"} <= {key for key, pieces in understood.items() if pieces}
    assert all(set(piece) == {"text", "from", "to", "value"} for piece in pieces)
    assert all(text[piece["from"] : piece["to"]] == piece["text"] for piece in pieces)


@pytest.mark.parametrize(
    "text", [f"8 (916) {DIGITS}", f"aglaya.{DIGITS}@example.org", "Аглая Звонарёва", TRACE_ID, "брошь с ониксом", "Кострома"]
)
def test_for_a_manager_only_numbers_and_references_match(text: str, api: Api) -> None:
    found = api.search("manager", text=text)
    assert (found["results"], found["certain"], found["answered_by"], found["attempts"]) == ([], False, None, [])
    for known in (NUMBER, REFERENCE):
        assert first(api.search("manager", text=known))["number"] == NUMBER


def test_an_order_that_nothing_knows_makes_nothing_certain(api: Api) -> None:
    found = api.search(text="AL-999999999999")
    assert (found["results"], found["certain"]) == ([], False)


def test_creations_without_a_number_are_shown_with_their_customer(api: Api, portal: Portal) -> None:
    failed = next(line for line in portal.truth() if line["code"] == "create_failed" and "customer" in line)
    phone = f"+7 921 {uuid4().int % 10**7:07d}"
    api.send(order("created", new_number(), customer={"id": failed["customer"], "name": "Глафира Ж", "phone": phone}))
    attempts = api.search(text=phone)["attempts"]
    assert all(set(attempt) == {"customer_id", "time_ns", "trace_id", "finding"} for attempt in attempts)
    assert (failed["customer"], "create_failed") in [(attempt["customer_id"], attempt["finding"]) for attempt in attempts]
    assert all(attempt["time_ns"].isdigit() and len(attempt["trace_id"]) == 32 for attempt in attempts)


def test_cursors_lead_through_every_order_once_newest_first(api: Api) -> None:
    numbers: list[str] = []
    times: list[str] = []
    cursor = None
    while True:
        page = api.search("engineer", limit=100, cursor=cursor, filters={"created_to": ago(days=2).isoformat()})
        numbers += [row["number"] for row in page["results"]]
        times += [row["created_at"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(numbers) == len(set(numbers)) > 200
    assert times == sorted(times, reverse=True)


def test_pages_of_a_text_go_on_and_a_cursor_of_another_question_is_400(api: Api) -> None:
    asked = {"text": "кольцо", "limit": 1}
    page = api.search(**asked)
    following = api.search(**asked, cursor=page["next"])
    assert page["results"][0]["number"] != following["results"][0]["number"]
    for other in ({"text": "серьги", "cursor": page["next"]}, {"cursor": page["next"]}, {**asked, "cursor": page["next"] + "x"}):
        answer = api.post(URL, "support", other)
        assert answer.refusal == (400, "invalid_input") and list(answer.json["errors"]) == ["cursor"]


@pytest.mark.parametrize("flag", ["stuck", "at_risk", "late"])
@pytest.mark.parametrize("wanted", [True, False])
def test_flags_filter_by_what_the_rows_say(flag: str, wanted: bool, api: Api) -> None:
    rows = api.search(filters={flag: wanted}, limit=100)["results"]
    assert {row[flag] for row in rows} <= {wanted}
    assert rows or wanted


def test_other_filters_hold_for_every_row(api: Api) -> None:
    partner = api.search(filters={"partner": "Ювелир"}, limit=100)["results"]
    assert NUMBER in [row["number"] for row in partner] and {row["partner"] for row in partner} == {"Ювелир"}
    staged = api.search(filters={"stage": ["created", "shipped"]}, limit=100)["results"]
    assert {row["stage"] for row in staged} <= {"created", "shipped"} and staged
    broken = api.search(filters={"finding": "pricing_timeout"}, limit=100)["results"]
    assert broken and all("pricing_timeout" in row["findings"] for row in broken)
    assert {row["channel"] for row in api.search(filters={"channel": "shop"}, limit=100)["results"]} == {"shop"}
    complained = api.search(filters={"has_complaint": True}, limit=100)["results"]
    assert complained and all(api.get(f"/api/v1/orders/{row['number']}/", "support").json["complaints"] for row in complained[:5])


def test_created_from_is_inclusive_and_created_to_exclusive(api: Api) -> None:
    at = ago(days=3).isoformat()
    ours = {"partner": "Ювелир"}
    assert NUMBER in [row["number"] for row in api.search(filters=ours | {"created_from": at}, limit=100)["results"]]
    assert NUMBER not in [row["number"] for row in api.search(filters=ours | {"created_to": at}, limit=100)["results"]]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"query": "x"}, "query"),
        ({"filters": {"stages": []}}, "filters.stages"),
        ({"filters": {"created_from": ""}}, "filters.created_from"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"text": 1}, "text"),
    ],
)
def test_what_is_not_understood_is_400_by_field(asked: dict[str, object], field: str, api: Api) -> None:
    answer = api.post(URL, "support", asked)
    assert answer.refusal == (400, "invalid_input")
    assert list(answer.json["errors"]) == [field] and answer.json["errors"][field][0].endswith(".")


def test_64_kib_fit_and_no_more(api: Api) -> None:
    assert api.post(URL, "support", {"text": "я" * 32 * 1024}).status == 200
    assert api.post(URL, "support", {"text": "я" * 32 * 1024 + "a"}).refusal == (413, "too_large")
    assert api.post(URL, "support", {"text": "я" * 2048 * 1024}).refusal == (413, "too_large")


def test_bodies_are_json_or_nothing(api: Api) -> None:
    assert api.ask("POST", URL, "support").status == 200
    assert api.ask("POST", URL, "support", b"", Content_Length="0").status == 200
    assert api.ask("POST", URL, "support", b"text=x", Content_Type="application/x-www-form-urlencoded").refusal[0] == 415
    assert api.ask("POST", URL, "support", b"[", Content_Type="application/json").refusal == (400, "invalid_input")
    chunked = api.ask("POST", URL, "support", [json.dumps({"text": NUMBER}).encode()], Content_Type="application/json")
    assert first(chunked.json)["number"] == NUMBER
