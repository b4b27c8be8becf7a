import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apps.accounts.demo.people import PASSWORD
from apps.accounts.models import User
from apps.accounts.services.sign_in import UNKNOWN
from apps.core.clock import frozen, now
from apps.core.permissions import ROLES
from tests.personas import Trail

pytestmark = [pytest.mark.django_db(databases=["default", "audit"]), pytest.mark.usefixtures("directory")]


@pytest.fixture(autouse=True)
def _no_earlier_failures() -> None:
    cache.clear()


def _post(client: Client, name: str = "support") -> None:
    assert client.post("/login/", {"username": name, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_every_demo_person_signs_in_and_it_is_recorded(role: str, trail: Trail) -> None:
    client = Client()
    answer = client.post("/login/", {"username": role, "password": PASSWORD, "next": "/audit/?actor=x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/audit/?actor=x")
    assert client.get("/audit/").status_code == 200
    attempt, outcome = trail.entries(object__in=[f"person:{UNKNOWN}", f"person:{role}"], action="session.started")
    assert (attempt.actor, outcome.actor, outcome.result, outcome.roles) == (UNKNOWN, role, "granted", role)
    assert outcome.attempt == attempt.entry


def test_the_form_shows_the_demo_people_and_keeps_the_way() -> None:
    answer = Client().get("/login/?next=/audit/")
    assert answer.status_code == 200
    assert answer.context["next"] == "/audit/"
    assert [name for name, _ in answer.context["demo_people"]] == list(ROLES)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("target", "taken"),
    [
        ("", "/"),
        ("/audit/", "/audit/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/audit/", "http://testserver/audit/"),
    ],
)
def test_the_next_page_is_one_of_ours(target: str, taken: str) -> None:
    answer = Client().post("/login/", {"username": "support", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == taken


def test_who_is_signed_in_already_goes_on(client_of: Callable[[str], Client]) -> None:
    answer = client_of("support").get("/login/?next=/audit/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/audit/")


@pytest.mark.parametrize("name", ["support", "nobody-at-all"])
def test_a_wrong_password_says_the_same_for_known_and_unknown(name: str, trail: Trail) -> None:
    _post(Client())
    answer = Client().post("/login/", {"username": name, "password": "not-the-password"})
    assert answer.status_code == 401
    assert answer.context["errors"] == ("The name or the password is not right.",)
    assert "not-the-password" not in answer.text
    outcome = trail.entries()[-1]
    assert (outcome.action, outcome.result, outcome.reason) == ("session.refused", "denied", "wrong_credentials")
    assert outcome.actor == ("support" if name == "support" else UNKNOWN)


def test_neither_the_typed_name_of_a_stranger_nor_any_password_is_in_the_record(trail: Trail) -> None:
    Client().post("/login/", {"username": "hunter2", "password": "correct horse"})
    written = b"".join(bytes(entry.body) for entry in trail.entries()).decode()
    assert "hunter2" not in written
    assert "correct horse" not in written
    assert json.loads(bytes(trail.entries()[0].body))["what"]["kinds"] == ["login"]


@pytest.mark.parametrize("form", [{}, {"username": "support"}, {"password": PASSWORD}, {"username": "  ", "password": PASSWORD}])
def test_an_incomplete_form_asks_nobody(form: dict[str, str], trail: Trail) -> None:
    answer = Client().post("/login/", form)
    assert answer.status_code == 400
    assert trail.entries() == []


def test_odd_names_are_refused_and_recorded(trail: Trail) -> None:
    for name in ("support\x00", "x" * 5000, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "*)(uid=*"):
        Client().post("/login/", {"username": name, "password": "x"})
    assert [entry.result for entry in trail.entries(phase="outcome")] == ["denied"] * 4


def test_the_form_needs_a_csrf_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/login/", {"username": "support", "password": PASSWORD}).status_code == 403


def test_a_dead_directory_is_503_counts_no_failure_and_is_recorded(settings: Settings, trail: Trail) -> None:
    port, settings.DIRECTORY_PORT = settings.DIRECTORY_PORT, 1
    for _ in range(8):
        answer = Client().post("/login/", {"username": "support", "password": PASSWORD})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert {(entry.action, entry.result, entry.reason) for entry in trail.entries(phase="outcome")} == {
        ("session.refused", "error", "unavailable")
    }
    settings.DIRECTORY_PORT = port
    assert Client().post("/login/", {"username": "support", "password": PASSWORD}).status_code == 302


# --- growing waits ---


def _fail(times: int, name: str = "support", address: str = "192.0.2.1") -> list[int]:
    return [Client(REMOTE_ADDR=address).post("/login/", {"username": name, "password": "wrong"}).status_code for _ in range(times)]


def test_after_five_failures_there_is_a_wait_that_grows(trail: Trail) -> None:
    start = now()
    with frozen(start):
        assert _fail(6) == [401] * 5 + [429]
        answer = Client(REMOTE_ADDR="192.0.2.1").post("/login/", {"username": "support", "password": PASSWORD})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "15")
        assert answer.context["errors"] == ("Too many attempts. Try again in 1 minute.",)
    with frozen(start + timedelta(seconds=16)):
        assert _fail(2) == [401, 429]
        assert Client(REMOTE_ADDR="192.0.2.1").get("/login/").status_code == 200
        answer = Client(REMOTE_ADDR="192.0.2.1").post("/login/", {"username": "SUPPORT ", "password": PASSWORD})
        assert answer.headers["Retry-After"] == "30"
    with frozen(start + timedelta(seconds=60)):
        assert Client(REMOTE_ADDR="192.0.2.1").post("/login/", {"username": "support", "password": PASSWORD}).status_code == 302
        assert _fail(5) == [401] * 5
    assert ("outcome", "session.refused", "denied", "too_many") in [
        (entry.phase, entry.action, entry.result, entry.reason) for entry in trail.entries()
    ]


def test_another_address_and_another_person_are_not_held_up() -> None:
    _fail(6)
    assert Client(REMOTE_ADDR="192.0.2.2").post("/login/", {"username": "support", "password": PASSWORD}).status_code == 302
    assert Client(REMOTE_ADDR="192.0.2.1").post("/login/", {"username": "engineer", "password": PASSWORD}).status_code == 302


def test_guessing_from_many_addresses_is_held_up_as_well() -> None:
    codes = [_fail(1, address=f"192.0.2.{last}")[0] for last in range(1, 33)]
    assert codes[:30] == [401] * 30
    assert codes[30:] == [429, 429]


def test_right_passwords_are_never_held_up() -> None:
    codes = [Client().post("/login/", {"username": "support", "password": PASSWORD}).status_code for _ in range(35)]
    assert set(codes) == {302}


# --- sessions ---


def test_signing_in_gives_a_new_session_and_drops_the_old_one() -> None:
    client = Client()
    _post(client)
    first = client.cookies["sessionid"].value
    _post(client, "engineer")
    assert client.cookies["sessionid"].value != first
    assert not Session.objects.filter(session_key=first).exists()
    assert client.cookies["sessionid"]["httponly"]


def test_signing_out_ends_the_session_on_the_server(trail: Trail) -> None:
    client = Client()
    _post(client)
    key = client.cookies["sessionid"].value
    answer = client.post("/logout/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/audit/").status_code == 302
    assert [(e.phase, e.actor) for e in trail.entries(action="session.ended")] == [("attempt", "support"), ("outcome", "support")]


def test_signing_out_is_a_post_and_harmless_for_nobody(trail: Trail) -> None:
    assert Client().get("/logout/").status_code == 405
    assert Client().post("/logout/").status_code == 302
    assert trail.entries() == []


def test_a_session_ends_after_half_an_hour_without_use() -> None:
    client, start = Client(), now()
    with frozen(start):
        _post(client)
    User.objects.update(checked_at=start + timedelta(days=1), tried_at=start + timedelta(days=1))
    with frozen(start + timedelta(minutes=29)):
        assert client.get("/audit/").status_code == 200
    with frozen(start + timedelta(minutes=58)):
        assert client.get("/audit/").status_code == 200
    with frozen(start + timedelta(minutes=88, seconds=1)):
        assert client.get("/audit/").status_code == 302


def test_a_session_ends_after_twelve_hours_whatever_happens() -> None:
    client, start = Client(), now()
    with frozen(start):
        _post(client)
    User.objects.update(checked_at=start + timedelta(days=1), tried_at=start + timedelta(days=1))
    for minutes in range(20, 720, 20):
        with frozen(start + timedelta(minutes=minutes)):
            assert client.get("/audit/").status_code == 200
    with frozen(start + timedelta(hours=12)):
        assert client.get("/audit/").status_code == 302


def test_another_epoch_ends_every_session(client_of: Callable[[str], Client]) -> None:
    client = client_of("support")
    assert client.get("/audit/").status_code == 200
    User.objects.filter(username="support").update(epoch=7)
    assert client.get("/audit/").status_code == 302


def test_a_session_that_was_not_begun_by_signing_in_is_none(client_of: Callable[[str], Client]) -> None:
    client = client_of("support")
    session = client.session
    del session["started_at"]
    session.save()
    assert client.get("/audit/").status_code == 302


def test_the_words_of_the_form_are_russian_for_who_reads_russian() -> None:
    answer = Client().post("/login/", {"username": "support", "password": "wrong"}, headers={"Accept-Language": "ru"})
    assert answer.context["errors"] == ("Имя или пароль не подходят.",)
