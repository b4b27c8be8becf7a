"""First repair: one spelling of trace ids, dictionaries in ascending order.

After it codes compare as their values do, so that the order of rows, and with it every later choice, depends on the
content alone and never on which source answered first.
"""

from dataclasses import replace

import numpy as np

from apps.telemetry.datamodel import Links, Names, Trace
from apps.telemetry.tables import sorted_names

TRACE_ID_DIGITS = 32


def canonical_trace_id(written: str) -> str:
    """32 lower-case hex digits; old tracers write 16 and leave out leading zeros."""
    return written.strip().lower().zfill(TRACE_ID_DIGITS)


def adjust(trace: Trace) -> Trace:
    links = trace.links
    return replace(
        trace,
        trace=_canonical(trace.trace),
        service=sorted_names(trace.service),
        operation=sorted_names(trace.operation),
        links=Links(links.row, tuple(canonical_trace_id(trace_id) for trace_id in links.trace_id), links.span_id),
    )


def _canonical(names: Names) -> Names:
    spelt = [canonical_trace_id(value) for value in names.values]
    values = tuple(sorted(set(spelt)))
    index = {value: code for code, value in enumerate(values)}
    return Names(np.array([index[value] for value in spelt], np.int32)[names.codes] if values else names.codes, values)
