"""Waits in queues: from the end of the span that published a message to the start of the span that took it.

Producer and consumer find each other in three ways, each seen in practice: the consumer links to the producer, the
consumer is its child (context carried in the message), or both name the same message id on the same destination.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import SpanKind, SpanStatus, Trace
from apps.telemetry.tables import carries
from apps.telemetry.timeline import QueueWait
from apps.telemetry.tree import SpanIndex

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Pairs:
    producer: Rows
    consumer: Rows


def queue_waits(trace: Trace, parent: Rows, subject: str, until_ns: int) -> tuple[QueueWait, ...]:
    """All waits of the subject by time. A message that nobody took waits until `until_ns`, with `consumer_row` -1.

    Left out: producers that carry other subjects only (neighbours in a batch) and those that failed, since a message that
    was never published cannot be lost in a queue.
    """
    pairs = _distinct([_by_link(trace), _by_parent(trace, parent), _by_message(trace)])
    begin = trace.start_ns + trace.adjusted_ns
    published = begin + trace.duration_ns
    ours = _ours(trace, subject)
    kept = ours[pairs.producer]
    taken = [
        QueueWait(p, c, int(min(published[p], begin[c])), int(begin[c]), _destination(trace, p, c))
        for p, c in zip(pairs.producer[kept].tolist(), pairs.consumer[kept].tolist(), strict=True)
    ]
    lost = np.flatnonzero(ours & (trace.kind == SpanKind.PRODUCER) & (trace.status != SpanStatus.ERROR))
    left = np.setdiff1d(lost, pairs.producer).tolist()
    untaken = [QueueWait(p, -1, int(published[p]), max(until_ns, int(published[p])), _destination(trace, p, p)) for p in left]
    return tuple(sorted(taken + untaken, key=lambda wait: (wait.start_ns, wait.producer_row, wait.consumer_row)))


def _ours(trace: Trace, subject: str) -> NDArray[np.bool_]:
    """Rows that carry the subject, or no subject at all."""
    return carries(trace.subjects, subject) | (trace.subjects.codes < 0)


def _by_link(trace: Trace) -> _Pairs:
    links = trace.links
    code_of = {value: code for code, value in enumerate(trace.trace.values)}
    codes = np.array([code_of.get(trace_id, -1) for trace_id in links.trace_id], np.int32)
    return _queue_only(trace, SpanIndex(trace).find(codes, links.span_id), links.row)


def _by_parent(trace: Trace, parent: Rows) -> _Pairs:
    return _queue_only(trace, parent, np.arange(len(trace), dtype=np.int32))


def _by_message(trace: Trace) -> _Pairs:
    """The first producer of each (destination, message id) with every consumer of it."""
    message, destination = trace.promoted["messaging.message.id"], trace.promoted["messaging.destination.name"]
    named = np.flatnonzero(message.codes >= 0)
    key = message.codes[named].astype(np.int64) * (len(destination.values) + 1) + destination.codes[named] + 1
    producing = trace.kind[named] == SpanKind.PRODUCER
    keys, first = np.unique(key[producing], return_index=True)
    if not len(keys):
        return _Pairs(np.empty(0, np.int32), np.empty(0, np.int32))
    at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    producer = np.where(keys[at] == key, named[producing][first][at], -1).astype(np.int32)
    return _queue_only(trace, producer, named.astype(np.int32))


def _queue_only(trace: Trace, producer: Rows, consumer: Rows) -> _Pairs:
    if not len(producer):
        return _Pairs(producer, consumer)
    crosses = (producer >= 0) & (trace.kind[producer] == SpanKind.PRODUCER) & (trace.kind[consumer] == SpanKind.CONSUMER)
    return _Pairs(producer[crosses], consumer[crosses])


def _distinct(found: list[_Pairs]) -> _Pairs:
    both = np.stack([np.concatenate([f.producer for f in found]), np.concatenate([f.consumer for f in found])], axis=1)
    pairs = np.unique(both, axis=0)
    return _Pairs(pairs[:, 0], pairs[:, 1])


def _destination(trace: Trace, producer: int, consumer: int) -> str:
    """What the consumer calls the queue it read; else what the producer published to."""
    names = trace.promoted["messaging.destination.name"]
    return names.at(consumer) or names.at(producer) or ""
