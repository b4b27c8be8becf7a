"""Last repair, for display only: a server span that its client span cannot contain is moved into it.

The rule and the centring are Jaeger's (`clockskew.go`): the network is taken to be as slow one way as the other. Unlike
there, it applies only between a CLIENT parent and a SERVER child on two *known* hosts: never across queues or links,
and a skew above five seconds is a warning and no move, since it is more likely a broken clock or a wrong parent.
"""

from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import SpanKind, Trace
from apps.telemetry.tree import depths

LIMIT_NS = 5_000_000_000

# A container's host.name is often its own; its node is where the clock is.
_HOST_KEYS = ("k8s.node.name", "host.id", "host.name")


class _Resource(msgspec.Struct, frozen=True, gc=False):
    resource: dict[str, object] = {}


_resource = msgspec.json.Decoder(_Resource)


def skew_ns(parent_start: int, parent_duration: int, start: int, duration: int) -> int:
    """What to add to the child's start. 0 when it fits already, or when it lasted longer than the parent and began after it."""
    if duration > parent_duration:
        return max(0, parent_start - start)
    if parent_start <= start and start + duration <= parent_start + parent_duration:
        return 0
    return parent_start + (parent_duration - duration) // 2 - start


def adjust(trace: Trace, parent: NDArray[np.int32]) -> tuple[Trace, NDArray[np.int32]]:
    """The trace with `adjusted_ns` filled, and the rows whose skew was too large to move."""
    calls = _calls(trace, parent)
    if not _misfits(trace, parent, calls).any():
        return trace, np.empty(0, np.int32)
    shift = _Shift(trace, parent, calls)
    return replace(trace, adjusted_ns=shift.adjusted()), np.array(shift.too_large, np.int32)


def _calls(trace: Trace, parent: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Server spans whose parent is a client span."""
    calls: NDArray[np.bool_] = (trace.kind == SpanKind.SERVER) & (parent >= 0) & (trace.kind[parent] == SpanKind.CLIENT)
    return calls


def _misfits(trace: Trace, parent: NDArray[np.int32], calls: NDArray[np.bool_]) -> NDArray[np.bool_]:
    end = trace.start_ns + trace.duration_ns
    return calls & ((trace.start_ns < trace.start_ns[parent]) | (end > end[parent]))


class _Shift:
    """One walk from the roots down: a row is moved as its parent is, or by its own call's skew."""

    def __init__(self, trace: Trace, parent: NDArray[np.int32], calls: NDArray[np.bool_]) -> None:
        self._trace = trace
        self._parent = parent
        self._calls = calls
        self._hosts: dict[int, str] = {}
        self.too_large: list[int] = []

    def adjusted(self) -> NDArray[np.int64]:
        """In the order of depth, over the traces that need it only."""
        trace, moved = self._trace, np.zeros(len(self._trace), np.int64)
        touched = np.isin(trace.trace.codes, trace.trace.codes[_misfits(trace, self._parent, self._calls)])
        rows = np.flatnonzero(touched & (self._parent >= 0))
        for row in rows[np.argsort(depths(self._parent)[rows], kind="stable")].tolist():
            moved[row] = self._of(row, int(self._parent[row]), moved)
        return moved

    def _of(self, row: int, parent: int, moved: NDArray[np.int64]) -> int:
        trace = self._trace
        if trace.kind[row] == SpanKind.CONSUMER:
            return 0
        if not self._calls[row]:
            return int(moved[parent]) if trace.service.codes[row] == trace.service.codes[parent] else 0
        here, there = self._host(row), self._host(parent)
        if here == there:
            return int(moved[parent]) if here else 0
        return self._bounded(row, parent, int(moved[parent])) if here and there else 0

    def _bounded(self, row: int, parent: int, parent_moved: int) -> int:
        start, duration = self._trace.start_ns, self._trace.duration_ns
        skew = skew_ns(int(start[parent]) + parent_moved, int(duration[parent]), int(start[row]), int(duration[row]))
        if abs(skew) > LIMIT_NS:
            self.too_large.append(row)
            return 0
        return skew

    def _host(self, row: int) -> str:
        if row not in self._hosts:
            resource = _resource.decode(self._trace.detail[row]).resource
            self._hosts[row] = next((str(resource[key]) for key in _HOST_KEYS if resource.get(key)), "")
        return self._hosts[row]
