"""Fixtures of the personas, and one order that everybody may ask for."""

import pytest

from apps.orders.services.ingest import ingest_events
from tests.orders.samples import NOW, NUMBER, OLGA, START, complaint_event, order_event
from tests.personas import actor_for
from tests.personas import bearer as bearer
from tests.personas import client_of as client_of
from tests.personas import directory as directory
from tests.personas import token_of as token_of
from tests.personas import trail as trail


@pytest.fixture
def order(db: None) -> str:
    """The number of an order with a customer, a complaint and two stages."""
    events = [
        order_event("created", START, customer=OLGA, items=[{"sku": "r-1", "name": "Кольцо с сапфиром", "quantity": 1}]),
        order_event("files_uploaded", START.replace(hour=10)),
        complaint_event("Где моё кольцо? Ольга, +7 916 123-41-17", START.replace(day=3), number=NUMBER),
    ]
    result = ingest_events(events, actor=actor_for("collector"), received_at=NOW)
    assert result.accepted == len(events)
    return NUMBER
