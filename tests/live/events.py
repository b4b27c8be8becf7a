"""Events that only these tests send: numbers and ids of their own, so that one portal serves all of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.orders.samples import complaint_event, deployment_event, order_event

NOW = datetime.now(UTC).replace(microsecond=0)


def new_number() -> str:
    """Eleven digits: no number of the simulated company is near."""
    return f"AL-{70_000_000_000 + uuid4().int % 10**9}"


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def order(kind: str, number: str, at: datetime = NOW, **data: Any) -> dict[str, Any]:
    return order_event(kind, at, number=number, id=uuid4().hex, source="/tests", **data)


def complaint(text: str, **data: Any) -> dict[str, Any]:
    return complaint_event(text, NOW, id=uuid4().hex, **data)


def deployment(**data: Any) -> dict[str, Any]:
    return deployment_event(at=NOW, id=uuid4().hex) | ({"data": data} if data else {})
