"""What goes on without any order: health checks, people who look at the shop, chatter of programs. Modest on purpose."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.telemetry.datamodel import LogRecord, Severity
from apps.telemetry.simulator.chance import hex_id, rng
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.pen import Ink, Pen
from apps.telemetry.simulator.plan import HOUR, MINUTE, SECOND

_SLOT_NS = 20 * MINUTE
_APIS = ("shop-api", "crm-api", "mes-api")
_ROUTES = ("/catalogue", "/catalogue/{sku}", "/stones", "/materials", "/", "/basket")
_VISITS_AN_ORDER = 4.0
_CHATTER = (
    ("shop-api", Severity.INFO, "session store cleaned, {n} expired"),
    ("shop-api", Severity.WARN, "slow client: response sent in {n} ms"),
    ("shop-api", Severity.DEBUG, "cache refreshed, {n} keys"),
    ("crm-api", Severity.INFO, "рассылка: очередь пуста"),
    ("crm-api", Severity.INFO, "HikariPool-1 - pool stats (total=10, active={small}, idle=8)"),
    ("crm-api", Severity.WARN, "не найден шаблон письма, взят шаблон по умолчанию"),
    ("mes-api", Severity.INFO, "планшет оператора переподключился"),
    ("mes-api", Severity.INFO, "heartbeat to rabbitmq sent"),
    ("mes-api", Severity.DEBUG, "gc collected {n} objects"),
    ("mes-api", Severity.WARN, "весы участка литья не отвечают, повтор через {small} с"),
)


@dataclass(frozen=True, slots=True)
class Background:
    seed: int
    ink: Ink
    demand: Demand

    def draw(self, from_ns: int, to_ns: int) -> Iterator[Pen]:
        """Traces that begin in the slots that overlap the window, and maybe before or after it."""
        for slot in self._slots(from_ns, to_ns):
            random = rng(self.seed, "background", slot)
            begin_ns = slot * _SLOT_NS
            for place, service in enumerate(_APIS):
                yield self._health_check(slot, service, begin_ns + (7 + 11 * place) * SECOND)
            visits = self.demand.pace(begin_ns) * (_SLOT_NS / HOUR) * _VISITS_AN_ORDER
            for visit in range(int(visits + random.random())):
                yield self._visit(slot, visit, begin_ns + random.randrange(_SLOT_NS))

    def chatter(self, from_ns: int, to_ns: int) -> Iterator[LogRecord]:
        """Log lines that belong to no trace; of the same slots."""
        for slot in self._slots(from_ns, to_ns):
            random = rng(self.seed, "chatter", slot)
            for _ in range(random.randrange(1, 5)):
                service, severity, body = random.choice(_CHATTER)
                at_ns = slot * _SLOT_NS + random.randrange(_SLOT_NS)
                text = body.format(n=random.randrange(20, 4_000), small=random.randrange(1, 9))
                yield LogRecord(at_ns, severity, text, service, resource=self.ink.resources.of(service, at_ns))

    def _slots(self, from_ns: int, to_ns: int) -> range:
        """A trace that began in the slot before may end in this one."""
        return range(from_ns // _SLOT_NS - 1, -(-to_ns // _SLOT_NS))

    def _health_check(self, slot: int, service: str, at_ns: int) -> Pen:
        pen = self._pen("health", slot, service)
        root = pen.server(service, "GET", "/health", 200, at_ns)
        pen.close(root)
        return pen

    def _visit(self, slot: int, visit: int, at_ns: int) -> Pen:
        pen = self._pen("visit", slot, visit)
        route = pen.random.choice(_ROUTES)
        status = 404 if pen.random.random() < 0.03 else 200
        root = pen.server("shop-api", "GET", route, status, at_ns)
        if pen.random.random() < 0.6:
            pen.database(root, "shop-db", "SELECT", "catalogue", 5)
        pen.close(root)
        return pen

    def _pen(self, *name: object) -> Pen:
        return Pen(self.ink, rng(self.seed, *name), hex_id(16, self.seed, *name))
