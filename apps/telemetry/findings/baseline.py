"""A series against its own past: what is usual for it, whether it was raised in a stretch of time, whether it rose.

Times are nanoseconds; gaps (NaN), and infinities, never count. A stretch is widened to one step of the series on both sides, so that a
short event between two samples is still seen.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.answers import Evidence, Phrase
from apps.telemetry.datamodel import TimeSeries, Window

# Without a limit of its own a series counts as raised at three times its usual value.
RAISED = 3.0
_SAMPLES_FOR_A_HABIT = 5
_NEARLY_ALL = 0.8


def with_role(series: Iterable[TimeSeries], role: str, *owners: str) -> Iterator[TimeSeries]:
    """Series of a role; of these owners (a service, or any label's value: host, queue) if some are given."""
    wanted = {owner for owner in owners if owner}
    for one in series:
        if one.role == role and (not wanted or not wanted.isdisjoint({one.service, *one.labels.values()})):
            yield one


def highest(series: TimeSeries, window: Window) -> float:
    """The highest value inside, NaN if there is none."""
    values = series.values[_inside(series, window)]
    values = values[np.isfinite(values)]
    return float(values.max()) if len(values) else float("nan")


def tells(series: TimeSeries, window: Window) -> bool:
    """Whether there is a sample inside at all."""
    return not np.isnan(highest(series, window))


def usual(series: TimeSeries, window: Window) -> float:
    """The median outside the stretch, NaN if there is too little to speak of a habit."""
    values = series.values[~_inside(series, window)]
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) >= _SAMPLES_FOR_A_HABIT else float("nan")


def raised(series: TimeSeries, window: Window) -> bool:
    """Over its limit, or without one at `RAISED` times what is usual for it."""
    top = highest(series, window)
    threshold = series.limit if series.limit is not None else RAISED * usual(series, window)
    return bool(top > threshold)


def risen_since(series: TimeSeries, stretch: Window) -> bool | None:
    """Higher throughout the stretch than in calm times before it: nearly all samples above `RAISED` times the lower quartile
    of the time before (which may hold another trouble), and higher on average. None where the series cannot tell.
    """
    times = np.asarray(series.times_ns)
    before = series.values[times < stretch.from_ns]
    since = series.values[(times >= stretch.from_ns) & (times <= stretch.to_ns)]
    before, since = before[np.isfinite(before)], since[np.isfinite(since)]
    if len(since) and np.median(since) <= 0:
        return False
    if len(before) < _SAMPLES_FOR_A_HABIT or not len(since):
        return None
    above = since > RAISED * np.percentile(before, 25)
    return bool(above.mean() > _NEARLY_ALL and since.mean() > before.mean())


def rose(series: TimeSeries, at_ns: int, within_ns: int) -> bool:
    """Higher soon after an instant than the last value before it (a queue that got one more letter)."""
    before = series.values[np.asarray(series.times_ns) <= at_ns]
    before = before[np.isfinite(before)]
    top = highest(series, Window(at_ns, at_ns + within_ns))
    return bool(len(before) and top > before[-1])


def lane(series: TimeSeries, text: Phrase) -> Evidence:
    return Evidence("metric", f"series:{series.title}", text)


def _inside(series: TimeSeries, window: Window) -> NDArray[np.bool_]:
    times = np.asarray(series.times_ns)
    step = int(np.median(np.diff(times))) if len(times) > 1 else 0
    return (times >= window.from_ns - step) & (times <= window.to_ns + step)
