"""What a simulated world is made from: everything else follows from these few numbers."""

from dataclasses import dataclass

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

# Nothing of an order happens later than this after its creation: how far back a window has to look.
LOOKBACK_NS = 75 * DAY


@dataclass(frozen=True, slots=True)
class Plan:
    """`orders` orders are created in [start_ns, planned_end_ns), and at the same pace for ever after.

    Telemetry, and with it faults, exists from `telemetry_from_ns` on. Two worlds with equal plans are equal in every byte.
    """

    seed: int
    orders: int
    start_ns: int
    planned_end_ns: int
    telemetry_from_ns: int

    def __post_init__(self) -> None:
        if not self.start_ns <= self.telemetry_from_ns <= self.planned_end_ns or self.start_ns >= self.planned_end_ns or self.orders < 1:
            raise ValueError("A plan needs at least one order, and start <= telemetry_from <= planned_end, start < planned_end.")
