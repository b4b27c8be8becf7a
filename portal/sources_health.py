"""How the sources answer now: for `GET sources/`, the sources page, and what home pages say cannot be seen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from apps.core.clock import now
from apps.orders.board import SourceLine
from apps.telemetry.contract import Deadline
from apps.telemetry.registry import CheckedSource, check_all

_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as api.md's `GET sources/` gives it."""

    name: str
    kind: str
    signals: Sequence[str]
    status: str
    version: str | None
    capabilities: dict[str, object]
    checked_at: datetime
    detail: str


def source_rows() -> list[SourceRow]:
    return [_row(source, now()) for source in check_all(Deadline.after(_WITHIN_S))]


def _row(source: CheckedSource, at: datetime) -> SourceRow:
    capabilities = asdict(source.capabilities) | {"signals": list(source.signals)}
    health = source.health
    return SourceRow(source.name, source.kind, source.signals, health.status, health.version or None, capabilities, at, health.detail)


def source_lines() -> list[SourceLine]:
    return [SourceLine(row.name, row.status) for row in source_rows()]
