"""Fourth repair: a span without a start is placed at its parent's start and marked; lengths are made sane.

Odd but real clocks (1970, 2100) are kept as they are: `outliers.py` keeps them from stretching anything.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import NO_START, Trace
from apps.telemetry.tree import depths

# Start and duration each stay below 2^62, so that their sum is a valid int64. 2^62 ns is the year 2116.
LARGEST_NS = (1 << 62) - 1


def adjust(trace: Trace, parent: NDArray[np.int32]) -> Trace:
    """`parent` as adjust/parents.py found it. A start of zero or less is no start; a negative duration is none."""
    missing = trace.start_ns <= 0
    start = np.minimum(trace.start_ns, LARGEST_NS)
    if missing.any():
        start = _placed(start, missing, parent, trace.trace.codes)
    return replace(
        trace,
        start_ns=start,
        duration_ns=np.clip(trace.duration_ns, 0, LARGEST_NS),
        problems=np.where(missing, trace.problems | NO_START, trace.problems).astype(np.uint8),
    )


def _placed(start: NDArray[np.int64], missing: NDArray[np.bool_], parent: NDArray[np.int32], trace: NDArray[np.int32]) -> NDArray[np.int64]:
    """Parents before children; a root without a start takes the first known start of its trace, or 0 if there is none."""
    first = np.full(int(trace.max()) + 1, LARGEST_NS, np.int64)
    np.minimum.at(first, trace[~missing], start[~missing])
    first[first == LARGEST_NS] = 0
    placed = np.where(missing, first[trace], start)
    rows = np.flatnonzero(missing & (parent >= 0))
    for row in rows[np.argsort(depths(parent)[rows], kind="stable")].tolist():
        placed[row] = placed[parent[row]]
    return placed
