"""One line a trace: root, extent, counts, why it belongs to the journey, and what was odd about it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.adjust.standard import Repaired
from apps.telemetry.datamodel import CYCLE, DUPLICATE, NO_START, ORPHAN, SpanStatus
from apps.telemetry.timeline import TraceSummary

# Codes of TraceSummary.warnings: what the repairs found.
_WARNINGS = {ORPHAN: "missing_parents", CYCLE: "cycle_cut", DUPLICATE: "duplicate_ids", NO_START: "no_start"}
SKEW_TOO_LARGE = "skew_too_large"
IMPLAUSIBLE_TIMES = "implausible_times"


def summaries(
    repaired: Repaired, begin: NDArray[np.int64], end: NDArray[np.int64], usable: NDArray[np.bool_], linked_by: Mapping[str, str]
) -> tuple[TraceSummary, ...]:
    """By start. Extents leave out spans with implausible clocks, unless a trace has no others. `linked_by` by trace id."""
    codes = repaired.trace.trace.codes
    bounds = np.flatnonzero(np.diff(codes, prepend=-1, append=-1) if len(codes) else [])  # rows are sorted by trace
    skewed = frozenset(codes[repaired.skewed].tolist())
    found = [
        _summary(repaired, np.arange(first, last), begin, end, usable, linked_by, int(codes[first]) in skewed)
        for first, last in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda summary: (summary.start_ns, summary.trace_id)))


def _summary(
    repaired: Repaired,
    rows: NDArray[np.int64],
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    usable: NDArray[np.bool_],
    linked_by: Mapping[str, str],
    skewed: bool,
) -> TraceSummary:
    trace = repaired.trace
    timed = rows[usable[rows]] if usable[rows].any() else rows
    root = _root(repaired, timed, begin)
    trace_id = trace.trace.values[trace.trace.codes[rows[0]]]
    start = int(begin[timed].min())
    problems = int(np.bitwise_or.reduce(trace.problems[rows]))
    warnings = [code for bit, code in _WARNINGS.items() if problems & bit]
    warnings += [SKEW_TOO_LARGE] * skewed + [IMPLAUSIBLE_TIMES] * (not bool(usable[rows].all()))
    return TraceSummary(
        trace_id=trace_id,
        root_service=trace.service.at(root) or "",
        root_operation=trace.operation.at(root) or "",
        start_ns=start,
        duration_ns=int(end[timed].max()) - start,
        span_count=len(rows),
        error_count=int(np.count_nonzero(trace.status[rows] == SpanStatus.ERROR)),
        linked_by=linked_by.get(trace_id, "attribute"),
        warnings=tuple(warnings),
    )


def _root(repaired: Repaired, rows: NDArray[np.int64], begin: NDArray[np.int64]) -> int:
    """The earliest true root; of a trace that has lost it, the earliest row without a parent at hand."""
    roots = rows[repaired.parent[rows] < 0]
    roots = roots if len(roots) else rows
    true = roots[repaired.trace.parent_id[roots] == 0]
    chosen = true if len(true) else roots
    return int(chosen[np.argmin(begin[chosen])])
