"""Which version of each service runs when: a release every week or two in working hours, and bad ones rolled back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.telemetry.simulator import moscow
from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import Release
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.plan import DAY, HOUR, Plan

_SLOT_NS = 10 * DAY
_FIRST_SLOT = 1_980
_MAJOR = {"shop-api": 4, "crm-api": 2, "mes-api": 3}
_BY = ("ci", "Зайцев К.", "Орлова Т.", "Бережной М.")
_NOTES = {
    "shop-api": ("Faster list of models", "Partner API: references", "Bank certificate renewed", "Upload of large models", "Basket fixes"),
    "crm-api": ("Letters in two languages", "Search of customers", "Managers' shifts", "Fewer calls to Shop", "Delivery labels"),
    "mes-api": ("Casting queue", "Pricing of thin walls", "Operators' tablets", "Stone calculator", "Fewer locks on orders"),
}


@dataclass(frozen=True, slots=True)
class Deployment:
    at_ns: int
    service: str
    version: str
    by: str
    notes: str


@dataclass(slots=True)
class Deployments:
    plan: Plan
    faults: Faults
    _slots: dict[tuple[str, int], int] = field(default_factory=dict)
    _bad: dict[int, tuple[Release, ...]] = field(default_factory=dict)

    def between(self, from_ns: int, to_ns: int) -> Iterator[Deployment]:
        """Deployments of the window, by time."""
        found = [*self._planned(from_ns, to_ns), *self._unplanned(from_ns, to_ns)]
        yield from sorted(found, key=lambda deployment: (deployment.at_ns, deployment.service))

    def version(self, service: str, at_ns: int) -> str:
        """The version that answers at an instant; database servers and outside services have none ("")."""
        if service not in _MAJOR:
            return ""
        day = at_ns // DAY
        if day not in self._bad:
            self._bad[day] = tuple(self.faults.releases(day * DAY, (day + 1) * DAY))
        for release in self._bad[day]:
            if release.service == service and release.from_ns <= at_ns < release.to_ns:
                return self._bad_version(service, release.from_ns)
        return self._planned_version(service, self._slot_of(service, at_ns))

    def _planned(self, from_ns: int, to_ns: int) -> Iterator[Deployment]:
        for service in _MAJOR:
            for slot in range(from_ns // _SLOT_NS - 1, to_ns // _SLOT_NS + 1):
                at_ns = self._starts(service, slot)
                if from_ns <= at_ns < to_ns and not self._is_bad_then(service, at_ns):
                    random = rng(self.plan.seed, "deployment", service, slot)
                    version = self._planned_version(service, slot)
                    yield Deployment(at_ns, service, version, random.choice(_BY), random.choice(_NOTES[service]))

    def _unplanned(self, from_ns: int, to_ns: int) -> Iterator[Deployment]:
        for release in self.faults.releases(from_ns, to_ns):
            if from_ns <= release.from_ns < to_ns:
                version = self._bad_version(release.service, release.from_ns)
                yield Deployment(release.from_ns, release.service, version, _BY[0], release.notes)
        for release in self.faults.releases(from_ns - 1, to_ns):
            if from_ns <= release.to_ns < to_ns:
                version = self._planned_version(release.service, self._slot_of(release.service, release.to_ns))
                yield Deployment(release.to_ns, release.service, version, _BY[2], "Rollback")

    def _is_bad_then(self, service: str, at_ns: int) -> bool:
        """Nobody deploys over a release that is being looked into: its rollback brings the newest version."""
        return any(release.service == service for release in self.faults.releases(at_ns, at_ns + 1))

    def _starts(self, service: str, slot: int) -> int:
        if (service, slot) not in self._slots:
            random = rng(self.plan.seed, "release", service, slot)
            at_ns = slot * _SLOT_NS + int(between(random, 0, 6) * DAY)
            at_ns = moscow.add_working(at_ns, int(between(random, 0.5, 7) * HOUR))
            self._slots[service, slot] = at_ns // 1_000_000_000 * 1_000_000_000
        return self._slots[service, slot]

    def _slot_of(self, service: str, at_ns: int) -> int:
        slot = at_ns // _SLOT_NS
        return slot if self._starts(service, slot) <= at_ns else slot - 1

    def _planned_version(self, service: str, slot: int) -> str:
        return f"{_MAJOR[service]}.{slot - _FIRST_SLOT}.0"

    def _bad_version(self, service: str, from_ns: int) -> str:
        return f"{_MAJOR[service]}.{self._slot_of(service, from_ns) - _FIRST_SLOT}.1"
