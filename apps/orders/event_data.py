"""The `data` of events as typed values, and the facts that are read from it. Unknown keys are let pass.

A fact is said or not: null and the empty text say nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Self

import msgspec
from msgspec import Meta

from apps.core.masking import redact_value

Word = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=65_536)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]

CONTACT_FIELDS = ("name", "phone", "email", "city", "street", "house", "flat", "postcode")
OPERATION_STATUSES = ("planned", "started", "finished", "failed")
_LARGEST_AMOUNT = Decimal("1e12")
_CENT = Decimal("0.01")


class DataError(ValueError):
    """`data` is not what its type needs. `str()` is one sentence that quotes no value."""


class Partner(msgspec.Struct):
    name: Line | None = None
    reference: Annotated[str, Meta(max_length=100)] | None = None


class Address(msgspec.Struct):
    city: Line | None = None
    street: Line | None = None
    house: Word | None = None
    flat: Word | None = None
    postcode: Word | None = None


class Customer(msgspec.Struct):
    id: Annotated[str, Meta(max_length=100)] | None = None
    name: Line | None = None
    phone: Word | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    address: Address | None = None


class Item(msgspec.Struct, omit_defaults=True):
    sku: Line | None = None
    name: Line | None = None
    quantity: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    material: Line | None = None


class Total(msgspec.Struct):
    amount: str | int | float
    currency: Annotated[str, Meta(min_length=3, max_length=3)]


class Operation(msgspec.Struct):
    name: Name
    status: Word
    operator: Line | None = None


class Data(msgspec.Struct):
    """What all kinds share. `read` converts a decoded JSON value; DataError names the place that is wrong."""

    needs: ClassVar[str] = "`data` must be a JSON object."
    number: str | None = None

    @classmethod
    def read(cls, value: object) -> Self:
        if not isinstance(value, Mapping):
            raise DataError(cls.needs)
        try:
            data = msgspec.convert(value, cls)
        except msgspec.ValidationError as error:
            raise DataError(f"{error}.".replace("`$", "`data")) from error
        data.check()
        return data

    def check(self) -> None:
        """Raise DataError for what types alone do not tell."""


class OrderData(Data, kw_only=True):
    channel: Word | None = None
    partner: Partner | None = None
    priority: Word | None = None
    customer: Customer | None = None
    items: Annotated[list[Item], Meta(max_length=500)] | None = None
    total: Total | None = None
    promised_at: datetime | None = None
    operator: Line | None = None
    service: Line | None = None
    trace_id: str | None = None
    operation: Operation | None = None

    def check(self) -> None:
        if self.operation is not None and self.operation.status not in OPERATION_STATUSES:
            raise DataError(f"`data.operation.status` must be one of {', '.join(OPERATION_STATUSES)}.")
        if self.promised_at is not None and (self.promised_at.tzinfo is None or not 2000 <= self.promised_at.year <= 2200):
            raise DataError("`data.promised_at` must have an offset from UTC and lie between the years 2000 and 2200.")
        if self.total is not None:
            amount_of(self.total)


class ComplaintData(Data, kw_only=True):
    text: Annotated[Text, Meta(min_length=1)]
    channel: Word | None = None
    customer: Customer | None = None


class DeploymentData(Data, kw_only=True):
    service: Name
    version: Line
    by: Line | None = None
    notes: Text | None = None


def amount_of(total: Total) -> Decimal:
    """Not negative, below 10^12, at most two decimals. Raises DataError."""
    try:
        amount = Decimal(str(total.amount))
    except ArithmeticError as error:
        raise DataError("`data.total.amount` must be a decimal number, such as 12500.00.") from error
    if not amount.is_finite() or not 0 <= amount < _LARGEST_AMOUNT or amount != amount.quantize(_CENT):
        raise DataError("`data.total.amount` must lie between 0 and 10^12 and have at most two decimals.")
    return amount.quantize(_CENT)


def facts_of(data: OrderData) -> dict[str, object]:
    """The order's own facts by name: texts, `items` as a list of objects, `total` as (amount, currency), `promised_at` in UTC.

    Items stand in clear, and people have phones engraved: what is personal in them is redacted here; the sealed event has all.
    """
    partner, customer = data.partner or Partner(), data.customer or Customer()
    facts: dict[str, object] = {
        "channel": data.channel,
        "priority": data.priority,
        "partner": partner.name,
        "reference": partner.reference,
        "customer": customer.id,
        "items": None if data.items is None else redact_value(msgspec.to_builtins(data.items)),
        "total": data.total and (amount_of(data.total), data.total.currency.upper()),
        "promised_at": data.promised_at and data.promised_at.astimezone(UTC),
    }
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def contact_of(customer: Customer | None) -> dict[str, str]:
    """What is said of a person, field by field (CONTACT_FIELDS)."""
    if customer is None:
        return {}
    address = customer.address or Address()
    values = (customer.name, customer.phone, customer.email, address.city, address.street, address.house, address.flat, address.postcode)
    return {name: value.strip() for name, value in zip(CONTACT_FIELDS, values, strict=True) if value and value.strip()}
