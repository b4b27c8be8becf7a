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
    """Rows that agree in trace, start and id are few: only those are compared in full."""
    same = _equals_previous(trace.trace.codes[order], trace.start_ns[order], trace.span_id[order])
    if not same.any():
        return order
    bounds = np.flatnonzero(~same).tolist()
    kept: list[int] = []
    for begin, end in zip(bounds, [*bounds[1:], len(order)], strict=True):
        kept += order[begin:end].tolist() if end - begin == 1 else _distinct(trace, order[begin:end].tolist())
    return np.array(kept, np.int64)


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
