"""The people of the demo directory (api.md): one a role, called by it, and a stranger who has none."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BASE = "dc=alexandrite,dc=example"
PEOPLE_BASE, GROUPS_BASE, SERVICES_BASE = f"ou=people,{BASE}", f"ou=groups,{BASE}", f"ou=services,{BASE}"
SERVICE_DN = f"cn=loupe,{SERVICES_BASE}"
PASSWORD = "loupe-demo"  # noqa: S105 - published in the README; works in a demo on loopback only
_IDS = uuid.UUID("6d2f0f0a-51f5-4d0c-9d7c-0a5be5d5c7a1")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    given_name: str
    surname: str
    role: str = ""

    @property
    def dn(self) -> str:
        return f"uid={self.name},{PEOPLE_BASE}"


@dataclass(frozen=True, slots=True)
class Entry:
    """Attributes by name as the schema writes it; `operational` ones are sent when asked for; the password never."""

    dn: str
    attributes: Mapping[str, Sequence[str]]
    operational: Mapping[str, Sequence[str]]
    password: str = ""


PEOPLE = (
    DemoPerson("support", "Ольга", "Ветрова", "support"),
    DemoPerson("engineer", "Илья", "Камнев", "engineer"),
    DemoPerson("devops", "Тимур", "Садыков", "devops"),
    DemoPerson("manager", "Марина", "Левина", "manager"),
    DemoPerson("security", "Антон", "Гордеев", "security"),
    DemoPerson("admin", "Дарья", "Осипова", "admin"),
    DemoPerson("stranger", "Пётр", "Новиков"),
)


def demo_entries(people: Sequence[DemoPerson], groups: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The whole tree for these people; `groups` are the full DNs of each role's groups (the catalogue's `[roles]`)."""
    return [*_folders(), _service_account(), *map(_person, people), *_groups(people, groups)]


def _entry(dn: str, attributes: Mapping[str, Sequence[str]], password: str = "") -> Entry:
    return Entry(dn, attributes, {"entryUUID": [str(uuid.uuid5(_IDS, dn))]}, password)


def _folders() -> list[Entry]:
    root = _entry(BASE, {"objectClass": ["top", "dcObject", "organization"], "dc": ["alexandrite"], "o": ["Alexandrite"]})
    units = ("people", "groups", "services")
    return [root, *(_entry(f"ou={unit},{BASE}", {"objectClass": ["organizationalUnit"], "ou": [unit]}) for unit in units)]


def _service_account() -> Entry:
    return _entry(SERVICE_DN, {"objectClass": ["organizationalRole", "simpleSecurityObject"], "cn": ["loupe"]}, PASSWORD)


def _person(person: DemoPerson) -> Entry:
    attributes = {
        "objectClass": ["inetOrgPerson"],
        "uid": [person.name],
        "cn": [f"{person.given_name} {person.surname}"],
        "givenName": [person.given_name],
        "sn": [person.surname],
        "mail": [f"{person.name}@alexandrite.example"],
    }
    return _entry(person.dn, attributes, PASSWORD)


def _groups(people: Sequence[DemoPerson], groups: Mapping[str, Sequence[str]]) -> list[Entry]:
    members = {role: [person.dn for person in people if person.role == role] for role in groups}
    return [_group(dn, members[role]) for role, dns in groups.items() for dn in dns]


def _group(dn: str, members: Sequence[str]) -> Entry:
    """A group of the schema has at least one member: nobody is the empty DN."""
    name = dn.split(",")[0].partition("=")[2]
    return _entry(dn, {"objectClass": ["groupOfNames"], "cn": [name], "member": members or [""]})
