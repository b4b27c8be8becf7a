"""The page objects as JSON values (api.md): one frozen object feeds page and API. Absent values leave no key."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal

from apps.orders.page import Absent, FindingCard, Money, OrderPage, OrderRow

PAGE_ONLY = {"allowed_s", "findings_at", "all_stages", "title"}


def instant(at: datetime) -> str:
    """RFC 3339, UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: object) -> object:
    """JSON values of any page value."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Money):
        return {"amount": f"{value.amount:.2f}", "currency": value.currency}
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return record(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value


def record(value: object, *, without: frozenset[str] = frozenset()) -> dict[str, object]:
    """The fields of a page object; titles of findings and other page-only fields are left out. An empty text says nothing: null."""
    left_out = PAGE_ONLY | without if isinstance(value, OrderRow | OrderPage | FindingCard) else without
    pairs = ((field.name, getattr(value, field.name)) for field in fields(value) if field.name not in left_out)  # type: ignore[arg-type]
    return {name: None if item == "" else plain(item) for name, item in pairs if not isinstance(item, Absent)}


def row_json(row: OrderRow) -> dict[str, object]:
    return record(row)


def order_json(page: OrderPage) -> dict[str, object]:
    """OrderRow's keys and the page's own; the page's customer and findings stand in place of the row's short ones."""
    return record(page.row) | record(page, without=frozenset({"row"}))
