"""The aligned steps of an answer, and gauges laid onto them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Window
from apps.telemetry.embedded.point_tables import Points
from apps.telemetry.errors import Rejected

MAX_STEPS = 20_000
_LATE = 1.25  # how much later than usual a sample may come before its absence shows
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grid:
    """Steps [t, t + step_ns), each t a multiple of step_ns, that together cover a window."""

    from_ns: int
    step_ns: int
    steps: int

    @property
    def times_ns(self) -> NDArray[np.int64]:
        return self.from_ns + self.step_ns * np.arange(self.steps, dtype=np.int64)

    @property
    def window(self) -> Window:
        return Window(self.from_ns, self.from_ns + self.steps * self.step_ns)


def grid_over(window: Window, step_ns: int) -> Grid:
    """Raise Rejected for a step that is not positive or gives more than 20,000 steps."""
    if step_ns <= 0 or window.length_ns > step_ns * MAX_STEPS:
        raise Rejected(f"A step of {step_ns} ns over {window.length_ns} ns is not between 1 and {MAX_STEPS} steps.")
    start = window.from_ns - window.from_ns % step_ns
    return Grid(start, step_ns, max(0, -(-(window.to_ns - start) // step_ns)))


def typical_interval_ns(times_ns: NDArray[np.int64]) -> float:
    """The median distance of neighbours; 0 with fewer than two samples."""
    return float(np.median(np.diff(times_ns))) if len(times_ns) > 1 else 0.0


def sampled(points: Points, function: str, grid: Grid) -> Floats:
    """Single-valued points on the grid by value | avg | max.

    Where steps are finer than samples, each sample stands until the next is due; a step whose sample is missing is NaN.
    `value` takes, of several samples in a step, the one farthest from the median of all: a single spike or dip survives.
    """
    step = (points.times_ns - grid.from_ns) // grid.step_ns
    inside = (step >= 0) & (step < grid.steps) & ~np.isnan(points.values)
    steps, values = step[inside], points.values[inside]
    return _carried(_BY_FUNCTION[function](steps, values, grid.steps), points, grid)


def ratio(amounts: Floats, counts: Floats) -> Floats:
    """amounts / counts, NaN where nothing was counted."""
    result = np.full(len(amounts), np.nan)
    np.divide(amounts, counts, out=result, where=counts > 0)
    return result


def _averages(steps: NDArray[np.int64], values: Floats, count: int) -> Floats:
    return ratio(
        np.bincount(steps, weights=values, minlength=count).astype(np.float64), np.bincount(steps, minlength=count).astype(np.float64)
    )


def _highest(steps: NDArray[np.int64], values: Floats, count: int) -> Floats:
    result = np.full(count, np.nan)
    np.fmax.at(result, steps, values)
    return result


def _most_telling(steps: NDArray[np.int64], values: Floats, count: int) -> Floats:
    result = np.full(count, np.nan)
    if len(steps) < 2 or (np.diff(steps) > 0).all():
        result[steps] = values
    else:
        finite = values[np.isfinite(values)]
        order = np.argsort(np.abs(values - (np.median(finite) if len(finite) else 0.0)), kind="stable")
        result[steps[order]] = values[order]  # the farthest is written last
    return result


_BY_FUNCTION = {"avg": _averages, "max": _highest, "value": _most_telling}


def _carried(result: Floats, points: Points, grid: Grid) -> Floats:
    """Fill steps that have no sample from the last one before them, while it is fresh. An explicit NaN sample ends the carrying."""
    if not len(points.times_ns):
        return result
    usual = typical_interval_ns(points.times_ns)
    fresh_for = usual * _LATE if grid.step_ns < usual else usual
    empty = np.flatnonzero(np.isnan(result))
    starts = grid.times_ns[empty]
    last = np.searchsorted(points.times_ns, starts, side="right") - 1
    fresh = (last >= 0) & (starts - points.times_ns[last] < fresh_for)
    result[empty[fresh]] = points.values[last[fresh]]
    return result
