"""M4 down-sampling: of each pixel the first, lowest, highest and last sample, so that a drawn line looks the same.

Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation" (VLDB 2014). A gap stays a gap: each pixel also
keeps its first missing sample.
"""

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Window

Times = NDArray[np.int64]
Values = NDArray[np.float64]


def m4(times_ns: Times, values: Values, window: Window, width: int) -> tuple[Times, Values]:
    """At most five samples for each of `width` pixels, in order. `times_ns` ascending; samples outside the window fall into
    the first and last pixel. A series that is short enough already is returned as it is."""
    if len(times_ns) <= 4 * width or window.length_ns <= 0:
        return times_ns, values
    share = (times_ns - window.from_ns).astype(np.float64) / window.length_ns
    pixel = np.clip((share * width).astype(np.int64), 0, width - 1)
    missing = np.isnan(values)
    kept = np.union1d(_extremes(pixel, values, np.flatnonzero(~missing)), _firsts(pixel, np.flatnonzero(missing)))
    return times_ns[kept], values[kept]


def _extremes(pixel: NDArray[np.int64], values: Values, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """First, last, lowest and highest row of each pixel, the earliest of equals."""
    if not len(rows):
        return rows
    by_value = rows[np.lexsort((values[rows], pixel[rows]))]
    by_falling = rows[np.lexsort((-values[rows], pixel[rows]))]
    lasts = rows[np.append(pixel[rows][1:] != pixel[rows][:-1], [True])]
    return np.concatenate([_firsts(pixel, rows), lasts, _firsts(pixel, by_value), _firsts(pixel, by_falling)])


def _firsts(pixel: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first row of each run of one pixel."""
    return rows[np.append([True], pixel[rows][1:] != pixel[rows][:-1])] if len(rows) else rows
