"""`GET audit/entries/` and what every lookup leaves there (api.md), over the running portal."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.live.asking import Api

URL = "/api/v1/audit/entries/"
ENTRY = {"entry", "time", "phase", "actor", "roles", "action", "object", "result", "reason", "request_id", "address"}
ORDER = "/api/v1/orders/AL-100001/"
SEARCH = "/api/v1/orders/search/"


def entries(api: Api, who: str = "security", **query: object) -> Any:
    answer = api.get(URL, who, query)
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.parametrize(
    ("method", "path", "who", "status", "action", "object", "result"),
    [
        ("POST", SEARCH, "support", 200, "order.searched", "search:", "granted"),
        ("POST", SEARCH, "manager", 200, "order.searched", "search:", "granted"),
        ("POST", SEARCH, "admin", 403, "order.searched", "search:", "denied"),
        ("GET", ORDER, "support", 200, "order.viewed", "order:AL-100001", "granted"),
        ("GET", ORDER, "manager", 200, "order.viewed", "order:AL-100001", "granted"),
        ("GET", ORDER, "security", 403, "order.viewed", "order:AL-100001", "denied"),
        ("GET", ORDER, "engineer telemetry:read", 403, "order.viewed", "order:AL-100001", "denied"),
        ("GET", "/api/v1/orders/AL-999999/", "support", 404, "order.viewed", "order:AL-999999", "error"),
        ("GET", f"{ORDER}timeline/", "engineer", 200, "timeline.viewed", "order:AL-100001", "granted"),
        ("GET", f"{ORDER}timeline/", "support", 200, "timeline.viewed", "order:AL-100001", "granted"),
        ("GET", f"{ORDER}timeline/", "manager", 403, "timeline.viewed", "order:AL-100001", "denied"),
        ("GET", URL, "devops", 200, "audit.viewed", "entries:", "granted"),
        ("GET", URL, "collector", 403, "audit.viewed", "entries:", "denied"),
        ("GET", "/api/v1/sources/", "support", 403, "access.refused", "route:api-sources", "denied"),
        ("POST", "/otlp/v1/traces", "engineer", 403, "access.refused", "route:otlp", "denied"),
    ],
)
def test_a_request_leaves_one_attempt_and_one_outcome(
    method: str, path: str, who: str, status: int, action: str, object: str, result: str, api: Api
) -> None:
    request_id = uuid4().hex
    assert api.ask(method, path, who, X_Request_ID=request_id).status == status
    page = entries(api, request_id=request_id)
    assert page["next"] is None and all(set(entry) == ENTRY for entry in page["results"])
    outcome, attempt = page["results"]
    assert [entry["phase"] for entry in (attempt, outcome)] == ["attempt", "outcome"]
    assert (attempt["result"], attempt["reason"], outcome["result"]) == (None, None, result)
    for entry in (attempt, outcome):
        persona = who.split()[0]
        assert (entry["actor"], entry["action"], entry["object"]) == (persona, action, object)
        assert entry["roles"] == ([] if persona == "collector" else [persona])
        assert (entry["request_id"], entry["address"]) == (request_id, "127.0.0.1")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", entry["time"])
    assert attempt["entry"] != outcome["entry"] and attempt["time"] <= outcome["time"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", f"{ORDER}timeline/?adjust=x"), ("PUT", ORDER), ("GET", "/api/v1/nothing/"), ("GET", f"{URL}?to=")]
)
def test_what_was_never_looked_up_leaves_nothing(method: str, path: str, api: Api) -> None:
    request_id = uuid4().hex
    assert api.ask(method, path, "engineer", X_Request_ID=request_id).status in (400, 404, 405)
    assert entries(api, request_id=request_id)["results"] == []


@pytest.mark.parametrize("who", ["support", "engineer", "devops", "manager", "admin"])
def test_roles_other_than_security_get_their_own_entries(who: str, api: Api) -> None:
    api.search(text="кольцо") if who != "admin" else None
    api.get(ORDER, who)
    assert {entry["actor"] for entry in entries(api, who, limit=500)["results"]} == {who}
    assert entries(api, who, actor="security") == {"results": [], "next": None}
    assert len({entry["actor"] for entry in entries(api, limit=500)["results"]}) > 1


def test_what_was_sought_is_not_in_the_record(api: Api) -> None:
    request_id = uuid4().hex
    api.post(SEARCH, "support", {"text": "+7 916 000-41-17, Звонарёва"}, X_Request_ID=request_id)
    raw = api.get(URL, "security", {"request_id": request_id}).body.decode()
    assert "41-17" not in raw and "4117" not in raw and "Звонар" not in raw


def test_filters_and_cursors_lead_newest_first_through_what_matches(api: Api) -> None:
    for _ in range(3):
        api.get(ORDER, "support")
    asked = {"actor": "support", "action": "order.viewed", "object": "order:AL-100001"}
    first = entries(api, **asked, limit=2)
    second = entries(api, **asked, limit=2, cursor=first["next"])
    together = entries(api, **asked, limit=4)["results"]
    assert first["results"] + second["results"] == together
    assert [entry["time"] for entry in together] == sorted((entry["time"] for entry in together), reverse=True)
    assert {(entry["actor"], entry["action"], entry["object"]) for entry in together} == {("support", "order.viewed", "order:AL-100001")}
    newest, oldest = together[0]["time"], together[-1]["time"]
    between = entries(api, **asked, **{"from": oldest, "to": newest})["results"]
    assert together[0] not in between and together[-1] in between


@pytest.mark.parametrize("name", ["from", "to", "limit", "cursor", "nothing"])
@pytest.mark.parametrize("text", ["", "x"])
def test_bad_input_is_400_by_field(name: str, text: str, api: Api) -> None:
    answer = api.get(URL, "security", {name: text})
    assert answer.refusal == (400, "invalid_input")
    assert list(answer.json["errors"]) == [name]
