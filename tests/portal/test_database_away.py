"""The database or the record is away in the middle of a request: 503 in words, and not one byte of a customer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.test import Client

from tests.orders.samples import NUMBER

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

PAGES = ("/", f"/orders/{NUMBER}/", f"/orders/{NUMBER}/?script=off", "/searches/00000000-0000-4000-8000-000000000000/", "/audit/")
FRAGMENTS = (f"/orders/{NUMBER}/timeline/geometry", f"/orders/{NUMBER}/timeline/rows/l0")
API = (f"/api/v1/orders/{NUMBER}/", f"/api/v1/orders/{NUMBER}/timeline/", "/api/v1/audit/entries/")
POSTS = (("/searches/", {"text": "Лесная"}, ""), ("/api/v1/orders/search/", {"text": "Лесная"}, "application/json"))
ASKED = (*((path, None, "") for path in (*PAGES, *FRAGMENTS, *API)), *POSTS)
OF_A_CUSTOMER = ("41-17", "79161234117", "Воробь", "Лесная", "Тверь", "olga", "сапфир", "c-17")
OF_A_DEFECT = ("Traceback", "OperationalError", "DatabaseError", "sqlite", "SELECT", "psycopg")
AWAY = (
    OperationalError("database is locked"),
    InterfaceError("connection already closed"),
    DatabaseError("database disk image is malformed"),
)


def away(error: Exception, word: str = "") -> Callable[..., Any]:
    """As the driver says it, at every query or only at those with `word`."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if word in sql:
            raise error
        return execute(sql, params, many, context)

    return refuse


def ask(client: Client, path: str, body: Any, content_type: str) -> Any:
    if body is None:
        return client.get(path)
    return client.post(path, body, content_type=content_type) if content_type else client.post(path, body)


def assert_unavailable(answer: Any) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert not [word for word in (*OF_A_CUSTOMER, *OF_A_DEFECT) if word in answer.text]
    if answer.headers["Content-Type"] == "application/problem+json":
        assert answer.json()["code"] == "unavailable"
    else:
        assert "Nothing was changed and nothing was shown" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(("path", "body", "content_type"), ASKED)
def test_a_database_that_is_away_is_503_in_words(
    path: str, body: Any, content_type: str, error: Exception, order: str, client_of: Callable[..., Client]
) -> None:
    client = client_of("engineer")
    client.raise_request_exception = False
    with connections["default"].execute_wrapper(away(error)):
        assert_unavailable(ask(client, path, body, content_type))
    assert ask(client, path, body, content_type).status_code != 503


@pytest.mark.parametrize("persona", ["support", "engineer"])
@pytest.mark.parametrize("path", [PAGES[0], PAGES[1], PAGES[2], *FRAGMENTS[:1], *API[:2]])
def test_a_database_that_goes_away_in_the_middle_of_a_page_is_503(
    path: str, persona: str, order: str, client_of: Callable[..., Client]
) -> None:
    client = client_of(persona)
    client.raise_request_exception = False
    with connections["default"].execute_wrapper(away(AWAY[0], "orders_")):
        assert_unavailable(client.get(path))


@pytest.mark.parametrize("persona", ["support", "engineer"])
@pytest.mark.parametrize("word", ["INSERT", "outcome"])
@pytest.mark.parametrize(("path", "body", "content_type"), ASKED)
def test_a_record_that_cannot_be_written_is_503_and_shows_nothing(
    path: str, body: Any, content_type: str, word: str, persona: str, order: str, client_of: Callable[..., Client]
) -> None:
    """Neither when the attempt cannot be written nor when the outcome cannot, after all was read."""
    client = client_of(persona)
    client.raise_request_exception = False
    with connections["audit"].execute_wrapper(refuse_outcomes if word == "outcome" else away(AWAY[0], word)):
        assert_unavailable(ask(client, path, body, content_type))


def refuse_outcomes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if "INSERT" in sql and "audit_intake" in sql and "outcome" in params:
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


def test_whoever_is_not_signed_in_is_told_too_and_the_health_of_the_process_is_another_matter() -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    with connections["default"].execute_wrapper(away(AWAY[0])):
        assert_unavailable(client.get(f"/orders/{NUMBER}/"))
        assert Client().get("/healthz").status_code == 200
        assert Client().get("/readyz").json() == {"status": "unavailable", "checks": {"default": False, "audit": True}}
