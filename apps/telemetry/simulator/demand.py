"""When orders are created: a smooth count of orders over time that doubles over the plan, with seasons, weeks and nights.

`expected(t)` is the number of orders created before t; order i is created at its inverse near i, so that any window is
found without generating what came before it, and orders are numbered in the order of time.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, field

from apps.telemetry.simulator import moscow
from apps.telemetry.simulator.chance import rng
from apps.telemetry.simulator.plan import HOUR, Plan

_WEEKDAYS = (1.0, 1.05, 1.0, 1.02, 1.1, 0.9, 0.8)
_HOURS = (3, 2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 13, 12, 12, 12, 12, 13, 15, 17, 16, 12, 7)
_CUMULATED = tuple(sum(_HOURS[:hour]) / sum(_HOURS) for hour in range(25))
# (day of the year of the peak, how high above the usual, how wide in days): gifts for New Year and for 8 March.
_PEAKS = ((350, 0.6, 14.0), (64, 0.45, 8.0))
_SLOT_SHARE = 0.8  # order i falls within this part of its own slot, so that no two are created at once


@dataclass(slots=True)
class Demand:
    plan: Plan
    _first_day: int = field(init=False)
    _last_day: int = field(init=False)
    _sums: list[float] = field(init=False)
    _before: float = field(init=False, default=0.0)
    _scale: float = field(init=False, default=1.0)

    def __post_init__(self) -> None:
        self._first_day = moscow.day_of(self.plan.start_ns)
        self._last_day = moscow.day_of(self.plan.planned_end_ns)
        self._sums = [0.0]
        self._before = self._raw(self.plan.start_ns)
        self._scale = self.plan.orders / (self._raw(self.plan.planned_end_ns) - self._before)

    def expected(self, at_ns: int) -> float:
        """How many orders are created before an instant; 0 before the world begins."""
        return 0.0 if at_ns <= self.plan.start_ns else (self._raw(at_ns) - self._before) * self._scale

    def index_at(self, at_ns: int) -> int:
        """The first order that is created at or after an instant, but for the jitter of one."""
        return max(0, math.floor(self.expected(at_ns)))

    def created_ns(self, index: int) -> int:
        """When order `index` (from 0) is created: whole microseconds, increasing with the index."""
        jitter = 0.1 + _SLOT_SHARE * rng(self.plan.seed, "created", index).random()
        return self.instant(index + jitter)

    def instant(self, count: float) -> int:
        """The instant before which `count` orders are created: the inverse of `expected`."""
        raw = count / self._scale + self._before
        while self._sums[-1] <= raw:
            self._extend()
        place = bisect_right(self._sums, raw) - 1
        share = (raw - self._sums[place]) / (self._sums[place + 1] - self._sums[place])
        hour = min(bisect_right(_CUMULATED, share) - 1, 23)
        within = (share - _CUMULATED[hour]) / (_CUMULATED[hour + 1] - _CUMULATED[hour])
        offset_ns = hour * HOUR + round(min(within, 1.0) * 3_600_000_000) * 1_000
        return moscow.midnight(self._first_day + place) + offset_ns

    def pace(self, at_ns: int) -> float:
        """Orders an hour at an instant."""
        day = moscow.day_of(at_ns)
        hour = (at_ns - moscow.midnight(day)) // HOUR
        return self._weight(day) * self._scale * (_CUMULATED[hour + 1] - _CUMULATED[hour])

    def _raw(self, at_ns: int) -> float:
        day = moscow.day_of(at_ns)
        place = day - self._first_day
        while len(self._sums) <= place + 1:
            self._extend()
        into_ns = at_ns - moscow.midnight(day)
        hour, rest_ns = divmod(into_ns, HOUR)
        share = _CUMULATED[hour] + (_CUMULATED[hour + 1] - _CUMULATED[hour]) * (rest_ns / HOUR)
        return self._sums[place] + (self._sums[place + 1] - self._sums[place]) * share

    def _extend(self) -> None:
        self._sums.append(self._sums[-1] + self._weight(self._first_day + len(self._sums) - 1))

    def _weight(self, day: int) -> float:
        """The relative number of orders of a day. Growth ends with the plan: the company keeps its pace afterwards."""
        grown = min(1.0, (day - self._first_day) / max(1, self._last_day - self._first_day))
        of_year = moscow.calendar(day).timetuple().tm_yday
        season = 1.0 + sum(height * math.exp(-(((of_year - peak) / width) ** 2)) for peak, height, width in _PEAKS)
        return math.exp(math.log(2.0) * grown) * season * _WEEKDAYS[moscow.weekday(day)]
