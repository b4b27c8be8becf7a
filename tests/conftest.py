"""What holds for all tests: no deadlines (the machine may be busy), no connection left open when the databases go, one running portal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import settings

from tests.running import Portal, running_portal

settings.register_profile("loupe", deadline=None)
settings.load_profile("loupe")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """On PostgreSQL the record's connection mirrors the other one, and Django's own teardown forgets to close it."""
    yield
    for connection in connections.all(initialized_only=True):
        connection.close()


COMPANY = ("--orders", "260", "--days", "60", "--seed", "11", "--telemetry-days", "30")
_SHARES_THE_PORTAL = tuple(Path(__file__).parent / folder for folder in ("live", "browser"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the running portal goes to one worker, so that there is one."""
    for item in items:
        if any(folder in item.path.parents for folder in _SHARES_THE_PORTAL):
            item.add_marker(pytest.mark.xdist_group("portal"))


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A whole portal with a small simulated company."""
    with running_portal(tmp_path_factory.mktemp("portal"), *COMPANY) as portal:
        yield portal
