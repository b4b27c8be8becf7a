"""When faults strike: clusters of neighbouring orders, and incidents that last for a time.

Both are laid out from the planned end backwards and forwards, so that the last days before it always hold some of each
kind, of which the newest are not yet put right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from apps.telemetry.simulator import moscow
from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import Outlook
from apps.telemetry.simulator.plan import DAY, HOUR, WEEK

_BLOCK = 200  # orders; each kind has one cluster in each block
_NEWEST_NS = 34 * HOUR
_OLDER_NS = 5 * DAY


@dataclass(frozen=True)
class Clusters:
    """Which orders a kind strikes. `rank` keeps the kinds' newest clusters apart: 0, 1, 2…"""

    outlook: Outlook
    code: str
    rank: int

    def contains(self, index: int) -> bool:
        if self.is_newest(index) or index in self._older:
            return True
        if self._edge <= index < self.outlook.plan.orders:
            return False
        start, length = self._cluster(index // _BLOCK)
        return start <= index % _BLOCK < start + length

    def is_newest(self, index: int) -> bool:
        """Of the last day or two before the planned end: not yet put right by then."""
        return index in self._newest

    def name(self, index: int) -> str:
        """The same for all orders of one cluster."""
        return f"{self.code}/{'newest' if self.is_newest(index) else 'older' if index in self._older else index // _BLOCK}"

    @cached_property
    def _newest(self) -> range:
        first = self._before_end(_NEWEST_NS, 8) + 2 * self.rank
        return range(first, first + 2)

    @cached_property
    def _older(self) -> range:
        first = self._before_end(_OLDER_NS, 20) + 3 * self.rank
        return range(first, first + 2)

    @cached_property
    def _edge(self) -> int:
        """From here to the planned end only the two laid-out clusters strike."""
        return self._before_end(_OLDER_NS, 20)

    def _before_end(self, back_ns: int, at_least: int) -> int:
        plan = self.outlook.plan
        return max(0, min(self.outlook.demand.index_at(plan.planned_end_ns - back_ns), plan.orders - at_least))

    def _cluster(self, block: int) -> tuple[int, int]:
        random = rng(self.outlook.plan.seed, self.code, "cluster", block)
        return random.randrange(_BLOCK - 3), random.choice((1, 1, 2, 3))


@dataclass(frozen=True, slots=True)
class Incident:
    key: str
    from_ns: int
    to_ns: int


@dataclass(frozen=True)
class Incidents:
    """In each week one incident with probability `chance`, lasting `hours`; the last week's two are given.

    `by_people`: they begin in working hours, as what people cause does; otherwise outside of them, when heavy jobs run.
    """

    outlook: Outlook
    code: str
    chance: float
    hours: tuple[float, float]
    last_week: tuple[Incident, ...]
    by_people: bool = False

    def overlapping(self, from_ns: int, to_ns: int) -> Iterator[Incident]:
        end_ns = self.outlook.plan.planned_end_ns
        for week in range((from_ns - end_ns) // WEEK - 1, (to_ns - end_ns) // WEEK + 1):
            for incident in self.last_week if week == -1 else self._in_week(week):
                starts_in_time = incident.from_ns >= self.outlook.plan.telemetry_from_ns
                if starts_in_time and incident.from_ns < to_ns and incident.to_ns > from_ns:
                    yield incident

    def _in_week(self, week: int) -> tuple[Incident, ...]:
        random = rng(self.outlook.plan.seed, self.code, "week", week)
        if random.random() >= self.chance:
            return ()
        begin_ns = self.outlook.plan.planned_end_ns + week * WEEK + int(between(random, 0, 6) * DAY)
        if self.by_people:
            begin_ns = moscow.add_working(begin_ns, int(between(random, 0.2, 6) * HOUR))
        elif moscow.is_working(begin_ns):
            begin_ns += moscow.CLOSES_NS - moscow.OPENS_NS
        return (Incident(f"{self.code}/{week}", begin_ns, begin_ns + int(between(random, *self.hours) * HOUR)),)


def working_hours_before(at_ns: int, days: int, hour: float) -> int:
    """At `hour` o'clock on a working day at least `days` days before an instant: the nearest one, in whole minutes."""
    day = moscow.day_of(at_ns) - days
    while not moscow.is_working_day(day) or moscow.midnight(day) + hour * HOUR > at_ns - 2 * HOUR:
        day -= 1
    return moscow.midnight(day) + round(hour * 60) * HOUR // 60
