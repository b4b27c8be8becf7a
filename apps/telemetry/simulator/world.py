"""A whole synthetic company: orders, traces, logs, metrics, faults, as pure functions of a plan and a half-open window.

Windows join exactly: what is yielded for [a, c) is what is yielded for [a, b) and then for [b, c), so a live world only
ever appends. A span belongs to the window in which it ends, everything else to the one in which it happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.telemetry.datamodel import LogRecord, MetricPoints, Span
from apps.telemetry.simulator import attempts, batches, events
from apps.telemetry.simulator.background import Background
from apps.telemetry.simulator.batches import Batches
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.deployments import Deployments
from apps.telemetry.simulator.events import Event
from apps.telemetry.simulator.faults.kind import Outlook
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.life import Effect, Life
from apps.telemetry.simulator.metrics import Meters
from apps.telemetry.simulator.pen import Ink, Pen
from apps.telemetry.simulator.plan import DAY, Plan
from apps.telemetry.simulator.population import Population
from apps.telemetry.simulator.resources import Resources
from apps.telemetry.simulator.scenes.registry import draw
from apps.telemetry.simulator.slowness import Slowness
from apps.telemetry.simulator.truth import Fault, Truth


@dataclass(frozen=True, slots=True)
class Drawn:
    """Spans by their end, logs by their time."""

    spans: list[Span]
    logs: list[LogRecord]


class World:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._demand = Demand(plan)
        self._faults = Faults.of(Outlook(plan, self._demand))
        slowness = Slowness(self._faults)
        self._deployments = Deployments(plan, self._faults)
        self.population = Population(plan, self._demand, self._faults, slowness)
        self._ink = Ink(Resources(self._deployments), slowness)
        self._batches = Batches(plan.seed, self._ink, self.population)
        self._background = Background(plan.seed, self._ink, self._demand)
        self._truth = Truth(plan.seed, self._ink, self._faults, self.population)
        self._meters = Meters(plan.seed, self._demand, self._faults)

    def events(self, from_ns: int, to_ns: int) -> Iterator[Event]:
        """CloudEvents of orders, complaints and deployments, by time."""
        for begin_ns, end_ns in _days(max(from_ns, self.plan.start_ns), to_ns):
            found = [
                one for life in self.population.living(begin_ns, end_ns) for one in events.of_life(self.plan.seed, life, begin_ns, end_ns)
            ]
            found += [(one.at_ns, events.of_deployment(self.plan.seed, one)) for one in self._deployments.between(begin_ns, end_ns)]
            found += self._complaints_of_attempts(begin_ns, end_ns)
            found.sort(key=lambda one: (one[0], str(one[1]["id"])))
            yield from (event for _, event in found)

    def telemetry(self, from_ns: int, to_ns: int) -> Iterator[Drawn]:
        """Spans and logs together, a day or less at a time: each trace is drawn once for both."""
        for begin_ns, end_ns in _days(max(from_ns, self.plan.telemetry_from_ns), to_ns):
            spans: list[Span] = []
            logs = [record for record in self._background.chatter(begin_ns, end_ns) if begin_ns <= record.time_ns < end_ns]
            for pen in self._pens(begin_ns, end_ns):
                spans += (span for span in pen.spans if begin_ns <= span.start_ns + span.duration_ns < end_ns)
                logs += (record for record in pen.logs if begin_ns <= record.time_ns < end_ns)
            spans.sort(key=lambda span: (span.start_ns + span.duration_ns, span.span_id))
            logs.sort(key=lambda record: (record.time_ns, record.span_id, record.body))
            yield Drawn(spans, logs)

    def spans(self, from_ns: int, to_ns: int) -> Iterator[Span]:
        for drawn in self.telemetry(from_ns, to_ns):
            yield from drawn.spans

    def logs(self, from_ns: int, to_ns: int) -> Iterator[LogRecord]:
        for drawn in self.telemetry(from_ns, to_ns):
            yield from drawn.logs

    def metrics(self, from_ns: int, to_ns: int, step_ns: int) -> Iterator[MetricPoints]:
        """Each series with its points at whole steps of the window; a point tells of the step before it."""
        from_ns = max(from_ns, self.plan.telemetry_from_ns)
        if from_ns < to_ns:
            yield from self._meters.points(from_ns, to_ns, step_ns, self._effects(from_ns - step_ns, to_ns))

    def truth(self, from_ns: int, to_ns: int) -> Iterator[Fault]:
        """Faults that lasted in some part of the window, as known at its end: `to_ns` is None for one that still lasts then."""
        yield from self._truth.of(from_ns, to_ns)

    def _effects(self, from_ns: int, to_ns: int) -> list[Effect]:
        found = list(self._faults.effects(from_ns, to_ns))
        for life in self.population.living(from_ns, to_ns):
            found += (effect for harm in life.harms for effect in harm.effects)
        return [effect for effect in found if effect.from_ns < to_ns and effect.to_ns > from_ns]

    def _pens(self, from_ns: int, to_ns: int) -> Iterator[Pen]:
        """All traces that may have something in the window."""
        for life in self.population.living(from_ns, to_ns):
            yield from self._pens_of(life, from_ns, to_ns)
        yield from self._batches.draw(from_ns - batches.LONGEST_NS, to_ns)
        yield from self._background.draw(from_ns, to_ns)
        for _, attempt in self._faults.lost_attempts(from_ns, to_ns):
            yield from attempts.draw(self.plan.seed, self._ink, attempt)

    def _pens_of(self, life: Life, from_ns: int, to_ns: int) -> Iterator[Pen]:
        for moment in life.moments:
            if moment.at_ns < to_ns and moment.until_ns > from_ns:
                yield draw(self.plan.seed, self._ink, life, moment)

    def _complaints_of_attempts(self, from_ns: int, to_ns: int) -> Iterator[tuple[int, Event]]:
        """Somebody may write hours after the incident in which they tried."""
        for _, attempt in self._faults.lost_attempts(from_ns - DAY, to_ns):
            for complaint in attempts.complaints_of(self.plan.seed, attempt):
                if from_ns <= complaint.at_ns < to_ns:
                    customer = attempts.customer_of(self.plan.seed, attempt)
                    yield complaint.at_ns, events.of_complaint(complaint, customer, (self.plan.seed, attempt.key))


def _days(from_ns: int, to_ns: int) -> Iterator[tuple[int, int]]:
    """The window cut at midnights (UTC)."""
    while from_ns < to_ns:
        end_ns = min(to_ns, (from_ns // DAY + 1) * DAY)
        yield from_ns, end_ns
        from_ns = end_ns
