"""A small company for the tests: 40 days, 12 orders a day at the end, telemetry of the last 20 days. Made once a process."""

from datetime import UTC, datetime
from functools import lru_cache

from apps.core import clock
from apps.telemetry.simulator.life import Life
from apps.telemetry.simulator.plan import DAY, Plan
from apps.telemetry.simulator.world import Drawn, World

END_NS = clock.to_ns(datetime(2026, 11, 24, 15, 40, tzinfo=UTC))


def small_plan(seed: int = 11) -> Plan:
    return Plan(seed=seed, orders=420, start_ns=END_NS - 40 * DAY, planned_end_ns=END_NS, telemetry_from_ns=END_NS - 20 * DAY)


@lru_cache(maxsize=12)
def small_world(seed: int = 11) -> World:
    return World(small_plan(seed))


@lru_cache(maxsize=12)
def drawn(seed: int = 11, days_after: int = 30) -> Drawn:
    """All telemetry of the small company, and of a month after its planned end, so that what began has ended."""
    world = small_world(seed)
    parts = list(world.telemetry(world.plan.telemetry_from_ns, END_NS + days_after * DAY))
    return Drawn([span for part in parts for span in part.spans], [record for part in parts for record in part.logs])


@lru_cache(maxsize=12)
def lives(seed: int = 11, days_after: int = 0) -> tuple[Life, ...]:
    """All orders created before the planned end, or so many days after it."""
    world = small_world(seed)
    until_ns = END_NS + days_after * DAY
    return tuple(life for life in world.population.living(world.plan.start_ns, until_ns) if life.created_ns < until_ns)
