from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.demo.people import GROUPS_BASE, PEOPLE, DemoPerson, demo_entries
from apps.accounts.demo.server import DemoDirectory
from apps.accounts.ldap import DirectoryBackend, DirectoryUnavailable
from apps.accounts.models import User
from apps.accounts.services.recheck import GRACE, recheck_person
from apps.accounts.services.tokens import create_token
from apps.core.clock import frozen, now
from tests.personas import Trail, user_of

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
MINUTE = timedelta(seconds=61)


@pytest.fixture
def support(directory: DemoDirectory) -> User:
    """Support, whom the directory vouches for now."""
    user = DirectoryBackend().populate_user("support")
    assert user is not None
    return user


@contextmanager
def _later(after: timedelta) -> Iterator[None]:
    with frozen(now() + after):
        yield


def _without_support(directory: DemoDirectory) -> None:
    directory.entries = [entry for entry in directory.entries if not entry.dn.startswith("uid=support,")]


def _down(settings: Settings) -> None:
    settings.DIRECTORY_PORT = 1


def test_a_person_is_read_again_after_a_minute_and_not_before(support: User, directory: DemoDirectory) -> None:
    _without_support(directory)
    with _later(MINUTE - timedelta(seconds=5)):
        recheck_person(support)
    assert support.is_active
    with _later(MINUTE):
        recheck_person(support)
    assert not support.is_active


def test_who_is_gone_loses_sessions_and_tokens(support: User, directory: DemoDirectory, trail: Trail) -> None:
    create_token(support, days=1)
    _without_support(directory)
    with _later(MINUTE):
        recheck_person(support)
    assert (support.is_active, support.epoch) == (False, 2)
    assert all(token.revoked_at is not None for token in support.tokens.all())
    assert [entry.object for entry in trail.entries(action="person.ended", phase="outcome")] == ["person:support"]


def test_who_leaves_the_required_group_is_gone(support: User, settings: Settings) -> None:
    demo = DirectoryBackend().directory
    values = {
        "LOUPE_LDAP_URL": demo.url,
        "LOUPE_LDAP_PEOPLE_BASE": demo.people_base,
        "LOUPE_LDAP_GROUPS_BASE": demo.groups_base,
        "LOUPE_LDAP_BIND_DN": demo.bind_dn,
        "LOUPE_LDAP_BIND_PASSWORD": demo.bind_password,
        "LOUPE_LDAP_REQUIRED_GROUP": f"cn=devops,{GROUPS_BASE}",
    }
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, **values})
    with _later(MINUTE):
        recheck_person(support)
    assert not support.is_active


def test_other_roles_begin_a_new_epoch(support: User, directory: DemoDirectory, settings: Settings) -> None:
    directory.entries = demo_entries([DemoPerson("support", "Ольга", "Ветрова", "devops")], settings.CATALOGUE.roles)
    epoch = support.epoch
    with _later(MINUTE):
        recheck_person(support)
    assert (support.roles, support.epoch, support.is_active) == (["devops"], epoch + 1, True)


def test_a_person_whose_name_went_to_somebody_else_is_gone(support: User, directory: DemoDirectory) -> None:
    stranger = next(person for person in PEOPLE if person.name == "stranger")
    _without_support(directory)
    directory.entries = [
        replace(entry, attributes={**entry.attributes, "uid": ["support"]}) if entry.dn == stranger.dn else entry
        for entry in directory.entries
    ]
    with _later(MINUTE):
        recheck_person(support)
    assert not support.is_active


def test_a_directory_that_is_down_has_a_grace_and_then_503(support: User, settings: Settings) -> None:
    _down(settings)
    with _later(GRACE - timedelta(seconds=5)):
        recheck_person(support)
        assert (support.is_active, support.roles) == (True, ["support"])
    with _later(GRACE + MINUTE), pytest.raises(DirectoryUnavailable):
        recheck_person(support)


def test_a_directory_that_comes_back_is_believed_again(support: User, settings: Settings) -> None:
    port = settings.DIRECTORY_PORT
    _down(settings)
    with _later(GRACE + MINUTE), pytest.raises(DirectoryUnavailable):
        recheck_person(support)
    settings.DIRECTORY_PORT = port
    support.refresh_from_db()
    with _later(GRACE + MINUTE * 3):
        recheck_person(support)
        assert support.checked_at == now()


def test_while_it_is_down_it_is_asked_once_a_minute(support: User, settings: Settings, directory: DemoDirectory) -> None:
    port = settings.DIRECTORY_PORT
    _down(settings)
    checked_at = support.checked_at
    with _later(MINUTE):
        recheck_person(support)
        settings.DIRECTORY_PORT = port
        support.refresh_from_db()
        recheck_person(support)
    assert support.checked_at == checked_at


def test_of_two_requests_at_once_one_asks(support: User, settings: Settings) -> None:
    twin = User.objects.get(pk=support.pk)
    with _later(MINUTE):
        recheck_person(support)
        _down(settings)
        recheck_person(twin)
    assert twin.is_active


def test_service_accounts_are_not_in_the_directory(settings: Settings) -> None:
    _down(settings)
    collector = user_of("collector")
    collector.checked_at = collector.tried_at = None
    recheck_person(collector)
    assert collector.is_active


# --- and what a browser or a script notices of it ---


def test_the_session_of_who_is_gone_ends(
    support: User, directory: DemoDirectory, client_of: Callable[[str], Client], bearer: Callable[..., Client]
) -> None:
    browser, script = client_of("support"), bearer("support")
    assert browser.get("/audit/").status_code == 200
    _without_support(directory)
    with _later(MINUTE):
        answer = browser.get("/audit/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/audit/")
        assert browser.get("/api/v1/audit/entries/").status_code == 401
        assert script.get("/api/v1/audit/entries/").status_code == 401
    assert browser.get("/audit/").status_code == 302


def test_a_token_alone_makes_its_owner_be_read_again(support: User, directory: DemoDirectory, bearer: Callable[..., Client]) -> None:
    script = bearer("support")
    _without_support(directory)
    with _later(MINUTE):
        assert script.get("/api/v1/audit/entries/").status_code == 401


def test_past_the_grace_pages_and_api_are_503(
    support: User, settings: Settings, client_of: Callable[[str], Client], bearer: Callable[..., Client]
) -> None:
    browser, script = client_of("support"), bearer("support")
    _down(settings)
    User.objects.filter(pk=support.pk).update(checked_at=now() - GRACE - MINUTE, tried_at=now())
    page = browser.get("/audit/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "errors/error.html" in [template.name for template in page.templates]
    assert browser.get("/api/v1/audit/entries/").json()["code"] == "unavailable"
    assert script.get("/api/v1/audit/entries/").status_code == 503
    assert browser.get("/login/").status_code in (200, 302)
    assert browser.post("/logout/").status_code == 302
