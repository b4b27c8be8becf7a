"""All kinds of faults, and what they do together. Adding a fault: a file beside this one, and a line in KINDS."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.telemetry.simulator.faults.bad_release import BadRelease
from apps.telemetry.simulator.faults.create_failed import CreateFailed
from apps.telemetry.simulator.faults.dead_letter import DeadLetter
from apps.telemetry.simulator.faults.kind import FaultKind, Hop, LostAttempt, Outlook, Release, SlowHour, Strike
from apps.telemetry.simulator.faults.never_consumed import NeverConsumed
from apps.telemetry.simulator.faults.pricing_timeout import PricingTimeout
from apps.telemetry.simulator.faults.slow_database import SlowDatabase
from apps.telemetry.simulator.life import Effect

KINDS: tuple[type[FaultKind], ...] = (NeverConsumed, DeadLetter, PricingTimeout, CreateFailed, SlowDatabase, BadRelease)


@dataclass(frozen=True, slots=True)
class Faults:
    """Every kind at work in one world. The first that strikes at a hop wins; nothing strikes before telemetry begins."""

    outlook: Outlook
    kinds: tuple[FaultKind, ...]

    @classmethod
    def of(cls, outlook: Outlook) -> "Faults":
        return cls(outlook, tuple(kind(outlook) for kind in KINDS))

    def chooses(self, index: int, created_ns: int) -> bool:
        return created_ns >= self.outlook.plan.telemetry_from_ns and any(kind.chooses(index) for kind in self.kinds)

    def strike(self, hop: Hop) -> Strike | None:
        if hop.at_ns < self.outlook.plan.telemetry_from_ns:
            return None
        return next((strike for kind in self.kinds if (strike := kind.strike(hop)) is not None), None)

    def slow_hours(self, from_ns: int, to_ns: int) -> Iterator[tuple[str, SlowHour]]:
        """With the code of the kind that makes them."""
        for kind in self.kinds:
            for hour in kind.slow_hours(from_ns, to_ns):
                yield kind.code, hour

    def lost_attempts(self, from_ns: int, to_ns: int) -> Iterator[tuple[str, LostAttempt]]:
        for kind in self.kinds:
            for attempt in kind.lost_attempts(from_ns, to_ns):
                yield kind.code, attempt

    def releases(self, from_ns: int, to_ns: int) -> Iterator[Release]:
        for kind in self.kinds:
            yield from kind.releases(from_ns, to_ns)

    def effects(self, from_ns: int, to_ns: int) -> Iterator[Effect]:
        for kind in self.kinds:
            yield from kind.effects(from_ns, to_ns)
