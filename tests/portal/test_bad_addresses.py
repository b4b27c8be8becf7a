"""Addresses and methods that try to get past the record or past the code: each is refused or recorded like any other."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from tests.orders.samples import NUMBER
from tests.personas import Trail

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

NO_NUMBERS = (
    *("AL-999999", "AL-1", "AL-1000010", "al-100001", "AL-100001 ", "AL-100001\n", "AL-١٠٠٠٠١", "AL-100001\x00", "\x00", "a\x00b"),
    *("9" * 19, "AL-" + "9" * 12, "x" * 2_000, "..", ".", "%", "%2e%2e", "' OR 1=1--", "<img src=x>", "\ufffd", "💎", "+79161234117"),
)
BIG = ("9223372036854775807", "9223372036854775808", "9999999999999999999", "18446744073709551616", "-1", "1e9", "٣", "1" * 5_000)


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_order_is_404_and_recorded_once(number: str, order: str, client_of: Callable[..., Client], trail: Trail) -> None:
    client = client_of("engineer")
    written = quote(number)
    for address in (f"/orders/{written}/", f"/orders/{written}/timeline/geometry", f"/api/v1/orders/{written}/"):
        before = len(trail.entries())
        answer = client.get(address)
        assert answer.status_code == 404, address
        told = trail.entries()[before:]
        assert [entry.phase for entry in told] in (["attempt", "outcome"], [])
        assert bool(told) is (answer.resolver_match is not None)


def test_a_number_that_is_not_there_is_answered_with_those_that_may_be_meant(order: str, client_of: Callable[..., Client]) -> None:
    assert client_of("support").get("/api/v1/orders/AL-100002/").json()["suggestions"] == [NUMBER]
    assert f'href="/orders/{NUMBER}/"' in client_of("support").get("/orders/AL-100002/").text


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", [f"/orders/{NUMBER}/", f"/api/v1/orders/{NUMBER}/", f"/api/v1/orders/{NUMBER}/timeline/"])
def test_head_is_recorded_as_get_is(address: str, method: str, order: str, client_of: Callable[..., Client], trail: Trail) -> None:
    answer = getattr(client_of("engineer"), method)(address)
    assert answer.status_code == 200
    assert [entry.phase for entry in trail.entries()] == ["attempt", "outcome"]


@pytest.mark.parametrize("method", ["options", "put", "patch", "delete", "trace", "post"])
@pytest.mark.parametrize("address", [f"/orders/{NUMBER}/", f"/orders/{NUMBER}/timeline/geometry", f"/api/v1/orders/{NUMBER}/", "/audit/"])
def test_other_methods_show_nothing(address: str, method: str, order: str, client_of: Callable[..., Client]) -> None:
    client = client_of("engineer")
    answer = getattr(client, method)(address, headers={"X-HTTP-Method-Override": "GET", "X-Method-Override": "GET"})
    assert answer.status_code in (200, 403, 405)
    assert "41-17" not in answer.text
    assert "Тверь" not in answer.text


@pytest.mark.parametrize(
    "address", [f"/orders/{NUMBER}", f"//orders/{NUMBER}/", f"/orders/{NUMBER}//", f"/orders/./{NUMBER}/", f"/orders/x/../{NUMBER}/"]
)
def test_other_spellings_of_an_address_show_nothing(address: str, order: str, client_of: Callable[..., Client]) -> None:
    answer = client_of("engineer").get(address)
    assert answer.status_code in (301, 404)
    assert "41-17" not in answer.text


@pytest.mark.parametrize("number", BIG)
def test_huge_numbers_are_refused_or_answered(number: str, order: str, client_of: Callable[..., Client]) -> None:
    client = client_of("engineer")
    written = quote(number)
    for query in (
        f"from=0&to={written}",
        f"from={written}&to={written}",
        f"from={written}",
        f"to={written}",
        f"spans_cursor={written}",
        f"logs_cursor={written}",
    ):
        for address in (f"/api/v1/orders/{NUMBER}/timeline/", f"/orders/{NUMBER}/timeline/geometry"):
            assert client.get(f"{address}?{query}").status_code in (200, 400), query
    assert client.get(f"/orders/{NUMBER}/?script=off&rows={written}").status_code in (200, 400)
    for query in ("cursor", "limit", "from", "to", "object", "actor", "request_id"):
        assert client.get(f"/api/v1/audit/entries/?{query}={written}").status_code in (200, 400), query


@pytest.mark.parametrize("id", ["short", "x" * 129, "with space 12345", "привет-привет", "<script>alert(1)", "a" * 8 + "\n"])
def test_an_id_of_a_request_that_is_none_is_replaced(id: str, client_of: Callable[..., Client], trail: Trail) -> None:
    answer = client_of("engineer").get("/orders/AL-999999/", HTTP_X_REQUEST_ID=id)
    assert answer.headers["X-Request-ID"] != id
    assert {entry.request_id for entry in trail.entries()} == {answer.headers["X-Request-ID"]}


def test_an_id_that_is_used_twice_still_leaves_two_pairs(order: str, client_of: Callable[..., Client], trail: Trail) -> None:
    for _ in range(2):
        client_of("engineer").get(f"/orders/{NUMBER}/", headers={"X-Request-ID": "again-and-again"})
    assert [entry.phase for entry in trail.entries(request_id="again-and-again")] == ["attempt", "outcome"] * 2


def test_an_invented_address_of_a_client_is_not_believed(order: str, client_of: Callable[..., Client], trail: Trail) -> None:
    client_of("engineer").get(f"/orders/{NUMBER}/", headers={"X-Forwarded-For": "10.9.8.7", "Forwarded": "for=10.9.8.7"})
    assert {entry.address for entry in trail.entries()} == {"127.0.0.1"}


@pytest.mark.parametrize("address", ["/searches/", "/preferences/", "/logout/", "/language/", "/login/", "/api/v1/orders/search/"])
def test_every_post_of_a_session_needs_a_csrf_token(address: str, client_of: Callable[..., Client]) -> None:
    known = client_of("support")
    client = Client(enforce_csrf_checks=True)
    client.cookies = known.cookies
    answer = client.post(address, {"text": "x"}, **({"content_type": "application/json"} if "api" in address else {}))
    assert answer.status_code == 403
    assert client.get("/").status_code == 200  # the session goes on


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\thttps://evil.example", "https:evil"]
)
def test_no_form_leads_to_another_site(target: str, client_of: Callable[..., Client]) -> None:
    client = client_of("support")
    for answer in (
        client.post("/language/", {"language": "ru", "next": target}),
        client.post("/language/", {"language": "ru"}, headers={"Referer": target}),
        client.post("/preferences/", {"theme": "dark", "next": target}),
        client.get("/login/", {"next": target}),
    ):
        assert answer.status_code in (204, 302)
        assert "evil" not in answer.headers.get("Location", "")
        assert "javascript" not in answer.headers.get("Location", "")
