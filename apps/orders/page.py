"""The frozen page objects: one value feeds the HTML page and the API (api.md, `OrderRow` and `Order`).

Everything personal in here is masked already; what a role may not see is `Absent` and leaves no key behind. Times are
aware datetimes in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum


class Absent(Enum):
    """A value that this role may not see: the key is left out of JSON and the row out of the page."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """Masked: "Ольга В.", "Тверь"."""

    name: str
    city: str


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Masked: phone "+7 ••• •••-41-17", e-mail "o•••@example.org", address = the city."""

    id: str
    name: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    number: str
    channel: str | None
    partner: str | None
    stage: str | None
    stage_since: datetime | None
    waits_for: str | None
    waits_on: str | None
    deadline_at: datetime | None
    stuck: bool
    at_risk: bool
    late: bool
    promised_at: datetime | None
    created_at: datetime | None
    customer: CustomerRow | Absent | None
    findings: Sequence[str] | Absent = ()
    matched_by: Sequence[str] = ()
    why: str = ""
    allowed_s: int | None = None  # page only: "of 45 min"


@dataclass(frozen=True, slots=True)
class ItemRow:
    sku: str | None
    name: str | None
    quantity: int | None
    material: str | None


@dataclass(frozen=True, slots=True)
class OperationRow:
    name: str
    status: str
    operator: str | Absent | None
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class StageRow:
    stage: str
    entered_at: datetime
    left_at: datetime | None
    service: str | None
    operator: str | Absent | None
    anomaly: bool


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    id: str
    time: datetime
    channel: str | None
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    kind: str
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding in the reader's language. `title` is the short form for lists ("Price never calculated")."""

    code: str
    service: str
    severity: str
    sentence: str
    story: str
    evidence: Sequence[EvidenceCard]
    confidence: str
    who_acts: str
    since: datetime
    also_orders: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The Order of api.md. `row` holds OrderRow's keys; `known_from` events|telemetry|both."""

    row: OrderRow
    priority: str | Absent | None
    customer: CustomerCard | Absent | None
    items: Sequence[ItemRow] | Absent
    total: Money | None
    operations: Sequence[OperationRow] | Absent
    stages: Sequence[StageRow]
    complaints: Sequence[ComplaintRow] | Absent
    findings: Sequence[FindingCard] | Absent
    incidents: Sequence[object] | Absent = ()
    known_from: str | Absent = "events"
    findings_at: datetime | None = None  # page only: when they were computed
    all_stages: Sequence[str] = field(default_factory=tuple)  # page only: the whole life, for the line of dots
