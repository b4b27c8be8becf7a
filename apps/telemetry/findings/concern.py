"""Which rows of a journey concern its subject, and where the failures that concern it began.

A batch serves many subjects in one trace: what happens under a span that carries only other subjects is not ours, and a
batch that failed only because of another subject's message did not fail for us.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import Correlation, Names, SpanStatus, Trace
from apps.telemetry.timeline import Journey

_OTHERS, _UNKNOWN, _OURS = -1, 0, 1
_NO_COLUMN = Names(np.zeros(0, np.int32), ())


def ours(journey: Journey, correlation: Correlation) -> NDArray[np.bool_]:
    """True for rows that concern the subject: by their own subjects, else by the nearest ancestor that has any, else by default."""
    said = _said(journey.trace, correlation)
    parent = journey.parent_row
    for rows in _levels(journey.depth):
        silent = rows[(said[rows] == _UNKNOWN) & (parent[rows] >= 0)]
        said[silent] = said[parent[silent]]
    return said >= _UNKNOWN


def _said(trace: Trace, correlation: Correlation) -> NDArray[np.int8]:
    """What each row says itself of whom it concerns. A correlation by an attribute column (`customer.id`) is read there."""
    said = np.zeros(len(trace), np.int8)
    customers = trace.promoted.get("customer.id", _NO_COLUMN)
    for key in correlation.keys:
        if key in trace.promoted:
            _say(said, trace.promoted[key], correlation.value)
    _say(said, trace.subjects, correlation.value, frozenset(customers.values))
    return said


def _say(said: NDArray[np.int8], column: Names, value: str, silent: frozenset[str] = frozenset()) -> None:
    """`silent` values tell nothing about the subject: an order's span may carry its customer."""
    verdicts = np.array([_verdict(text, value, silent) for text in column.values] + [_UNKNOWN], np.int8)
    spoken = verdicts[column.codes]
    np.copyto(said, spoken, where=(spoken != _UNKNOWN) & (said != _OURS))


def _verdict(text: str, value: str, silent: frozenset[str]) -> int:
    subjects = text.split("\n")
    if value in subjects:
        return _OURS
    return _UNKNOWN if silent.issuperset(subjects) else _OTHERS


def _levels(depth: NDArray[np.int32]) -> Iterator[NDArray[np.intp]]:
    """Rows by depth, roots first. A parent always stands a level above its children."""
    order = np.argsort(depth, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)


def failed(trace: Trace) -> NDArray[np.bool_]:
    """Spans that say of themselves that they failed: by status, or by a 5xx where no status was set."""
    column = trace.promoted.get("http.response.status_code")
    broken: NDArray[np.bool_] = trace.status == SpanStatus.ERROR
    if column is None or not len(trace):
        return broken
    server_errors = np.array([_is_5xx(value) for value in column.values] + [False])
    unsaid: NDArray[np.bool_] = trace.status == SpanStatus.UNSET
    return broken | (server_errors[column.codes] & unsaid)


def _is_5xx(value: str) -> bool:
    return len(value) == 3 and value.startswith("5") and value.isdigit()


def origins(journey: Journey, fails: NDArray[np.bool_], mine: NDArray[np.bool_]) -> Sequence[int]:
    """Rows of ours where a failure began (no failed child), in order of their ends: what ended first came first."""
    parent = journey.parent_row
    inner = np.zeros(len(fails), bool)
    with_parent = np.flatnonzero(fails & (parent >= 0))
    inner[parent[with_parent]] = True
    rows = np.flatnonzero(fails & ~inner & mine)
    ends = journey.trace.start_ns[rows] + journey.trace.duration_ns[rows]
    return [int(row) for row in rows[np.lexsort((journey.trace.span_id[rows], ends))]]


def reached(journey: Journey, starts: Sequence[int]) -> NDArray[np.bool_]:
    """The starts and all their ancestors."""
    marked = np.zeros(len(journey.trace), bool)
    for start in starts:
        row = start
        while row >= 0 and not marked[row]:
            marked[row] = True
            row = int(journey.parent_row[row])
    return marked
