"""The journey's path: which service had the order, or what it waited for, at every nanosecond of its life.

Spans come from the walk over the traces (critical_path.py). What lies between them is a wait in a queue where a message
was under way, else a business wait where a milestone lasted, else idle.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from apps.telemetry.critical_path import Stretch
from apps.telemetry.datamodel import Milestone, Trace, Window
from apps.telemetry.timeline import PathSegment, QueueWait


def journey_path(
    stretches: Sequence[Stretch], trace: Trace, waits: Sequence[QueueWait], milestones: Sequence[Milestone], window: Window
) -> tuple[PathSegment, ...]:
    """Segments from the first to the last instant of the journey inside `window`, without gap or overlap.

    `stretches` come latest first and touch each other. The journey ends with its final milestone or last span, and goes
    on to the window's end while something is awaited.
    """
    wall = _wall(stretches, milestones, window)
    gaps = _Gaps(trace, waits, milestones, wall)
    segments: list[PathSegment] = []
    for stretch in _from_wall_to_wall(stretches, wall):
        segments += gaps.segments(stretch.start_ns, stretch.end_ns) if stretch.row < 0 else [_span(trace, stretch)]
    return tuple(_joined(segments))


def span_ref(trace: Trace, row: int) -> str:
    """`span:<trace id>/<span id>`, as evidence and the API write it."""
    return f"span:{trace.trace.at(row)}/{int(trace.span_id[row]):016x}"


def _wall(stretches: Sequence[Stretch], milestones: Sequence[Milestone], window: Window) -> Window:
    starts = [stretches[-1].start_ns] if stretches else []
    ends = [stretches[0].end_ns] if stretches else []
    starts += [milestone.at_ns for milestone in milestones]
    ends += [_end_of(milestone, window) for milestone in milestones]
    begin = min(max(min(starts, default=window.from_ns), window.from_ns), window.to_ns)
    return Window(begin, max(begin, min(max(ends, default=begin), window.to_ns)))


def _end_of(milestone: Milestone, window: Window) -> int:
    if milestone.final:
        return milestone.at_ns
    return window.to_ns if milestone.left_ns is None else milestone.left_ns


def _from_wall_to_wall(stretches: Sequence[Stretch], wall: Window) -> Iterator[Stretch]:
    """Earliest first, cut to the wall, with what is missing at both ends as gaps."""
    at = wall.from_ns
    for stretch in reversed(stretches):
        begin, end = max(stretch.start_ns, at), min(stretch.end_ns, wall.to_ns)
        if begin >= end:
            continue
        if at < begin:
            yield Stretch(-1, at, begin)
        yield Stretch(stretch.row, begin, end)
        at = end
    if at < wall.to_ns:
        yield Stretch(-1, at, wall.to_ns)


def _span(trace: Trace, stretch: Stretch) -> PathSegment:
    service = trace.service.at(stretch.row) or ""
    return PathSegment("span", service, stretch.start_ns, stretch.end_ns, span_ref(trace, stretch.row), stretch.row)


class _Gaps:
    """What was waited for between spans. Queues win over milestones; a message that nobody took counts in the last gap only,
    since an order that went on was not waiting for it."""

    def __init__(self, trace: Trace, waits: Sequence[QueueWait], milestones: Sequence[Milestone], wall: Window) -> None:
        self._wall = wall
        self._taken = [_queue(trace, wait) for wait in waits if wait.consumer_row >= 0]
        self._lost = [_queue(trace, wait) for wait in waits if wait.consumer_row < 0]
        self._business = [
            PathSegment("business", m.service, m.at_ns, _end_of(m, wall), f"mark:{m.name}")
            for m in sorted(milestones, key=lambda m: m.at_ns, reverse=True)
            if not m.final
        ]

    def segments(self, begin: int, end: int) -> Iterator[PathSegment]:
        lost = self._lost if end == self._wall.to_ns else []
        wanted = [wait for wait in (*self._taken, *lost, *self._business) if wait.start_ns < end and wait.end_ns > begin]
        edges = {begin, end, *_inside(wanted, begin, end)}
        cuts = sorted(edges)
        for start, stop in pairwise(cuts):
            over = next((wait for wait in wanted if wait.start_ns <= start and wait.end_ns >= stop), None)
            yield PathSegment("idle", "", start, stop, "") if over is None else PathSegment(over.kind, over.service, start, stop, over.ref)


def _inside(waits: Iterable[PathSegment], begin: int, end: int) -> Iterator[int]:
    for wait in waits:
        yield max(wait.start_ns, begin)
        yield min(wait.end_ns, end)


def _queue(trace: Trace, wait: QueueWait) -> PathSegment:
    service = trace.service.at(wait.consumer_row if wait.consumer_row >= 0 else wait.producer_row) or ""
    return PathSegment("queue", service, wait.start_ns, wait.end_ns, f"queue:{wait.destination}")


def _joined(segments: Sequence[PathSegment]) -> Iterator[PathSegment]:
    """Neighbours of one kind and service (and, but for spans, one ref) become one, named after the longest."""
    group: list[PathSegment] = []
    for segment in segments:
        if group and _key(group[0]) != _key(segment):
            yield _one(group)
            group = []
        group.append(segment)
    if group:
        yield _one(group)


def _key(segment: PathSegment) -> tuple[str, str, str]:
    return segment.kind, segment.service, "" if segment.kind == "span" else segment.ref


def _one(group: Sequence[PathSegment]) -> PathSegment:
    longest = max(group, key=lambda segment: segment.end_ns - segment.start_ns)
    return PathSegment(longest.kind, longest.service, group[0].start_ns, group[-1].end_ns, longest.ref, longest.row)
