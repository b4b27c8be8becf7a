"""Which further traces belong to a subject: one link, or one log line, away from those that carry its number.

A link is followed from spans that are the subject's own. A batch links to the messages of all orders in it; following
those would pull in its neighbours' journeys.
"""

from collections.abc import Collection, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import LogTable, Trace
from apps.telemetry.tables import carries

# The bound on traces that come by links and by logs together.
MOST_LINKED = 50


@dataclass(frozen=True, slots=True)
class Linked:
    """The traces kept, and of how many."""

    trace_ids: frozenset[str] = frozenset()
    of: int = 0


def named_by_links(trace: Trace, subject: str) -> list[str]:
    """Traces that the subject's own spans link to, in order of appearance, some of them perhaps at hand already."""
    own = _own(trace, subject)[trace.links.row]
    return list(dict.fromkeys(trace.links.trace_id[i] for i in np.flatnonzero(own).tolist()))


def named_by_logs(logs: LogTable) -> list[str]:
    """Traces that the log lines name."""
    return [logs.trace.values[code] for code in np.unique(logs.trace.codes[logs.trace.codes >= 0]).tolist()]


def kept_links(linked: Trace, subject: str, held: Set[str] | Collection[str]) -> Linked:
    """Of traces found by a link, those not yet held that do not belong to other subjects alone; the earliest, up to the bound."""
    codes = linked.trace.codes
    length = len(linked.trace.values)
    ours, named = np.zeros(length, np.bool_), np.zeros(length, np.bool_)
    ours[codes[carries(linked.subjects, subject)]] = True
    named[codes[linked.subjects.codes >= 0]] = True
    start = np.full(length, np.iinfo(np.int64).max)
    np.minimum.at(start, codes, linked.start_ns)
    new = [code for code in np.unique(codes).tolist() if linked.trace.values[code] not in held and (ours[code] or not named[code])]
    new.sort(key=lambda code: (start[code], linked.trace.values[code]))
    return Linked(frozenset(linked.trace.values[code] for code in new[:MOST_LINKED]), len(new))


def _own(trace: Trace, subject: str) -> NDArray[np.bool_]:
    """Spans that carry the subject alone, or nothing."""
    alone = np.array([*(value == subject for value in trace.subjects.values), True], np.bool_)
    return alone[trace.subjects.codes]
