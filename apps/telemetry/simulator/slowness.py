"""How much longer work takes while a database is slow (faults make the slow hours)."""

from dataclasses import dataclass, field
from random import Random

from apps.telemetry.simulator.chance import between
from apps.telemetry.simulator.faults.kind import SlowHour
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.plan import DAY, SECOND

# The database behind each scene; the scenes of CRM reach Shop DB through Shop API.
_MES = frozenset({"price", "register_work", "take", "operation_started", "operation_finished", "complete"})
# A scene calls its database four times at most.
_STRETCH_NS = 9 * SECOND


@dataclass(slots=True)
class Slowness:
    faults: Faults
    _days: dict[int, tuple[SlowHour, ...]] = field(default_factory=dict)

    def stretch_ns(self, scene: str, at_ns: int) -> int:
        """By how much the main span of a scene that ends at an instant becomes longer."""
        return _STRETCH_NS if self._is_slow("mes-db" if scene in _MES else "shop-db", at_ns) else 0

    def delay_ns(self, database: str, at_ns: int, random: Random) -> int:
        """By how much one answer of the database is late: over a second in a slow hour, else nothing."""
        return int(between(random, 1.1, 2.2) * SECOND) if self._is_slow(database, at_ns) else 0

    def _is_slow(self, database: str, at_ns: int) -> bool:
        day = at_ns // DAY
        if day not in self._days:
            self._days[day] = tuple(hour for _, hour in self.faults.slow_hours(day * DAY, (day + 1) * DAY))
        return any(hour.database == database and hour.from_ns <= at_ns < hour.to_ns for hour in self._days[day])
