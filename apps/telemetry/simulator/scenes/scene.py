"""What a scene is given, and the parts that all scenes share."""

from dataclasses import dataclass

from apps.telemetry.datamodel import Severity
from apps.telemetry.simulator.chance import hex_id
from apps.telemetry.simulator.life import Failure, Life, Message, Moment
from apps.telemetry.simulator.pen import OpenSpan, Pen, order_attribute


@dataclass(frozen=True, slots=True)
class Scene:
    pen: Pen
    life: Life
    moment: Moment

    @property
    def end_ns(self) -> int:
        return self.moment.at_ns + self.moment.length_ns

    @property
    def staff(self) -> str:
        """Who works, as a number: names of people stand in no attribute."""
        return f"staff-{int(hex_id(2, self.moment.operator), 16) % 1_000:03d}"

    def order(self, service: str) -> dict[str, object]:
        """The order's number under the key of this service."""
        return order_attribute(service, self.life.number)

    def request(self, service: str, method: str, route: str, status: int) -> OpenSpan:
        """The root SERVER span of a request about the order."""
        span = self.pen.server(service, method, route, status, self.moment.at_ns)
        span.attributes |= self.order(service)
        return span

    def consume(self, service: str) -> tuple[OpenSpan, Message]:
        """The CONSUMER span of the message that this moment takes."""
        message = self.moment.takes
        if message is None:
            raise ValueError(f"The moment {self.moment.key} of {self.life.number} takes no message.")
        span = self.pen.process(service, message, self.moment.at_ns, same_trace=self.moment.same_trace)
        span.attributes |= self.order(service)
        return span, message

    def send(self, span: OpenSpan) -> None:
        for message in self.moment.sends:
            self.pen.publish(span, message, self.order(span.service))

    def say(self, span: OpenSpan, body: str, severity: Severity = Severity.INFO) -> None:
        """A log line that names the order under the key of its service (the shop's logs say order_id)."""
        key = "order_id" if span.service == "shop-api" else next(iter(self.order(span.service)))
        self.pen.log(span, severity, body, {key: self.life.number})

    def break_down(self, span: OpenSpan, failure: Failure, body: str) -> None:
        """The main span of a request ends with 500 by this exception."""
        self.pen.fail(span, failure)
        self.pen.answer(span, 500)
        self.pen.log_failure(span, body, failure, self.order(span.service))

    def redelivered(self, span: OpenSpan, message: Message) -> bool:
        """Whether this delivery failed by something that passes: then it is given back to the queue, and the span is closed."""
        failure = self.moment.failure
        if failure is None:
            return False
        self.pen.fail(span, failure)
        self.pen.log(span, Severity.WARN, f"{failure.message}; message goes back to {message.queue}", self.order(span.service))
        self.pen.settle(span, message, "nack")
        self.pen.close(span)
        return True

    def finish(self, span: OpenSpan) -> None:
        self.pen.close(span, self.end_ns)
