"""Histograms of log-normal durations, without drawing one by one."""

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.simulator.gauges import SECONDS_BOUNDS

Floats = NDArray[np.float64]
_STEEPNESS = 1.702  # the logistic curve that is nearest to the normal one


def counts_of(counts: Floats, median_s: Floats, spread: float) -> Floats:
    """(n, bounds + 3): whole counts in each bucket, the count, the sum in seconds. `spread` is the sigma of the logarithm."""
    bounds = np.log(np.array(SECONDS_BOUNDS))
    distance = (bounds[None, :] - np.log(median_s)[:, None]) / spread
    below = 1.0 / (1.0 + np.exp(-_STEEPNESS * np.clip(distance, -40, 40)))
    reached = np.hstack([np.zeros((len(counts), 1)), np.round(below * counts[:, None]), counts[:, None]])
    buckets = np.diff(np.minimum(reached, counts[:, None]), axis=1)
    mean_s = median_s * np.exp(spread * spread / 2)
    return np.hstack([buckets, counts[:, None], (counts * mean_s)[:, None]])
