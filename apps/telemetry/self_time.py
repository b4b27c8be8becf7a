"""Self time: the part of a span in which none of its children ran."""

import numpy as np
from numpy.typing import NDArray

Nanoseconds = NDArray[np.int64]


def self_times(start_ns: Nanoseconds, end_ns: Nanoseconds, parent: NDArray[np.int32]) -> Nanoseconds:
    """Duration minus the union of the children's intervals, each cut to the parent's.

    Children may overlap (parallel calls count once) and outlive the parent (asynchronous work takes nothing after its end).
    """
    own = end_ns - start_ns
    child = np.flatnonzero(parent >= 0)
    begin = np.maximum(start_ns[child], start_ns[parent[child]])
    end = np.minimum(end_ns[child], end_ns[parent[child]])
    real = end > begin
    child, begin, end = child[real], begin[real], end[real]
    if not len(child):
        return own
    order = np.lexsort((begin, parent[child]))
    owner, begin, end = parent[child][order], begin[order], end[order]
    first = np.flatnonzero(np.append([True], owner[1:] != owner[:-1]))
    covered = np.add.reduceat(np.maximum(0, end - np.maximum(begin, _reached(owner, begin, end))), first)
    own[owner[first]] -= covered
    return own


def _reached(owner: NDArray[np.int32], begin: Nanoseconds, end: Nanoseconds) -> Nanoseconds:
    """For each interval the latest end among the earlier ones of the same owner, or its own beginning if it is the first.

    A running maximum within groups: ranks instead of instants keep `group * n + rank` inside int64.
    """
    instants, rank = np.unique(end, return_inverse=True)
    group = np.cumsum(np.append([0], owner[1:] != owner[:-1]))
    running = np.maximum.accumulate(group * len(instants) + rank)
    before = begin.copy()
    same = owner[1:] == owner[:-1]
    before[1:][same] = instants[running[:-1][same] - group[1:][same] * len(instants)]
    return before
