from collections.abc import Callable, Sequence
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from apps.accounts.authentication import actor_from_header
from apps.accounts.models import Token
from apps.accounts.services.tokens import create_token, find_token
from apps.core.clock import frozen, now
from apps.core.errors import InvalidInput, NotSignedIn
from apps.core.permissions import Permission
from tests.personas import user_of

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
API = "/api/v1/audit/entries/"


def _last_word(*words: str) -> str:
    out = StringIO()
    call_command("token", *words, stdout=out)
    return out.getvalue().split()[-1]


def test_the_command_prints_the_token_as_its_last_word() -> None:
    user_of("security")
    token = find_token(_last_word("create", "security", "--scope", "audit:read", "--scope", "sources:read", "--days", "3"))
    assert token is not None
    assert (token.user.username, token.scopes) == ("security", ["audit:read", "sources:read"])
    assert token.expires_at - token.created_at == timedelta(days=3)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nobody", "--days", "1"], "nobody called nobody"),
        (["support", "--scope", "orders:raed", "--days", "1"], "no scope orders:raed; the scopes are"),
        (["support", "--scope", "events:write", "--days", "1"], "for service accounts only; support is a person"),
        (["support", "--scope", "telemetry:write", "--days", "1"], "for service accounts only"),
        (["collector", "--scope", "orders:read", "--days", "1"], "collector does not have the scope orders:read"),
        (["support", "--days", "0"], "from 1 to 3650 days"),
        (["support", "--days", "3651"], "from 1 to 3650 days"),
        (["disabled", "--days", "1"], "not admitted any more"),
    ],
)
def test_the_command_says_why_it_refuses(words: Sequence[str], reason: str) -> None:
    for persona in ("support", "collector", "disabled"):
        user_of(persona)
    with pytest.raises(CommandError, match=reason):
        call_command("token", "create", *words)
    assert not Token.objects.exists()


def test_a_token_is_stored_hashed() -> None:
    text = create_token(user_of("support"), days=1)
    stored = Token.objects.get()
    assert stored.prefix in text
    assert text.rpartition("_")[2].encode() not in bytes(stored.digest)
    assert len(bytes(stored.digest)) == 32


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text[:-1], lambda text: text + "x", lambda text: text.swapcase(), lambda _: "", lambda _: "loupe_", lambda _: "é\ud800"],
)
def test_another_text_is_no_token(spoil: Callable[[str], str]) -> None:
    assert find_token(spoil(create_token(user_of("support"), days=1))) is None


def test_a_token_ends_at_its_time_and_not_before() -> None:
    text = create_token(user_of("support"), days=1)
    ends = Token.objects.get().expires_at
    with frozen(ends - timedelta(microseconds=1)):
        assert find_token(text) is not None
    with frozen(ends):
        assert find_token(text) is None


def test_a_token_of_who_is_disabled_or_that_was_revoked_is_none() -> None:
    user = user_of("support")
    text = create_token(user, days=1)
    Token.objects.update(revoked_at=now())
    assert find_token(text) is None
    Token.objects.update(revoked_at=None)
    user.is_active = False
    user.save()
    assert find_token(text) is None


def test_use_is_noted_to_the_minute(bearer: Callable[..., Client]) -> None:
    client = bearer("security")
    client.get(API)
    first = Token.objects.get().last_used_at
    client.get(API)
    assert Token.objects.get().last_used_at == first
    with frozen(now() + timedelta(minutes=2)):
        client.get(API)
    assert Token.objects.get().last_used_at != first


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic c3VwcG9ydDp4", "Token x", "bearer", "\x00", "Bearer loupe_x_y"]
)
def test_a_bad_header_is_401_and_names_the_scheme(header: str, client_of: Callable[[str], Client]) -> None:
    answer = client_of("security").get(API, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"], answer.headers["WWW-Authenticate"]) == (401, "not_authenticated", "Bearer")


def test_no_credential_is_401_as_well() -> None:
    answer = Client().get(API)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_session_writes_to_the_api_only_with_a_csrf_token(client_of: Callable[[str], Client]) -> None:
    browser = client_of("security")
    browser.handler.enforce_csrf_checks = True
    answer = browser.post(API)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    page = browser.get("/login/?next=/audit/")
    assert page.status_code == 302
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post(API, content_type="application/json", headers={"X-CSRFToken": "a" * 32}).status_code == 405


def _actor_permissions(text: str) -> frozenset[Permission]:
    actor = actor_from_header(RequestFactory().get("/", headers={"Authorization": f"Bearer {text}"}))
    assert actor is not None
    return actor.permissions


def test_scopes_only_narrow(token_of: Callable[..., str]) -> None:
    whole = _actor_permissions(token_of("support"))
    assert Permission.CUSTOMERS_READ in whole
    narrowed = _actor_permissions(token_of("support", ["audit:read"]))
    assert narrowed == {Permission.AUDIT_READ_OWN, Permission.METRICS_READ}
    assert narrowed < whole


def test_a_service_account_may_do_what_its_scopes_say(token_of: Callable[..., str]) -> None:
    assert _actor_permissions(token_of("collector")) == {Permission.EVENTS_WRITE, Permission.TELEMETRY_WRITE, Permission.METRICS_READ}
    assert _actor_permissions(token_of("collector", ["events:write"])) == {Permission.EVENTS_WRITE, Permission.METRICS_READ}


def test_doors_outside_of_the_api_read_the_header_themselves(token_of: Callable[..., str]) -> None:
    assert actor_from_header(RequestFactory().get("/")) is None
    with pytest.raises(NotSignedIn):
        actor_from_header(RequestFactory().get("/", headers={"Authorization": "Bearer nonsense"}))


def test_all_reasons_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        create_token(user_of("disabled"), scopes=["events:write", "nothing"], days=0)
    errors = caught.value.extra["errors"]
    assert isinstance(errors, dict)
    assert set(errors) == {"scope", "days", "user"}
    assert len(errors["scope"]) == 2


def test_a_row_in_words_gives_nothing_of_the_token_away() -> None:
    text = create_token(user_of("support"), days=1)
    assert str(user_of("support")) == "support"
    assert text.rpartition("_")[2] not in str(Token.objects.get())
