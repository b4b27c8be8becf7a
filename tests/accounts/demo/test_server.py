"""The demo directory as a client sees it that knows LDAP and nothing of our code."""

import io
import socket
from collections.abc import Iterator

import ldap
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.demo.messages import BadMessage, read_message
from apps.accounts.demo.people import BASE, GROUPS_BASE, PASSWORD, PEOPLE, PEOPLE_BASE, SERVICE_DN, demo_entries
from apps.accounts.demo.server import DemoDirectory, running

SUPPORT = f"uid=support,{PEOPLE_BASE}"


@pytest.fixture(scope="module")
def server() -> Iterator[DemoDirectory]:
    with running(demo_entries(PEOPLE, {"support": [f"cn=support,{GROUPS_BASE}"]})) as server:
        yield server


@pytest.fixture
def connection(server: DemoDirectory) -> Iterator[ldap.ldapobject.SimpleLDAPObject]:
    connection = ldap.initialize(f"ldap://127.0.0.1:{server.port}")
    connection.set_option(ldap.OPT_TIMEOUT, 5)
    yield connection
    connection.unbind_s()


def test_people_bind_with_their_password(connection: ldap.ldapobject.SimpleLDAPObject) -> None:
    connection.simple_bind_s(SUPPORT, PASSWORD)
    connection.simple_bind_s(SUPPORT.upper(), PASSWORD)


@pytest.mark.parametrize(
    ("dn", "password", "error"),
    [
        (SUPPORT, "wrong", ldap.INVALID_CREDENTIALS),
        (f"uid=nobody,{PEOPLE_BASE}", PASSWORD, ldap.INVALID_CREDENTIALS),
        (PEOPLE_BASE, PASSWORD, ldap.INVALID_CREDENTIALS),
        (BASE, "", ldap.UNWILLING_TO_PERFORM),
        (SUPPORT, "", ldap.UNWILLING_TO_PERFORM),
    ],
)
def test_a_bind_is_refused(connection: ldap.ldapobject.SimpleLDAPObject, dn: str, password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        connection.simple_bind_s(dn, password)


@pytest.mark.parametrize(("dn", "password"), [("", ""), (SUPPORT, PASSWORD)])
def test_only_the_service_account_searches(connection: ldap.ldapobject.SimpleLDAPObject, dn: str, password: str) -> None:
    connection.simple_bind_s(dn, password)
    with pytest.raises(ldap.INSUFFICIENT_ACCESS):
        connection.search_s(BASE, ldap.SCOPE_SUBTREE)


def test_an_anonymous_bind_is_nobody(connection: ldap.ldapobject.SimpleLDAPObject) -> None:
    connection.simple_bind_s("", "")
    with pytest.raises(ldap.INSUFFICIENT_ACCESS):
        connection.search_s(BASE, ldap.SCOPE_BASE)


def test_a_refused_bind_leaves_nobody_bound(connection: ldap.ldapobject.SimpleLDAPObject) -> None:
    connection.simple_bind_s(SERVICE_DN, PASSWORD)
    with pytest.raises(ldap.INVALID_CREDENTIALS):
        connection.simple_bind_s(SERVICE_DN, "wrong")
    with pytest.raises(ldap.INSUFFICIENT_ACCESS):
        connection.search_s(BASE, ldap.SCOPE_SUBTREE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(uid=support)", ["support"]),
        ("(&(objectClass=inetOrgPerson)(|(uid=admin)(uid=devops)))", ["devops", "admin"]),
        ("(&(uid=*)(!(mail=*)))", []),
        ("(uid=sup*)", []),
        ("(cn=Ольга Ветрова)", ["support"]),
    ],
)
def test_searches(connection: ldap.ldapobject.SimpleLDAPObject, text: str, found: list[str]) -> None:
    connection.simple_bind_s(SERVICE_DN, PASSWORD)
    answers = connection.search_s(PEOPLE_BASE, ldap.SCOPE_SUBTREE, text, ["uid", "+"])
    assert [attributes["uid"][0].decode() for _, attributes in answers] == found
    assert all(set(attributes) == {"uid", "entryUUID"} for _, attributes in answers)


def test_a_base_that_is_not_there_is_told(connection: ldap.ldapobject.SimpleLDAPObject) -> None:
    connection.simple_bind_s(SERVICE_DN, PASSWORD)
    with pytest.raises(ldap.NO_SUCH_OBJECT):
        connection.search_s("ou=nowhere", ldap.SCOPE_SUBTREE)


def test_everything_else_is_refused_in_the_protocol(connection: ldap.ldapobject.SimpleLDAPObject) -> None:
    connection.simple_bind_s(SERVICE_DN, PASSWORD)
    for change in (
        lambda: connection.modify_s(SUPPORT, [(ldap.MOD_REPLACE, "sn", [b"x"])]),
        lambda: connection.rename_s(SUPPORT, "uid=renamed"),
        lambda: connection.add_s(f"uid=new,{PEOPLE_BASE}", [("objectClass", [b"inetOrgPerson"])]),
        lambda: connection.compare_s(SUPPORT, "uid", b"support"),
        lambda: connection.start_tls_s(),
        lambda: connection.whoami_s(),
    ):
        with pytest.raises(ldap.UNWILLING_TO_PERFORM):
            change()
    assert connection.search_s(SUPPORT, ldap.SCOPE_BASE)


def test_it_listens_on_loopback_only(server: DemoDirectory) -> None:
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "sent", [b"GET / HTTP/1.1\r\n\r\n", b"\x30", b"\x30\x84\x7f\xff\xff\xff", b"\x30\x03\x02\x01\x01", b"\x30\x80\x00\x00", b""]
)
def test_a_client_that_does_not_speak_ldap_is_cut_off(server: DemoDirectory, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda packed: b"\x30" + bytes([len(packed)]) + packed))
def test_any_bytes_are_a_message_or_refused(packed: bytes) -> None:
    try:
        read_message(io.BytesIO(packed))
    except BadMessage as error:
        assert str(error) in ("not a sequence", "too long", "cut short", "not a message of LDAP v3")
