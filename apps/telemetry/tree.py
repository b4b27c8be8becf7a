"""Trees as columns: who is whose parent, how deep, and in which order to show them. Nothing here recurses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Trace

Ints = NDArray[np.int32]


class SpanIndex:
    """Finds rows by (trace code, span id). Equal ids answer the first row; span id 0 is nobody's."""

    def __init__(self, trace: Trace) -> None:
        self._ids = np.unique(trace.span_id)
        keys = trace.trace.codes.astype(np.int64) * len(self._ids) + np.searchsorted(self._ids, trace.span_id)
        self._rows = np.argsort(keys, kind="stable").astype(np.int32)
        self._keys = keys[self._rows]

    def find(self, trace_codes: NDArray[np.int32], span_ids: NDArray[np.uint64]) -> Ints:
        """One row for each pair, -1 where there is none. Trace code -1 finds nothing."""
        if not len(self._ids) or not len(span_ids):
            return np.full(len(span_ids), -1, np.int32)
        at = np.minimum(np.searchsorted(self._ids, span_ids), len(self._ids) - 1)
        keys = trace_codes.astype(np.int64) * len(self._ids) + at
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found = (self._keys[place] == keys) & (self._ids[at] == span_ids) & (span_ids != 0) & (trace_codes >= 0)
        return np.where(found, self._rows[place], -1).astype(np.int32)


def cycle_members(parent: Ints) -> Ints:
    """Rows that are their own ancestors, ascending. Pointer doubling: after n hops only cycles are left."""
    reach = parent
    for _ in range(len(parent).bit_length() + 1):
        if not (reach >= 0).any():
            break
        reach = np.where(reach >= 0, reach[reach], -1)
    return np.unique(reach[reach >= 0]).astype(np.int32)


def depths(parent: Ints) -> Ints:
    """Edges up to the root, for a forest without cycles. As many steps as the depth has binary digits."""
    depth = (parent >= 0).astype(np.int32)
    hop = parent
    while (hop >= 0).any():
        depth = depth + np.where(hop >= 0, depth[hop], 0).astype(np.int32)
        hop = np.where(hop >= 0, hop[hop], -1)
    return depth


@dataclass(frozen=True, slots=True)
class Children:
    """Children in compressed rows: those of `row` are `rows[first[row + 1]:first[row + 2]]`; the roots stand before all others."""

    first: NDArray[np.int64]
    rows: Ints


def children_of(parent: Ints, siblings: NDArray[np.int64]) -> Children:
    """`siblings` is a permutation of all rows in which brothers, and roots, stand in the order wanted."""
    rows = siblings[np.argsort(parent[siblings], kind="stable")].astype(np.int32)
    first = np.concatenate([[0], np.cumsum(np.bincount(parent + 1, minlength=len(parent) + 1))])
    return Children(first, rows)


def preorder(children: Children) -> Ints:
    """Every parent before its children, brothers in order; a permutation of all rows of a forest without cycles."""
    backwards, first = children.rows[::-1].tolist(), children.first.tolist()
    total = len(backwards)
    order: list[int] = []
    stack = backwards[total - first[1] :]
    while stack:
        row = stack.pop()
        order.append(row)
        begin, end = first[row + 1], first[row + 2]
        if end > begin:
            stack += backwards[total - end : total - begin]
    return np.array(order, np.int32)
