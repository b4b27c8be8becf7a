"""A new version of a service fails on some of what it is asked, until it is rolled back.

Leaves a deployment, then 500s of that service with that `service.version` at one endpoint, none before and none after.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.telemetry.simulator import moscow
from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import FaultKind, Hop, Mishap, Outlook, Release, Strike
from apps.telemetry.simulator.faults.schedule import Incident, Incidents, working_hours_before
from apps.telemetry.simulator.life import Effect, Failure
from apps.telemetry.simulator.plan import HOUR, MINUTE, SECOND

_SHARE = 0.85  # of requests that meet the new mistake


@dataclass(frozen=True, slots=True)
class _Mistake:
    service: str
    endpoint: str
    failure: Failure
    notes: str


_MISTAKES = (
    _Mistake(
        "crm-api",
        "confirm",
        Failure(
            "java.lang.NullPointerException",
            'Cannot invoke "Discount.percent()" because the return value of "Price.discount()" is null',
            (
                "com.alexandrite.crm.ConfirmController.confirm(ConfirmController.java:72)",
                "com.alexandrite.crm.price.PriceService.finalPrice(PriceService.java:131)",
                "com.alexandrite.crm.price.Price.withDiscount(Price.java:48)",
            ),
        ),
        "Discounts for partners",
    ),
    _Mistake(
        "mes-api",
        "take",
        Failure(
            "AttributeError",
            "'NoneType' object has no attribute 'shift'",
            (
                "mes/api/production.py, line 143, in take",
                "mes/operators/assign.py, line 58, in assign",
                "mes/operators/shift.py, line 21, in current",
            ),
        ),
        "Shifts of operators",
    ),
    _Mistake(
        "shop-api",
        "pay",
        Failure(
            "decimal.InvalidOperation",
            "quantize result has too many digits for current context",
            (
                "shop/api/payments.py, line 95, in pay",
                "shop/payments/charge.py, line 40, in amount_of",
                "shop/money.py, line 27, in rounded",
            ),
        ),
        "Rounding of totals",
    ),
)


class BadRelease(FaultKind):
    code = "bad_release"

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        end_ns = outlook.plan.planned_end_ns
        newest_ns = working_hours_before(end_ns, 0, 11.0)
        older_ns = working_hours_before(newest_ns, 3, 12.5)
        last_week = (
            Incident(f"{self.code}/crm-api/older", older_ns, older_ns + 5 * HOUR),
            Incident(f"{self.code}/shop-api/newest", newest_ns, moscow.next_working(end_ns + HOUR) + 40 * MINUTE),
        )
        self.incidents = Incidents(outlook, self.code, chance=0.1, hours=(1.5, 4.0), last_week=last_week, by_people=True)

    def strike(self, hop: Hop) -> Strike | None:
        if hop.kind != "request":
            return None
        for incident in self.incidents.overlapping(hop.at_ns, hop.at_ns + 1):
            mistake = self._mistake(incident)
            random = rng(self.seed, incident.key, hop.index)
            meets = (mistake.service, mistake.endpoint) == (hop.service, hop.place) and random.random() < _SHARE
            tries = tuple(self._tries(hop, incident, mistake)) if meets else ()
            if tries:
                over_ns = incident.to_ns + int(between(random, 4, 45) * MINUTE)
                return Strike(self.code, hop.service, hop.at_ns, over_ns, tries)
        return None

    def releases(self, from_ns: int, to_ns: int) -> Iterator[Release]:
        for incident in self.incidents.overlapping(from_ns, to_ns):
            mistake = self._mistake(incident)
            yield Release(mistake.service, incident.from_ns, incident.to_ns, mistake.notes)

    def effects(self, from_ns: int, to_ns: int) -> Iterator[Effect]:
        for release in self.releases(from_ns, to_ns):
            yield Effect("error_share", release.service, release.from_ns, release.to_ns, "at_least", 0.12)

    def _mistake(self, incident: Incident) -> _Mistake:
        named = next((mistake for mistake in _MISTAKES if mistake.service in incident.key), None)
        return named or rng(self.seed, incident.key).choice(_MISTAKES)

    def _tries(self, hop: Hop, incident: Incident, mistake: _Mistake) -> Iterator[Mishap]:
        """At once, again after some minutes, and once more after about an hour, as long as the version runs."""
        random = rng(self.seed, incident.key, hop.index, "tries")
        at_ns = hop.at_ns
        for attempt, wait_min in enumerate((0.0, between(random, 1, 6), between(random, 30, 80)), start=1):
            at_ns += int(wait_min * MINUTE)
            if at_ns >= incident.to_ns - MINUTE:
                return
            yield Mishap(at_ns, int(between(random, 0.03, 0.3) * SECOND), mistake.failure, attempt=attempt)
