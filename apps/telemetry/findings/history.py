"""Questions to a history of neutral milestones: where it stands, what it stood in at an instant, when it went on."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.telemetry.datamodel import Milestone

# A milestone is recorded by another machine than the span that caused it, and a moment before or after.
SLACK_NS = 5 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class History:
    """Milestones by time; at equal times in the order given."""

    milestones: tuple[Milestone, ...]

    @classmethod
    def of(cls, milestones: Sequence[Milestone]) -> "History":
        return cls(tuple(sorted(milestones, key=lambda milestone: milestone.at_ns)))

    @property
    def current(self) -> Milestone | None:
        """The last milestone, whether or not anything is still awaited after it."""
        return self.milestones[-1] if self.milestones else None

    def at(self, at_ns: int) -> Milestone | None:
        """The milestone in which the subject stood at an instant; the first one for an instant just before it."""
        passed = [milestone for milestone in self.milestones if milestone.at_ns <= at_ns + SLACK_NS]
        return passed[-1] if passed else None

    def after(self, at_ns: int) -> Milestone | None:
        """The first milestone clearly after an instant: the subject went on. None while it stands."""
        return next((milestone for milestone in self.milestones if milestone.at_ns > at_ns + SLACK_NS), None)


def overdue_at(milestone: Milestone, now_ns: int) -> bool:
    """Waiting in it has taken, or took, longer than its limit."""
    until_ns = now_ns if milestone.left_ns is None else milestone.left_ns
    return milestone.limit_ns is not None and until_ns > milestone.limit_ns
