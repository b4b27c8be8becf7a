"""Asks every source at once, under one deadline, and never raises for what a source did.

First round: traces and logs that carry the subject, traces that its own history names. Second round: traces that links
or logs name, logs of the traces found, and metrics of the services they touch. Logs of traces that only the second round
found are asked for once more; nothing else follows from them, so the chain ends (docs/decisions/0005-one-link-away.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from apps.telemetry.answers import Answer, Gap
from apps.telemetry.asking import Pending, give_up, wait_for
from apps.telemetry.contract import Deadline, Source
from apps.telemetry.datamodel import Correlation, LogTable, MetricQuery, TimeSeries, Trace, Window
from apps.telemetry.errors import Unsupported
from apps.telemetry.gathered import SIGNALS, Came, Gathered, Sources, gathered, settled, values
from apps.telemetry.links import MOST_LINKED, kept_links, named_by_links, named_by_logs
from apps.telemetry.slices import slices
from apps.telemetry.tables import join_logs, join_traces

T = TypeVar("T")

# The share of the time after which the second round no longer waits for stragglers of the first.
FIRST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """`trace_ids` are those that the subject's own history names. `choose` gives the metric queries, once traces are known."""

    correlation: Correlation
    window: Window
    step_ns: int
    choose: Callable[[Trace], Sequence[MetricQuery]]
    trace_ids: Sequence[str] = ()
    signals: frozenset[str] = SIGNALS


def gather(sources: Sources, question: Question, deadline_s: float) -> Gathered:
    """Takes at most `deadline_s`, whatever the sources do: those that answer late are reported as timed out."""
    deadline = Deadline.after(deadline_s)
    asked = _Asked(sources.only(question.signals), question, deadline)
    _first_round(asked)
    wait_for([*asked.found, *asked.history, *asked.logs], Deadline.after(deadline_s * FIRST_SHARE))
    held = _second_round(asked)
    wait_for(asked.everything(), deadline)
    _third_round(asked, held)
    wait_for(asked.everything(), deadline)
    came = asked.came()
    give_up(asked.everything())
    return gathered(asked.sources, question.signals, question.correlation.value, came)


@dataclass(slots=True)
class _Asked:
    """All questions of one gathering, by what they are for."""

    sources: Sources
    question: Question
    deadline: Deadline
    found: list[Pending[Trace]] = field(default_factory=list)
    history: list[Pending[Trace]] = field(default_factory=list)
    linked: list[Pending[Trace]] = field(default_factory=list)
    logs: list[Pending[LogTable]] = field(default_factory=list)
    metrics: list[Pending[Sequence[TimeSeries]]] = field(default_factory=list)
    incapable: list[Gap] = field(default_factory=list)

    def everything(self) -> list[Pending[Any]]:
        return [*self.found, *self.history, *self.linked, *self.logs, *self.metrics]

    def came(self) -> Came:
        traces = settled(self.found), settled(self.history), settled(self.linked)
        return Came(*traces, settled(self.logs), settled(self.metrics), self.incapable)

    def ask(self, source: Source, signal: str, call: Callable[[Deadline], Answer[T]]) -> Pending[T]:
        return Pending(source, signal, call, self.deadline)

    def searchable(self, source: Source, signal: str) -> bool:
        """A source that cannot search by attribute is not asked to, and that is said: an empty answer would be a lie."""
        if source.capabilities.find_by_attribute:
            return True
        reason = f"It cannot search {signal} by attribute; only traces named elsewhere come from it."
        self.incapable.append(Gap(source.name, source.kind, signal, Unsupported.status, reason))
        return False


def _first_round(asked: _Asked) -> None:
    question = asked.question
    for source in asked.sources.traces:
        if asked.searchable(source, "traces"):
            for window in slices(question.window, source.capabilities):
                asked.found.append(asked.ask(source, "traces", partial(source.find_traces, question.correlation, window)))
        if question.trace_ids and source.capabilities.get_by_trace_id:
            asked.history.append(asked.ask(source, "traces", partial(source.get_traces, question.trace_ids, question.window)))
    for log_source in asked.sources.logs:
        if asked.searchable(log_source, "logs"):
            for window in slices(question.window, log_source.capabilities):
                asked.logs.append(asked.ask(log_source, "logs", partial(log_source.find_logs, question.correlation, window)))


def _second_round(asked: _Asked) -> frozenset[str]:
    """Returns the ids of the traces that are at hand."""
    question = asked.question
    trace = join_traces(values(settled([*asked.found, *asked.history])))
    held = frozenset(trace.trace.values)
    named = dict.fromkeys([*named_by_logs(join_logs(values(settled(asked.logs)))), *named_by_links(trace, question.correlation.value)])
    wanted = [trace_id for trace_id in named if trace_id not in held][: 2 * MOST_LINKED]
    for source in asked.sources.traces:
        if wanted and source.capabilities.get_by_trace_id:
            asked.linked.append(asked.ask(source, "traces", partial(source.get_traces, wanted, question.window)))
        if held and source.capabilities.follows_links_back:
            asked.linked.append(asked.ask(source, "traces", partial(source.find_linking, sorted(held), question.window)))
    _ask_logs(asked, held)
    queries = question.choose(trace) if asked.sources.metrics else ()
    if queries:
        for metric_source in asked.sources.metrics:
            call = partial(metric_source.query_range, queries, question.window, question.step_ns)
            asked.metrics.append(asked.ask(metric_source, "metrics", call))
    return held


def _third_round(asked: _Asked, held: frozenset[str]) -> None:
    if asked.deadline.left_s > 0:
        linked = join_traces(values(settled(asked.linked)))
        _ask_logs(asked, kept_links(linked, asked.question.correlation.value, held).trace_ids)


def _ask_logs(asked: _Asked, trace_ids: frozenset[str]) -> None:
    for source in asked.sources.logs:
        if trace_ids and source.capabilities.get_by_trace_id:
            for window in slices(asked.question.window, source.capabilities):
                asked.logs.append(asked.ask(source, "logs", partial(source.get_logs, sorted(trace_ids), window)))
