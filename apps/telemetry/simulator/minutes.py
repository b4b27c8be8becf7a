"""The company minute by minute: load, office hours, response times, and the effects of faults, as arrays."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.simulator import chance, gauges, moscow
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.life import Effect
from apps.telemetry.simulator.plan import HOUR, MINUTE

Floats = NDArray[np.float64]
_FIRST_DAY = 19_700  # sizes of what grows are told from here


@dataclass(slots=True)
class Minutes:
    """`numbers` are the minutes since the epoch, `step` of them for each point."""

    numbers: NDArray[np.int64]
    step: int
    seed: int
    demand: Demand
    effects: Sequence[Effect]
    _orders: Floats | None = field(default=None)

    @classmethod
    def before(cls, times_ns: NDArray[np.int64], step_ns: int, seed: int, demand: Demand, effects: Sequence[Effect]) -> "Minutes":
        """The minutes of the steps that end at these times, which follow each other without gap."""
        first = (int(times_ns[0]) - step_ns) // MINUTE
        numbers = np.arange(first, int(times_ns[-1]) // MINUTE, dtype=np.int64)
        return cls(numbers, step_ns // MINUTE, seed, demand, effects)

    # --- folding into steps -----------------------------------------------------------------------------------------

    def summed(self, values: Floats) -> Floats:
        return np.asarray(values.reshape(-1, self.step, *values.shape[1:]).sum(axis=1))

    def averaged(self, values: Floats) -> Floats:
        return np.asarray(values.reshape(-1, self.step).mean(axis=1))

    def latest(self, values: Floats) -> Floats:
        return np.ascontiguousarray(values.reshape(-1, self.step)[:, -1])

    # --- quantities -------------------------------------------------------------------------------------------------

    def noise(self, *name: str) -> Floats:
        """One number in [0, 1) a minute, for each name its own."""
        key = int.from_bytes(hashlib.blake2b("/".join((str(self.seed), *name)).encode(), digest_size=8).digest(), "big")
        return chance.noise(key, self.numbers)

    def orders_an_hour(self) -> Floats:
        """The pace of orders, smooth from the middle of one hour to the next."""
        if self._orders is None:
            first, last = int(self.numbers[0]) // 60 - 1, int(self.numbers[-1]) // 60 + 2
            hours = np.arange(first, last)
            paces = np.array([self.demand.pace(int(hour) * HOUR) for hour in hours])
            self._orders = np.interp(self.numbers, hours * 60 + 30, paces)
        return self._orders

    def office(self) -> Floats:
        """1 while the office works, less before and after, little at night and at weekends."""
        local = self.numbers + moscow.OFFSET_NS // MINUTE
        days, into = np.divmod(local, 1_440)
        works = (days + 3) % 7 < 5
        shape = np.interp(into, [0, 480, 555, 720, 780, 840, 1_020, 1_110, 1_439], [0.04, 0.08, 1.0, 1.0, 0.7, 1.0, 0.95, 0.1, 0.04])
        return np.where(works, shape, 0.05)

    def share_of_day(self) -> Floats:
        return ((self.numbers + moscow.OFFSET_NS // MINUTE) % 1_440) / 1_440

    def days(self) -> Floats:
        return self.numbers / 1_440 - _FIRST_DAY

    def requests(self, api: gauges.Api) -> Floats:
        """Requests a minute."""
        usual = api.quiet + api.by_orders * self.orders_an_hour() + api.by_office * self.office()
        return usual * (0.8 + 0.4 * self.noise(api.name, "load"))

    def calls(self, base: gauges.Base) -> Floats:
        """Calls of a database a minute."""
        requests = [self.requests(api) for api in gauges.APIS if api.database == base.name]
        return base.calls * np.asarray(np.sum(requests, axis=0))

    def response_s(self, database: str) -> Floats:
        """The median response time of a database."""
        base = next(base for base in gauges.BASES if base.name == database)
        usual = base.median_s * (0.9 + 0.2 * self.noise(database, "response")) * (1.0 + self.calls(base) / 2_500)
        return self.effect("db_response_s", database, usual)

    def cpu(self, api: gauges.Api) -> Floats:
        usual = 0.08 + self.requests(api) / 400 + 0.04 * self.noise(api.name, "cpu")
        raised = self.effect("cpu", api.name, np.minimum(0.85, usual))
        return np.minimum(0.99, raised + 0.03 * self.noise(api.name, "cpu2"))

    def effect(self, quantity: str, place: str, usual: Floats) -> Floats:
        """The quantity with what faults do to it. A minute is touched if the effect lasts in any part of it."""
        changed = usual.copy()
        for effect in self.effects:
            if (effect.quantity, effect.place) == (quantity, place):
                touched = (self.numbers >= effect.from_ns // MINUTE) & (self.numbers <= (effect.to_ns - 1) // MINUTE)
                changed[touched] = (
                    np.maximum(changed[touched], effect.amount) if effect.how == "at_least" else changed[touched] + effect.amount
                )
        return changed
