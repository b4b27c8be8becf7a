from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.core.crypto import KeyRing
from apps.telemetry.embedded.store import Store

RING = KeyRing({1: bytes(range(32))}, 1)
KEYS = ("order.id", "order_id", "customer.id")


@pytest.fixture
def ring() -> KeyRing:
    return RING


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "telemetry.sqlite3", RING, KEYS)
    yield opened
    opened.close()
