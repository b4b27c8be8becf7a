import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from apps.accounts.demo.people import PASSWORD
from apps.core.permissions import ROLES
from tests.personas import Trail

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
API = "/api/v1/audit/entries/"
PAGE = "/audit/"
ClientOf = Callable[..., Client]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", [API, PAGE])
def test_every_role_sees_the_record_and_the_looking_is_recorded_once(role: str, address: str, client_of: ClientOf, trail: Trail) -> None:
    assert client_of(role).get(address).status_code == 200
    assert trail.told() == [("attempt", role, "audit.viewed", ""), ("outcome", role, "audit.viewed", "granted")]


def test_a_token_needs_the_scope(bearer: ClientOf, trail: Trail) -> None:
    assert bearer("security", ["audit:read"]).get(API).status_code == 200
    assert bearer("security").get(API).status_code == 200
    refused = bearer("security", ["orders:read"]).get(API)
    assert (refused.status_code, refused.json()["code"], refused.json()["permission"]) == (403, "not_allowed", "audit.read_own")
    assert [entry.result for entry in trail.entries(phase="outcome")] == ["granted", "granted", "denied"]


@pytest.mark.parametrize(("persona", "status"), [("anonymous", 401), ("disabled", 401), ("collector", 403), ("stranger", 403)])
def test_others_are_refused_by_the_api(persona: str, status: int, bearer: ClientOf, client_of: ClientOf, trail: Trail) -> None:
    client = client_of(persona) if persona in ("anonymous", "disabled") else bearer(persona)
    answer = client.get(API)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(trail.entries()) == (0 if status == 401 else 2)


def test_a_stranger_sees_whom_to_ask_and_the_refusal_is_recorded(client_of: ClientOf, trail: Trail) -> None:
    answer = client_of("stranger").get(PAGE)
    assert answer.status_code == 403
    assert "accounts/no_role.html" in [template.name for template in answer.templates]
    assert [entry.result for entry in trail.entries()] == ["", "denied"]


def test_the_answer_has_the_shape_of_the_api(client_of: ClientOf, trail: Trail) -> None:
    client = client_of("security")
    first = client.get(API, headers={"X-Request-ID": "first-request", "User-Agent": "Firefox"})
    answer = client.get(API, {"request_id": first.headers["X-Request-ID"], "limit": "1"}).json()
    (row,) = answer["results"]
    assert _INSTANT.fullmatch(row.pop("time"))
    assert row == {
        "entry": trail.entries()[1].entry,
        "phase": "outcome",
        "actor": "security",
        "roles": ["security"],
        "action": "audit.viewed",
        "object": "entries:",
        "result": "granted",
        "reason": None,
        "request_id": "first-request",
        "address": "127.0.0.1",
    }
    rest = client.get(API, {"request_id": "first-request", "limit": "1", "cursor": answer["next"]}).json()
    assert [row["phase"] for row in rest["results"]] == ["attempt"]


def test_a_list_shows_whole_pairs_and_not_its_own_attempt(client_of: ClientOf) -> None:
    client = client_of("engineer")
    client.get(API)
    rows = client.get(API).json()["results"]
    assert [row["phase"] for row in rows][:2] == ["outcome", "attempt"]
    assert all(sum(row["request_id"] == other["request_id"] for other in rows) == 2 for row in rows[:2])


@pytest.mark.parametrize("query", [{"limit": "0"}, {"cursor": "x"}, {"from": "x"}, {"nothing": "1"}])
def test_bad_input_is_400_and_no_lookup(query: dict[str, str], client_of: ClientOf, trail: Trail) -> None:
    answer = client_of("security").get(API, query)
    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (400, "invalid_input", list(query))
    assert trail.entries() == []


def test_the_form_of_the_page_may_send_its_empty_fields(client_of: ClientOf) -> None:
    assert client_of("security").get(PAGE, {"actor": "", "from": "", "to": "", "limit": ""}).status_code == 200


def test_other_methods_are_405(client_of: ClientOf) -> None:
    assert client_of("security").delete(API, headers={"X-CSRFToken": "x"}).status_code == 405


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
@pytest.mark.parametrize("address", [API, PAGE])
def test_an_unwritable_record_is_503_and_shows_nothing(
    address: str, client_of: ClientOf, unwritable_record: Callable[[], AbstractContextManager[None]], trail: Trail
) -> None:
    client = client_of("security")
    client.get(API)
    shown_otherwise = trail.entries()[0].entry
    with unwritable_record():
        answer = client.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert shown_otherwise not in answer.text
    if address == API:
        assert json.loads(answer.text)["code"] == "unavailable"


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
@pytest.mark.usefixtures("directory")
def test_nobody_signs_in_while_the_record_cannot_be_written(unwritable_record: Callable[[], AbstractContextManager[None]]) -> None:
    client = Client()
    with unwritable_record():
        answer = client.post("/login/", {"username": "support", "password": PASSWORD})
    assert answer.status_code == 503
    assert "sessionid" not in client.cookies
    assert client.get(PAGE).status_code == 302
