"""Spans and logs whose clock cannot be right: kept and shown, but never allowed to stretch an axis, a path or a sum.

The rule is the one for events (docs/api.md): from the year 2000 to a day ahead of now.
"""

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Window

EARLIEST_NS = 946_684_800_000_000_000  # 2000-01-01T00:00:00Z
DAY_NS = 86_400_000_000_000


def plausible(now_ns: int) -> Window:
    return Window(EARLIEST_NS, now_ns + DAY_NS)


def outliers(start_ns: NDArray[np.int64], end_ns: NDArray[np.int64], now_ns: int) -> NDArray[np.bool_]:
    """Rows that begin before, or end after, anything that can have been recorded by `now_ns`."""
    window = plausible(now_ns)
    return (start_ns < window.from_ns) | (end_ns >= window.to_ns)
