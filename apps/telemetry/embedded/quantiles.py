"""Quantiles out of histograms, as Prometheus computes them (`histogram_quantile`), for all steps at once."""

from collections.abc import Sequence

import numpy as np

from apps.telemetry.embedded.grid import Floats

_TINY = 1e-12


def histogram_quantile(quantile: float, bounds: Sequence[float], counts: Floats) -> Floats:
    """`counts` is (steps, len(bounds) + 1), not cumulative; the answer is (steps,), NaN where nothing was counted.

    Linear inside the bucket; the first bucket starts at 0 if its bound is positive; the last one has no upper end, so that
    the highest bound stands for it.
    """
    if not bounds:
        return np.full(len(counts), np.nan)
    cumulative = np.cumsum(counts, axis=1)
    total = cumulative[:, -1]
    rank = np.maximum(quantile, _TINY) * total
    bucket = (cumulative[:, :-1] < rank[:, None]).sum(axis=1)
    uppers = np.append(np.asarray(bounds, np.float64), bounds[-1])
    lowers = np.concatenate([[min(0.0, bounds[0])], bounds])
    steps = np.arange(len(counts))
    inside = counts[steps, bucket]
    share = np.divide(rank - (cumulative[steps, bucket] - inside), inside, out=np.zeros(len(counts)), where=inside > 0)
    result = lowers[bucket] + (uppers[bucket] - lowers[bucket]) * share
    if bounds[0] <= 0:
        result = np.where(bucket == 0, bounds[0], result)
    return np.where(total > 0, result, np.nan)


def on_common_bounds(parts: Sequence[tuple[Sequence[float], Floats]]) -> tuple[tuple[float, ...], Floats]:
    """Sum histograms of several series; where their bounds differ (two releases side by side) only shared bounds stay."""
    shared = sorted(set(parts[0][0]).intersection(*(bounds for bounds, _ in parts[1:])))
    total = sum(_rebucketed(bounds, counts, shared) for bounds, counts in parts)
    return tuple(shared), np.asarray(total)


def _rebucketed(bounds: Sequence[float], counts: Floats, shared: Sequence[float]) -> Floats:
    cumulative = np.cumsum(counts, axis=1)
    places = [list(bounds).index(bound) for bound in shared]
    return np.diff(cumulative[:, [*places, -1]], axis=1, prepend=0.0)
