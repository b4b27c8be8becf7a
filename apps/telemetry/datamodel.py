"""Frozen values after the OpenTelemetry data model. All times are integer nanoseconds since the epoch (`*_ns`).

Records (`Span`, `LogRecord`, `MetricPoints`) are what a receiver or the simulator makes one by one. Tables (`Trace`, `LogTable`) are
what sources answer and pure modules map: numpy columns, because 200,000 Python objects cost more than the whole page may take. Trace
ids are 32 lower-case hex; span ids are uint64 in tables (0 = none), 16 lower-case hex in records and in all that leaves the portal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import msgspec
import numpy as np
from numpy.typing import NDArray


class SpanKind(IntEnum):
    INTERNAL = 0
    SERVER = 1
    CLIENT = 2
    PRODUCER = 3
    CONSUMER = 4


class SpanStatus(IntEnum):
    UNSET = 0
    OK = 1
    ERROR = 2


class Severity(IntEnum):
    """The six names of OpenTelemetry's severity ranges."""

    TRACE = 0
    DEBUG = 1
    INFO = 2
    WARN = 3
    ERROR = 4
    FATAL = 5


class SpanEvent(msgspec.Struct, frozen=True, gc=False):
    time_ns: int
    name: str
    attributes: dict[str, object] = {}


class SpanLink(msgspec.Struct, frozen=True, gc=False):
    trace_id: str
    span_id: str
    attributes: dict[str, object] = {}


class Span(msgspec.Struct, frozen=True, gc=False):
    """One span as received. `parent_span_id` is "" for a root. `resource` holds the resource's attributes but service.name."""

    trace_id: str
    span_id: str
    parent_span_id: str
    service: str
    operation: str
    kind: SpanKind
    status: SpanStatus
    start_ns: int
    duration_ns: int
    status_message: str = ""
    attributes: dict[str, object] = {}
    resource: dict[str, object] = {}
    events: tuple[SpanEvent, ...] = ()
    links: tuple[SpanLink, ...] = ()


class LogRecord(msgspec.Struct, frozen=True, gc=False):
    """One log line as received. `trace_id` and `span_id` are "" when it belongs to no trace."""

    time_ns: int
    severity: Severity
    body: str
    service: str
    trace_id: str = ""
    span_id: str = ""
    attributes: dict[str, object] = {}
    resource: dict[str, object] = {}


class MetricPoints(msgspec.Struct, frozen=True):
    """Points of one series as received.

    `kind`: gauge | sum_cumulative | sum_delta | histogram (cumulative) | histogram_delta. `values` is (n,) for gauges and sums, for
    histograms (n, len(bounds) + 3): bucket counts (one more than bounds), count, sum. `start_ns` is the point's start time
    (0 = unknown), which tells a counter's reset. NaN = no value.
    """

    name: str
    service: str
    unit: str
    kind: str
    labels: dict[str, str]
    times_ns: NDArray[np.int64]
    values: NDArray[np.float64]
    start_ns: NDArray[np.int64]
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """From (inclusive) to (exclusive), nanoseconds."""

    from_ns: int
    to_ns: int

    @property
    def length_ns(self) -> int:
        return self.to_ns - self.from_ns

    def contains(self, at_ns: int) -> bool:
        return self.from_ns <= at_ns < self.to_ns


@dataclass(frozen=True, slots=True)
class Correlation:
    """What ties telemetry together: any of `keys` equal to `value`, exactly ("1001" never pulls "10010")."""

    keys: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A neutral point of a history that telemetry need not understand: a stage entered.

    `limit_ns` is the instant at which waiting in it becomes too long (None: never). `left_ns` is None while it lasts.
    `waits_on` is customer | company | carrier | "" and only chooses who must act. `final`: nothing is awaited after it.
    """

    name: str
    at_ns: int
    left_ns: int | None = None
    limit_ns: int | None = None
    waits_on: str = ""
    service: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands on the axis and is no span: kind stage|operation|alert|incident|deployment|complaint|message."""

    time_ns: int
    kind: str
    title: str
    ref: str = ""
    until_ns: int | None = None
    service: str = ""


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """A typed question for series; each source compiles it for itself. Raw query text never comes from a user.

    `function`: value (gauge as it is) | rate (per second, of a sum or of a histogram's count) | avg | max | quantile.
    `quantile` in 0..1 applies to histograms. `by` keeps these labels apart; all others are summed (rate) or averaged.
    `scale` multiplies the result (0.001, 100, ...) so that it has `unit`. `limit` is drawn dotted.
    """

    title: str
    panel: str
    metric: str
    matchers: tuple[tuple[str, str], ...] = ()
    function: str = "value"
    quantile: float | None = None
    by: tuple[str, ...] = ()
    unit: str = ""
    scale: float = 1.0
    limit: float | None = None
    service: str = ""
    role: str = ""  # rate | errors | duration | cpu | memory | response | connections | in_flight | dead_letters | disk | ...


# Attributes that findings and the journey read for all spans at once: each is a dictionary-encoded column.
PROMOTED = (
    "error.type",
    "exception.type",
    "http.response.status_code",
    "http.route",
    "db.system.name",
    "messaging.system",
    "messaging.destination.name",
    "messaging.operation.type",
    "messaging.message.id",
    "messaging.batch.message_count",
    "server.address",
    "service.version",
    "customer.id",
)

# Bits of Trace.problems, in the order of the API's words.
ORPHAN, CYCLE, DUPLICATE, NO_START = 1, 2, 4, 8
PROBLEMS = {ORPHAN: "orphan", CYCLE: "cycle", DUPLICATE: "duplicate", NO_START: "no_start"}


@dataclass(frozen=True, slots=True)
class Names:
    """A dictionary-encoded column: `codes[i]` indexes `values`; -1 means absent."""

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    def at(self, row: int) -> str | None:
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]


@dataclass(frozen=True, slots=True)
class Links:
    """Span links of a table: row `row[i]` points to (`trace_id[i]`, `span_id[i]`), which may be outside the table."""

    row: NDArray[np.int32]
    trace_id: tuple[str, ...]
    span_id: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Trace:
    """Spans of one or many traces as columns of equal length n. Row order is not meaningful.

    `subjects` holds for each row the correlation values that the span carries itself (several for a batch), as a
    dictionary-encoded column whose values are joined by "\n". `detail[i]` is the msgspec-JSON of a `Detail`.
    `adjusted_ns` is added to start_ns for display (0 = not moved); `problems` are bits.
    """

    trace: Names
    span_id: NDArray[np.uint64]
    parent_id: NDArray[np.uint64]
    service: Names
    operation: Names
    kind: NDArray[np.int8]
    status: NDArray[np.int8]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    problems: NDArray[np.uint8]
    adjusted_ns: NDArray[np.int64]
    subjects: Names
    promoted: Mapping[str, Names]
    links: Links
    detail: Sequence[bytes]

    def __len__(self) -> int:
        return len(self.span_id)


class Detail(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a detail panel and the API show of one span and no algorithm needs. Masked before it is stored or read."""

    attributes: dict[str, object] = {}
    resource: dict[str, object] = {}
    events: tuple[SpanEvent, ...] = ()
    status_message: str = ""


@dataclass(frozen=True, slots=True)
class LogTable:
    """Log records as columns. `trace.codes` is -1 and `span_id` 0 where a record has none. `count` is 1 until merged."""

    time_ns: NDArray[np.int64]
    severity: NDArray[np.int8]
    body: Sequence[str]
    service: Names
    trace: Names
    span_id: NDArray[np.uint64]
    subjects: Names
    count: NDArray[np.int32]
    detail: Sequence[bytes]
    source: str = ""

    def __len__(self) -> int:
        return len(self.time_ns)


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """One series on the query's step. NaN = a gap, and stays one. `query` says in the source's words what was asked."""

    title: str
    panel: str
    unit: str
    labels: Mapping[str, str]
    times_ns: NDArray[np.int64]
    values: NDArray[np.float64]
    limit: float | None = None
    query: str = ""
    service: str = ""
    role: str = ""
