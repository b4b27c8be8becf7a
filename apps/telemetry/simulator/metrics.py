"""RED and USE metrics that move with load and faults. Names, labels and units stand in `gauges.py`.

Everything is computed for whole minutes from the minute's number alone and then folded into steps, so that a window cut
anywhere, or read with another step, tells the same story.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import MetricPoints
from apps.telemetry.simulator import gauges
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.histograms import counts_of
from apps.telemetry.simulator.life import Effect
from apps.telemetry.simulator.minutes import Minutes
from apps.telemetry.simulator.plan import DAY, MINUTE

Floats = NDArray[np.float64]
_PART_NS = 2 * DAY  # computed at once: 60 series of so many minutes


@dataclass(slots=True)
class Meters:
    seed: int
    demand: Demand
    faults: Faults

    def points(self, from_ns: int, to_ns: int, step_ns: int, effects: Sequence[Effect]) -> Iterator[MetricPoints]:
        """All series, some days at a time. Points stand at multiples of `step_ns` (whole minutes) in [from_ns, to_ns)."""
        if step_ns % MINUTE:
            raise ValueError("Metrics are made by whole minutes.")
        first, last = -(-from_ns // step_ns), -(-to_ns // step_ns)
        part = max(1, _PART_NS // step_ns)
        for begin in range(first, last, part):
            times = np.arange(begin, min(last, begin + part), dtype=np.int64) * step_ns
            minutes = Minutes.before(times, step_ns, self.seed, self.demand, effects)
            for name, service, unit, kind, labels, values in _series(minutes):
                bounds = gauges.SECONDS_BOUNDS if kind == "histogram_delta" else ()
                yield MetricPoints(name, service, unit, kind, labels, times, values, times - step_ns, bounds)


Row = tuple[str, str, str, str, dict[str, str], Floats]


def _series(minutes: Minutes) -> Iterator[Row]:
    for api in gauges.APIS:
        yield from _of_api(minutes, api)
    for base in gauges.BASES:
        yield from _of_database(minutes, base)
    yield from _of_queues(minutes)
    for host in gauges.HOSTS:
        yield from _of_host(minutes, host)
    yield from _of_storage(minutes)
    yield from _of_outside(minutes)


def _of_api(minutes: Minutes, api: gauges.Api) -> Iterator[Row]:
    requests = minutes.requests(api)
    errors = minutes.effect("error_share", api.name, np.full(len(requests), 0.0004))
    median = api.median_s + 2.2 * np.maximum(0.0, minutes.response_s(api.database) - 0.02)
    shares = {"500": errors, "404": np.full(len(requests), 0.012)}
    shares["200"] = 1.0 - sum((shares[status] for status in api.statuses if status != "200"), np.zeros(len(requests)))
    for status in api.statuses:
        counted = np.floor(requests * shares[status] + minutes.noise(api.name, "requests", status))
        yield (
            gauges.HTTP,
            api.name,
            "s",
            "histogram_delta",
            {"http.response.status_code": status},
            minutes.summed(counts_of(counted, median, 0.75)),
        )
    cpu = minutes.cpu(api)
    yield "process.cpu.utilization", api.name, "1", "gauge", {}, minutes.averaged(cpu)
    yield "process.memory.usage", api.name, "By", "gauge", {}, minutes.averaged(_memory(minutes, api.name, api.memory_mb, cpu))
    for direction, kilobytes in (("receive", 9.0), ("transmit", 38.0)):
        moved = np.floor(requests * kilobytes * 1024 * (0.9 + 0.2 * minutes.noise(api.name, direction)))
        yield "process.network.io", api.name, "By", "sum_delta", {"network.io.direction": direction}, minutes.summed(moved)


def _memory(minutes: Minutes, name: str, usual_mb: float, load: Floats) -> Floats:
    """Grows slowly through the day and falls with the nightly restart."""
    return gauges.MEGABYTE * usual_mb * (0.92 + 0.12 * minutes.share_of_day() + 0.1 * load + 0.01 * minutes.noise(name, "memory"))


def _of_database(minutes: Minutes, base: gauges.Base) -> Iterator[Row]:
    labels = {"db.system.name": "postgresql", "server.address": base.name}
    calls = np.floor(minutes.calls(base) + minutes.noise(base.name, "calls"))
    response = minutes.response_s(base.name)
    yield gauges.DATABASE, base.name, "s", "histogram_delta", labels, minutes.summed(counts_of(calls, response, 0.6))
    connections = np.round(6 + calls * 0.05 + 3 * minutes.noise(base.name, "connections"))
    connections = minutes.effect("connections", base.name, connections)
    yield "db.client.connection.count", base.name, "{connection}", "gauge", labels, minutes.averaged(connections)
    size = gauges.MEGABYTE * (base.size_mb + base.grows_mb_a_day * minutes.days())
    yield "postgresql.db_size", base.name, "By", "gauge", labels, minutes.averaged(size)
    memory = _memory(minutes, base.name, base.memory_mb, calls / 1_000)
    yield "process.memory.usage", base.name, "By", "gauge", {}, minutes.averaged(memory)


def _of_queues(minutes: Minutes) -> Iterator[Row]:
    for queue in (*gauges.QUEUES, *gauges.DEAD_QUEUES):
        passing = np.zeros(len(minutes.numbers))
        if queue in gauges.QUEUES:
            busy = 0.25 + minutes.orders_an_hour() * 0.15
            passing = np.floor(busy * 2.2 * minutes.noise(queue, "passing"))
        waiting = minutes.effect("queue", queue, passing)
        yield gauges.QUEUE, "rabbitmq", "{message}", "gauge", {"queue": queue}, minutes.latest(waiting)


def _of_host(minutes: Minutes, host: gauges.Host) -> Iterator[Row]:
    labels = {"host.name": host.name}
    api = next((api for api in gauges.APIS if api.host == host.name), None)
    load = minutes.cpu(api) if api else np.minimum(1.0, 0.12 + sum(minutes.calls(base) for base in gauges.BASES) / 900)
    cpu = np.minimum(1.0, 0.03 + 0.88 * load + 0.02 * minutes.noise(host.name, "cpu"))
    memory = host.memory + 0.06 * load + 0.01 * minutes.noise(host.name, "memory")
    disk = host.disk + host.disk_a_day * (minutes.days() % 30)
    yield "system.cpu.utilization", host.service, "1", "gauge", labels, minutes.averaged(cpu)
    yield "system.memory.utilization", host.service, "1", "gauge", labels, minutes.averaged(memory)
    yield "system.filesystem.utilization", host.service, "1", "gauge", labels, minutes.averaged(disk)


def _of_storage(minutes: Minutes) -> Iterator[Row]:
    size = gauges.MEGABYTE * (96_000 + 240 * minutes.days())
    yield "aws.s3.bucket.size", "s3", "By", "gauge", {"aws.s3.bucket": "alexandrite-models"}, minutes.averaged(size)


def _of_outside(minutes: Minutes) -> Iterator[Row]:
    for name, usual_s in gauges.OUTSIDE:
        duration = usual_s * (0.85 + 0.3 * minutes.noise(name, "duration"))
        available = (minutes.noise(name, "status") > 0.0004).astype(np.float64)
        yield "httpcheck.status", name, "1", "gauge", {}, minutes.averaged(available)
        yield "httpcheck.duration", name, "s", "gauge", {}, minutes.averaged(duration)
