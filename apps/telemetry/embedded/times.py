"""Which times of a record may place it in a window. Records themselves keep their times as they came."""

import numpy as np

from apps.core import clock

INT64_MAX = np.iinfo(np.int64).max
_YEAR_2000_NS = 946_684_800 * 10**9
_DAY_NS = 86_400 * 10**9


def within_int64(value: int) -> int:
    """OTLP times are unsigned: those past the year 2262 are kept as the last instant that a column holds."""
    return max(-INT64_MAX, min(value, INT64_MAX))


def is_trusted(time_ns: int, now_ns: int) -> bool:
    return _YEAR_2000_NS <= time_ns <= now_ns + _DAY_NS


def trusted_span(starts: list[int], ends: list[int]) -> tuple[int, int]:
    """From and to (inclusive) by the times between the year 2000 and a day ahead; with none, the instant of receipt.

    A sender with a dead clock (1970) or a wild one (2100) would otherwise never be found by a window, or never expire.
    """
    now_ns = clock.now_ns()
    good = [time for time in (*starts, *ends) if is_trusted(time, now_ns)]
    return (min(good), max(good)) if good else (now_ns, now_ns)
