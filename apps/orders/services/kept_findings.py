"""Findings of the table as a page shows them. Where the table has none that fits, they are computed on the spot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.orders.models import FindingRun, Order
from apps.orders.page import FindingCard
from apps.orders.selectors import count_others_of, findings_of, is_due
from apps.orders.sentences import cards
from apps.orders.services.gather_order import gather_order
from apps.orders.stored_findings import finding_of
from apps.telemetry.answers import Finding

_SAW_SOMETHING = ("ok", "partial", "truncated", "sampled", "arriving")


@dataclass(frozen=True, slots=True)
class Kept:
    """`at`: when they were computed. `in_telemetry`: some span or log line of the order was found then."""

    findings: Sequence[Finding]
    at: datetime
    in_telemetry: bool


def kept_findings(number: str, order: Order | None, at: datetime) -> Kept:
    """Those of the last run, unless something happened to the order since."""
    run, rows = findings_of(number)
    if run is None or is_due(number, at):
        return computed(number, order, at)
    return Kept([finding_of(row) for row in rows], run.computed_at, _in_telemetry(run))


def computed(number: str, order: Order | None, at: datetime) -> Kept:
    timeline = gather_order(number, order, at)
    return Kept(timeline.findings, at, timeline.totals["spans"] + timeline.totals["logs"] > 0)


def told(number: str, findings: Sequence[Finding]) -> tuple[FindingCard, ...]:
    """In the active language, with how many other orders have each now."""
    also: Mapping[str, int] = count_others_of([finding.code for finding in findings], but=number)
    return cards(findings, also)


def _in_telemetry(run: FindingRun) -> bool:
    return any(source["signal"] in ("traces", "logs") and source["status"] in _SAW_SOMETHING for source in run.sources)
