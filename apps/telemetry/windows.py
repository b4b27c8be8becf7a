"""Over which stretch of time a subject is looked at, and on which step its metrics are asked for."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Milestone, Window

MARGIN_NS = 3_600_000_000_000
MOST_POINTS = 4_000

_SECOND = 1_000_000_000
_STEPS_S = (15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400)


def life_window(milestones: Sequence[Milestone], now_ns: int, retention_days: int) -> Window:
    """An hour before the first milestone until now, or, when nothing is awaited any more, until an hour after the last.

    A subject without milestones, known from telemetry alone, may lie anywhere in what telemetry keeps.
    """
    if not milestones:
        return Window(now_ns - retention_days * 86_400 * _SECOND, now_ns + 1)
    last = max(milestones, key=lambda milestone: milestone.at_ns)
    end = min(now_ns, last.at_ns + MARGIN_NS) if any(m.final for m in milestones) else now_ns
    begin = min(milestone.at_ns for milestone in milestones) - MARGIN_NS
    return Window(begin, max(end, begin) + 1)


def fitted(window: Window, instants: Iterable[NDArray[np.int64]], *, open_ended: bool) -> Window:
    """`window` without the empty margins: what lies in it, and 1/50 of that on both sides.

    While something is awaited (`open_ended`) the end stays where it is. Instants outside `window` never widen it.
    """
    inside = [known[(known >= window.from_ns) & (known < window.to_ns)] for known in instants]
    known = np.concatenate([part for part in inside if len(part)] or [np.empty(0, np.int64)])
    if not len(known):
        return window
    first, last = int(known.min()), window.to_ns if open_ended else int(known.max()) + 1
    pad = max((last - first) // 50, _SECOND)
    return Window(max(window.from_ns, first - pad), min(window.to_ns, last + pad))


def step_ns(window: Window) -> int:
    """The finest usual step that keeps a series under MOST_POINTS, so that a spike of one sample is still a sample of its own."""
    wanted = window.length_ns / MOST_POINTS
    return next((step * _SECOND for step in _STEPS_S if step * _SECOND >= wanted), _STEPS_S[-1] * _SECOND)
