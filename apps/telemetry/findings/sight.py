"""What could be seen: the sources' reports turned into how sure a finding may be.

A rule says which signals it needs. Presence proves itself, whatever else is missing; absence proves something only where
a signal was read whole (telemetry.md, "Completeness is stated per source").
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from apps.telemetry.answers import SourceReport

# "arriving" concerns only the last five minutes: rules that wait longer than that before they speak may trust it.
_WHOLE = frozenset({"ok", "empty", "arriving"})
_NOTHING = frozenset({"timeout", "failed", "open", "not_configured"})

CONFIDENCES = ("low", "medium", "high")


class Sight(IntEnum):
    """How much of a signal was seen."""

    NONE = 0
    PART = 1
    WHOLE = 2


def of_signal(reports: Sequence[SourceReport], signal: str) -> Sight:
    """The sight of one signal over all its sources: whole only if each of them was; none if nothing answered or was asked."""
    statuses = [report.status for report in reports if report.signal == signal]
    if not statuses or all(status in _NOTHING for status in statuses):
        return Sight.NONE
    return Sight.WHOLE if all(status in _WHOLE for status in statuses) else Sight.PART


def confidence(sights: Iterable[Sight], doubts: int = 0) -> str:
    """high where every needed signal was whole; one step lower for each that was not, and for each doubt of the rule itself."""
    missing = sum(sight < Sight.WHOLE for sight in sights)
    return CONFIDENCES[max(0, 2 - missing - doubts)]
