"""Any source, watched: its own time limit, a bound on calls under way, a circuit breaker and timing, by the same protocols."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from dataclasses import replace
from typing import TypeVar

from apps.telemetry.answers import Answer
from apps.telemetry.breaker import Breaker
from apps.telemetry.contract import Deadline, LogSource, MetricSource, Source, SourceHealth, TraceSource
from apps.telemetry.datamodel import Correlation, LogTable, MetricQuery, TimeSeries, Trace, Window
from apps.telemetry.errors import TimedOut
from apps.telemetry.pool import DaemonPool

T = TypeVar("T")

# Calls under way to one source. Those that hang count: a dead backend cannot eat the process.
CALLS_AT_ONCE = 8
FAILURES_TO_OPEN = 3
REST_S = 20.0


class Guard:
    """Shared by all signals of one source."""

    def __init__(
        self, source: Source, timeout_s: float, *, calls: int = CALLS_AT_ONCE, failures: int = FAILURES_TO_OPEN, rest_s: float = REST_S
    ) -> None:
        self.source = source
        self._timeout_s = timeout_s
        self._pool = DaemonPool(calls, f"source-{source.name}")
        self._breaker = Breaker(failures, rest_s)

    def call(self, ask: Callable[[Deadline], T], deadline: Deadline) -> T:
        """`ask(deadline)` within the source's own time limit. Raises SourceError, TimedOut even if the source never returns."""
        self._breaker.admit()
        given_s = min(deadline.left_s, self._timeout_s)
        own = Deadline.after(given_s)
        future = self._pool.submit(lambda: ask(own))
        wait((future,), timeout=given_s)
        if not future.done():
            future.cancel()
            error: BaseException | None = TimedOut(f"No answer within {given_s:.1f} s.")
        else:
            error = future.exception()
        if not self._cut_short(error, given_s):
            self._breaker.note(error)
        if error is not None:
            raise error
        return future.result()

    def _cut_short(self, error: BaseException | None, given_s: float) -> bool:
        """A time-out is not the source's fault when others had used up most of the time."""
        return isinstance(error, TimedOut) and given_s < self._timeout_s / 2

    def timed(self, ask: Callable[[Deadline], Answer[T]], deadline: Deadline) -> Answer[T]:
        begun = time.monotonic()
        answer = self.call(ask, deadline)
        elapsed_ms = round((time.monotonic() - begun) * 1000)
        return Answer(answer.value, replace(answer.report, elapsed_ms=elapsed_ms))


class _Watched:
    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.name = guard.source.name
        self.kind = guard.source.kind
        self.capabilities = guard.source.capabilities

    def check(self, deadline: Deadline) -> SourceHealth:
        return self._guard.call(self._guard.source.check, deadline)


class WatchedTraces(_Watched):
    def __init__(self, source: TraceSource, guard: Guard) -> None:
        super().__init__(guard)
        self._source = source

    def find_traces(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[Trace]:
        return self._guard.timed(lambda own: self._source.find_traces(correlation, window, own), deadline)

    def get_traces(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        return self._guard.timed(lambda own: self._source.get_traces(trace_ids, window, own), deadline)

    def find_linking(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        return self._guard.timed(lambda own: self._source.find_linking(trace_ids, window, own), deadline)

    def list_failed(self, keys: Sequence[str], without: Sequence[str], window: Window, deadline: Deadline) -> Answer[Sequence[str]]:
        return self._guard.timed(lambda own: self._source.list_failed(keys, without, window, own), deadline)


class WatchedLogs(_Watched):
    def __init__(self, source: LogSource, guard: Guard) -> None:
        super().__init__(guard)
        self._source = source

    def find_logs(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[LogTable]:
        return self._guard.timed(lambda own: self._source.find_logs(correlation, window, own), deadline)

    def get_logs(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[LogTable]:
        return self._guard.timed(lambda own: self._source.get_logs(trace_ids, window, own), deadline)


class WatchedMetrics(_Watched):
    def __init__(self, source: MetricSource, guard: Guard) -> None:
        super().__init__(guard)
        self._source = source

    def query_range(self, queries: Sequence[MetricQuery], window: Window, step_ns: int, deadline: Deadline) -> Answer[Sequence[TimeSeries]]:
        return self._guard.timed(lambda own: self._source.query_range(queries, window, step_ns, own), deadline)
