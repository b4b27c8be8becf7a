"""What a kind of fault may do to the company. A fault is one file with one subclass; `registry.py` lists them.

All answers are pure functions of the outlook and the arguments. A kind overrides only what it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.life import Effect, Failure
from apps.telemetry.simulator.plan import Plan


@dataclass(frozen=True, slots=True)
class Outlook:
    """What faults know of the world: enough to choose whom they strike and when."""

    plan: Plan
    demand: Demand


@dataclass(frozen=True, slots=True)
class Hop:
    """A point of an order's life at which work passes on. kind message | job | request.

    `place` is the queue, the job ("pricing") or the endpoint ("confirm"); `service` is who takes or answers it.
    """

    kind: str
    place: str
    service: str
    index: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class Mishap:
    """One failed try at the hop: the walk makes a moment of it."""

    at_ns: int
    length_ns: int
    failure: Failure
    attempt: int = 1
    rejects: bool = False


@dataclass(frozen=True, slots=True)
class Strike:
    """The order stands from `from_ns` until people have put it right at `over_ns` (or cancel it then, if `gives_up`)."""

    code: str
    service: str
    from_ns: int
    over_ns: int
    mishaps: tuple[Mishap, ...] = ()
    gives_up: bool = False
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class LostAttempt:
    """Somebody's tries to place an order, none of which made one. `tries_ns` are the instants of the requests."""

    key: str
    service: str
    tries_ns: tuple[int, ...]
    failure: Failure
    to_ns: int


@dataclass(frozen=True, slots=True)
class Release:
    """A version that runs from `from_ns` until it is rolled back at `to_ns`."""

    service: str
    from_ns: int
    to_ns: int
    notes: str


@dataclass(frozen=True, slots=True)
class SlowHour:
    """A database that answers slowly."""

    database: str
    from_ns: int
    to_ns: int


class FaultKind:
    """A kind that does nothing."""

    code = ""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.seed = outlook.plan.seed

    def chooses(self, index: int) -> bool:
        """Whether order `index` will be struck whatever else happens: its customer then does not dawdle."""
        return False

    def strike(self, hop: Hop) -> Strike | None:
        return None

    def slow_hours(self, from_ns: int, to_ns: int) -> Iterator[SlowHour]:
        yield from ()

    def lost_attempts(self, from_ns: int, to_ns: int) -> Iterator[LostAttempt]:
        """Attempts of incidents that overlap the window."""
        yield from ()

    def releases(self, from_ns: int, to_ns: int) -> Iterator[Release]:
        yield from ()

    def effects(self, from_ns: int, to_ns: int) -> Iterator[Effect]:
        """What metrics show of faults that strike no single order; the others' effects stand in their Strike."""
        yield from ()
