import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.accounts.models import User
from apps.core.permissions import ROLES

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_the_demo_people_exist_before_the_first_sign_in() -> None:
    call_command("demo_people", stdout=StringIO())
    known = {user.username: (user.roles, user.is_service) for user in User.objects.all()}
    assert known == {role: ([role], False) for role in ROLES} | {"stranger": ([], False), "collector": ([], True)}
    assert User.objects.get(username="collector").scopes == ["events:write", "telemetry:write"]


def test_a_second_run_changes_nobody() -> None:
    call_command("demo_people", stdout=StringIO())
    before = {user.username: (user.pk, user.epoch) for user in User.objects.all()}
    call_command("demo_people", stdout=StringIO())
    assert {user.username: (user.pk, user.epoch) for user in User.objects.all()} == before


@pytest.mark.parametrize("command", ["demo_people", "demo_directory"])
def test_without_a_demo_there_are_no_demo_people(command: str, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="LOUPE_DEMO=1"):
        call_command(command)
    assert not User.objects.exists()


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="cannot be used"):
        call_command("demo_directory", "--port", str(taken.getsockname()[1]))
