"""Which spans serve several subjects at once (a batch), so that neither their time nor their errors are one order's own."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import SpanKind, Trace


def shared_rows(trace: Trace, parent: NDArray[np.int32], order: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Rows that carry several subjects, take several messages at once, or stand under such a row without a subject of their own.

    `order` is any order in which parents come before their children.
    """
    batch = _batches(trace)
    if not batch.any():
        return batch
    own = batch.tolist()
    silent = (trace.subjects.codes < 0).tolist()
    above = parent.tolist()
    for row in order.tolist():
        own[row] = own[row] or (silent[row] and above[row] >= 0 and own[above[row]])
    return np.array(own, np.bool_)


def _batches(trace: Trace) -> NDArray[np.bool_]:
    several = np.array([*("\n" in value for value in trace.subjects.values), False], np.bool_)
    count = trace.promoted["messaging.batch.message_count"]
    many = np.array([*_more_than_one(count.values), False], np.bool_)
    batches: NDArray[np.bool_] = several[trace.subjects.codes] | ((trace.kind == SpanKind.CONSUMER) & many[count.codes])
    return batches


def _more_than_one(counts: tuple[str, ...]) -> Iterator[bool]:
    return (count.isdecimal() and int(count) > 1 for count in counts)
