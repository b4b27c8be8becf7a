"""CloudEvents 1.0 as they come in, checked and turned into frozen values (docs of the format: api.md, "Events").

`parse_event` takes one decoded JSON value of any shape and answers what it means or why it is rejected; it raises nothing
else, whatever the value. A `Rejected` never quotes what was sent: it may be a customer's.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from re import Pattern
from uuid import UUID

import msgspec

from apps.core.canonical import CanonicalError, canonical_bytes
from apps.core.clock import to_ns
from apps.orders.event_data import ComplaintData, Data, DataError, DeploymentData, OrderData, contact_of, facts_of

ORDER_PREFIX = "com.alexandrite.order."
COMPLAINT_TYPE = "com.alexandrite.complaint.received"
DEPLOYMENT_TYPE = "com.alexandrite.deployment"
STAGES = ("created", "files_uploaded", "priced", "confirmed", "paid", "in_production", "completed", "shipped", "delivered", "cancelled")
ORDER_KINDS = frozenset((*STAGES, "updated", "operation"))
MAX_NAME, MAX_NUMBER = 200, 40
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST_AHEAD = timedelta(days=1)
_TRACE_ID = re.compile(r"[0-9a-f]{1,32}")

Stamp = tuple[int, str, str]  # time in microseconds since the epoch, source, id: what decides which of two facts is the later


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why an event was not taken. `id` is None when it has none that could be read; `key` is None unless source and id are usable."""

    code: str
    detail: str
    id: str | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What every accepted event has. `digest` is the SHA-256 of `canonical`, the whole event as RFC 8785 JSON."""

    key: UUID
    type: str
    time: datetime
    stamp: Stamp
    canonical: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class OperationFact:
    name: str
    status: str
    operator: str


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """`stage` is "" for an event that only brings facts. `contact` is the customer's `customer_id`, or the order's own where that is ""."""

    header: Header
    number: str
    stage: str
    facts: Mapping[str, object] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    customer_id: str = ""
    service: str = ""
    operator: str = ""
    trace_id: str = ""
    operation: OperationFact | None = None


@dataclass(frozen=True, slots=True)
class ComplaintEvent:
    header: Header
    number: str
    text: str
    channel: str
    contact: Mapping[str, str]
    customer_id: str


@dataclass(frozen=True, slots=True)
class DeploymentEvent:
    header: Header
    service: str
    version: str
    by: str
    notes: str


Event = OrderEvent | ComplaintEvent | DeploymentEvent
Parsed = Event | Rejected


class Envelope(msgspec.Struct):
    """The attributes of CloudEvents 1.0 that are read; extension attributes are kept in the event as received."""

    specversion: str
    id: str
    source: str
    type: str
    time: str
    subject: str | None = None
    data: object = None


class _Refusal(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def event_key(source: str, event_id: str) -> UUID:
    """The idempotency key of (source, id) in sixteen bytes."""
    return UUID(bytes=hashlib.sha256(f"{len(source)}|{source}{event_id}".encode()).digest()[:16])


def parse_event(value: object, received_at: datetime, order_pattern: Pattern[str]) -> Parsed:
    """What the event means, or the reason why it is rejected."""
    event_id, key = _identity(value)
    try:
        canonical = canonical_bytes(value)
        envelope = _envelope(value, canonical)
        if key is None:
            raise _Refusal("invalid_event", f"`id` and `source` must be texts of 1 to {MAX_NAME} characters.")
        at = _time(envelope.time, received_at)
        stamp = (to_ns(at) // 1_000, envelope.source, envelope.id)
        header = Header(key, envelope.type, at, stamp, canonical, hashlib.sha256(canonical).digest())
        return _READERS.get(envelope.type, _unknown)(envelope, header, order_pattern)
    except CanonicalError as error:
        return Rejected("invalid_event", str(error), event_id, key)
    except _Refusal as refusal:
        return Rejected(refusal.code, refusal.detail, event_id, key)
    except DataError as error:
        return Rejected("invalid_data", str(error), event_id, key)


def _identity(value: object) -> tuple[str | None, UUID | None]:
    """The event's id, if it can be repeated in an answer, and its key, if it has a usable source too."""
    if not isinstance(value, Mapping):
        return None, None
    event_id, source = (_usable(value.get(name)) for name in ("id", "source"))
    return event_id, event_key(source, event_id) if source and event_id else None


def _usable(text: object) -> str | None:
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_NAME or "\x00" in text:
        return None
    return text if text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text) else None


def _envelope(value: object, canonical: bytes) -> Envelope:
    if not isinstance(value, Mapping):
        raise _Refusal("invalid_event", "An event must be a JSON object.")
    if b"\\u0000" in canonical and _holds_nul(value):
        raise _Refusal("invalid_event", "A text holds the character U+0000.")
    try:
        envelope = msgspec.convert(value, Envelope)
    except msgspec.ValidationError as error:
        raise _Refusal("invalid_event", f"{error}.".replace("`$.", "`")) from error
    if envelope.specversion != "1.0":
        raise _Refusal("invalid_event", "`specversion` must be 1.0.")
    return envelope


def _holds_nul(value: object) -> bool:
    """Iterative, for depth; the canonical form alone does not tell an escape from a text that looks like one."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str) and "\x00" in item:
            return True
        if isinstance(item, Mapping):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple):
            stack += item
    return False


def _time(text: str, received_at: datetime) -> datetime:
    try:
        at = msgspec.convert(text, datetime)
    except msgspec.ValidationError as error:
        raise _Refusal("invalid_time", "`time` must be an RFC 3339 instant, such as 2026-11-02T09:30:00Z.") from error
    if at.tzinfo is None:
        raise _Refusal("invalid_time", "`time` has no offset from UTC.")
    if not _EARLIEST <= at <= received_at + _LATEST_AHEAD:
        raise _Refusal("invalid_time", "`time` must lie between the year 2000 and one day ahead of now.")
    return at.astimezone(UTC)


def _number(envelope: Envelope, data: Data, pattern: Pattern[str], *, required: bool) -> str:
    """Subject and `data.number`, which must be equal where both are needed or given."""
    given = {text for text in (envelope.subject, data.number) if text is not None}
    if required and (envelope.subject is None or data.number is None):
        raise _Refusal("number_missing", "An order event needs the order's number as `subject` and as `data.number`.")
    if len(given) > 1:
        raise _Refusal("number_mismatch", "`subject` and `data.number` are not the same.")
    number = next(iter(given), "")
    if given and (len(number) > MAX_NUMBER or not pattern.fullmatch(number)):
        raise _Refusal("invalid_number", "The order's number does not match the configured pattern.")
    return number


def _order(envelope: Envelope, header: Header, pattern: Pattern[str]) -> Event:
    data = OrderData.read(envelope.data)
    number = _number(envelope, data, pattern, required=True)
    kind = envelope.type.removeprefix(ORDER_PREFIX)
    if kind == "operation" and data.operation is None:
        raise DataError("An operation event needs `data.operation`.")
    trace_id = (data.trace_id or "").lower()
    operation = data.operation
    return OrderEvent(
        header=header,
        number=number,
        stage=kind if kind in STAGES else "",
        facts=facts_of(data),
        contact=contact_of(data.customer),
        customer_id=(data.customer.id or "") if data.customer else "",
        service=data.service or "",
        operator=data.operator or "",
        trace_id=trace_id.zfill(32) if _TRACE_ID.fullmatch(trace_id) else "",
        operation=OperationFact(operation.name, operation.status, operation.operator or "") if operation else None,
    )


def _complaint(envelope: Envelope, header: Header, pattern: Pattern[str]) -> Event:
    data = ComplaintData.read(envelope.data)
    customer = data.customer
    number = _number(envelope, data, pattern, required=False)
    return ComplaintEvent(header, number, data.text, data.channel or "", contact_of(customer), (customer and customer.id) or "")


def _deployment(envelope: Envelope, header: Header, pattern: Pattern[str]) -> Event:
    data = DeploymentData.read(envelope.data)
    if envelope.subject is not None or data.number is not None:
        raise _Refusal("number_mismatch", "A deployment belongs to no order: it has neither `subject` nor `data.number`.")
    return DeploymentEvent(header, data.service, data.version, data.by or "", data.notes or "")


def _unknown(envelope: Envelope, header: Header, pattern: Pattern[str]) -> Event:
    raise _Refusal("unknown_type", "The type of the event is not known.")


Reader = Callable[[Envelope, Header, Pattern[str]], Event]
_READERS: dict[str, Reader] = {
    **{ORDER_PREFIX + kind: _order for kind in ORDER_KINDS},
    COMPLAINT_TYPE: _complaint,
    DEPLOYMENT_TYPE: _deployment,
}
