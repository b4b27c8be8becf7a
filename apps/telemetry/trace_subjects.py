"""Whom a trace is about: the correlation values that its spans and log lines carry. For a trace id that somebody pasted."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from apps.telemetry.asking import Pending, give_up, wait_for
from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import LogTable, Names, Trace, Window
from apps.telemetry.gathered import Sources, settled, values

# Values of one row are joined so in `subjects` (datamodel.Trace).
_JOINED_BY = "\n"


def subjects_of_traces(sources: Sources, trace_ids: Sequence[str], window: Window, deadline_s: float) -> Mapping[str, frozenset[str]]:
    """The values by trace id (32 lower-case hex). A source that fails or cannot look up by id knows nothing; never raises."""
    deadline = Deadline.after(deadline_s)
    traces = [
        Pending(source, "traces", partial(source.get_traces, trace_ids, window), deadline)
        for source in sources.traces
        if source.capabilities.get_by_trace_id
    ]
    logs = [
        Pending(source, "logs", partial(source.get_logs, trace_ids, window), deadline)
        for source in sources.logs
        if source.capabilities.get_by_trace_id
    ]
    wait_for([*traces, *logs], deadline)
    found: dict[str, set[str]] = {}
    tables: list[Trace | LogTable] = [*values(settled(traces)), *values(settled(logs))]
    for table in tables:
        for trace_id, subject in _pairs(table):
            found.setdefault(trace_id, set()).add(subject)
    give_up([*traces, *logs])
    return {trace_id: frozenset(found[trace_id]) for trace_id in trace_ids if trace_id in found}


def _pairs(table: Trace | LogTable) -> Iterator[tuple[str, str]]:
    trace: Names = table.trace
    codes = zip(trace.codes.tolist(), table.subjects.codes.tolist(), strict=True)
    for trace_code, subject_code in dict.fromkeys(codes):
        if trace_code >= 0 and subject_code >= 0:
            for subject in table.subjects.values[subject_code].split(_JOINED_BY):
                yield trace.values[trace_code], subject
