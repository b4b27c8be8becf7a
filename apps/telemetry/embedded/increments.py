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
    edges = np.concatenate([grid.times_ns, [grid.window.to_ns]]) - grid.from_ns
    corners = np.stack([increments.from_ns, increments.to_ns], axis=1).reshape(-1) - grid.from_ns
    columns = increments.amounts.shape[1]
    if not len(corners):
        return np.zeros((grid.steps, columns)), np.zeros(grid.steps)
    lengths = (increments.to_ns - increments.from_ns) / 1e9
    amounts = [_integrated(edges, corners, increments.amounts[:, column]) for column in range(columns)]
    return np.stack(amounts, axis=1), _integrated(edges, corners, lengths)


def _integrated(edges: Times, corners: Times, amounts: Floats) -> Floats:
    """How much of the piecewise even flow lies between neighbouring edges. What is not a number counts as nothing."""
    total = np.repeat(np.concatenate([[0.0], np.cumsum(np.nan_to_num(amounts))]), 2)[1:-1]
    return np.diff(np.interp(edges, corners, total))
