"""ExportLogsServiceRequest to log records. Nothing is rejected: a record with an invalid trace id belongs to no trace (logs.proto)."""

import msgspec

from apps.telemetry.datamodel import LogRecord, Severity
from apps.telemetry.embedded.otlp_values import Decoded, Message, attributes_of, enumerated, identifier, integer, plain, resource_of

_NAMES = {f"SEVERITY_NUMBER_{name.name}{n or ''}".removesuffix("1"): 4 * name + n for name in Severity for n in range(1, 5)}
_BY_TEXT = {"WARNING": Severity.WARN, "CRITICAL": Severity.FATAL, "ERR": Severity.ERROR} | {name.name: name for name in Severity}


def logs_of(request: Message) -> Decoded[LogRecord]:
    records: list[LogRecord] = []
    for group in request.resource_logs or ():
        service, resource = resource_of(group.resource)
        for scope in group.scope_logs or ():
            records += [_record(message, service, resource) for message in scope.log_records or ()]
    return Decoded(records)


def _record(message: Message, service: str, resource: dict[str, object]) -> LogRecord:
    trace_id = identifier(message.trace_id, 16) or ""
    attributes = attributes_of(message.attributes)
    if message.event_name:
        attributes.setdefault("event.name", message.event_name)
    return LogRecord(
        time_ns=integer(message.time_unix_nano) or integer(message.observed_time_unix_nano),
        severity=_severity(enumerated(message.severity_number, _NAMES), message.severity_text or ""),
        body=_text(plain(message.body)),
        service=service,
        trace_id=trace_id,
        span_id=(identifier(message.span_id, 8) or "") if trace_id else "",
        attributes=attributes,
        resource=resource,
    )


def _severity(number: int, text: str) -> Severity:
    """Ranges of four numbers a name; by the text where no number is given; INFO where neither tells."""
    if 1 <= number <= 24:
        return Severity((number - 1) // 4)
    return _BY_TEXT.get(text.strip().upper(), Severity.INFO)


def _text(body: object) -> str:
    if body is None:
        return ""
    return body if isinstance(body, str) else msgspec.json.encode(body).decode()
