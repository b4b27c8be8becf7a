"""The pen of the walk: writes moments, messages and events into a life, with ids that follow from their names."""

from dataclasses import dataclass, field
from random import Random

from apps.telemetry.simulator import chance, moscow
from apps.telemetry.simulator.faults.kind import Mishap, Strike
from apps.telemetry.simulator.life import Failure, Happening, Harm, Life, Message, Moment
from apps.telemetry.simulator.slowness import Slowness

# Who does what an event tells.
SERVICES = {
    "created": "shop-api",
    "files_uploaded": "shop-api",
    "priced": "mes-api",
    "confirmed": "crm-api",
    "paid": "shop-api",
    "in_production": "mes-api",
    "completed": "mes-api",
    "shipped": "crm-api",
    "delivered": "shop-api",
    "cancelled": "crm-api",
    "updated": "crm-api",
    "operation": "mes-api",
}


@dataclass(slots=True)
class Ledger:
    """One order's book. `traced_from_ns`: before it no telemetry exists, so events name no trace."""

    seed: int
    life: Life
    traced_from_ns: int
    slowness: Slowness
    _count: dict[str, int] = field(default_factory=dict)

    def moment(
        self,
        name: str,
        at_ns: int,
        length_ns: int,
        *,
        takes: Message | None = None,
        same_trace: bool = False,
        sends: tuple[tuple[str, str], ...] = (),
        failure: Failure | None = None,
        rejects: bool = False,
        attempt: int = 1,
        detail: str = "",
        operator: str = "",
    ) -> Moment:
        """Write a moment. `sends` names (queue, type) of the messages published at its end."""
        number = self._count[name] = self._count.get(name, 0) + 1
        key = f"{name}{number}"
        if failure is None:
            length_ns += self.slowness.stretch_ns(name, at_ns + length_ns)
        trace_id = takes.trace_id if takes and same_trace else chance.hex_id(16, self.seed, self.life.index, key)
        messages = tuple(self._message(key, trace_id, queue, kind, at_ns + length_ns) for queue, kind in sends)
        made = Moment(name, at_ns, length_ns, trace_id, key, takes, same_trace, messages, failure, rejects, attempt, detail, operator)
        self.life.moments.append(made)
        return made

    def happens(self, kind: str, at_ns: int, trace_id: str, *, operator: str = "", reason: str = "", promised_ns: int = 0) -> None:
        traced = trace_id if at_ns >= self.traced_from_ns else ""
        self.life.happenings.append(Happening(at_ns, kind, SERVICES[kind], traced, operator, None, reason, promised_ns))

    def operation(self, at_ns: int, trace_id: str, name: str, status: str, operator: str) -> None:
        traced = trace_id if at_ns >= self.traced_from_ns else ""
        self.life.happenings.append(Happening(at_ns, "operation", "mes-api", traced, operator, (name, status)))

    def suffers(self, strike: Strike, scene: str, takes: Message | None, operator: str = "") -> None:
        """Write the failed tries of a fault as moments of this scene, and what the truth will tell of it."""
        for mishap in strike.mishaps:
            self._mishap(mishap, scene, takes, operator)
        self.life.harms.append(Harm(strike.code, strike.service, strike.from_ns, strike.over_ns, strike.effects))

    def _mishap(self, mishap: Mishap, scene: str, takes: Message | None, operator: str) -> None:
        self.moment(
            scene,
            mishap.at_ns,
            mishap.length_ns,
            takes=takes,
            failure=mishap.failure,
            rejects=mishap.rejects,
            attempt=mishap.attempt,
            operator=operator,
        )

    def _message(self, key: str, trace_id: str, queue: str, kind: str, at_ns: int) -> Message:
        name = (self.seed, self.life.index, key, queue)
        return Message(queue, kind, chance.uuid_text(*name), trace_id, chance.hex_id(8, *name), at_ns)


def seconds(random: Random, median_s: float, spread: float, low_s: float, high_s: float) -> int:
    """A log-normal length in nanoseconds, in whole microseconds."""
    return round(chance.around(random, median_s, spread, low_s, high_s) * 1_000_000) * 1_000


def working(random: Random, at_ns: int, low_min: float, high_min: float) -> int:
    """The instant by which somebody in the office has done it: a share of working minutes later, in whole microseconds."""
    length_ns = round(chance.between(random, low_min, high_min) * 60_000_000) * 1_000
    return moscow.add_working(at_ns, length_ns)
