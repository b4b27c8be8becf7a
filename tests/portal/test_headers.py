"""Headers of safety and cookies on every kind of answer: pages, problems, refusals, static files, redirects, the door of OTLP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.errors import server_error
from portal.middleware import NoStoreMiddleware
from tests.orders.samples import NUMBER

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

PATHS = (
    *("/", "/login/", "/nothing", f"/orders/{NUMBER}/", f"/orders/{NUMBER}", "/orders/AL-999999/", "/audit/", "/audit/?limit=x"),
    *(f"/orders/{NUMBER}/timeline/geometry", f"/orders/{NUMBER}/timeline/rows/s0", "/searches/", "/language/"),
    *("/static/nothing.css", "/static/../portal/settings.py", "/static/%2e%2e/loupe.key", "/healthz", "/readyz", "/metrics"),
    *("/api/nothing", "/api/schema/", f"/api/v1/orders/{NUMBER}/", "/api/v1/orders/AL-999999/", "/api/v1/events/"),
    *("/otlp/v1/traces", "/otlp/v1/nothing"),
)
POLICY = {
    *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'"),
    *("font-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"),
}


def assert_safe(answer: Any) -> None:
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers["X-Request-ID"]) >= 8


@pytest.mark.parametrize("persona", ["support", "stranger", "anonymous"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_them(path: str, persona: str, order: str, client_of: Callable[..., Client]) -> None:
    client = client_of(persona)
    for method in ("get", "head", "options", "post"):
        assert_safe(getattr(client, method)(path))


def test_the_documentation_of_the_api_needs_no_other_policy(client_of: Callable[..., Client]) -> None:
    for address in ("/api/docs/", "/api/docs/?script="):
        answer = client_of("support").get(address)
        assert answer.status_code == 200
        assert_safe(answer)
    assert "<style" not in client_of("support").get("/api/docs/").text


def test_so_does_the_answer_to_a_request_that_is_none(order: str) -> None:
    assert_safe(Client(raise_request_exception=False).get("/login/", headers={"Host": "evil.example"}))
    assert_safe(Client(raise_request_exception=False).post("/login/", b"x", content_type="multipart/form-data; boundary="))
    assert_safe(Client(enforce_csrf_checks=True).post("/searches/", {"text": "x"}))


def test_a_defect_is_told_without_its_details() -> None:
    request = RequestFactory().get("/orders/x/")
    try:
        raise ZeroDivisionError("+7 916 123-41-17")
    except ZeroDivisionError:
        answer = server_error(request)
    assert answer.status_code == 500
    assert "41-17" not in answer.text
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    ("path", "status", "kept"), [("/static/a.css", 200, True), ("/static/a.css", 304, True), ("/static/a.css", 404, False)]
)
def test_only_static_files_that_are_there_may_be_kept(path: str, status: int, kept: bool) -> None:
    response = NoStoreMiddleware(lambda request: HttpResponse(status=status))(RequestFactory().get(path))
    assert ("Cache-Control" not in response.headers) is kept


def test_cookies_are_for_this_site_alone(order: str, client_of: Callable[..., Client], directory: object) -> None:
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": "support", "password": "loupe-demo"})
    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"], session["domain"], session["path"]) == (True, "Lax", "", "/")
    assert (csrf["samesite"], csrf["domain"]) == ("Lax", "")
    assert not settings.SESSION_COOKIE_SECURE  # a demo is http on loopback; production: test_deployment.py
