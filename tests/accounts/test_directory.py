"""Signing in through django-auth-ldap against the demo directory, and every way in which a directory says no."""

import socket
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import ldap
import pytest
from django.contrib.auth import authenticate
from pytest_django import Settings

from apps.accounts.demo.people import BASE, GROUPS_BASE, PASSWORD, PEOPLE, PEOPLE_BASE, DemoPerson, Entry, demo_entries
from apps.accounts.demo.server import DemoDirectory
from apps.accounts.directory import DirectoryConfig, demo_config, directory_config
from apps.accounts.ldap import DirectoryBackend, DirectoryUnavailable, directory_id, normal_dn, roles_of
from apps.accounts.models import User
from apps.core.permissions import ROLES
from tests.personas import Trail, user_of

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SUPPORT = PEOPLE[0]


def _sign_in(name: str, password: str = PASSWORD) -> User | None:
    user = authenticate(None, username=name, password=password)
    assert user is None or isinstance(user, User)
    return user


@pytest.mark.parametrize("role", ROLES)
def test_each_demo_person_has_the_role_of_their_name(role: str, directory: DemoDirectory) -> None:
    user = _sign_in(role)
    assert user is not None
    assert (user.username, user.roles, user.is_service, user.is_active) == (role, [role], False, True)
    assert user.full_name
    assert user.email == f"{role}@alexandrite.example"
    assert user.directory_id
    assert user.checked_at is not None
    assert not user.has_usable_password()


def test_a_stranger_signs_in_without_a_role(directory: DemoDirectory) -> None:
    user = _sign_in("stranger")
    assert user is not None
    assert user.roles == []


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("support", "wrong"),
        ("support", ""),
        ("support", PASSWORD.upper()),
        ("nobody", PASSWORD),
        ("*", PASSWORD),
        ("sup*", PASSWORD),
        ("support)(uid=*", PASSWORD),
        ("", PASSWORD),
        ("collector", PASSWORD),
    ],
)
def test_others_do_not_sign_in(name: str, password: str, directory: DemoDirectory) -> None:
    assert _sign_in(name, password) is None
    assert User.objects.count() == 0


@pytest.mark.parametrize("typed", ["support", "SUPPORT", " support ", "sup port".replace(" ", "")])
def test_however_a_name_is_typed_it_is_one_account(typed: str, directory: DemoDirectory) -> None:
    first, second = _sign_in("support"), _sign_in(typed)
    assert first is not None
    assert first == second
    assert [user.username for user in User.objects.all()] == ["support"]


def test_a_renamed_person_stays_the_same_account(directory: DemoDirectory) -> None:
    before = _sign_in("support")
    directory.entries = [_renamed(entry, "o.vetrova") if entry.dn == SUPPORT.dn else entry for entry in directory.entries]
    after = _sign_in("o.vetrova")
    assert before is not None
    assert after is not None
    assert (after.pk, after.username) == (before.pk, "o.vetrova")


def _renamed(entry: Entry, name: str) -> Entry:
    return replace(entry, attributes={**entry.attributes, "uid": [name]})


def test_a_name_given_to_somebody_else_is_another_account(directory: DemoDirectory) -> None:
    former = _sign_in("support")
    stranger = next(person for person in PEOPLE if person.name == "stranger")
    directory.entries = [
        _renamed(entry, "support") if entry.dn == stranger.dn else entry for entry in directory.entries if entry.dn != SUPPORT.dn
    ]
    heir = _sign_in("support")
    assert former is not None
    assert heir is not None
    former.refresh_from_db()
    assert heir.pk != former.pk
    assert heir.roles == []
    assert (former.is_active, former.username) == (False, f"support~{former.pk}")


def test_a_person_called_like_a_service_account_is_not_admitted(directory: DemoDirectory) -> None:
    collector = user_of("collector")
    directory.entries = [_renamed(entry, "collector") if entry.dn == SUPPORT.dn else entry for entry in directory.entries]
    assert _sign_in("collector") is None
    assert DirectoryBackend().populate_user("collector") is None
    collector.refresh_from_db()
    assert (collector.is_active, collector.username) == (True, "collector")


def _with_roles(settings: Settings, roles: Mapping[str, Sequence[str]]) -> None:
    settings.CATALOGUE = replace(settings.CATALOGUE, roles=roles)


def test_a_group_of_the_same_name_elsewhere_gives_no_role(directory: DemoDirectory, settings: Settings) -> None:
    _with_roles(settings, {"support": [f"cn=support,ou=impostors,{GROUPS_BASE}"]})
    user = _sign_in("support")
    assert user is not None
    assert user.roles == []


def test_groups_inside_groups_count(directory: DemoDirectory, settings: Settings) -> None:
    outer = Entry(f"cn=everybody,{GROUPS_BASE}", {"objectClass": ["groupOfNames"], "member": [f"cn=support,{GROUPS_BASE}"]}, {})
    directory.entries = [*directory.entries, outer]
    _with_roles(settings, {"engineer": [outer.dn.upper()], "support": []})
    user = _sign_in("support")
    assert user is not None
    assert user.roles == ["engineer"]


def _require(settings: Settings, group: str, directory: DemoDirectory) -> None:
    """Point the portal at the demo directory as at a company's, with a group that people must be in."""
    demo = demo_config(directory.port)
    values = {
        "LOUPE_LDAP_URL": demo.url,
        "LOUPE_LDAP_PEOPLE_BASE": demo.people_base,
        "LOUPE_LDAP_GROUPS_BASE": demo.groups_base,
        "LOUPE_LDAP_BIND_DN": demo.bind_dn,
        "LOUPE_LDAP_BIND_PASSWORD": demo.bind_password,
        "LOUPE_LDAP_REQUIRED_GROUP": group,
    }
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, **values})


def test_a_required_group_admits_its_members_only(directory: DemoDirectory, settings: Settings) -> None:
    _require(settings, f"CN=support, {GROUPS_BASE}".replace(", ", ","), directory)
    assert _sign_in("support") is not None
    assert _sign_in("engineer") is None
    assert DirectoryBackend().populate_user("engineer") is None


def test_a_typo_in_the_required_group_admits_nobody(directory: DemoDirectory, settings: Settings) -> None:
    _require(settings, f"cn=suport,{GROUPS_BASE}", directory)
    assert [_sign_in(role) for role in ROLES] == [None] * len(ROLES)


def test_new_roles_begin_a_new_epoch_and_are_recorded(directory: DemoDirectory, trail: Trail) -> None:
    before = _sign_in("support")
    promoted = [DemoPerson("support", "Ольга", "Ветрова", "devops"), *PEOPLE[1:]]
    directory.entries = demo_entries(promoted, {"support": [f"cn=support,{GROUPS_BASE}"], "devops": [f"cn=devops,{GROUPS_BASE}"]})
    after = _sign_in("support")
    assert before is not None
    assert after is not None
    assert (after.roles, after.epoch) == (["devops"], before.epoch + 1)
    changes = [(entry.object, entry.reason) for entry in trail.entries(action="role.changed", phase="outcome")]
    assert changes == [("person:support", "from none to support"), ("person:support", "from support to devops")]


class _Overtaken(DirectoryBackend):
    """Another sign-in of the same person makes the account between our look and our save."""

    def get_or_build_user(self, username: str, ldap_user: object) -> tuple[User, bool]:
        user, is_new = super().get_or_build_user(username, ldap_user)
        if is_new:
            User.objects.create(directory_id=user.directory_id, username=username)
        return user, is_new


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
def test_two_first_sign_ins_at_once_are_one_account(directory: DemoDirectory) -> None:
    user = _Overtaken().authenticate(None, username="support", password=PASSWORD)
    assert user is not None
    assert (user.roles, User.objects.count()) == (["support"], 1)


# --- a directory that is down is not a wrong password ---


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_nobody_listening_is_unavailable(settings: Settings, silent_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.DIRECTORY_PORT = server.getsockname()[1]
    with pytest.raises(DirectoryUnavailable) as caught:
        _sign_in("support")
    assert caught.value.status == 503
    with pytest.raises(DirectoryUnavailable):
        DirectoryBackend().populate_user("support")


def test_a_silent_server_does_not_hang_a_worker(settings: Settings, silent_port: int) -> None:
    settings.DIRECTORY_PORT = silent_port
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, "LOUPE_LDAP_TIMEOUT_S": 1})
    with pytest.raises(DirectoryUnavailable):
        _sign_in("support")


@pytest.mark.parametrize(
    "broken",
    [
        {"bind_password": "wrong"},
        {"people_base": "ou=nowhere,dc=example"},
        {"groups_base": "ou=nowhere,dc=example"},
    ],
)
def test_a_wrong_configuration_is_unavailable_and_not_a_wrong_password(broken: dict[str, str], directory: DemoDirectory) -> None:
    backend = DirectoryBackend(replace(demo_config(directory.port), **broken))
    with pytest.raises(DirectoryUnavailable):
        backend.populate_user("support")
    with pytest.raises(DirectoryUnavailable):
        backend.authenticate(None, username="support", password=PASSWORD)


def test_gone_is_told_from_down(directory: DemoDirectory) -> None:
    directory.entries = [entry for entry in directory.entries if entry.dn != SUPPORT.dn]
    assert DirectoryBackend().populate_user("support") is None


# --- pure parts ---


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("cn=a,dc=x", "CN=A, DC=X", True),
        ("cn=a\\2cb,dc=x", "cn=a\\,b,dc=x", True),
        ("cn=a+uid=b,dc=x", "uid=b+cn=a,dc=x", True),
        ("cn=Поддержка,dc=x", "cn=поддержка,dc=x", True),
        ("cn=a,dc=x", "cn=a,ou=y,dc=x", False),
        ("cn=a,dc=x", "ou=a,dc=x", False),
    ],
)
def test_names_of_groups_compare_whole(one: str, other: str, same: bool) -> None:
    assert (normal_dn(one) == normal_dn(other)) is same


def test_active_directory_keys_people_by_its_binary_id() -> None:
    active = replace(demo_config(1), id_attribute="objectGUID")
    guid = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
    readable = uuid.UUID(bytes_le=b"sixteen readable")  # the library decodes an id that happens to be UTF-8
    assert directory_id(guid.bytes_le, active) == str(guid)
    assert directory_id("sixteen readable", active) == str(readable)
    assert directory_id("6d2f", demo_config(1)) == directory_id(b"6d2f", demo_config(1)) == "6d2f"


def test_active_directory_is_asked_in_its_own_words() -> None:
    options = DirectoryBackend(replace(demo_config(1), id_attribute="objectGUID")).settings
    assert options.USER_ATTR_MAP["username"] == "sAMAccountName"
    assert "userAccountControl" in options.USER_SEARCH.filterstr  # the disabled are not found


def test_text_that_is_no_name_gives_no_role() -> None:
    assert roles_of(["support", ""], {"support": ["support", "cn=support"]}) == set()


def test_the_company_directory_goes_before_the_demo_one(settings: Settings) -> None:
    values = {**settings.CONFIG.values, "LOUPE_LDAP_URL": "ldaps://ldap.example.com", "LOUPE_LDAP_PEOPLE_BASE": f"ou=p,{BASE}"}
    settings.CONFIG = replace(settings.CONFIG, values=values)
    assert (directory_config().url, directory_config().people_base) == ("ldaps://ldap.example.com", f"ou=p,{BASE}")
    assert "bind_password" not in repr(directory_config())


def _options(directory: DirectoryConfig) -> list[object]:
    return list(DirectoryBackend(directory).settings.CONNECTION_OPTIONS.items())


def test_tls_is_verified_with_the_certificates_first_and_the_new_context_last() -> None:
    secure = replace(demo_config(1), url="ldaps://ldap.example.com", ca_file="/etc/ssl/corp.pem", people_base=PEOPLE_BASE)
    options = _options(secure)
    assert options[0] == (ldap.OPT_X_TLS_CACERTFILE, "/etc/ssl/corp.pem")
    assert (ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND) in options
    assert options[-1] == (ldap.OPT_X_TLS_NEWCTX, 0)
