"""Fixtures of the personas, and a small company whose orders are searched.

Now is Tuesday, 24 November 2026, 15:00 in Moscow. Olga of Tver waits for a ring with a sapphire that was ordered on Saturday
and has an older order, delivered; another Olga, of Kazan, ordered the like on the same day; a partner's order has a reference.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.core import clock
from apps.core.actor import system_actor
from apps.orders.services.ingest import ingest_events
from tests.orders.samples import NOW, OLGA, complaint_event, order_event
from tests.personas import bearer as bearer
from tests.personas import client_of as client_of
from tests.personas import token_of as token_of
from tests.personas import trail as trail

SATURDAY = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
MARCH = datetime(2026, 3, 3, 6, 12, tzinfo=UTC)
OTHER_OLGA = {
    "id": "c-18",
    "name": "Ольга Никитина",
    "phone": "+79037654321",
    "email": "nikitina@example.org",
    "address": {"city": "Казань", "street": "ул. Баумана"},
}
IVAN = {
    "id": "c-19",
    "name": "Ivan Petrov",
    "phone": "+79261112233",
    "email": "ivan@example.org",
    "address": {"city": "Москва", "street": "Арбат"},
}
PARTNER = {"name": "Самоцвет", "reference": "REF-7781"}
RING = [{"sku": "R-1", "name": "Кольцо с сапфиром", "quantity": 1, "material": "золото"}]
BRACELET = [{"name": "Браслет", "material": "серебро"}]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TOTAL = {"amount": "12500.00", "currency": "RUB"}


def created(number: str, at: datetime, customer: dict[str, Any], items: list[dict[str, Any]], **data: Any) -> dict[str, Any]:
    return order_event("created", at, number=number, customer=customer, items=items, **data)


EVENTS = [
    created("AL-104233", SATURDAY, OLGA, RING, channel="shop", total=TOTAL, trace_id=TRACE),
    order_event("files_uploaded", SATURDAY.replace(hour=10), number="AL-104233"),
    created("AL-98114", MARCH, OLGA, BRACELET, channel="shop"),
    order_event("delivered", MARCH.replace(month=4), number="AL-98114"),
    created("AL-104190", SATURDAY.replace(hour=7), OTHER_OLGA, RING, channel="shop"),
    created("AL-1001", SATURDAY.replace(day=2), IVAN, [{"name": "Emerald earrings"}], channel="partner", partner=PARTNER),
    created("AL-10010", SATURDAY.replace(day=3), {"id": "c-20", "name": "Пётр Сидоров"}, [{"name": "Подвеска"}], channel="shop"),
    complaint_event("Застёжка сломалась в первый же день", SATURDAY, number="AL-1001", id="k-1"),
]


@pytest.fixture
def frozen() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def company(db: None, frozen: None) -> Callable[..., None]:
    """Takes further events; the company's own are taken already."""

    def take(*events: object) -> None:
        result = ingest_events(events, actor=system_actor("test"), received_at=NOW)
        assert not result.rejected

    take(*EVENTS)
    return take
