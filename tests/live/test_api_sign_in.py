"""Sign-in, tokens and scopes (api.md), over the running portal."""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.live.asking import Answer, Api
from tests.running import Portal

ENTRIES, SEARCH = "/api/v1/audit/entries/", "/api/v1/orders/search/"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
ROLES = ("support", "engineer", "devops", "manager", "security", "admin")


def cookies_of(answer: Answer) -> dict[str, str]:
    found: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_all("Set-Cookie", []):
        found.load(line)
    return {name: morsel.value for name, morsel in found.items()}


def written(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={text}" for name, text in cookies.items())


def send_form(api: Api, path: str, fields: dict[str, str], cookies: dict[str, str], **headers: str) -> Answer:
    return api.ask("POST", path, "", urlencode(fields).encode(), Content_Type=FORM, Cookie=written(cookies), **headers)


def signed_in(api: Api, person: str, *, by_header: bool = True, target: str = "/") -> tuple[Answer, dict[str, str]]:
    page = api.get("/login/")
    cookies = cookies_of(page)
    fields = {"username": person, "password": "loupe-demo", "next": target}
    if by_header:
        answer = send_form(api, "/login/", fields, cookies, X_CSRFToken=cookies["csrftoken"])
    else:
        (hidden,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())[:1]
        answer = send_form(api, "/login/", fields | {"csrfmiddlewaretoken": hidden}, cookies)
    return answer, cookies | cookies_of(answer)


@pytest.mark.parametrize("by_header", [True, False])
@pytest.mark.parametrize(("person", "target"), [*((role, "/") for role in ROLES), ("support", "/audit/")])
def test_demo_people_sign_in_and_go_where_they_were_going(person: str, target: str, by_header: bool, api: Api) -> None:
    answer, cookies = signed_in(api, person, by_header=by_header, target=target)
    assert (answer.status, answer.headers["Location"]) == (302, target)
    assert set(cookies) >= {"sessionid", "csrftoken"}
    (session,) = [line for line in answer.headers.get_all("Set-Cookie") if line.startswith("sessionid=")]
    assert "HttpOnly" in session and "SameSite=Lax" in session and "Secure" not in session
    assert api.get(ENTRIES, Cookie=written(cookies)).status == 200


def test_a_session_writes_with_a_csrf_token_and_ends_on_the_server_at_logout(api: Api) -> None:
    _, cookies = signed_in(api, "support")
    session = written(cookies)
    refused = api.ask("POST", SEARCH, "", b"{}", Content_Type=JSON, Cookie=session)
    assert (refused.refusal, refused.json["permission"]) == ((403, "not_allowed"), "csrf")
    assert api.ask("POST", SEARCH, "", b"{}", Content_Type=JSON, Cookie=session, X_CSRFToken=cookies["csrftoken"]).status == 200
    assert api.get("/logout/", Cookie=session).status == 405
    out = api.ask("POST", "/logout/", "", b"", Cookie=session, X_CSRFToken=cookies["csrftoken"])
    assert (out.status, out.headers["Location"]) == (302, "/login/")
    assert "storage" in out.headers["Clear-Site-Data"]
    assert api.get(ENTRIES, Cookie=session).refusal == (401, "not_authenticated")
    assert api.get("/", Cookie=session).headers["Location"].startswith("/login/?next=")


def test_signing_in_needs_the_right_password_and_a_csrf_token(api: Api) -> None:
    cookies = cookies_of(api.get("/login/"))
    wrong = send_form(api, "/login/", {"username": "nobody", "password": "loupe-demo"}, cookies, X_CSRFToken=cookies["csrftoken"])
    assert wrong.status == 401 and "sessionid" not in cookies_of(wrong)
    assert send_form(api, "/login/", {"username": "support", "password": "loupe-demo"}, {}).status == 403
    outside = signed_in(api, "support", target="https://example.org/")[0]
    assert outside.headers["Location"] == "/"


def test_the_command_prints_a_token_that_works_as_its_last_word(api: Api, portal: Portal) -> None:
    token = portal.token("engineer", "sources:read")
    made = Api(portal.url, {"engineer": token})
    assert made.get("/api/v1/sources/", "engineer").status == 200
    assert made.get(ENTRIES, "engineer").json["permission"] == "audit.read_own"


SCOPES = {
    "engineer orders:read": {"search", "order"},
    "engineer telemetry:read": set(),
    "engineer orders:read telemetry:read": {"search", "order", "timeline"},
    "engineer audit:read": {"audit"},
    "engineer sources:read": {"sources"},
    "engineer": {"search", "order", "timeline", "audit", "sources"},
    "collector events:write": {"events"},
    "collector telemetry:write": {"otlp"},
    "collector": {"events", "otlp"},
}
DOORS = {
    "search": ("POST", SEARCH, "orders.search"),
    "order": ("GET", "/api/v1/orders/AL-100001/", "orders.read"),
    "timeline": ("GET", "/api/v1/orders/AL-100001/timeline/", ""),
    "audit": ("GET", ENTRIES, "audit.read_own"),
    "sources": ("GET", "/api/v1/sources/", "sources.read"),
    "events": ("POST", "/api/v1/events/", "events.write"),
    "otlp": ("POST", "/otlp/v1/traces", ""),
}


@pytest.mark.parametrize("who", SCOPES)
@pytest.mark.parametrize("door", DOORS)
def test_a_scope_opens_its_doors_and_no_other(who: str, door: str, api: Api) -> None:
    method, path, permission = DOORS[door]
    body = {"events": b"[]", "search": b"{}", "otlp": b"{}"}.get(door)
    answer = api.ask(method, path, who, body, Content_Type=JSON)
    assert (answer.status in (200, 202)) == (door in SCOPES[who])
    if door not in SCOPES[who]:
        assert answer.status == 403
        if door != "otlp":
            assert answer.code == "not_allowed"
            assert answer.json["permission"] == (permission or answer.json["permission"])
