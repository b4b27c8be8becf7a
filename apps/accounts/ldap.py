"""The company's directory through django-auth-ldap; the only importer of ldap (security.md, "Directory").

What the library leaves open is closed here: people are keyed by an id that never changes, roles come from groups by full
DN, a directory that is down is told apart from a wrong password and from a person who is gone.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping

import ldap
import ldap.dn
from django.conf import settings
from django.db import IntegrityError
from django_auth_ldap.backend import LDAPBackend, _LDAPUser, ldap_error
from django_auth_ldap.config import LDAPSearch, LDAPSettings, NestedActiveDirectoryGroupType, NestedGroupOfNamesType

from apps.accounts.directory import DirectoryConfig, directory_config
from apps.accounts.models import User
from apps.audit.entry import GRANTED
from apps.audit.services import record_event
from apps.core.actor import system_actor
from apps.core.clock import now
from apps.core.errors import Unavailable

_RETRY_AFTER_S = 30
# Answers to a person's own bind that refuse this person and say nothing about the directory's health.
_REFUSES_THE_PERSON = (ldap.INAPPROPRIATE_AUTH, ldap.UNWILLING_TO_PERFORM, ldap.CONSTRAINT_VIOLATION, ldap.INSUFFICIENT_ACCESS)
_ENABLED_ONLY = "(!(userAccountControl:1.2.840.113556.1.4.803:=2))"


class DirectoryUnavailable(Unavailable):
    """The directory did not answer, or not as a directory that knows its own service account."""

    def __init__(self) -> None:
        super().__init__("The company directory does not answer now. Your password was not judged.", retry_after_s=_RETRY_AFTER_S)


def _tell_apart(sender: object, *, context: str, exception: ldap.LDAPError, **kwargs: object) -> None:
    """The library swallows every LDAPError as "no such user"; only a refusal of the person's own bind may be that."""
    if context == "authenticate" and isinstance(exception, _REFUSES_THE_PERSON):
        return
    raise DirectoryUnavailable from exception


ldap_error.connect(_tell_apart)


class DirectoryBackend(LDAPBackend):  # type: ignore[misc]
    """Signs people in by bind, and reads them again with the service account."""

    def __init__(self, directory: DirectoryConfig | None = None) -> None:
        self.directory = directory or directory_config()
        self.settings = LDAPSettings("AUTH_LDAP_", _library_settings(self.directory))

    def get_user(self, user_id: str) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()

    def get_or_build_user(self, username: str, ldap_user: _LDAPUser) -> tuple[User, bool]:
        person_id = directory_id(ldap_user.attrs[self.directory.id_attribute][0], self.directory)
        _free_name(ldap_user, ldap_user.attrs[_name_attribute(self.directory)][0], person_id)
        user = User.objects.filter(directory_id=person_id).first()
        return user or User(directory_id=person_id), user is None

    def authenticate_ldap_user(self, ldap_user: _LDAPUser, password: str) -> User | None:
        user = _once_more(lambda: ldap_user.authenticate(password))
        return None if user is None else self._settle(user, ldap_user)

    def populate_user(self, username: str) -> User | None:
        """The person of this name as the directory knows them now; None: it knows nobody who may sign in. Raise DirectoryUnavailable."""
        ldap_user = _LDAPUser(self, username=username)
        user = _once_more(ldap_user.populate_user)
        if user is None or not self._is_admitted(ldap_user):
            return None
        return self._settle(user, ldap_user)

    def _is_admitted(self, ldap_user: _LDAPUser) -> bool:
        """`populate_user` of the library does not ask for the required group."""
        required = self.directory.required_group
        return not required or normal_dn(required) in _group_dns(ldap_user)

    def _settle(self, user: User, ldap_user: _LDAPUser) -> User:
        """What the groups say now; other roles than before end the sessions that began with those."""
        roles = sorted(roles_of(_group_dns(ldap_user), settings.CATALOGUE.roles))
        if roles != user.roles:
            change = f"from {', '.join(user.roles) or 'none'} to {', '.join(roles) or 'none'}"
            record_event(system_actor("directory"), "role.changed", f"person:{user.username}", GRANTED, reason=change)
            user.roles, user.epoch = roles, user.epoch + 1
        user.is_active = True
        user.checked_at = user.tried_at = now()
        user.save(update_fields=["roles", "epoch", "is_active", "checked_at", "tried_at"])
        return user


def _once_more(work: Callable[[], User | None]) -> User | None:
    """Of two first sign-ins of one person at once, one finds that the other has made the account.

    No transaction: on SQLite it would keep everybody else from writing while the directory thinks.
    """
    try:
        return work()
    except IntegrityError:
        return work()


def _group_dns(ldap_user: _LDAPUser) -> frozenset[str]:
    try:
        return frozenset(map(normal_dn, ldap_user.group_dns))
    except ldap.LDAPError as error:
        raise DirectoryUnavailable from error


def normal_dn(dn: str) -> str:
    """One spelling for a DN: case, spaces and the order inside a multi-valued part do not matter. "" for text that is no DN."""
    try:
        parts = ldap.dn.str2dn(dn)
    except ldap.DECODING_ERROR:
        return ""
    return ",".join("+".join(sorted(f"{name.lower()}={value.casefold()}" for name, value, _ in part)) for part in parts)


def roles_of(group_dns: Iterable[str], role_map: Mapping[str, Iterable[str]]) -> set[str]:
    """The roles whose groups are among `group_dns`, by full DN."""
    mine = set(map(normal_dn, group_dns)) - {""}
    return {role for role, dns in role_map.items() if mine & set(map(normal_dn, dns))}


def directory_id(value: str | bytes, directory: DirectoryConfig) -> str:
    """objectGUID is 16 bytes, little-endian in its first fields; the library decodes it when it happens to be UTF-8."""
    if directory.is_active_directory:
        return str(uuid.UUID(bytes_le=value.encode() if isinstance(value, str) else value))
    return value if isinstance(value, str) else value.decode()


def _free_name(ldap_user: _LDAPUser, name: str, person_id: str) -> None:
    """A name that the directory has given to somebody else leaves its former owner, who may not sign in any more.

    A service account keeps its name: whoever edits the directory could otherwise end it. Such a person is not admitted.
    """
    for former in User.objects.filter(username=name).exclude(directory_id=person_id):
        if former.is_service:
            raise ldap_user.AuthenticationFailed("the name belongs to a service account")
        User.objects.filter(pk=former.pk).update(username=f"{name}~{former.pk}"[:150], is_active=False, epoch=former.epoch + 1)


def _name_attribute(directory: DirectoryConfig) -> str:
    return "sAMAccountName" if directory.is_active_directory else "uid"


def _library_settings(directory: DirectoryConfig) -> dict[str, object]:
    name = _name_attribute(directory)
    people = f"(&({name}=%(user)s){_ENABLED_ONLY})" if directory.is_active_directory else f"({name}=%(user)s)"
    attributes = ["*", "+"]  # the id is operational in OpenLDAP: without `+` it would not come
    return {
        "SERVER_URI": directory.url,
        "BIND_DN": directory.bind_dn,
        "BIND_PASSWORD": directory.bind_password,
        "START_TLS": directory.start_tls,
        "CONNECTION_OPTIONS": _connection_options(directory),
        "CACHE_TIMEOUT": 0,
        "USER_SEARCH": LDAPSearch(directory.people_base, ldap.SCOPE_SUBTREE, people, attributes),
        "USER_ATTRLIST": attributes,
        "USER_ATTR_MAP": {"username": name, "full_name": "cn", "email": "mail"},
        "GROUP_SEARCH": LDAPSearch(directory.groups_base, ldap.SCOPE_SUBTREE, "(objectClass=*)", ["cn"]),
        "GROUP_TYPE": NestedActiveDirectoryGroupType() if directory.is_active_directory else NestedGroupOfNamesType(),
        "REQUIRE_GROUP": directory.required_group or None,
    }


def _connection_options(directory: DirectoryConfig) -> dict[int, object]:
    """Without OPT_TIMEOUT a silent server hangs a worker for ever; the new TLS context must come last."""
    options: dict[int, object] = {
        ldap.OPT_REFERRALS: 0,
        ldap.OPT_NETWORK_TIMEOUT: directory.timeout_s,
        ldap.OPT_TIMEOUT: directory.timeout_s,
    }
    if directory.url.startswith("ldaps://") or directory.start_tls:
        certificates = {ldap.OPT_X_TLS_CACERTFILE: directory.ca_file} if directory.ca_file else {}
        options = {**certificates, **options, ldap.OPT_X_TLS_REQUIRE_CERT: ldap.OPT_X_TLS_DEMAND, ldap.OPT_X_TLS_NEWCTX: 0}
    return options
