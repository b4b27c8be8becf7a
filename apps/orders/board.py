"""The frozen page objects of the home pages (templates/orders/home_*.html)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.orders.page import Money


@dataclass(frozen=True, slots=True)
class StuckGroup:
    """Stuck orders that share what is wrong with them; the oldest is the example."""

    code: str
    title: str
    count: int
    oldest_since: datetime
    example_number: str


@dataclass(frozen=True, slots=True)
class LooseComplaint:
    """A complaint that belongs to no order yet. `excerpt` is masked; `candidates` None: nobody has looked yet."""

    id: str
    excerpt: str
    channel: str
    time: datetime
    candidates: int | None


@dataclass(frozen=True, slots=True)
class RecentOrder:
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StageLine:
    stage: str
    title: str
    count: int
    stuck: int
    at_risk: int
    money: Money | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class Board:
    """`age`: when findings were last computed. What a role's page does not show is left empty."""

    stuck_by_finding: Sequence[StuckGroup] = ()
    stuck_total: int = 0
    complaints: Sequence[LooseComplaint] = ()
    complaints_total: int = 0
    recent: Sequence[RecentOrder] = ()
    cannot_see: Sequence[str] = ()
    age: datetime | None = None
    sources: Sequence[SourceLine] = ()
    stages: Sequence[StageLine] = ()
    at_risk_total: int = 0
    late_total: int = 0
