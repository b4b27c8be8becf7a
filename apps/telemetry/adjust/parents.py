"""Third repair: who is whose parent. Orphans and cycles are marked, and every walk from now on ends."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import CYCLE, ORPHAN, Trace
from apps.telemetry.tree import SpanIndex, cycle_members


def adjust(trace: Trace) -> tuple[Trace, NDArray[np.int32]]:
    """The trace with its marks, and for each row the row of its parent (-1: none).

    A span whose parent is missing keeps `parent_id`, so that it can stand under "missing parent <id>". Each cycle is cut
    above its first row, which keeps `parent_id` too and is marked.
    """
    parent = SpanIndex(trace).find(trace.trace.codes, trace.parent_id)
    orphan = (trace.parent_id != 0) & (parent < 0)
    cut = _cuts(parent)
    parent[cut] = -1
    problems = trace.problems | np.where(orphan, ORPHAN, 0).astype(np.uint8)
    problems[cut] |= CYCLE
    return replace(trace, problems=problems), parent


def _cuts(parent: NDArray[np.int32]) -> list[int]:
    """The first row of each cycle."""
    seen: set[int] = set()
    cuts: list[int] = []
    for member in cycle_members(parent).tolist():
        if member in seen:
            continue
        cuts.append(member)
        while member not in seen:
            seen.add(member)
            member = int(parent[member])
    return cuts
