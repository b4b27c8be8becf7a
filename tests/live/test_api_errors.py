"""Codes, headers and request ids of api.md, over the running portal."""

import pytest

from tests.live.asking import Api

API = "/api/v1"
SEARCH = f"{API}/orders/search/"
CLOSED = ["/api/schema/", "/api/docs/", f"{API}/sources/", f"{API}/audit/entries/", f"{API}/orders/AL-100001/"]


@pytest.mark.parametrize("path", [*CLOSED, f"{API}/orders/AL-100001/timeline/"])
@pytest.mark.parametrize("header", [None, "Bearer loupe_nobody_nothing", "Basic c3VwcG9ydDpsb3VwZS1kZW1v", ""])
def test_no_or_a_bad_credential_is_401_and_names_the_scheme(path: str, header: str | None, api: Api) -> None:
    answer = api.get(path, **({} if header is None else {"Authorization": header}))
    assert answer.refusal == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", [f"{API}/nothing/", f"{API}/orders/AL/1/", "/api/", "/api/v2/orders/", "/otlp/v1/", "/healthz/"])
@pytest.mark.parametrize("who", ["", "engineer"])
def test_an_unknown_address_of_programs_is_a_problem_document(path: str, who: str, api: Api) -> None:
    assert api.get(path, who).refusal == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", SEARCH, "POST"),
        ("PATCH", f"{API}/events/", "POST"),
        ("POST", f"{API}/orders/AL-100001/", "GET"),
        ("PUT", f"{API}/orders/AL-100001/timeline/", "GET"),
        ("DELETE", f"{API}/audit/entries/", "GET"),
        ("POST", f"{API}/sources/", "GET"),
        ("POST", "/api/schema/", "GET"),
        ("POST", "/healthz", "GET"),
        ("DELETE", "/readyz", "GET"),
        ("PUT", "/metrics", "GET"),
    ],
)
def test_another_method_is_405_and_says_which_is_taken(method: str, path: str, allowed: str, api: Api) -> None:
    answer = api.ask(method, path, "engineer")
    assert answer.refusal == (405, "method_not_allowed")
    assert allowed in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/login/"])
def test_what_is_open_is_open(path: str, api: Api) -> None:
    assert api.get(path).status == 200


def test_metrics_take_any_valid_token_and_no_bad_one(api: Api) -> None:
    assert b"django_http_requests" in api.get("/metrics", "collector events:write").body
    assert api.get("/metrics", Authorization="Bearer nonsense").refusal == (401, "not_authenticated")


@pytest.mark.parametrize("incoming", ["a-good-id_1.2", "A" * 128, "short", "with a space", "A" * 129, "quote\"'<>"])
@pytest.mark.parametrize("path", ["/healthz", f"{API}/sources/", f"{API}/nothing/", "/login/", "/otlp/v1/traces"])
def test_a_valid_request_id_is_kept_and_another_replaced(incoming: str, path: str, api: Api) -> None:
    back = api.get(path, X_Request_ID=incoming).headers["X-Request-ID"]
    valid = incoming in ("a-good-id_1.2", "A" * 128)
    assert (back == incoming) == valid
    assert back.isascii() and len(back) >= 8


def test_the_description_and_its_pages_are_for_everybody_who_is_signed_in(api: Api) -> None:
    for who in ("support", "collector"):
        assert api.get("/api/docs/", who).status == 200
        schema = api.get("/api/schema/", who, {"format": "json"})
        assert schema.status == 200 and schema.json["openapi"].startswith("3.")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json", "text/html", "application/xml", "nonsense", ""])
@pytest.mark.parametrize("path", [f"{API}/sources/", f"{API}/orders/AL-100001/"])
def test_the_answer_is_json_whatever_is_said_to_be_accepted(path: str, accept: str, api: Api) -> None:
    answer = api.get(path, "engineer", Accept=accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("localhost", 200), ("portal.example", 400)])
def test_both_names_of_this_machine_answer_and_no_other(host: str, status: int, api: Api) -> None:
    answer = api.get(f"{API}/sources/", "engineer", Host=host)
    assert answer.status == status
    assert status == 200 or answer.code == "invalid_input"
