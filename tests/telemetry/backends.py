"""Backends for tests of gathering: small classes at the seam, with the same protocols as real sources."""

import time
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TypeVar

import numpy as np

from apps.telemetry.answers import Answer, SourceReport
from apps.telemetry.contract import Capabilities, Deadline, SourceHealth
from apps.telemetry.datamodel import Correlation, LogTable, MetricQuery, TimeSeries, Trace, Window
from apps.telemetry.tables import carries, take_logs, take_spans
from tests.telemetry.build import logs, names, spans

T = TypeVar("T", bound=Sized)

ABLE = Capabilities(signals=frozenset({"traces", "logs", "metrics"}), find_by_attribute=True, get_by_trace_id=True, follows_links_back=True)


def nothing() -> None:
    """A backend in good health does nothing before it answers."""


@dataclass
class Memory:
    """Answers from tables by the rules of the contract. `before` runs in every call: it may sleep, hang or raise."""

    trace: Trace = field(default_factory=spans)
    lines: LogTable = field(default_factory=logs)
    name: str = "memory"
    kind: str = "memory"
    capabilities: Capabilities = ABLE
    before: Callable[[], None] = nothing
    status: str = "ok"
    asked: list[tuple[str, object]] = field(default_factory=list)

    def check(self, deadline: Deadline) -> SourceHealth:
        self._called("check", None)
        return SourceHealth("ok", version="1.0")

    def find_traces(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[Trace]:
        self._called("find_traces", window)
        codes = np.unique(self.trace.trace.codes[carries(self.trace.subjects, correlation.value)])
        return self._answer(self._of_traces([self.trace.trace.values[code] for code in codes]), "traces")

    def get_traces(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        self._called("get_traces", tuple(trace_ids))
        return self._answer(self._of_traces(trace_ids), "traces")

    def find_linking(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        self._called("find_linking", tuple(trace_ids))
        links = self.trace.links
        rows = [row for row, trace_id in zip(links.row.tolist(), links.trace_id, strict=True) if trace_id in trace_ids]
        return self._answer(self._of_traces([self.trace.trace.at(row) or "" for row in rows]), "traces")

    def find_logs(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[LogTable]:
        self._called("find_logs", window)
        return self._answer(take_logs(self.lines, np.flatnonzero(carries(self.lines.subjects, correlation.value))), "logs")

    def get_logs(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[LogTable]:
        self._called("get_logs", tuple(trace_ids))
        rows = [row for row in range(len(self.lines)) if self.lines.trace.at(row) in trace_ids]
        return self._answer(take_logs(self.lines, np.array(rows, np.int64)), "logs")

    def query_range(self, queries: Sequence[MetricQuery], window: Window, step_ns: int, deadline: Deadline) -> Answer[Sequence[TimeSeries]]:
        self._called("query_range", tuple(queries))
        times = np.arange(window.from_ns, window.to_ns, step_ns)
        series = [TimeSeries(q.title, q.panel, q.unit, {}, times, np.ones(len(times)), service=q.service) for q in queries]
        return self._answer(series, "metrics")

    def _of_traces(self, trace_ids: Sequence[str]) -> Trace:
        rows = [row for row in range(len(self.trace)) if self.trace.trace.at(row) in trace_ids]
        kept = take_spans(self.trace, np.array(rows, np.int64))
        return spans() if not rows else _only_used(kept)

    def _called(self, method: str, about: object) -> None:
        self.asked.append((method, about))
        self.before()

    def _answer(self, value: T, signal: str) -> Answer[T]:
        returned = len(value)
        status = self.status if returned or self.status != "ok" else "empty"
        return Answer(value, SourceReport(self.name, self.kind, signal, status, returned, returned))


def _only_used(trace: Trace) -> Trace:
    """Answers name only the traces they hold."""
    return replace(trace, trace=names([trace.trace.at(row) for row in range(len(trace))]))


def raising(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def slow(seconds: float) -> Callable[[], None]:
    return lambda: time.sleep(seconds)


def hanging(release: Event) -> Callable[[], None]:
    """Until the test lets go, so that no thread outlives it."""

    def hang() -> None:
        release.wait(30)

    return hang
