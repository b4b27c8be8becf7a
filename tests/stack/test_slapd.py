"""The sign-in path against OpenLDAP's slapd, with the people and the assertions of the demo directory."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import ldap
import pytest
from django.contrib.auth import authenticate
from pytest_django import Settings

from apps.accounts.demo.people import GROUPS_BASE, PASSWORD, PEOPLE, PEOPLE_BASE, demo_entries
from apps.accounts.directory import demo_config
from apps.accounts.ldap import DirectoryBackend, DirectoryUnavailable
from apps.accounts.models import User
from apps.accounts.services.recheck import recheck_person
from apps.core.clock import frozen, now
from apps.core.permissions import ROLES
from tests.missing import need
from tests.stack.slapd import BINARY, Slapd, running_slapd

pytestmark = [pytest.mark.stack, pytest.mark.django_db(databases=["default", "audit"])]
SUPPORT_DN = f"uid=support,{PEOPLE_BASE}"
SUPPORT_GROUP = f"cn=support,{GROUPS_BASE}"
_ROLES: Mapping[str, list[str]] = {
    "support": [SUPPORT_GROUP],
    "engineer": [f"cn=engineers,{GROUPS_BASE}"],
    "devops": [f"cn=devops,{GROUPS_BASE}"],
    "manager": [f"cn=managers,{GROUPS_BASE}"],
    "security": [f"cn=security,{GROUPS_BASE}"],
    "admin": [f"cn=portal-admins,{GROUPS_BASE}"],
}


@pytest.fixture(scope="module")
def slapd() -> Iterator[Slapd]:
    need(BINARY, "to sign in against a real directory", "slapd")
    with running_slapd(demo_entries(PEOPLE, _ROLES)) as server:
        yield server


@pytest.fixture(autouse=True)
def _company_directory(slapd: Slapd, settings: Settings) -> None:
    _point_at(settings, LOUPE_LDAP_URL=slapd.url)


def _point_at(settings: Settings, **values: object) -> None:
    demo = demo_config(1)
    company = {
        "LOUPE_LDAP_PEOPLE_BASE": demo.people_base,
        "LOUPE_LDAP_GROUPS_BASE": demo.groups_base,
        "LOUPE_LDAP_BIND_DN": demo.bind_dn,
        "LOUPE_LDAP_BIND_PASSWORD": demo.bind_password,
    }
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, **company, **values})
    settings.CATALOGUE = replace(settings.CATALOGUE, roles=_ROLES)


def _sign_in(name: str, password: str = PASSWORD) -> User | None:
    user = authenticate(None, username=name, password=password)
    assert user is None or isinstance(user, User)
    return user


@pytest.mark.parametrize("role", ROLES)
def test_each_person_signs_in_with_their_role(role: str) -> None:
    user = _sign_in(role)
    assert user is not None
    assert (user.username, user.roles, user.email) == (role, [role], f"{role}@alexandrite.example")
    assert user.directory_id


@pytest.mark.parametrize(
    ("name", "password"),
    [("support", "wrong"), ("support", ""), ("nobody", PASSWORD), ("*", PASSWORD), ("support)(uid=*", PASSWORD), ("", PASSWORD)],
)
def test_others_do_not_sign_in(name: str, password: str) -> None:
    assert _sign_in(name, password) is None


@pytest.mark.parametrize("typed", ["SUPPORT", " support ", "ｓupport"])
def test_however_a_name_is_typed_there_is_never_a_second_account(typed: str) -> None:
    first, second = _sign_in("support"), _sign_in(typed)
    assert first is not None
    assert second in (first, None)
    assert User.objects.count() == 1


def test_a_stranger_has_no_role() -> None:
    user = _sign_in("stranger")
    assert user is not None
    assert user.roles == []


def test_the_required_group_is_asked_for(settings: Settings, slapd: Slapd) -> None:
    _point_at(settings, LOUPE_LDAP_URL=slapd.url, LOUPE_LDAP_REQUIRED_GROUP=SUPPORT_GROUP)
    assert _sign_in("support") is not None
    assert _sign_in("engineer") is None
    assert DirectoryBackend().populate_user("engineer") is None


def test_a_change_of_groups_and_a_removal_are_noticed(slapd: Slapd) -> None:
    user = _sign_in("manager")
    assert user is not None
    with slapd.as_root() as root:
        root.modify_s(SUPPORT_GROUP, [(ldap.MOD_ADD, "member", [f"uid=manager,{PEOPLE_BASE}".encode()])])
        with frozen(now() + timedelta(minutes=2)):
            recheck_person(user)
        root.modify_s(SUPPORT_GROUP, [(ldap.MOD_DELETE, "member", [f"uid=manager,{PEOPLE_BASE}".encode()])])
    assert (user.roles, user.epoch) == (["manager", "support"], 2)
    with slapd.as_root() as root:
        root.rename_s(f"uid=manager,{PEOPLE_BASE}", "uid=gone")
        with frozen(now() + timedelta(minutes=4)):
            recheck_person(user)
        root.rename_s(f"uid=gone,{PEOPLE_BASE}", "uid=manager")
    assert not user.is_active


def test_a_wrong_service_password_is_unavailable(settings: Settings, slapd: Slapd) -> None:
    _point_at(settings, LOUPE_LDAP_URL=slapd.url, LOUPE_LDAP_BIND_PASSWORD="wrong")
    with pytest.raises(DirectoryUnavailable):
        _sign_in("support")


def test_tls_signs_in_when_the_certificate_verifies(settings: Settings, slapd: Slapd) -> None:
    _point_at(settings, LOUPE_LDAP_URL=slapd.secure_url, LOUPE_LDAP_CA_FILE=slapd.ca_file)
    assert _sign_in("support") is not None
    _point_at(settings, LOUPE_LDAP_URL=slapd.url, LOUPE_LDAP_STARTTLS=True, LOUPE_LDAP_CA_FILE=slapd.ca_file)
    assert _sign_in("support") is not None


@pytest.mark.parametrize("start_tls", [True, False])
def test_tls_with_another_authority_is_unavailable(start_tls: bool, settings: Settings, slapd: Slapd) -> None:
    url = slapd.url if start_tls else slapd.secure_url
    _point_at(settings, LOUPE_LDAP_URL=url, LOUPE_LDAP_STARTTLS=start_tls, LOUPE_LDAP_CA_FILE=slapd.other_ca_file)
    with pytest.raises(DirectoryUnavailable):
        _sign_in("support")
