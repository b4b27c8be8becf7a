"""What counters and histograms counted, interval by interval, and how much of it falls into each step.

Cumulative points become increments between neighbours. A counter was reset when it fell or its start time moved: then the
whole new value was counted since that start. Rules: OpenTelemetry metrics data model, "Resets and gaps"; Prometheus
`rate`. A pause of more than two and a half usual intervals is a gap: what was counted in it is not spread over it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.embedded.grid import Floats, Grid, typical_interval_ns
from apps.telemetry.embedded.point_tables import Points

_GAP = 2.5
Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Increments:
    """`amounts[i]` (k columns) was counted from `from_ns[i]` to `to_ns[i]`; ascending, not overlapping."""

    from_ns: Times
    to_ns: Times
    amounts: Floats


def increments_of(points: Points, *, delta: bool) -> Increments:
    """Points of a sum (n,) or a histogram (n, k). Samples without a value or count are left out."""
    table = points.values if points.values.ndim == 2 else points.values[:, None]
    counted = table[:, -2] if table.shape[1] > 1 else table[:, 0]
    known = ~np.isnan(counted)
    if not known.any():
        return Increments(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, table.shape[1])))
    make = _of_delta if delta else _of_cumulative
    made = make(points.times_ns[known], points.start_ns[known], table[known], counted[known])
    real = made.to_ns > made.from_ns
    return Increments(made.from_ns[real], made.to_ns[real], made.amounts[real])


def _of_delta(times: Times, starts: Times, table: Floats, _counted: Floats) -> Increments:
    before = np.concatenate([times[:1], times[:-1]])
    told = (starts > 0) & (starts < times)
    from_ns = np.where(told, starts, before)
    from_ns[1:] = np.maximum(from_ns[1:], before[1:])
    return Increments(from_ns, times, table)


def _of_cumulative(times: Times, starts: Times, table: Floats, counted: Floats) -> Increments:
    told = (starts > 0) & (starts < times)
    begun_anew = (starts[1:] > times[:-1]) | ((starts[1:] > starts[:-1]) & (starts[:-1] > 0))
    reset = np.concatenate([[True], (np.diff(counted) < 0) | (begun_anew & told[1:])])
    before = np.concatenate([times[:1], times[:-1]])
    amounts = table.copy()
    amounts[1:] -= np.where(reset[1:, None], 0.0, table[:-1])
    from_ns = np.where(reset & told, np.maximum(starts, before), before)
    from_ns[0] = starts[0] if told[0] else times[0]
    spread = times - from_ns <= max(_GAP * typical_interval_ns(times), 1.0)
    if len(times) == 1:
        spread[:] = True
    return Increments(from_ns[spread], times[spread], np.maximum(amounts, 0.0)[spread])


def per_step(increments: Increments, grid: Grid) -> tuple[Floats, Floats]:
    """(amounts (steps, k), seconds covered (steps,)): each increment is spread evenly over its interval."""
    columns = increments.amounts.shape[1]
    if not len(increments.to_ns):
        return np.zeros((grid.steps, columns)), np.zeros(grid.steps)
    edges = np.concatenate([grid.times_ns, [grid.window.to_ns]])
    seconds = (increments.to_ns - increments.from_ns) / 1e9
    # What is not a number (the sum of a histogram may be missing) counts as nothing.
    flow = _integrated(edges, increments, np.column_stack([np.nan_to_num(increments.amounts), seconds]))
    return flow[:, :-1], flow[:, -1]


def _integrated(edges: Times, increments: Increments, amounts: Floats) -> Floats:
    """How much of the piecewise even flow lies between neighbouring edges, for all columns at once."""
    before = np.concatenate([np.zeros((1, amounts.shape[1])), np.cumsum(amounts, axis=0)])
    which = np.searchsorted(increments.to_ns, edges, side="right")  # intervals that ended by then
    open_one = np.minimum(which, len(amounts) - 1)
    length = increments.to_ns[open_one] - increments.from_ns[open_one]
    share = np.clip((edges - increments.from_ns[open_one]) / length, 0.0, 1.0) * (which < len(amounts))
    return np.diff(before[which] + amounts[open_one] * share[:, None], axis=0)
