"""Events, catalogues and small values that the tests of orders are made of."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apps.core.catalogue_reader import read_catalogue

CATALOGUE = read_catalogue(Path("portal/catalogue.toml"), "")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)  # a Monday, 12:30 in Moscow
NUMBER = "AL-100001"
OLGA = {
    "id": "c-17",
    "name": "Ольга Воробьёва",
    "phone": "+79161234117",
    "email": "olga@example.org",
    "address": {"city": "Тверь", "street": "ул. Лесная", "house": "5", "flat": "12", "postcode": "170000"},
}


def order_event(
    kind: str, at: datetime = START, *, number: str = NUMBER, id: str = "", source: str = "/shop", **data: Any
) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": id or f"{number}-{kind}-{at.isoformat()}",
        "source": source,
        "type": f"com.alexandrite.order.{kind}",
        "subject": number,
        "time": at.isoformat(),
        "data": {"number": number, **data},
    }


def complaint_event(text: str, at: datetime = START, *, number: str | None = None, id: str = "complaint-1", **data: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": id,
        "source": "/support",
        "type": "com.alexandrite.complaint.received",
        "time": at.isoformat(),
        "data": {"text": text, **data},
    }
    return event if number is None else event | {"subject": number}


def deployment_event(
    service: str = "mes-api", version: str = "4.2.0", at: datetime = START, id: str = "deploy-1", **data: Any
) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": id,
        "source": "/ci",
        "type": "com.alexandrite.deployment",
        "time": at.isoformat(),
        "data": {"service": service, "version": version, **data},
    }


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
