"""What holds for all tests: no deadlines (the machine may be busy), and no connection left open when the databases go."""

from collections.abc import Iterator

import pytest
from django.db import connections
from hypothesis import settings

settings.register_profile("loupe", deadline=None)
settings.load_profile("loupe")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """On PostgreSQL the record's connection mirrors the other one, and Django's own teardown forgets to close it."""
    yield
    for connection in connections.all(initialized_only=True):
        connection.close()
