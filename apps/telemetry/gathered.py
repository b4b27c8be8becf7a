"""What came of a gathering: outcomes of all questions become one table a signal and one report a source and signal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from apps.telemetry.answers import Answer, Gap, SourceReport
from apps.telemetry.asking import Pending
from apps.telemetry.contract import LogSource, MetricSource, Source, TraceSource
from apps.telemetry.datamodel import LogTable, TimeSeries, Trace
from apps.telemetry.links import Linked, kept_links, named_by_logs
from apps.telemetry.log_union import union
from apps.telemetry.reports import combined, cut, not_configured
from apps.telemetry.tables import join_logs, join_traces, take_spans

T = TypeVar("T")

SIGNALS = frozenset({"traces", "logs", "metrics"})


@dataclass(frozen=True, slots=True)
class Sources:
    """The configured backends by signal; one backend may stand under several."""

    traces: Sequence[TraceSource] = ()
    logs: Sequence[LogSource] = ()
    metrics: Sequence[MetricSource] = ()

    def only(self, signals: frozenset[str]) -> "Sources":
        return Sources(
            self.traces if "traces" in signals else (),
            self.logs if "logs" in signals else (),
            self.metrics if "metrics" in signals else (),
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """Raw tables of all sources. `linked_by` says for each trace id why it is here: attribute|history|log|link."""

    trace: Trace
    logs: LogTable
    series: Sequence[TimeSeries]
    reports: Sequence[SourceReport]
    linked_by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """A question's outcome at one instant; what comes later is not seen, so that data and report agree."""

    source: Source
    outcome: Answer[T] | Gap


@dataclass(frozen=True, slots=True)
class Came:
    """Outcomes by what was asked for: the subject, the traces of its history, linked traces, log lines, series."""

    found: Sequence[Settled[Trace]]
    history: Sequence[Settled[Trace]]
    linked: Sequence[Settled[Trace]]
    logs: Sequence[Settled[LogTable]]
    metrics: Sequence[Settled[Sequence[TimeSeries]]]
    incapable: Sequence[Gap]

    @property
    def traces(self) -> Sequence[Settled[Trace]]:
        return [*self.found, *self.history, *self.linked]


def settled(pending: Sequence[Pending[T]]) -> list[Settled[T]]:
    return [Settled(one.source, one.outcome()) for one in pending]


def values(outcomes: Sequence[Settled[T]], source: Source | None = None) -> list[T]:
    """The values that came, of one source or of all."""
    return [one.outcome.value for one in outcomes if isinstance(one.outcome, Answer) and (source is None or one.source.name == source.name)]


def gathered(sources: Sources, signals: frozenset[str], subject: str, came: Came) -> Gathered:
    seeds = _trace_ids(came.found)
    history = _trace_ids(came.history) - seeds
    linked = kept_links(join_traces(values(came.linked)), subject, seeds | history)
    named = frozenset(named_by_logs(join_logs(values(came.logs))))
    why = {trace_id: "log" if trace_id in named else "link" for trace_id in linked.trace_ids}
    why |= dict.fromkeys(history, "history") | dict.fromkeys(seeds, "attribute")
    traces = {source.name: _only(values(came.traces, source), why) for source in sources.traces}
    logs = {source.name: union(values(came.logs, source)) for source in sources.logs}
    reports = [
        *_trace_reports(sources, came, traces, linked),
        *(_report(source, "logs", came.logs, came, len(logs[source.name])) for source in sources.logs),
        *(_report(s, "metrics", came.metrics, came, sum(map(len, values(came.metrics, s)))) for s in sources.metrics),
        *(not_configured(signal) for signal in sorted(signals) if not getattr(sources, signal)),
    ]
    series = [one for answer in values(came.metrics) for one in answer]
    return Gathered(join_traces(traces.values()), join_logs(logs.values()), series, reports, why)


def _trace_ids(outcomes: Sequence[Settled[Trace]]) -> frozenset[str]:
    return frozenset(trace_id for trace in values(outcomes) for trace_id in trace.trace.values)


def _only(parts: Sequence[Trace], kept: Mapping[str, str]) -> Trace:
    trace = join_traces(parts)
    wanted = np.array([*(trace_id in kept for trace_id in trace.trace.values), False], np.bool_)[trace.trace.codes]
    return trace if wanted.all() else take_spans(trace, np.flatnonzero(wanted))


def _trace_reports(sources: Sources, came: Came, traces: Mapping[str, Trace], linked: Linked) -> Iterator[SourceReport]:
    for source in sources.traces:
        report = _report(source, "traces", came.traces, came, _distinct_spans(traces[source.name]))
        yield cut(report, len(linked.trace_ids), linked.of) if linked.of > len(linked.trace_ids) else report


def _report(source: Source, signal: str, outcomes: Sequence[Settled[T]], came: Came, returned: int) -> SourceReport:
    own = [one.outcome for one in outcomes if one.source.name == source.name]
    parts = [part.report if isinstance(part, Answer) else part for part in own]
    unable = [gap for gap in came.incapable if (gap.source, gap.signal) == (source.name, signal)]
    return combined(source.name, source.kind, signal, [*parts, *unable], returned)


def _distinct_spans(trace: Trace) -> int:
    """Spans of several answers may be the same ones: ids are counted once."""
    order = np.lexsort((trace.span_id, trace.trace.codes))
    codes, ids = trace.trace.codes[order], trace.span_id[order]
    return int(np.count_nonzero((codes[1:] != codes[:-1]) | (ids[1:] != ids[:-1]))) + (len(trace) > 0)
