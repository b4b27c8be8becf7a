"""The people of the tests: one a role and those who have none, their sessions and tokens, and the trail they leave in the record.

A test that uses these needs `pytest.mark.django_db(databases=["default", "audit"])`. Nobody here needs a directory: the
directory has vouched for them for ever. Sign-in itself is tested with the `directory` fixture.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.demo.people import PEOPLE, demo_entries
from apps.accounts.demo.server import DemoDirectory, running
from apps.accounts.models import User
from apps.accounts.services.tokens import create_token
from apps.audit.models import Entry
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.permissions import ROLES

PERSONAS = (*ROLES, "collector", "stranger", "disabled", "anonymous")
_NEVER_DUE = datetime(2200, 1, 1, tzinfo=UTC)
_BACKEND = "apps.accounts.ldap.DirectoryBackend"


def user_of(persona: str) -> User:
    """The user of a persona, made at the first call."""
    is_service = persona == "collector"
    user, _ = User.objects.get_or_create(
        username=persona,
        defaults={
            "directory_id": None if is_service else f"id-of-{persona}",
            "full_name": persona.capitalize(),
            "roles": [persona] if persona in ROLES else ["support"] if persona == "disabled" else [],
            "is_service": is_service,
            "scopes": ["events:write", "telemetry:write"] if is_service else [],
            "is_active": persona != "disabled",
            "checked_at": _NEVER_DUE,
            "tried_at": _NEVER_DUE,
        },
    )
    return user


def actor_for(role: str, *, request_id: str = "") -> Actor:
    """An actor without a row in the database, for services."""
    return Actor(name=role, user_id=f"id-of-{role}", roles=frozenset([role]), request_id=request_id, address="192.0.2.7")


@pytest.fixture
def client_of() -> Callable[[str], Client]:
    """A browser in which the persona is signed in (a session; nobody for `anonymous`)."""

    def make(persona: str) -> Client:
        client = Client()
        if persona == "anonymous":
            return client
        user = user_of(persona)
        client.force_login(user, backend=_BACKEND)
        session = client.session
        session["started_at"] = session["seen_at"] = now().isoformat()
        session["epoch"] = user.epoch
        session.save()
        return client

    return make


@pytest.fixture
def token_of() -> Callable[..., str]:
    """`token_of(persona, scopes)`: the text of a valid token."""

    def make(persona: str, scopes: Collection[str] = ()) -> str:
        user = user_of(persona)
        is_active, user.is_active = user.is_active, True
        text = create_token(user, scopes=scopes, days=1)
        user.is_active = is_active
        return text

    return make


@pytest.fixture
def bearer(token_of: Callable[..., str]) -> Callable[..., Client]:
    """`bearer(persona, scopes)`: a client that sends such a token."""
    return lambda persona, scopes=(): Client(headers={"Authorization": f"Bearer {token_of(persona, scopes)}"})


class Trail:
    """What has come into the record since the test began. (On PostgreSQL entries of earlier tests stay: nothing deletes them.)"""

    def __init__(self) -> None:
        self._before = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0

    def entries(self, **filters: object) -> list[Entry]:
        return list(Entry.objects.filter(id__gt=self._before, **filters).order_by("id"))

    def told(self) -> list[tuple[str, str, str, str]]:
        """(phase, actor, action, result) of each entry, oldest first."""
        return [(entry.phase, entry.actor, entry.action, entry.result) for entry in self.entries()]


@pytest.fixture
def trail(db: None) -> Trail:
    return Trail()


@pytest.fixture
def directory(settings: Settings) -> Iterator[DemoDirectory]:
    """The demo directory on a free port, with the portal pointed at it."""
    with running(demo_entries(PEOPLE, settings.CATALOGUE.roles)) as server:
        settings.DIRECTORY_PORT = server.port
        yield server
