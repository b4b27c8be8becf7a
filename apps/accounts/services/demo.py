"""The demo people and the demo service account, there before anybody signs in."""

from django.conf import settings

from apps.accounts.demo.people import PEOPLE, demo_entries
from apps.accounts.demo.server import running
from apps.accounts.directory import demo_config
from apps.accounts.ldap import DirectoryBackend
from apps.accounts.models import User

COLLECTOR = "collector"
COLLECTOR_SCOPES = ("events:write", "telemetry:write")


def make_demo_people() -> list[str]:
    """Populate everybody as a sign-in would, from a directory that runs for the moment; the names of those now known."""
    with running(demo_entries(PEOPLE, settings.CATALOGUE.roles)) as directory:
        backend = DirectoryBackend(demo_config(directory.port))
        people = [user.username for person in PEOPLE if (user := backend.populate_user(person.name)) is not None]
    User.objects.update_or_create(username=COLLECTOR, defaults={"is_service": True, "scopes": list(COLLECTOR_SCOPES), "is_active": True})
    return [*people, COLLECTOR]
