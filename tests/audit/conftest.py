"""Fixtures of the personas, and a record that cannot be written."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connections

from tests.personas import bearer as bearer
from tests.personas import client_of as client_of
from tests.personas import directory as directory
from tests.personas import token_of as token_of
from tests.personas import trail as trail


@contextmanager
def _without_table() -> Iterator[None]:
    with connections["audit"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_intake RENAME TO audit_intake_away")
    try:
        yield
    finally:
        with connections["audit"].cursor() as cursor:
            cursor.execute("ALTER TABLE audit_intake_away RENAME TO audit_intake")


@pytest.fixture
def unwritable_record() -> Callable[[], AbstractContextManager[None]]:
    """Inside the block the table of the record is away. For tests with `transaction=True`."""
    return _without_table
