"""Work that serves several orders at once: letters sent in batches, and asking the carrier about all parcels on their way."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.telemetry.datamodel import Severity, SpanKind, SpanLink
from apps.telemetry.simulator.chance import hex_id, rng
from apps.telemetry.simulator.life import Life, Message
from apps.telemetry.simulator.pen import Ink, Pen, order_attribute
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, SECOND
from apps.telemetry.simulator.population import Population

_QUEUE = "crm.notifications"
_API = "crm-api"
_LETTERS_EVERY_NS = 10 * MINUTE
_PARCELS_EVERY_NS = 6 * HOUR
_MOST_IN_ONE = 40
_LETTERS = {
    "order.created": "письмо «заказ принят» отправлено",
    "order.priced": "письмо с ценой отправлено",
    "order.paid": "чек отправлен",
    "order.taken": "письмо «взяли в работу» отправлено",
    "order.shipped": "письмо с трек-номером отправлено",
    "order.delivered": "просьба об отзыве отправлена",
}
# Nothing of a batch ends later than this after it began.
LONGEST_NS = MINUTE


@dataclass(slots=True)
class Batches:
    seed: int
    ink: Ink
    population: Population
    _letters: dict[int, dict[int, list[tuple[str, Message]]]] = field(default_factory=dict)

    def draw(self, from_ns: int, to_ns: int) -> Iterator[Pen]:
        """The batches that begin in the window."""
        for slot in _slots(from_ns, to_ns, _LETTERS_EVERY_NS):
            if letters := self._letters_of(slot):
                yield self._send_letters(slot, letters)
        for slot in _slots(from_ns, to_ns, _PARCELS_EVERY_NS):
            numbers = [life.number for life in self.population.living(slot, slot + 1) if _is_on_its_way(life, slot)]
            if numbers:
                yield self._ask_carrier(slot, numbers[:_MOST_IN_ONE])

    def _letters_of(self, slot_ns: int) -> list[tuple[str, Message]]:
        """Messages published in the ten minutes before a slot."""
        day = slot_ns // DAY
        if day not in self._letters:
            if len(self._letters) > 3:
                self._letters.clear()
            self._letters[day] = self._collect(day)
        return self._letters[day].get(slot_ns, [])

    def _collect(self, day: int) -> dict[int, list[tuple[str, Message]]]:
        found: dict[int, list[tuple[str, Message]]] = {}
        from_ns, to_ns = day * DAY - _LETTERS_EVERY_NS, (day + 1) * DAY
        for life in self.population.living(from_ns, to_ns):
            for message in (message for moment in life.moments for message in moment.sends):
                if message.queue == _QUEUE and from_ns <= message.published_ns < to_ns:
                    # A slow database may delay the publishing itself: leave it some seconds.
                    slot_ns = ((message.published_ns + 30 * SECOND) // _LETTERS_EVERY_NS + 1) * _LETTERS_EVERY_NS
                    found.setdefault(slot_ns, []).append((life.number, message))
        return found

    def _send_letters(self, slot_ns: int, letters: list[tuple[str, Message]]) -> Pen:
        pen = self._pen("letters", slot_ns)
        attributes: dict[str, object] = {
            "messaging.system": "rabbitmq",
            "messaging.destination.name": _QUEUE,
            "messaging.operation.type": "receive",
            "messaging.operation.name": "receive",
            "messaging.batch.message_count": len(letters),
            "server.address": "rabbitmq",
            "order_id": [number for number, _ in letters],
        }
        links = tuple(SpanLink(message.trace_id, message.span_id) for _, message in letters)
        root = pen.open(_API, f"receive {_QUEUE}", SpanKind.CONSUMER, slot_ns + 5 * SECOND, attributes, links=links)
        for number, message in letters:
            self._send_letter(pen, root.span_id, root.cursor_ns, number, message)
            root.cursor_ns = pen.spans[-1].start_ns + pen.spans[-1].duration_ns
        pen.close(root)
        return pen

    def _send_letter(self, pen: Pen, parent_id: str, at_ns: int, number: str, message: Message) -> None:
        order = order_attribute(_API, number)
        span = pen.process(_API, message, at_ns + pen.gap_ns(), same_trace=False)
        span.parent_id = parent_id
        span.attributes |= order
        span.cursor_ns = span.start_ns + pen.random.randrange(20_000_000, 160_000_000)
        pen.log(span, Severity.INFO, _LETTERS.get(message.type, "письмо отправлено"), order)
        pen.close(span)

    def _ask_carrier(self, slot_ns: int, numbers: list[str]) -> Pen:
        pen = self._pen("parcels", slot_ns)
        root = pen.open(_API, "sync shipments", SpanKind.INTERNAL, slot_ns + 40 * SECOND, {"order_id": list(numbers)})
        pen.outside(root, "delivery", "POST", "/v1/shipments/status", 200, 350)
        pen.log(root, Severity.INFO, f"статусы доставки обновлены: {len(numbers)}")
        pen.close(root)
        return pen

    def _pen(self, kind: str, slot_ns: int) -> Pen:
        name = (self.seed, kind, slot_ns // SECOND)
        return Pen(self.ink, rng("batch", *name), hex_id(16, "batch", *name))


def _slots(from_ns: int, to_ns: int, every_ns: int) -> range:
    return range(-(-from_ns // every_ns) * every_ns, to_ns, every_ns)


def _is_on_its_way(life: Life, at_ns: int) -> bool:
    shipped = [happening.at_ns for happening in life.happenings if happening.kind in ("shipped", "delivered")]
    return bool(shipped) and shipped[0] <= at_ns and (len(shipped) == 1 or at_ns < shipped[1])
