"""Second repair: a span that came twice stands once; different spans under one id both stay and say so.

The rows come out in canonical order: by trace, start, span id, and where those are equal by all the rest.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import DUPLICATE, Trace
from apps.telemetry.tables import take_spans

Order = NDArray[np.int64]


def adjust(trace: Trace) -> Trace:
    """Needs ascending dictionaries (adjust/ids.py). Equal content means equal columns and equal detail, byte for byte."""
    order = np.lexsort((trace.span_id, trace.start_ns, trace.trace.codes))
    kept = take_spans(trace, _without_repeats(trace, order))
    shared = _shares_its_id(kept)
    return replace(kept, problems=np.where(shared, kept.problems | DUPLICATE, kept.problems).astype(np.uint8))


def _without_repeats(trace: Trace, order: Order) -> Order:
    """Equal neighbours go at once; the few that share trace, start and id but differ are put in order of their content."""
    order = order[~_repeats_previous(trace, order)]
    same = _equals_previous(trace.trace.codes[order], trace.start_ns[order], trace.span_id[order])
    firsts = np.flatnonzero(~same & np.append(same[1:], [False])[: len(same)])
    if not len(firsts):
        return order
    ends = np.flatnonzero(same & ~np.append(same[1:], [False])) + 1
    kept: list[Order] = []
    done = 0
    for begin, end in zip(firsts.tolist(), ends.tolist(), strict=True):
        kept += [order[done:begin], np.array(_distinct(trace, order[begin:end].tolist()), np.int64)]
        done = end
    return np.concatenate([*kept, order[done:]])


def _repeats_previous(trace: Trace, order: Order) -> NDArray[np.bool_]:
    columns = (trace.parent_id, trace.duration_ns, trace.service.codes, trace.operation.codes, trace.kind, trace.status)
    same = _equals_previous(trace.trace.codes[order], trace.start_ns[order], trace.span_id[order], *(c[order] for c in columns))
    for place in np.flatnonzero(same).tolist():
        same[place] = trace.detail[order[place]] == trace.detail[order[place - 1]]
    return same


def _distinct(trace: Trace, rows: list[int]) -> list[int]:
    by_content = {_content(trace, row): row for row in rows}
    return [by_content[content] for content in sorted(by_content)]


def _content(trace: Trace, row: int) -> tuple[int | bytes, ...]:
    return (
        int(trace.parent_id[row]),
        int(trace.duration_ns[row]),
        int(trace.service.codes[row]),
        int(trace.operation.codes[row]),
        int(trace.kind[row]),
        int(trace.status[row]),
        bytes(trace.detail[row]),
    )


def _shares_its_id(trace: Trace) -> NDArray[np.bool_]:
    """Rows whose (trace, span id) another row has too. Id 0 is no id."""
    order = np.lexsort((trace.span_id, trace.trace.codes))
    same = _equals_previous(trace.trace.codes[order], trace.span_id[order])
    shared = np.zeros(len(trace), np.bool_)
    shared[order] = same | np.append(same[1:], [False])[: len(same)]
    shared[trace.span_id == 0] = False
    return shared


def _equals_previous(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    same = np.ones(len(columns[0]), np.bool_)
    same[:1] = False
    for column in columns:
        same[1:] &= column[1:] == column[:-1]
    return same
