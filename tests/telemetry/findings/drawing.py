"""A drawn order: traces as indented lines, stages, series and marks in a few words, made into a Timeline.

    shop-api producer send @10m +5ms id=m1 to=mes.orders
      rabbitmq client store @10m +1ms !broken

A line is a span: service, kind, name, start, duration, then words: `!type` failed with this error.type, `id=` message id,
`to=` destination, `op=` messaging.operation.type, `db=` db.system.name, `host=` server.address, `code=` HTTP status,
`route=` http.route, `v=` service.version, `for=` subjects (comma), `customer=`, `method=`. Deeper indentation is a child; a
blank line begins another trace. Instants and lengths are like `90s`, `1h30m`, `2d`.
"""

import re
from dataclasses import dataclass, field

import msgspec
import numpy as np

from apps.telemetry.answers import SourceReport
from apps.telemetry.datamodel import (
    PROMOTED,
    Correlation,
    Detail,
    Links,
    LogTable,
    Mark,
    Milestone,
    Names,
    Severity,
    SpanKind,
    SpanStatus,
    TimeSeries,
    Trace,
    Window,
)
from apps.telemetry.timeline import Journey, LogRows, QueueWait, Timeline

ORDER = "AL-1001"
OF_THE_ORDER = Correlation(("order.id",), ORDER)
START = 1_790_000_000_000_000_000
_UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86_400 * 10**9}
_WORDS = {
    "id": "messaging.message.id",
    "to": "messaging.destination.name",
    "op": "messaging.operation.type",
    "db": "db.system.name",
    "host": "server.address",
    "code": "http.response.status_code",
    "route": "http.route",
    "v": "service.version",
    "customer": "customer.id",
}


def ns(text: str) -> int:
    """A length in nanoseconds: "1h30m"."""
    return sum(round(float(number) * _UNITS[unit]) for number, unit in re.findall(r"([\d.]+)(ms|[smhd])", text))


def at(text: str) -> int:
    """An instant: this long after the drawing's start."""
    return START + ns(text)


@dataclass(frozen=True)
class Row:
    trace: str
    parent: int
    depth: int
    service: str
    kind: SpanKind
    operation: str
    start_ns: int
    duration_ns: int
    failed: bool
    subjects: str
    promoted: dict[str, str]
    method: str


@dataclass
class Drawing:
    """Everything that a test says of one order; `timeline()` is what the rules read."""

    spans: str
    stages: tuple[tuple[str, str, str, str], ...] = ()  # name, entered, limit ("" none), waits on; "final" ends the life
    series: tuple[TimeSeries, ...] = ()
    marks: tuple[Mark, ...] = ()
    reports: dict[str, str] = field(default_factory=lambda: {"traces": "ok", "logs": "ok", "metrics": "ok"})
    correlation: Correlation = OF_THE_ORDER
    logs: tuple[tuple[str, str], ...] = ()  # (operation of the span it stands under, severity)
    shuffle: int | None = None

    def timeline(self) -> Timeline:
        rows = read(self.spans, self.correlation)
        if self.shuffle is not None:
            rows = shuffled(rows, self.shuffle)
        return Timeline(
            correlation=self.correlation,
            window=Window(START, at("30d")),
            journey=journey(rows),
            logs=log_rows(rows, self.logs),
            series=self.series,
            marks=self.marks,
            milestones=milestones(self.stages),
            reports=[SourceReport("one", "embedded", signal, status) for signal, status in self.reports.items()],
            findings=(),
            totals={},
        )


def read(text: str, correlation: Correlation) -> list[Row]:
    rows: list[Row] = []
    above: list[tuple[int, int]] = []  # (indentation, row) of the open ancestors
    number = 0
    for line in text.strip("\n").splitlines():
        if not line.strip():
            number, above = number + 1, []
            continue
        indent = len(line) - len(line.lstrip())
        above = [pair for pair in above if pair[0] < indent]
        rows.append(_row(line.split(), f"{number + 1:032x}", above[-1][1] if above else -1, len(above), correlation))
        above.append((indent, len(rows) - 1))
    return rows


def _row(words: list[str], trace: str, parent: int, depth: int, correlation: Correlation) -> Row:
    service, kind, operation, start, duration, *rest = words
    facts = dict(word.split("=", 1) for word in rest if "=" in word)
    errors = [word[1:] for word in rest if word.startswith("!")]
    promoted = {_WORDS[key]: value for key, value in facts.items() if key in _WORDS}
    if errors and errors[0]:
        promoted["error.type"] = errors[0]
    default = correlation.value if depth == 0 and "order.id" in correlation.keys else ""
    return Row(
        trace=trace,
        parent=parent,
        depth=depth,
        service=service,
        kind=SpanKind[kind.upper()],
        operation=operation,
        start_ns=at(start.lstrip("@")),
        duration_ns=ns(duration.lstrip("+")),
        failed=bool(errors),
        subjects=facts.get("for", default).replace(",", "\n"),
        promoted=promoted,
        method=facts.get("method", ""),
    )


def shuffled(rows: list[Row], seed: int) -> list[Row]:
    places = np.random.default_rng(seed).permutation(len(rows))  # places[old] = new
    moved: list[Row] = [None] * len(rows)  # type: ignore[list-item]
    for old, row in enumerate(rows):
        moved[int(places[old])] = Row(**{**row.__dict__, "parent": -1 if row.parent < 0 else int(places[row.parent])})
    return moved


def names(values: list[str]) -> Names:
    known = sorted({value for value in values if value})
    return Names(np.array([known.index(value) if value else -1 for value in values], np.int32), tuple(known))


def journey(rows: list[Row]) -> Journey:
    n = len(rows)
    # Ids follow the content, so that a shuffled drawing has the same spans.
    ranks = sorted(range(n), key=lambda row: (rows[row].trace, rows[row].start_ns, rows[row].depth, rows[row].operation))
    span_id = np.zeros(n, np.uint64)
    span_id[ranks] = np.arange(1, n + 1, dtype=np.uint64)
    parent = np.array([row.parent for row in rows], np.int32)
    trace = Trace(
        trace=names([row.trace for row in rows]),
        span_id=span_id,
        parent_id=np.array([0 if row.parent < 0 else span_id[row.parent] for row in rows], np.uint64),
        service=names([row.service for row in rows]),
        operation=names([row.operation for row in rows]),
        kind=np.array([row.kind for row in rows], np.int8),
        status=np.array([SpanStatus.ERROR if row.failed else SpanStatus.UNSET for row in rows], np.int8),
        start_ns=np.array([row.start_ns for row in rows], np.int64),
        duration_ns=np.array([row.duration_ns for row in rows], np.int64),
        problems=np.zeros(n, np.uint8),
        adjusted_ns=np.zeros(n, np.int64),
        subjects=names([row.subjects for row in rows]),
        promoted={key: names([row.promoted.get(key, "") for row in rows]) for key in PROMOTED},
        links=Links(np.zeros(0, np.int32), (), np.zeros(0, np.uint64)),
        detail=[msgspec.json.encode(Detail(attributes={"http.request.method": row.method} if row.method else {})) for row in rows],
    )
    return Journey(
        trace=trace,
        order=np.arange(n, dtype=np.int32),
        parent_row=parent,
        depth=np.array([row.depth for row in rows], np.int32),
        self_ns=trace.duration_ns.copy(),
        critical=np.zeros(n, bool),
        shared=np.array(["\n" in row.subjects for row in rows], bool),
        waits=waits(rows),
        path=(),
        summaries=(),
    )


def waits(rows: list[Row]) -> tuple[QueueWait, ...]:
    """As the stitching finds them: a producer and the consumers of its message id at its destination."""
    found: list[QueueWait] = []
    for number, row in enumerate(rows):
        if row.kind is not SpanKind.PRODUCER:
            continue
        destination = row.promoted.get("messaging.destination.name", "")
        takers = [other for other, taken in enumerate(rows) if taken.kind is SpanKind.CONSUMER and _takes(taken, row)]
        end = row.start_ns + row.duration_ns
        found += [QueueWait(number, taker, end, rows[taker].start_ns, destination) for taker in takers] or [
            QueueWait(number, -1, end, end, destination)
        ]
    return tuple(found)


def _takes(taken: Row, sent: Row) -> bool:
    keys = ("messaging.message.id", "messaging.destination.name")
    return all(taken.promoted.get(key) == sent.promoted.get(key) for key in keys) and bool(sent.promoted.get(keys[0]))


def milestones(stages: tuple[tuple[str, str, str, str], ...]) -> tuple[Milestone, ...]:
    entered = [at(stage[1]) for stage in stages]
    return tuple(
        Milestone(
            name=name,
            at_ns=entered[number],
            left_ns=entered[number + 1] if number + 1 < len(stages) else None,
            limit_ns=entered[number] + ns(limit) if limit else None,
            waits_on="" if waits_on == "final" else waits_on,
            final=waits_on == "final",
        )
        for number, (name, _, limit, waits_on) in enumerate(stages)
    )


def line(role: str, service: str, values: list[float], *, begin: str = "0s", step: str = "5m", limit: float | None = None) -> TimeSeries:
    times = at(begin) + ns(step) * np.arange(len(values), dtype=np.int64)
    return TimeSeries(f"{service} {role}", role, "", {}, times, np.array(values, np.float64), limit, "", service, role)


def log_rows(rows: list[Row], logs: tuple[tuple[str, str], ...]) -> LogRows:
    under = [next(number for number, row in enumerate(rows) if row.operation == operation) for operation, _ in logs]
    nothing = names([""] * len(logs))
    table = LogTable(
        time_ns=np.array([rows[row].start_ns for row in under], np.int64),
        severity=np.array([Severity[severity] for _, severity in logs], np.int8),
        body=["line"] * len(logs),
        service=nothing,
        trace=nothing,
        span_id=np.zeros(len(logs), np.uint64),
        subjects=nothing,
        count=np.ones(len(logs), np.int32),
        detail=[b"{}"] * len(logs),
    )
    return LogRows(table, np.array(under, np.int32), np.zeros(len(logs), np.int8))
