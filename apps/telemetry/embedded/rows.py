"""Records as they are stored: redacted, promoted attributes and correlation values drawn out, the rest as JSON bytes.

What a table of columns needs is ready in the row, so that reading decodes no attributes. Rows are msgpack arrays: new
fields go to the end, with a default.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from apps.core.masking import redact_mapping, redact_name, redact_text
from apps.telemetry.datamodel import PROMOTED, Detail, LogRecord, Span, SpanEvent
from apps.telemetry.embedded.times import within_int64

Subjects = dict[str, tuple[str, ...]]
_SUBJECT_CHARS = 256
_detail_encoder = msgspec.json.Encoder()


class SpanRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`links` are (trace id, span id). `detail` is the JSON of a `Detail`. Times in nanoseconds, ids as uint64."""

    span_id: int
    parent_id: int
    service: str
    operation: str
    kind: int
    status: int
    start_ns: int
    duration_ns: int
    subjects: Subjects
    promoted: dict[str, str]
    links: tuple[tuple[str, int], ...]
    detail: bytes


class LogRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    time_ns: int
    severity: int
    body: str
    service: str
    span_id: int
    subjects: Subjects
    detail: bytes


def subjects_of(attributes: Mapping[str, object], keys: Sequence[str]) -> Subjects:
    """The values under the indexed keys; each element of a list counts (a batch consumer carries several orders)."""
    found: Subjects = {}
    for key in keys:
        if key in attributes:
            value = attributes[key]
            values = _texts(value if isinstance(value, list) else (value,))
            if values:
                found[key] = values
    return found


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    texts = (str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool))
    return tuple(dict.fromkeys(text for text in texts if 0 < len(text) <= _SUBJECT_CHARS))


def number_of(span_id: str) -> int:
    return int(span_id, 16) if span_id else 0


class RowMaker:
    """Makes the rows of one batch; a resource is redacted once, however many records share it."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._resources: dict[int, tuple[dict[str, object], Subjects]] = {}

    def span_row(self, span: Span) -> SpanRow:
        attributes = self._redacted(span.attributes)
        resource, carried = self._resource(span.resource)
        events = tuple(SpanEvent(event.time_ns, redact_text(event.name), redact_mapping(event.attributes)) for event in span.events)
        return SpanRow(
            number_of(span.span_id),
            number_of(span.parent_span_id),
            redact_name(span.service),
            redact_text(span.operation),
            int(span.kind),
            int(span.status),
            within_int64(span.start_ns),
            within_int64(span.duration_ns),
            carried | subjects_of(attributes, self._keys) if carried else subjects_of(attributes, self._keys),
            _promoted(attributes, resource),
            tuple((link.trace_id, number_of(link.span_id)) for link in span.links),
            _detail_encoder.encode(Detail(attributes, resource, events, redact_text(span.status_message))),
        )

    def log_row(self, record: LogRecord) -> LogRow:
        attributes = self._redacted(record.attributes)
        resource, carried = self._resource(record.resource)
        return LogRow(
            within_int64(record.time_ns),
            int(record.severity),
            redact_text(record.body),
            redact_name(record.service),
            number_of(record.span_id),
            carried | subjects_of(attributes, self._keys),
            _detail_encoder.encode(Detail(attributes, resource)),
        )

    def _redacted(self, attributes: Mapping[str, object]) -> dict[str, object]:
        """Values under indexed keys stay: they are no personal data by configuration, and an order of eleven digits is no phone."""
        redacted = redact_mapping(attributes)
        for key in self._keys:
            if key in attributes:
                redacted[key] = attributes[key]
        return redacted

    def _resource(self, resource: dict[str, object]) -> tuple[dict[str, object], Subjects]:
        """By identity: the batch being stored keeps its resources alive, so an id is not used twice."""
        known = self._resources.get(id(resource))
        if known is None:
            redacted = self._redacted(resource)
            known = self._resources[id(resource)] = (redacted, subjects_of(redacted, self._keys))
        return known


def _promoted(attributes: Mapping[str, object], resource: Mapping[str, object]) -> dict[str, str]:
    found = {key: _as_text(attributes[key]) for key in PROMOTED if key in attributes}
    for key in PROMOTED:
        if key in resource and key not in found:
            found[key] = _as_text(resource[key])
    return found


def _as_text(value: object) -> str:
    """A promoted value as text: true/false as in JSON, lists joined by commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(str(item) for item in value) if isinstance(value, list) else str(value)
