"""In which order a waterfall shows its rows: traces by time, each in preorder, brothers by start."""

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import ORPHAN, Trace
from apps.telemetry.tree import Children, children_of

_NEVER = np.iinfo(np.int64).max


def display_children(trace: Trace, parent: NDArray[np.int32], begin: NDArray[np.int64], usable: NDArray[np.bool_]) -> Children:
    """Rows of `trace` must be in canonical order, which decides between equal starts.

    A trace stands where its first span with a plausible clock does. Orphans of one missing parent stand together, where
    the first of them does.
    """
    root = parent < 0
    traces = np.where(root, _first_of(trace.trace.codes, begin, usable)[trace.trace.codes], 0)
    codes = np.where(root, trace.trace.codes, 0)
    return children_of(parent, np.lexsort((begin, _group_starts(trace, parent, begin), codes, traces)))


def _first_of(codes: NDArray[np.int32], begin: NDArray[np.int64], usable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """By trace code: the start of its first usable span, or of its first span."""
    length = int(codes.max(initial=-1)) + 1
    first, first_usable = np.full(length, _NEVER), np.full(length, _NEVER)
    np.minimum.at(first, codes, begin)
    np.minimum.at(first_usable, codes[usable], begin[usable])
    return np.where(first_usable == _NEVER, first, first_usable)


def _group_starts(trace: Trace, parent: NDArray[np.int32], begin: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of roots, the start of the group they stand in; 0 for all others, which their parent groups already."""
    starts = np.where(parent < 0, begin, 0)
    orphan = np.flatnonzero((trace.problems & ORPHAN) != 0)
    if len(orphan):
        missing = np.stack([trace.trace.codes[orphan].astype(np.uint64), trace.parent_id[orphan]], axis=1)
        _, group = np.unique(missing, axis=0, return_inverse=True)
        first = np.full(len(orphan), _NEVER)
        np.minimum.at(first, group.ravel(), begin[orphan])
        starts[orphan] = first[group.ravel()]
    return starts
