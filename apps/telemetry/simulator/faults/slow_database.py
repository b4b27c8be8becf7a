"""A database answers slower than a second for an hour: everything that touches it in that hour waits.

Leaves long CLIENT spans to that database, whoever calls it, and its response time and connections far above usual.
"""

from collections.abc import Iterator

from apps.telemetry.simulator.chance import rng
from apps.telemetry.simulator.faults.kind import FaultKind, Outlook, SlowHour
from apps.telemetry.simulator.faults.schedule import Incident, Incidents, working_hours_before
from apps.telemetry.simulator.life import Effect
from apps.telemetry.simulator.plan import HOUR

_DATABASES = ("mes-db", "shop-db")


class SlowDatabase(FaultKind):
    code = "slow_database"

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        newest_ns = working_hours_before(outlook.plan.planned_end_ns, 0, 15.5)
        older_ns = working_hours_before(outlook.plan.planned_end_ns, 4, 11.25)
        last_week = (
            Incident(f"{self.code}/mes-db/older", older_ns, older_ns + HOUR),
            Incident(f"{self.code}/shop-db/newest", newest_ns, newest_ns + HOUR),
        )
        self.incidents = Incidents(outlook, self.code, chance=0.35, hours=(1.0, 1.0), last_week=last_week)

    def slow_hours(self, from_ns: int, to_ns: int) -> Iterator[SlowHour]:
        for incident in self.incidents.overlapping(from_ns, to_ns):
            yield SlowHour(self._database(incident), incident.from_ns, incident.to_ns)

    def effects(self, from_ns: int, to_ns: int) -> Iterator[Effect]:
        for hour in self.slow_hours(from_ns, to_ns):
            yield Effect("db_response_s", hour.database, hour.from_ns, hour.to_ns, "at_least", 1.7)
            yield Effect("connections", hour.database, hour.from_ns, hour.to_ns, "add", 46.0)

    def _database(self, incident: Incident) -> str:
        named = next((name for name in _DATABASES if name in incident.key), "")
        return named or rng(self.seed, incident.key).choice(_DATABASES)
