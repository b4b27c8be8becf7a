"""What is asked of search and what it answers, as frozen values (api.md, `POST orders/search/`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from apps.orders.page import OrderRow
from apps.orders.search.pieces import Understood

EXACT, PART, TYPO, WORDS = "exact", "part", "typo", "words"
DEFAULT_LIMIT, MAX_LIMIT = 20, 100
MAX_TEXT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """None or empty: not asked. `created_from` inclusive, `created_to` exclusive; `partner` by name; `finding` a code."""

    stage: tuple[str, ...] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None
    stuck: bool | None = None
    at_risk: bool | None = None
    late: bool | None = None
    has_complaint: bool | None = None
    channel: str = ""
    partner: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Without `text`: all orders, newest first. `cursor` continues a page of the same query.

    `complaint`: the id of a complaint whose words are the text; they are read for each answer and shown masked.
    """

    text: str = ""
    filters: SearchFilters = field(default_factory=SearchFilters)
    limit: int = DEFAULT_LIMIT
    cursor: str = ""
    complaint: UUID | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A creation that never got a number, of a customer who was found."""

    customer_id: str
    time_ns: int
    trace_id: str | None
    finding: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`answered_by` exact|part|typo|words: how the best row was found; None without text or rows. `certain`: open the first row at once."""

    rows: Sequence[OrderRow]
    next: str | None
    understood: Understood
    certain: bool
    answered_by: str | None
    attempts: Sequence[Attempt] = ()
