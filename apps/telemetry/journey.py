"""Stitching: all repaired traces of one subject become one `Journey` in display order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.adjust.standard import Repaired
from apps.telemetry.causes import causes
from apps.telemetry.critical_path import Cause, Spans, Stretch, walk
from apps.telemetry.datamodel import Milestone, Trace, Window
from apps.telemetry.display_order import display_children
from apps.telemetry.journey_path import journey_path
from apps.telemetry.outliers import outliers
from apps.telemetry.queue_waits import queue_waits
from apps.telemetry.self_time import self_times
from apps.telemetry.sharing import shared_rows
from apps.telemetry.summaries import summaries
from apps.telemetry.timeline import Journey, QueueWait
from apps.telemetry.tree import depths, preorder


@dataclass(frozen=True, slots=True)
class Setting:
    """What a journey needs to know besides its spans. `subject` is the correlation's value; `linked_by` goes by trace id."""

    subject: str
    window: Window
    now_ns: int
    milestones: Sequence[Milestone] = ()
    linked_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> Window:
        """The window up to now: nothing is awaited in the future."""
        return Window(self.window.from_ns, max(self.window.from_ns, min(self.now_ns, self.window.to_ns)))


def assemble(repaired: Repaired, setting: Setting) -> Journey:
    """Pure, and independent of the order in which spans came. Messages that nobody took wait until the window's end, or now."""
    trace, parent = repaired.trace, repaired.parent
    begin = trace.start_ns + trace.adjusted_ns
    end = begin + trace.duration_ns
    usable = ~outliers(begin, end, setting.now_ns)
    order = preorder(display_children(trace, parent, begin, usable))
    waits = queue_waits(trace, parent, setting.subject, setting.known.to_ns)
    spans = Spans(begin, end, parent, trace.kind, usable)
    why = causes(spans, parent.tolist(), waits)
    shared = shared_rows(trace, parent, order)
    stretches = _whole_walk(spans, why, shared)
    return Journey(
        trace=trace,
        order=order,
        parent_row=parent,
        depth=depths(parent),
        self_ns=self_times(begin, end, parent),
        critical=_critical(trace, spans, why),
        shared=shared,
        waits=waits,
        path=journey_path(stretches, trace, _on_path(waits, spans, stretches), setting.milestones, setting.known),
        summaries=summaries(repaired, begin, end, usable, setting.linked_by),
    )


def _whole_walk(spans: Spans, why: Mapping[int, Cause], shared: NDArray[np.bool_]) -> list[Stretch]:
    """Over all traces. A batch is no part of one order's way, unless something of the order came of it, or there is nothing else."""
    units = spans.units.tolist()
    batches = frozenset(spans.units[shared[spans.units]].tolist())
    return walk(spans, units, why, batches if len(batches) < len(units) else frozenset())


def _on_path(waits: Sequence[QueueWait], spans: Spans, stretches: Sequence[Stretch]) -> Sequence[QueueWait]:
    """Waits of messages that the path went on with, and of those that nobody took: an order does not wait for a side message."""
    units = {int(spans.unit[stretch.row]) for stretch in stretches if stretch.row >= 0}
    return [wait for wait in waits if wait.consumer_row < 0 or int(spans.unit[wait.consumer_row]) in units]


def _critical(trace: Trace, spans: Spans, why: Mapping[int, Cause]) -> NDArray[np.bool_]:
    """Rows on the critical path of their own trace."""
    critical = np.zeros(len(trace), np.bool_)
    for units in _units_by_trace(trace, spans):
        critical[[stretch.row for stretch in walk(spans, units, why) if stretch.row >= 0]] = True
    return critical


def _units_by_trace(trace: Trace, spans: Spans) -> Iterator[list[int]]:
    codes = trace.trace.codes[spans.units]  # ascending, as the rows are
    for units in np.split(spans.units, np.flatnonzero(np.diff(codes)) + 1):
        yield units.tolist()
