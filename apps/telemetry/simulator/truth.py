"""What really went wrong: a line for each order (or customer) and fault."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.telemetry.simulator import attempts
from apps.telemetry.simulator.events import rfc3339
from apps.telemetry.simulator.faults.kind import SlowHour
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.life import Life
from apps.telemetry.simulator.pen import Ink
from apps.telemetry.simulator.plan import SECOND
from apps.telemetry.simulator.population import Population
from apps.telemetry.simulator.scenes.registry import draw


@dataclass(frozen=True, slots=True)
class Fault:
    """`subject_kind` order | customer; `service` is the one to be blamed first; `to_ns` is None while it lasts."""

    subject_kind: str
    subject: str
    code: str
    service: str
    from_ns: int
    to_ns: int | None

    def as_line(self) -> dict[str, str | None]:
        """A line of truth.jsonl (api.md)."""
        return {
            self.subject_kind: self.subject,
            "code": self.code,
            "service": self.service,
            "from": rfc3339(self.from_ns),
            "to": None if self.to_ns is None else rfc3339(self.to_ns),
        }


@dataclass(slots=True)
class Truth:
    seed: int
    ink: Ink
    faults: Faults
    population: Population
    _slowed: dict[SlowHour, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def of(self, from_ns: int, to_ns: int) -> Iterator[Fault]:
        """Faults that began before `to_ns` and were not over at `from_ns`, by beginning."""
        found = [fault for fault in self._all(from_ns, to_ns) if fault.from_ns < to_ns and (fault.to_ns or 0) > from_ns]
        for fault in sorted(found, key=lambda fault: (fault.from_ns, fault.subject, fault.code)):
            lasts = fault.to_ns is None or fault.to_ns > to_ns
            yield Fault(fault.subject_kind, fault.subject, fault.code, fault.service, fault.from_ns, None if lasts else fault.to_ns)

    def _all(self, from_ns: int, to_ns: int) -> Iterator[Fault]:
        for life in self.population.living(from_ns, to_ns):
            for harm in life.harms:
                yield Fault("order", life.number, harm.code, harm.service, harm.from_ns, harm.to_ns)
        for code, attempt in self.faults.lost_attempts(from_ns, to_ns):
            customer_id = attempts.customer_of(self.seed, attempt).id
            yield Fault("customer", customer_id, code, attempt.service, attempt.tries_ns[0], attempt.to_ns)
        for code, hour in self.faults.slow_hours(from_ns, to_ns):
            for number, at_ns in self._slowed_by(hour):
                yield Fault("order", number, code, hour.database, at_ns, hour.to_ns)

    def _slowed_by(self, hour: SlowHour) -> tuple[tuple[str, int], ...]:
        """The orders with a call to that database in that hour, and when the first one began. Known when the hour is drawn."""
        if hour not in self._slowed:
            touched = ((life.number, self._first_touch(life, hour)) for life in self.population.living(hour.from_ns, hour.to_ns))
            self._slowed[hour] = tuple((number, at_ns) for number, at_ns in touched if at_ns is not None)
        return self._slowed[hour]

    def _first_touch(self, life: Life, hour: SlowHour) -> int | None:
        moments = (moment for moment in life.moments if moment.at_ns < hour.to_ns and moment.until_ns > hour.from_ns)
        spans = (span for moment in moments for span in draw(self.seed, self.ink, life, moment).spans)
        starts = [
            span.start_ns
            for span in spans
            if span.attributes.get("server.address") == hour.database
            and span.duration_ns > SECOND
            and hour.from_ns <= span.start_ns < hour.to_ns
        ]
        return min(starts, default=None)
