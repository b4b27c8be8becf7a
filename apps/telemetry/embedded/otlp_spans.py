"""ExportTraceServiceRequest to spans. Times stay as they came; a duration is 0 where start or end is missing."""

from collections.abc import Mapping
from typing import TypeVar

from apps.telemetry.datamodel import Span, SpanEvent, SpanKind, SpanLink, SpanStatus
from apps.telemetry.embedded.otlp_values import Decoded, Message, attributes_of, enumerated, identifier, integer, resource_of

T = TypeVar("T")

_KINDS = (SpanKind.INTERNAL, SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER)
_KIND_NAMES: Mapping[str, int] = {
    "SPAN_KIND_INTERNAL": 1,
    "SPAN_KIND_SERVER": 2,
    "SPAN_KIND_CLIENT": 3,
    "SPAN_KIND_PRODUCER": 4,
    "SPAN_KIND_CONSUMER": 5,
}
_STATUSES = (SpanStatus.UNSET, SpanStatus.OK, SpanStatus.ERROR)
_STATUS_NAMES: Mapping[str, int] = {"STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2}
_BAD_IDS = "Spans need a trace id of 16 bytes and span ids of 8 bytes that are not all zero."


def spans_of(request: Message) -> Decoded[Span]:
    """Spans with an id of a wrong length or of zeros are rejected and counted; all others are kept."""
    spans: list[Span] = []
    rejected = 0
    for group in request.resource_spans or ():
        service, resource = resource_of(group.resource)
        for scope in group.scope_spans or ():
            for message in scope.spans or ():
                span = _span(message, service, resource)
                if span is None:
                    rejected += 1
                else:
                    spans.append(span)
    return Decoded(spans, rejected, _BAD_IDS if rejected else "")


def _span(message: Message, service: str, resource: dict[str, object]) -> Span | None:
    trace_id, span_id = identifier(message.trace_id, 16), identifier(message.span_id, 8)
    parent_id = identifier(message.parent_span_id, 8)
    if not trace_id or not span_id or parent_id is None:
        return None
    start_ns, end_ns = integer(message.start_time_unix_nano), integer(message.end_time_unix_nano)
    status = message.status
    return Span(
        trace_id=trace_id,
        span_id=span_id,
        parent_span_id=parent_id,
        service=service,
        operation=message.name or "",
        kind=_at(_KINDS, enumerated(message.kind, _KIND_NAMES)),
        status=_at(_STATUSES, enumerated(status.code, _STATUS_NAMES) if status else 0),
        start_ns=start_ns,
        duration_ns=end_ns - start_ns if start_ns and end_ns else 0,
        status_message=(status.message or "") if status else "",
        attributes=attributes_of(message.attributes),
        resource=resource,
        events=tuple(_event(event) for event in message.events or ()),
        links=tuple(link for link in map(_link, message.links or ()) if link is not None),
    )


def _at(values: tuple[T, ...], number: int) -> T:
    return values[number] if 0 <= number < len(values) else values[0]


def _event(event: Message) -> SpanEvent:
    return SpanEvent(integer(event.time_unix_nano), event.name or "", attributes_of(event.attributes))


def _link(link: Message) -> SpanLink | None:
    """None for a link to nowhere, which the specification lets receivers ignore."""
    trace_id, span_id = identifier(link.trace_id, 16), identifier(link.span_id, 8)
    return SpanLink(trace_id, span_id, attributes_of(link.attributes)) if trace_id and span_id else None
