"""`GET orders/{number}/` and the rows of a search by role (api.md, `Order`, `OrderRow`), over the running portal."""

import json
import re
from typing import Any

import pytest

from tests.live.asking import Api
from tests.live.events import ago, complaint, new_number, order
from tests.running import Portal

ROW = {
    *("number", "channel", "partner", "stage", "stage_since", "waits_for", "waits_on", "deadline_at", "stuck", "at_risk", "late"),
    *("promised_at", "created_at", "customer", "findings", "matched_by", "why"),
}
OWN = {"priority", "items", "total", "operations", "stages", "complaints", "incidents", "known_from"}
FINDING = {"code", "service", "severity", "sentence", "story", "evidence", "confidence", "who_acts", "since", "also_orders"}
STAGE = {"stage", "entered_at", "left_at", "service", "operator", "anomaly"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
WAITS_FOR = {"files", "price", "confirmation", "payment", "operator", "piece", "handover", "delivery", None}
WHO = {"customer", "company", "carrier", None}
PERSON = {
    "id": "C-live",
    "name": "Ольга Воронцова",
    "phone": "8 (916) 555-41-17",
    "email": "olga.voron@example.org",
    "address": {"city": "Тверь", "street": "ул. Советская", "house": "4", "flat": "77", "postcode": "170100"},
}


def broken(portal: Portal, code: str = "pricing_timeout") -> str:
    """The number of an order in which a fault has not ended."""
    return [line["order"] for line in portal.truth() if line["code"] == code and line["to"] is None][-1]


def viewed(api: Api, number: str, who: str = "support", **headers: str) -> Any:
    answer = api.get(f"/api/v1/orders/{number}/", who, **headers)
    assert answer.status == 200, answer.body
    return answer.json


def test_a_row_has_the_keys_and_values_of_its_description(api: Api) -> None:
    rows = api.search("engineer", limit=100)["results"]
    for row in rows:
        assert set(row) == ROW
        assert row["waits_for"] in WAITS_FOR and row["waits_on"] in WHO
        assert (row["why"], row["matched_by"]) == (None, [])
        assert all(type(row[flag]) is bool for flag in ("stuck", "at_risk", "late"))
        assert all(
            row[name] is None or INSTANT.fullmatch(row[name]) for name in ("stage_since", "deadline_at", "promised_at", "created_at")
        )
        if row["customer"] is not None:
            assert set(row["customer"]) == {"name", "city"} and re.fullmatch(r"\S+ \S\.?", row["customer"]["name"])


@pytest.mark.parametrize("who", ["support", "engineer", "devops"])
def test_an_order_has_its_rows_keys_and_its_own(who: str, api: Api, portal: Portal) -> None:
    seen = viewed(api, broken(portal), who)
    assert set(seen) == ROW | OWN
    assert set(seen["customer"]) == {"id", "name", "phone", "email", "address"}
    assert set(seen["stages"][0]) == STAGE
    assert all(set(item) == {"sku", "name", "quantity", "material"} for item in seen["items"])
    assert (seen["known_from"], seen["incidents"], seen["why"]) == ("both", [], None)
    (finding,) = seen["findings"]
    assert set(finding) == FINDING
    assert (finding["code"], finding["severity"], finding["confidence"], finding["who_acts"]) == (
        "pricing_timeout",
        "error",
        "high",
        "company",
    )
    assert INSTANT.fullmatch(finding["since"]) and type(finding["also_orders"]) is int
    assert all(set(piece) == {"kind", "ref", "text"} for piece in finding["evidence"])


def test_a_manager_sees_number_stage_times_and_money(api: Api, portal: Portal) -> None:
    number = broken(portal)
    seen = viewed(api, number, "manager")
    assert set(seen) == ROW - {"customer", "findings"} | {"stages", "total"}
    assert all(set(stage) == STAGE - {"operator"} for stage in seen["stages"])
    (row,) = api.search("manager", text=number)["results"]
    assert set(row) == ROW - {"customer", "findings"}


@pytest.mark.parametrize("who", ["security", "admin", "collector"])
def test_others_are_told_which_permission_is_missing(who: str, api: Api) -> None:
    answer = api.get("/api/v1/orders/AL-100001/", who)
    assert answer.refusal == (403, "not_allowed")
    assert answer.json["permission"] == "orders.read"


@pytest.mark.parametrize("who", ["support", "engineer", "devops", "manager"])
def test_nothing_personal_is_shown_in_clear(who: str, api: Api) -> None:
    number = new_number()
    text = "Позвоните 8 916 555-41-17 или напишите olga.voron@example.org, карта 4111 1111 1111 1111"
    api.send(order("created", number, ago(hours=1), customer=PERSON), complaint(text, number=number, customer=PERSON))
    shown = [viewed(api, number, who), api.search(who, text=number)["results"]]
    raw = json.dumps(shown, ensure_ascii=False)
    for value in ("Воронцова", "9165554117", "555-41-17", "olga.voron", "Советская", "170100", "4111"):
        assert value not in raw
    if who != "manager":
        card = {"id": "C-live", "name": "Ольга В.", "phone": "+7 ••• •••-41-17", "email": "o••••@example.org", "address": "Тверь"}
        assert shown[0]["customer"] == card
        (told,) = shown[0]["complaints"]
        assert set(told) == {"id", "time", "channel", "text", "state"}
        assert re.fullmatch("Позвоните .+ или напишите .+, карта .+", told["text"])


def test_what_is_unknown_is_null_and_lists_are_empty(api: Api) -> None:
    number = new_number()
    api.send(order("updated", number))
    seen = viewed(api, number)
    unknown = ("channel", "partner", "promised_at", "customer", "priority", "total", "why")
    assert {seen[name] for name in unknown} == {None}
    assert all(seen[name] == [] for name in ("items", "operations", "complaints", "findings", "incidents", "matched_by"))
    assert seen["known_from"] == "events"


@pytest.mark.parametrize("path", ["", "timeline/"])
@pytest.mark.parametrize("number", ["AL-100010000", "AL-999999", "nonsense", "al-100001", "AL-100001%20", "%00", "%D1%8F" * 300])
def test_a_number_that_nothing_knows_is_404_with_suggestions(path: str, number: str, api: Api) -> None:
    answer = api.get(f"/api/v1/orders/{number}/{path}", "engineer")
    assert answer.refusal == (404, "not_found")
    suggestions = answer.json["suggestions"]
    assert isinstance(suggestions, list) and all(re.fullmatch(r"AL-\d{4,12}", near) for near in suggestions)
    if number == "AL-100010000":
        assert "AL-100010" in suggestions or "AL-100100" in suggestions


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The price was never calculated, and nobody was told."),
        ("ru-RU,ru;q=0.9", "Цену так и не посчитали, и об этом никто не узнал."),
        ("fr, ru;q=0.5", "Цену так и не посчитали, и об этом никто не узнал."),
        ("de", "The price was never calculated, and nobody was told."),
    ],
)
def test_sentences_follow_accept_language_and_keys_do_not(language: str, sentence: str, api: Api, portal: Portal) -> None:
    number = broken(portal)
    seen = viewed(api, number, Accept_Language=language)
    assert (seen["findings"][0]["sentence"], seen["findings"][0]["code"]) == (sentence, "pricing_timeout")
    timeline = api.get(f"/api/v1/orders/{number}/timeline/", "support", Accept_Language=language).json
    assert timeline["findings"][0]["sentence"] == sentence
    missing = api.get("/api/v1/orders/AL-999999/", "support", Accept_Language=language).json
    assert (missing["title"], missing["detail"]) == ("Not found", "There is no order with this number.")
