"""Critical paths, right for asynchronous work.

A trace is cut into *units*, spans with what they wait for: every root, every consumer of a parent's message, and every
child that outlives its parent (nobody waited for it) or was over before it began (a wrong clock) begins one. Inside a unit
the path is Jaeger's: from the end back to the child that finished last, on from that child's beginning.

    parent  |=====|                 |========|        path of the unit: parent, A, parent, C, parent
      A           |====|
      B           |==|                                B ended before A and is waited for by nobody
      C                |============|
      D                          |=======================|      outlives its parent: a unit of its own

Between units the walk goes from a unit's beginning to what caused it (the publisher of its message, its parent), and where
no cause is known to whatever ended last before.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import SpanKind
from apps.telemetry.tree import children_of


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a path: `row` ran from start to end (ns). `row` is -1 in a gap in which no span of the path ran."""

    row: int
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What began a unit: row `row` let it go at `at_ns`; what lies between is a wait."""

    row: int
    at_ns: int


class Spans:
    """The columns a path needs, split into units. `start_ns`, `end_ns` as displayed; rows outside `usable` are on no path."""

    def __init__(
        self,
        start_ns: NDArray[np.int64],
        end_ns: NDArray[np.int64],
        parent: NDArray[np.int32],
        kind: NDArray[np.int8],
        usable: NDArray[np.bool_],
    ) -> None:
        within = (parent >= 0) & usable & usable[parent] & (start_ns[parent] < end_ns) & (end_ns <= end_ns[parent])
        queued = (kind == SpanKind.CONSUMER) & (kind[parent] == SpanKind.PRODUCER)
        inside = np.where(within & ~queued, parent, -1).astype(np.int32)
        children = children_of(inside, np.argsort(-end_ns, kind="stable"))
        self.unit = _roots_of(inside)
        self.units = np.flatnonzero((inside < 0) & usable)
        self.start, self.end = start_ns.tolist(), end_ns.tolist()
        self._first, self._child = children.first.tolist(), children.rows.tolist()

    def stretches(self, unit: int, until_ns: int) -> Iterator[Stretch]:
        """The unit's path from `until_ns` back to its start, without gap or overlap, latest first."""
        start, end = self.start, self.end
        ceiling = min(end[unit], until_ns)
        frames = [(unit, self._first[unit + 1], start[unit])]
        now = ceiling
        while frames:
            row, place, floor = frames[-1]
            child = self._last_ended(place, self._first[row + 2], now, floor, ceiling)
            if child < 0:
                frames.pop()
                if floor < now:
                    yield Stretch(row, floor, now)
                now = min(now, floor)
                continue
            picked = self._child[child]
            frames[-1] = (row, child + 1, floor)
            ended = min(end[picked], ceiling)
            if ended < now:
                yield Stretch(row, ended, now)
            now = ended
            frames.append((picked, self._first[picked + 1], max(start[picked], floor)))

    def _last_ended(self, place: int, stop: int, now: int, floor: int, ceiling: int) -> int:
        """The first of the children from `place` on (latest end first) that ended by `now` and lasted at all; -1 if none."""
        start, end, child = self.start, self.end, self._child
        for at in range(place, stop):
            ended = min(end[child[at]], ceiling)
            if ended <= now and max(start[child[at]], floor) < ended:
                return at
        return -1


def _roots_of(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """The root above each row, by pointer doubling."""
    root = np.where(parent >= 0, parent, np.arange(len(parent), dtype=np.int32))
    while True:
        above = root[root]
        if (above == root).all():
            return root
        root = above


def walk(spans: Spans, units: Sequence[int], causes: Mapping[int, Cause], aside: Set[int] = frozenset()) -> list[Stretch]:
    """The path over these units, latest first, tiling from the latest end back to the earliest start that it reaches.

    Units `aside` are on the path only where they are the cause of something on it.
    """
    path: list[Stretch] = []
    own = [unit for unit in units if unit not in aside]
    waiting = _Waiting(spans, units, own)
    now = max((spans.end[unit] for unit in own), default=0)
    unit = waiting.before(now)
    while unit is not None:
        begun = min(now, spans.end[unit])
        if begun < now:
            path.append(Stretch(-1, begun, now))
        path += spans.stretches(unit, begun)
        now = min(begun, spans.start[unit])
        unit, now = _next(spans, waiting, unit, now, causes, path)
    return path


def _next(
    spans: Spans, waiting: "_Waiting", unit: int, now: int, causes: Mapping[int, Cause], path: list[Stretch]
) -> tuple[int | None, int]:
    """The unit that caused this one, entered at the instant it let go; else whatever ended last."""
    cause = causes.get(unit)
    if cause is not None and cause.at_ns <= now and waiting.take(int(spans.unit[cause.row]), cause.at_ns):
        if cause.at_ns < now:
            path.append(Stretch(-1, cause.at_ns, now))
        return int(spans.unit[cause.row]), cause.at_ns
    return waiting.before(now), now


class _Waiting:
    """Units not yet on the path; `own` are those that may be chosen without a cause.

    As the walk goes back in time, those that still ran lie in a heap by start.
    """

    def __init__(self, spans: Spans, units: Sequence[int], own: Sequence[int]) -> None:
        self._spans = spans
        self._left = set(units)
        self._by_end = sorted(own, key=lambda unit: (spans.end[unit], -spans.start[unit]))
        self._running: list[tuple[int, int]] = []

    def take(self, unit: int, at_ns: int) -> bool:
        """Claim this unit, if it is free and had begun."""
        if unit not in self._left or self._spans.start[unit] >= at_ns:
            return False
        self._left.remove(unit)
        return True

    def before(self, at_ns: int) -> int | None:
        """Claim the unit that reaches furthest back among those running at `at_ns`, else the one that ended last before."""
        while self._by_end and self._spans.end[self._by_end[-1]] >= at_ns:
            unit = self._by_end.pop()
            heapq.heappush(self._running, (self._spans.start[unit], unit))
        while self._running and self._running[0][0] < at_ns:
            unit = heapq.heappop(self._running)[1]
            if unit in self._left:
                self._left.remove(unit)
                return unit
        return self._ended_before()

    def _ended_before(self) -> int | None:
        while self._by_end:
            unit = self._by_end.pop()
            if unit in self._left:
                self._left.remove(unit)
                return unit
        return None
