"""The frozen page object of the record: one value feeds the HTML page and the API (api.md, `audit/entries/`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry; `result` is None on an attempt, `reason`, `request_id` and `address` are None where there is none."""

    entry: str
    time: datetime
    phase: str
    actor: str
    roles: Sequence[str]
    action: str
    object: str
    result: str | None
    reason: str | None
    request_id: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`next` is the cursor of the page that follows, None on the last."""

    results: Sequence[EntryRow]
    next: str | None
