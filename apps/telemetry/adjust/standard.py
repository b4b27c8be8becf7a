"""The repairs of a trace in their order. Each is pure, says in its own file what it does, and loses no span."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.adjust import clock_skew, duplicates, ids, parents, times
from apps.telemetry.datamodel import Trace

Adjust = Literal["skew", "none"]


@dataclass(frozen=True, slots=True)
class Repaired:
    """`trace` in canonical row order; `parent[i]` is the row of i's parent or -1; `skewed` rows had a skew too large to move."""

    trace: Trace
    parent: NDArray[np.int32]
    skewed: NDArray[np.int32]


def repair(trace: Trace, adjust: Adjust = "skew") -> Repaired:
    """`adjust="none"` leaves clocks as they were; all other repairs are always made."""
    trace = duplicates.adjust(ids.adjust(trace))
    trace, parent = parents.adjust(trace)
    trace = times.adjust(trace, parent)
    if adjust == "none":
        return Repaired(trace, parent, np.empty(0, np.int32))
    trace, skewed = clock_skew.adjust(trace, parent)
    return Repaired(trace, parent, skewed)
