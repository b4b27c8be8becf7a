"""Where the simulated company is written: telemetry to the embedded store, events to the orders, truth to a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from apps.core import clock
from apps.core.actor import system_actor
from apps.orders.services.ingest import BATCH, ingest_events
from apps.telemetry.datamodel import MetricPoints
from apps.telemetry.embedded.store import Store
from apps.telemetry.simulator.plan import MINUTE
from apps.telemetry.simulator.world import World
from portal.simulation.state import State, replace_file

TRUTH = "truth.jsonl"
COARSE_NS = 5 * MINUTE


class Rejected(Exception):
    """The orders did not take an event of the simulator: a defect, never skipped in silence."""


@dataclass(slots=True)
class Written:
    """Counts of one run."""

    events: int = 0
    spans: int = 0
    logs: int = 0
    points: int = 0


@dataclass(slots=True)
class Sinks:
    world: World
    store: Store
    folder: Path
    written: Written = field(default_factory=Written)

    def write(self, state: State) -> None:
        """Write the window [reached, doing) of a state. Telemetry comes first: when an event arrives, what explains it is there."""
        from_ns, to_ns = state.reached_ns, state.doing_ns
        self._telemetry(from_ns, to_ns)
        self._metrics(from_ns, to_ns, state.fine_from_ns)
        self._events(from_ns, to_ns)

    def write_truth(self, until_ns: int) -> None:
        """The whole truth up to an instant, in place of the last one (api.md: a line a fault, `to` null while it lasts)."""
        faults = self.world.truth(self.world.plan.telemetry_from_ns, until_ns)
        lines = (json.dumps(fault.as_line(), ensure_ascii=False) + "\n" for fault in faults)
        replace_file(self.folder / TRUTH, "".join(lines))

    def _telemetry(self, from_ns: int, to_ns: int) -> None:
        for drawn in self.world.telemetry(from_ns, to_ns):
            if drawn.spans:
                self.store.add_spans(drawn.spans)
            if drawn.logs:
                self.store.add_logs(drawn.logs)
            self.written.spans += len(drawn.spans)
            self.written.logs += len(drawn.logs)

    def _metrics(self, from_ns: int, to_ns: int, fine_from_ns: int) -> None:
        batch = list(self._points(from_ns, to_ns, fine_from_ns))
        if batch:
            self.store.add_metrics(batch)
            self.written.points += sum(len(points.times_ns) for points in batch)

    def _points(self, from_ns: int, to_ns: int, fine_from_ns: int) -> Iterator[MetricPoints]:
        yield from self.world.metrics(from_ns, min(to_ns, fine_from_ns), COARSE_NS)
        yield from self.world.metrics(max(from_ns, fine_from_ns), to_ns, MINUTE)

    def _events(self, from_ns: int, to_ns: int) -> None:
        events = self.world.events(from_ns, to_ns)
        while batch := list(islice(events, BATCH)):
            result = ingest_events(batch, actor=system_actor("simulate"), received_at=clock.now())
            if result.rejected:
                raise Rejected(f"{len(result.rejected)} events were rejected, the first one: {result.rejected[0]}")
            self.written.events += result.accepted
