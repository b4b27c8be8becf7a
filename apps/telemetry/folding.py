"""Folds idle stretches of a time axis by one strictly monotone, piecewise linear map.

A stretch of at least 1/20 of the window in which nothing starts, ends, is logged or changes stage becomes a narrow band;
bars that merely last through it carry a break mark. The map works on integers and is exactly invertible: one nanosecond
outside the folds is `scale` units long, one inside a fold a smaller whole number of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Window

SMALLEST_SHARE = 20  # a fold is at least 1/20 of the window
_MOST_FULL_BANDS = 11  # of 3.5 % of the shown axis each; more bands share 40 % of it
_SCALE = 1 << 20
_BEFORE = 1 << 63  # the axis goes on, unfolded, before the window and after it


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start_ns` on, `slope` units a nanosecond, beginning at unit `at`."""

    start_ns: int
    at: int
    slope: int


@dataclass(frozen=True, slots=True)
class Folding:
    """`folds` follow each other without touching. `pieces` cover the window; their slopes are whole and positive."""

    window: Window
    folds: Sequence[Window]
    pieces: Sequence[Piece]

    def to_unit(self, at_ns: int) -> int:
        """The place of an instant on the folded axis; outside the window the axis goes on unfolded."""
        piece = self.pieces[max(0, bisect_right(self.pieces, at_ns, key=lambda piece: piece.start_ns) - 1)]
        return piece.at + (at_ns - piece.start_ns) * piece.slope

    def to_ns(self, unit: int) -> int:
        """The last instant whose place is not beyond `unit`: the inverse of `to_unit`."""
        piece = self.pieces[max(0, bisect_right(self.pieces, unit, key=lambda piece: piece.at) - 1)]
        return piece.start_ns + (unit - piece.at) // piece.slope


def idle_stretches(window: Window, instants: Iterable[NDArray[np.int64]]) -> tuple[Window, ...]:
    """The stretches of the window, long enough to fold, that hold no instant inside. Instants may be in any order."""
    parts = [np.asarray(part, np.int64) for part in instants]
    known = np.unique(np.concatenate([*parts, np.array([window.from_ns, window.to_ns], np.int64)]))
    known = known[(known >= window.from_ns) & (known <= window.to_ns)]
    longest = np.flatnonzero(np.diff(known) * SMALLEST_SHARE >= window.length_ns)
    return tuple(Window(int(known[place]), int(known[place + 1])) for place in longest.tolist() if window.length_ns > 0)


def fold(window: Window, stretches: Sequence[Window]) -> Folding:
    """The map that folds these stretches: ascending, inside the window, not overlapping. Neighbours that touch stay two bands."""
    band = _band_units(window, stretches)
    pieces = [Piece(window.from_ns - _BEFORE, -_BEFORE * _SCALE, _SCALE)]
    at = 0
    for start, stop, folded in _parts(window, stretches):
        slope = min(_SCALE, max(1, band // (stop - start))) if folded else _SCALE
        pieces.append(Piece(start, at, slope))
        at += (stop - start) * slope
    pieces.append(Piece(window.to_ns, at, _SCALE))
    return Folding(window, tuple(stretches), tuple(pieces))


def _band_units(window: Window, stretches: Sequence[Window]) -> int:
    """The width of one band, by the same shares as static/js/lib/foldmap.js."""
    many = len(stretches)
    open_ns = window.length_ns - sum(stretch.length_ns for stretch in stretches)
    open_units = max(open_ns, window.length_ns // 1_000_000, 1) * _SCALE
    if many <= _MOST_FULL_BANDS:
        return max(1, open_units * 35 // (1_000 - 35 * many))
    return max(1, open_units * 2 // (3 * many))


def _parts(window: Window, stretches: Sequence[Window]) -> Iterable[tuple[int, int, bool]]:
    folded = {stretch.from_ns for stretch in stretches}
    edges = sorted({window.from_ns, window.to_ns, *(s.from_ns for s in stretches), *(s.to_ns for s in stretches)})
    for start, stop in pairwise(edges):
        yield start, stop, start in folded
