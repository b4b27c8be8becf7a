"""One row of the timeline in full, for the detail panel (templates/orders/_row_detail.html)."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from apps.core.masking import redact_mapping, redact_text
from apps.orders.timeline_json import links_by_row, problem_words, span_hex
from apps.telemetry.datamodel import Detail, Severity, SpanStatus
from apps.telemetry.timeline import Timeline

_detail = msgspec.json.Decoder(Detail)
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EventDetail:
    time: int
    name: str
    attributes: Pairs


@dataclass(frozen=True, slots=True)
class RowDetail:
    """Times in ns. `adjusted` is by how much the start was moved (0: not); values are masked."""

    name: str
    service: str
    status: str
    start: int
    duration: int | None
    self_time: int | None
    adjusted: int
    trace_id: str
    span_id: str
    count: int
    status_message: str = ""
    body: str = ""
    problems: Sequence[str] = ()
    events: Sequence[EventDetail] = ()
    attributes: Pairs = ()
    resource: Pairs = ()
    links: Sequence[dict[str, str]] = ()


def span_detail(timeline: Timeline, ref: str) -> RowDetail | None:
    """`ref` is the row in the timeline's trace table; None when there is none."""
    trace = timeline.journey.trace
    row = _row(ref, len(trace))
    if row is None:
        return None
    skew = int(trace.adjusted_ns[row])
    detail = _detail.decode(trace.detail[row])
    return RowDetail(
        name=trace.operation.at(row) or "",
        service=trace.service.at(row) or "",
        status=SpanStatus(int(trace.status[row])).name.lower(),
        start=int(trace.start_ns[row]) + skew,
        duration=int(trace.duration_ns[row]),
        self_time=int(timeline.journey.self_ns[row]),
        adjusted=skew,
        trace_id=trace.trace.at(row) or "",
        span_id=span_hex(int(trace.span_id[row])),
        count=1,
        status_message=redact_text(detail.status_message),
        problems=problem_words(int(trace.problems[row])),
        events=[EventDetail(event.time_ns, event.name, _pairs(event.attributes)) for event in detail.events],
        attributes=_pairs(detail.attributes),
        resource=_pairs(detail.resource),
        links=links_by_row(timeline).get(row, []),
    )


def _row(ref: str, rows: int) -> int | None:
    row = int(ref) if ref.isascii() and ref.isdigit() and len(ref) < 10 else rows
    return row if row < rows else None


def log_detail(timeline: Timeline, ref: str) -> RowDetail | None:
    """`ref` is the row of the log table; None when there is none."""
    table = timeline.logs.table
    row = _row(ref, len(table))
    if row is None:
        return None
    severity = Severity(int(table.severity[row]))
    detail = _detail.decode(table.detail[row])
    return RowDetail(
        name=severity.name,
        service=table.service.at(row) or "",
        status="error" if severity >= Severity.ERROR else "",
        start=int(table.time_ns[row]),
        duration=None,
        self_time=None,
        adjusted=0,
        trace_id=table.trace.at(row) or "",
        span_id=span_hex(int(table.span_id[row])),
        count=int(table.count[row]),
        body=table.body[row],
        attributes=_pairs(detail.attributes),
        resource=_pairs(detail.resource),
    )


def _pairs(attributes: dict[str, object]) -> Pairs:
    shown = redact_mapping(attributes)
    return [(key, value if isinstance(value, str) else msgspec.json.encode(value).decode()) for key, value in sorted(shown.items())]
