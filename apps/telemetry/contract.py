"""What a backend offers. A source is one configured backend; it may serve one, two or three of these protocols."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from apps.core.crypto import KeyRing
from apps.telemetry.answers import Answer
from apps.telemetry.datamodel import Correlation, LogTable, MetricQuery, TimeSeries, Trace, Window
from apps.telemetry.errors import TimedOut


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a source can do; the default is the least. A query beyond it raises Unsupported, never an empty answer."""

    signals: frozenset[str] = frozenset()  # traces | logs | metrics
    find_by_attribute: bool = False
    get_by_trace_id: bool = False
    follows_links_back: bool = False  # can find spans that link TO a given span
    lists_failed: bool = False  # can tell whose traces failed, by an attribute
    exact_totals: bool = False
    nanoseconds: bool = False
    exemplars: bool = False
    max_window_ns: int | None = None


@dataclass(frozen=True, slots=True)
class SourceContext:
    """What the composition root lends to every source's `from_config(entry, context)` besides its own table of the catalogue.

    `correlation_keys` name an order in telemetry; `attribute_keys` are these and all others that the embedded store indexes.
    """

    store_path: Path
    ring: KeyRing
    correlation_keys: tuple[str, ...]
    attribute_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant of the monotonic clock by which an answer must be whole."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    @property
    def left_s(self) -> float:
        return max(0.0, self.at - time.monotonic())

    def check(self) -> None:
        if self.left_s <= 0:
            raise TimedOut("The deadline passed before the answer was whole.")


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """status ok|degraded|failed|open|not_configured; version of the backend if it tells."""

    status: str
    version: str = ""
    detail: str = ""


class Source(Protocol):
    """What every source has. `name` is the configured name, `kind` the module in sources/. Methods raise SourceError."""

    name: str
    kind: str
    capabilities: Capabilities

    def check(self, deadline: Deadline) -> SourceHealth: ...


class TraceSource(Source, Protocol):
    def find_traces(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[Trace]:
        """All spans of all traces in which a span carries the correlation exactly. Whole traces, also their parts outside the window."""

    def get_traces(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        """All spans of these traces (32 hex each). Unknown ids are simply absent."""

    def find_linking(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[Trace]:
        """All spans of the traces that hold a span link TO one of these. Unsupported unless `follows_links_back`."""

    def list_failed(self, keys: Sequence[str], without: Sequence[str], window: Window, deadline: Deadline) -> Answer[Sequence[str]]:
        """Values under `keys` in traces with an error within the window in which nothing carries any of the keys `without`.

        Sorted, each once. Unsupported unless `lists_failed`.
        """


class LogSource(Source, Protocol):
    def find_logs(self, correlation: Correlation, window: Window, deadline: Deadline) -> Answer[LogTable]:
        """Records that carry the correlation exactly in an attribute."""

    def get_logs(self, trace_ids: Sequence[str], window: Window, deadline: Deadline) -> Answer[LogTable]:
        """Records of these traces, whatever form their ids were written in."""


class MetricSource(Source, Protocol):
    def query_range(self, queries: Sequence[MetricQuery], window: Window, step_ns: int, deadline: Deadline) -> Answer[Sequence[TimeSeries]]:
        """One or more series a query (by its `by` labels), on an aligned step; gaps are NaN."""
