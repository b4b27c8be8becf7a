"""The orders that live in a window: found by demand, walked once, forgotten when they are past."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.life import Life
from apps.telemetry.simulator.plan import LOOKBACK_NS, MINUTE, Plan
from apps.telemetry.simulator.production import live
from apps.telemetry.simulator.slowness import Slowness

_KEPT = 1_500


@dataclass(slots=True)
class Population:
    plan: Plan
    demand: Demand
    faults: Faults
    slowness: Slowness
    _lives: dict[int, Life] = field(default_factory=dict)

    def living(self, from_ns: int, to_ns: int) -> Iterator[Life]:
        """Orders of which something may happen in the window, by number."""
        # The request that creates an order begins a moment before its creation, and counts round by one.
        first = max(0, self.demand.index_at(from_ns - LOOKBACK_NS) - 1)
        last = self.demand.index_at(to_ns + MINUTE) + 1
        if to_ns + MINUTE <= self.plan.start_ns:
            return
        for index in range(first, last + 1):
            life = self._life(index)
            if life.ends_ns > from_ns and life.moments[0].at_ns < to_ns:
                yield life
        self._forget(first)

    def _life(self, index: int) -> Life:
        if index not in self._lives:
            self._lives[index] = live(self.plan, self.demand, self.faults, self.slowness, index)
        return self._lives[index]

    def _forget(self, first: int) -> None:
        if len(self._lives) > _KEPT:
            for index in [index for index in self._lives if index < first]:
                del self._lives[index]
