"""Shop API answers 500 when an order is placed: no order comes of it, so the attempt is known by its customer only.

Leaves root SERVER spans with 500 and `customer.id`, and a higher share of errors while it lasts.
"""

from collections.abc import Iterator

from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import FaultKind, LostAttempt, Outlook
from apps.telemetry.simulator.faults.schedule import Incident, Incidents
from apps.telemetry.simulator.life import Effect, Failure
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, SECOND

_FAILURES = (
    Failure(
        "psycopg.errors.StringDataRightTruncation",
        "value too long for type character varying(64)",
        (
            "shop/api/orders.py, line 118, in create",
            "shop/orders/store.py, line 64, in insert",
            "psycopg/cursor.py, line 97, in execute",
        ),
    ),
    Failure(
        "psycopg.errors.DeadlockDetected",
        "deadlock detected while inserting index tuple in relation orders_customer_idx",
        (
            "shop/api/orders.py, line 118, in create",
            "shop/orders/store.py, line 64, in insert",
            "psycopg/cursor.py, line 97, in execute",
        ),
    ),
)


class CreateFailed(FaultKind):
    code = "create_failed"
    service = "shop-api"

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        end_ns = outlook.plan.planned_end_ns
        last_week = (
            Incident(f"{self.code}/older", end_ns - 4 * DAY, end_ns - 4 * DAY + 50 * MINUTE),
            Incident(f"{self.code}/newest", end_ns - 7 * HOUR, end_ns + 5 * HOUR),
        )
        self.incidents = Incidents(outlook, self.code, chance=0.7, hours=(0.4, 1.5), last_week=last_week)

    def lost_attempts(self, from_ns: int, to_ns: int) -> Iterator[LostAttempt]:
        for incident in self.incidents.overlapping(from_ns, to_ns):
            random = rng(self.seed, incident.key)
            failure = random.choice(_FAILURES)
            for person in range(random.choice((2, 2, 3))):
                yield self._attempt(incident, person, failure)

    def effects(self, from_ns: int, to_ns: int) -> Iterator[Effect]:
        for incident in self.incidents.overlapping(from_ns, to_ns):
            yield Effect("error_share", self.service, incident.from_ns, incident.to_ns, "at_least", 0.08)

    def _attempt(self, incident: Incident, person: int, failure: Failure) -> LostAttempt:
        """One to three clicks within some minutes, early in the incident: until then people try again."""
        random = rng(self.seed, incident.key, person)
        early_ns = min(incident.to_ns - incident.from_ns, 2 * HOUR)
        first_ns = incident.from_ns + int(early_ns * between(random, 0.02, 0.75))
        tries = [first_ns]
        for _ in range(random.randrange(3)):
            tries.append(tries[-1] + int(between(random, 15, 150) * SECOND))
        return LostAttempt(f"{incident.key}/{person}", self.service, tuple(tries), failure, incident.to_ns)
