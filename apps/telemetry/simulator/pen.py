"""Draws one trace: opens spans, nests calls, writes logs. OpenTelemetry's semantic conventions are kept here.

A span has a cursor: calls made from it start where the last one ended, so children never overlap by accident and a
parent ends after what it waited for. Span ids come from the scene's generator.
"""

from dataclasses import dataclass, field
from random import Random

from apps.telemetry.datamodel import LogRecord, Severity, Span, SpanEvent, SpanKind, SpanLink, SpanStatus
from apps.telemetry.simulator import hiccups
from apps.telemetry.simulator.chance import around, between
from apps.telemetry.simulator.life import Failure, Message
from apps.telemetry.simulator.resources import Resources
from apps.telemetry.simulator.slowness import Slowness

_MS = 1_000_000
# Each team names the order in its own way.
ORDER_KEYS = {"shop-api": "order.id", "crm-api": "order_id", "mes-api": "app.order.id"}
_DATABASES = {"shop-db": "shop", "mes-db": "mes"}


@dataclass(slots=True)
class Ink:
    """What all pens of a world share."""

    resources: Resources
    slowness: Slowness


@dataclass(slots=True)
class OpenSpan:
    service: str
    operation: str
    kind: SpanKind
    span_id: str
    parent_id: str
    start_ns: int
    cursor_ns: int
    attributes: dict[str, object]
    links: tuple[SpanLink, ...] = ()
    events: list[SpanEvent] = field(default_factory=list)
    status: SpanStatus = SpanStatus.UNSET
    status_message: str = ""


@dataclass(slots=True)
class Pen:
    """`spans` and `logs` fill as spans are closed."""

    ink: Ink
    random: Random
    trace_id: str
    spans: list[Span] = field(default_factory=list)
    logs: list[LogRecord] = field(default_factory=list)

    # --- spans ----------------------------------------------------------------------------------------------------

    def open(
        self,
        service: str,
        operation: str,
        kind: SpanKind,
        at_ns: int,
        attributes: dict[str, object],
        *,
        parent_id: str = "",
        links: tuple[SpanLink, ...] = (),
    ) -> OpenSpan:
        span_id = f"{self.random.getrandbits(64) | 1:016x}"
        start_ns = at_ns // 1_000 * 1_000 + self.random.randrange(1_000)
        return OpenSpan(service, operation, kind, span_id, parent_id, start_ns, start_ns, attributes, links)

    def close(self, span: OpenSpan, at_ns: int = 0) -> Span:
        """End a span at an instant, or later if its calls took longer."""
        end_ns = max(at_ns, span.cursor_ns + self.random.randrange(200_000, 2_500_000))
        made = Span(
            trace_id=self.trace_id,
            span_id=span.span_id,
            parent_span_id=span.parent_id,
            service=span.service,
            operation=span.operation,
            kind=span.kind,
            status=span.status,
            start_ns=span.start_ns,
            duration_ns=end_ns - span.start_ns,
            status_message=span.status_message,
            attributes=span.attributes,
            resource=self.ink.resources.of(span.service, span.start_ns),
            events=tuple(span.events),
            links=span.links,
        )
        self.spans.append(made)
        return made

    def call(
        self,
        parent: OpenSpan,
        operation: str,
        kind: SpanKind,
        median_ms: float,
        attributes: dict[str, object],
        failure: Failure | None = None,
        least_ns: int = 0,
    ) -> OpenSpan:
        """A span without children of its own, beneath `parent`; it works at least `least_ns`."""
        span = self.open(parent.service, operation, kind, parent.cursor_ns + self.gap_ns(), attributes, parent_id=parent.span_id)
        span.cursor_ns = span.start_ns + max(least_ns, int(around(self.random, median_ms, 0.5, median_ms / 4, median_ms * 8) * _MS))
        if failure is not None:
            self.fail(span, failure)
        parent.cursor_ns = self._end(span)
        return span

    def _end(self, span: OpenSpan) -> int:
        made = self.close(span)
        return made.start_ns + made.duration_ns

    def fail(self, span: OpenSpan, failure: Failure) -> None:
        """The span ends by a failure; an exception (it has a place) is recorded as a span event."""
        span.status = SpanStatus.ERROR
        span.status_message = failure.message
        span.attributes["error.type"] = failure.type
        if not failure.where:
            return
        exception: dict[str, object] = {
            "exception.type": failure.type,
            "exception.message": failure.message,
            "exception.stacktrace": stacktrace(failure),
        }
        span.events.append(SpanEvent(span.cursor_ns, "exception", exception))

    def gap_ns(self) -> int:
        return int(between(self.random, 0.2, 3.0) * _MS)

    # --- calls of the conventions ----------------------------------------------------------------------------------

    def server(self, service: str, method: str, route: str, status: int, at_ns: int, parent_id: str = "") -> OpenSpan:
        attributes: dict[str, object] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "url.scheme": "https",
            "server.address": service,
        }
        return self.open(service, f"{method} {route}", SpanKind.SERVER, at_ns, attributes, parent_id=parent_id)

    def answer(self, span: OpenSpan, status: int) -> None:
        """Set the status of a SERVER or HTTP CLIENT span; from 500 on the server has failed."""
        span.attributes["http.response.status_code"] = status
        if status >= 500:
            span.status = SpanStatus.ERROR
            span.attributes.setdefault("error.type", str(status))

    def database(
        self,
        parent: OpenSpan,
        database: str,
        verb: str,
        table: str,
        median_ms: float = 6.0,
        failure: Failure | None = None,
        late_ns: int = 0,
    ) -> OpenSpan:
        """A statement; `late_ns` is how long it takes at least."""
        attributes: dict[str, object] = {
            "db.system.name": "postgresql",
            "db.namespace": _DATABASES[database],
            "db.operation.name": verb,
            "db.collection.name": table,
            "db.query.summary": f"{verb} {table}",
            "server.address": database,
            "server.port": 5432,
        }
        late_ns = max(late_ns, self.ink.slowness.delay_ns(database, parent.cursor_ns, self.random))
        return self.call(parent, f"{verb} {table}", SpanKind.CLIENT, median_ms, attributes, failure, late_ns)

    def storage(self, parent: OpenSpan, method: str, key: str, size_mb: float, least_ns: int = 0) -> OpenSpan:
        attributes: dict[str, object] = {
            "rpc.system": "aws-api",
            "rpc.service": "S3",
            "rpc.method": method,
            "aws.s3.bucket": "alexandrite-models",
            "aws.s3.key": key,
            "server.address": "s3",
            "http.response.status_code": 200,
        }
        return self.call(parent, f"S3.{method}", SpanKind.CLIENT, 30 + size_mb * 28, attributes, None, least_ns)

    def outside(self, parent: OpenSpan, host: str, method: str, path: str, status: int, median_ms: float) -> OpenSpan:
        """A call to a service that is not ours and sends no telemetry. Sometimes the first try fails and the second is made at once."""
        first = hiccups.of_call(self.random)
        if first is not None:
            self._outside(parent, host, method, path, median_ms / 4, first)
            self.log(parent, Severity.WARN, f"{host} answered {first}, trying again")
        again: dict[str, object] = {} if first is None else {"http.request.resend_count": 1}
        return self._outside(parent, host, method, path, median_ms, status, again)

    def _outside(
        self, parent: OpenSpan, host: str, method: str, path: str, median_ms: float, status: int, more: dict[str, object] | None = None
    ) -> OpenSpan:
        attributes: dict[str, object] = {
            "http.request.method": method,
            "url.template": path,
            "url.full": f"https://{host}.example.net{path}",
            "server.address": host,
            "server.port": 443,
            "http.response.status_code": status,
        }
        failure = Failure(str(status), "", ()) if status >= 500 else None
        return self.call(parent, f"{method} {path}", SpanKind.CLIENT, median_ms, attributes | (more or {}), failure)

    def publish(self, parent: OpenSpan, message: Message, order: dict[str, object]) -> None:
        """The PRODUCER span of a message, with the ids and at the instant that the message promised to its consumer."""
        attributes = messaging(message, "send", "publish") | order
        length_ns = int(between(self.random, 1.2, 6.0) * _MS)
        start_ns = message.published_ns - length_ns
        span = self.open(parent.service, f"publish {message.queue}", SpanKind.PRODUCER, start_ns, attributes, parent_id=parent.span_id)
        span.span_id = message.span_id
        span.cursor_ns = message.published_ns
        parent.cursor_ns = max(parent.cursor_ns, self._end(span))

    def process(self, service: str, message: Message, at_ns: int, *, same_trace: bool) -> OpenSpan:
        """The CONSUMER span of one message: beneath its producer, or in a trace of its own with a link."""
        return self.open(
            service,
            f"process {message.queue}",
            SpanKind.CONSUMER,
            at_ns,
            messaging(message, "process", "process"),
            parent_id=message.span_id if same_trace else "",
            links=() if same_trace else (SpanLink(message.trace_id, message.span_id),),
        )

    def settle(self, parent: OpenSpan, message: Message, name: str, failure: Failure | None = None) -> None:
        """ack or reject, as the consumer tells the broker."""
        self.call(parent, f"{name} {message.queue}", SpanKind.CLIENT, 1.2, messaging(message, "settle", name), failure)

    # --- logs -----------------------------------------------------------------------------------------------------

    def log(self, span: OpenSpan, severity: Severity, body: str, attributes: dict[str, object] | None = None, at_ns: int = 0) -> None:
        """A line of the program inside a span, at its cursor unless told."""
        self.logs.append(
            LogRecord(
                time_ns=at_ns or span.cursor_ns,
                severity=severity,
                body=body,
                service=span.service,
                trace_id=self.trace_id,
                span_id=span.span_id,
                attributes=attributes or {},
                resource=self.ink.resources.of(span.service, span.start_ns),
            )
        )

    def log_failure(self, span: OpenSpan, body: str, failure: Failure, attributes: dict[str, object]) -> None:
        found = {"exception.type": failure.type, "exception.message": failure.message, "exception.stacktrace": stacktrace(failure)}
        self.log(span, Severity.ERROR, body, attributes | found)


def messaging(message: Message, operation: str, name: str) -> dict[str, object]:
    return {
        "messaging.system": "rabbitmq",
        "messaging.destination.name": message.queue,
        "messaging.operation.type": operation,
        "messaging.operation.name": name,
        "messaging.message.id": message.id,
        "messaging.rabbitmq.destination.routing_key": message.type,
        "server.address": "rabbitmq",
        "server.port": 5672,
    }


def stacktrace(failure: Failure) -> str:
    """As Python or Java would print it."""
    places = failure.where
    if places[0].endswith(")"):
        return "\n".join([f"{failure.type}: {failure.message}", *(f"\tat {place}" for place in reversed(places))])
    frames = []
    for place in places:
        file, line, function = place.split(", ")
        frames.append(f'  File "{file}", {line}, {function}')
    return "\n".join(["Traceback (most recent call last):", *frames, f"{failure.type}: {failure.message}"])


def order_attribute(service: str, number: str) -> dict[str, object]:
    return {ORDER_KEYS[service]: number}
