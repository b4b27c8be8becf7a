"""A stitched timeline as JSON values (api.md, "Timeline"). Times are decimal strings of nanoseconds.

A role that sees errors alone is given a timeline that holds no more (telemetry/reduced.py); `whole` only chooses the keys.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from apps.orders.jsonable import plain
from apps.orders.page import FindingCard
from apps.telemetry.answers import SourceReport
from apps.telemetry.datamodel import PROBLEMS, Detail, Mark, Severity, SpanKind, SpanStatus, TimeSeries
from apps.telemetry.timeline import PLACED, LogRows, PathSegment, Timeline, TraceSummary

PAGE_ROWS = 2_000
_detail = msgspec.json.Decoder(Detail)


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows of spans and logs: from these offsets, at most `PAGE_ROWS` each."""

    spans_from: int = 0
    logs_from: int = 0


def span_json(timeline: Timeline, row: int, links: dict[int, list[dict[str, str]]]) -> dict[str, object]:
    trace, journey = timeline.journey.trace, timeline.journey
    skew = int(trace.adjusted_ns[row])
    return {
        "trace_id": trace.trace.at(row),
        "span_id": span_hex(int(trace.span_id[row])),
        "parent_span_id": span_hex(int(trace.parent_id[row])) or None,
        "service": trace.service.at(row),
        "operation": trace.operation.at(row),
        "kind": SpanKind(int(trace.kind[row])).name.lower(),
        "status": SpanStatus(int(trace.status[row])).name.lower(),
        "start_ns": str(int(trace.start_ns[row]) + skew),
        "duration_ns": str(int(trace.duration_ns[row])),
        "self_ns": str(int(journey.self_ns[row])),
        "skew_ns": str(skew),
        "depth": int(journey.depth[row]),
        "critical": bool(journey.critical[row]),
        "shared": bool(journey.shared[row]),
        "problems": problem_words(int(trace.problems[row])),
        "links": links.get(row, []),
    }


def detail_json(raw: bytes) -> dict[str, object]:
    """`events` and `attributes` of a span."""
    detail = _detail.decode(raw)
    events = [{"time_ns": str(event.time_ns), "name": event.name, "attributes": event.attributes} for event in detail.events]
    return {"events": events, "attributes": finite(detail.attributes)}


def finite(value: object) -> object:
    """The value without what JSON cannot say: NaN and infinities become their names."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return value


def span_hex(span_id: int) -> str:
    """16 lower-case hex; "" for none."""
    return f"{span_id:016x}" if span_id else ""


def problem_words(bits: int) -> list[str]:
    return [word for bit, word in PROBLEMS.items() if bits & bit]


def links_by_row(timeline: Timeline) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    links = timeline.journey.trace.links
    for place, row in enumerate(links.row):
        found.setdefault(int(row), []).append({"trace_id": links.trace_id[place], "span_id": span_hex(int(links.span_id[place]))})
    return found


def log_json(logs: LogRows, row: int) -> dict[str, object]:
    table = logs.table
    return {
        "time_ns": str(int(table.time_ns[row])),
        "severity": Severity(int(table.severity[row])).name,
        "service": table.service.at(row),
        "trace_id": table.trace.at(row),
        "span_id": span_hex(int(table.span_id[row])) or None,
        "placed": PLACED[int(logs.placed[row])],
        "count": int(table.count[row]),
        "source": table.source or None,
    }


def series_json(series: TimeSeries) -> dict[str, object]:
    values = ((int(at), float(value)) for at, value in zip(series.times_ns, series.values, strict=True))
    return {
        "title": series.title,
        "panel": series.panel,
        "unit": series.unit or None,
        "labels": dict(series.labels),
        "points": [[str(at), value if math.isfinite(value) else None] for at, value in values],
        "limit": series.limit,
        "query": series.query,
    }


def mark_json(mark: Mark) -> dict[str, object]:
    until = None if mark.until_ns is None else str(mark.until_ns)
    return {"time_ns": str(mark.time_ns), "until_ns": until, "kind": mark.kind, "title": mark.title, "ref": mark.ref or None}


def report_json(report: SourceReport) -> dict[str, object]:
    return {
        "name": report.name,
        "kind": report.kind,
        "signal": report.signal,
        "status": report.status,
        "returned": report.returned,
        "total": report.total,
        "detail": report.detail or None,
        "elapsed_ms": report.elapsed_ms,
        "links": [],
    }


def trace_json(summary: TraceSummary) -> dict[str, object]:
    return {
        "trace_id": summary.trace_id,
        "root": {"service": summary.root_service or None, "operation": summary.root_operation or None},
        "start_ns": str(summary.start_ns),
        "duration_ns": str(summary.duration_ns),
        "span_count": summary.span_count,
        "error_count": summary.error_count,
        "linked_by": summary.linked_by,
        "warnings": list(summary.warnings),
    }


def path_json(segment: PathSegment) -> dict[str, object]:
    return {
        "kind": segment.kind,
        "service": segment.service or None,
        "start_ns": str(segment.start_ns),
        "end_ns": str(segment.end_ns),
        "ref": segment.ref or None,
    }


def timeline_json(number: str, timeline: Timeline, findings: Sequence[FindingCard], part: Slice, *, whole: bool) -> dict[str, object]:
    """The Timeline of api.md, one slice of its rows; not `whole`: what support may see."""
    links = links_by_row(timeline)
    order = timeline.journey.order[part.spans_from : part.spans_from + PAGE_ROWS].tolist()
    lines = range(len(timeline.logs.table))[part.logs_from : part.logs_from + PAGE_ROWS]
    body: dict[str, object] = {
        "order": number,
        "window": {"from": str(timeline.window.from_ns), "to": str(timeline.window.to_ns)},
        "complete": timeline.complete,
        "sources": [report_json(report) for report in timeline.reports],
        "marks": [mark_json(mark) for mark in timeline.marks],
        "findings": plain(findings),
        "spans": [_span(timeline, row, links, whole) for row in order],
        "logs": [_log(timeline.logs, row, whole) for row in lines],
    }
    return body | (_rest(timeline, part) if whole else {})


def _rest(timeline: Timeline, part: Slice) -> dict[str, object]:
    return {
        "totals": dict(timeline.totals),
        "traces": [trace_json(summary) for summary in timeline.journey.summaries],
        "series": [series_json(series) for series in timeline.series],
        "path": [path_json(segment) for segment in timeline.journey.path],
        "next": {
            "spans": _next(len(timeline.journey.trace), part.spans_from),
            "logs": _next(len(timeline.logs.table), part.logs_from),
        },
    }


def _span(timeline: Timeline, row: int, links: dict[int, list[dict[str, str]]], whole: bool) -> dict[str, object]:
    return span_json(timeline, row, links) | (detail_json(timeline.journey.trace.detail[row]) if whole else {})


def _log(logs: LogRows, row: int, whole: bool) -> dict[str, object]:
    return log_json(logs, row) | ({"body": logs.table.body[row]} if whole else {})


def _next(rows: int, start: int) -> str | None:
    return str(start + PAGE_ROWS) if start + PAGE_ROWS < rows else None
