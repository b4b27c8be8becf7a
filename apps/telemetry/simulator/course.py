"""The walk of one order through its life, from creation to payment. `production.py` takes it from there.

Healthy orders stay within the limits of each stage; what breaks them is a fault, a customer who does not act, or nothing.
Each step takes the instant at which its stage was entered and returns the instant of the next one, or None: it ended.
"""

from apps.telemetry.simulator import chance, goods, hiccups, moscow
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.faults.kind import Hop
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.ledger import Ledger, seconds, working
from apps.telemetry.simulator.life import Life, Message, Moment
from apps.telemetry.simulator.people import customer_of
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, Plan
from apps.telemetry.simulator.slowness import Slowness

FIRST_NUMBER = 100_001
MANAGERS = ("Кузнецова А.", "Романова Е.", "Павлов Д.", "Зотова М.")
_NO_FILES, _DECLINES, _NO_PAYMENT = 0.018, 0.025, 0.022
_PRICING_MOST_S = 1_680.0  # a healthy heavy model: under the deadline of 1,800 s


def number_of(index: int) -> str:
    return f"AL-{FIRST_NUMBER + index}"


class Course:
    """Chance comes from the order's own generator, so a life depends on nothing but the plan and its index."""

    def __init__(self, plan: Plan, demand: Demand, faults: Faults, slowness: Slowness, index: int) -> None:
        self.random = chance.rng(plan.seed, "order", index)
        self.faults = faults
        created_ns = demand.created_ns(index)
        self.doomed = faults.chooses(index, created_ns)
        self.life = self._begin(plan, index, created_ns)
        self.ledger = Ledger(plan.seed, self.life, plan.telemetry_from_ns, slowness)

    def _begin(self, plan: Plan, index: int, created_ns: int) -> Life:
        customer = customer_of(plan.seed, index)
        items = goods.pick_items(self.random)
        partner = customer.partner
        hasty = partner is not None and self.random.random() < partner.high_share
        promised_day = moscow.day_of(created_ns) + (self.random.randrange(9, 11) if hasty else self.random.randrange(10, 14))
        return Life(
            index=index,
            number=number_of(index),
            created_ns=created_ns,
            customer=customer,
            priority="high" if hasty else "normal",
            reference=f"{partner.prefix}{1_000 + index % 9_000}" if partner else "",
            items=items,
            total=goods.total_of(items),
            promised_ns=moscow.midnight(promised_day) + 18 * HOUR,
            model_mb=chance.around(self.random, 14.0, 0.9, 0.8, 180.0),
        )

    # --- points at which work passes on ---------------------------------------------------------------------------

    def take(self, message: Message, scene: str) -> tuple[Message, int] | None:
        """When a consumer takes the message, and which message it is by then: one that was lost or refused is sent again."""
        service = message.queue.split(".", 1)[0] + "-api"
        strike = self.faults.strike(Hop("message", message.queue, service, self.life.index, message.published_ns))
        if strike is None:
            return message, message.published_ns + seconds(self.random, 0.4, 1.2, 0.02, 25)
        self.ledger.suffers(strike, scene, message)
        if strike.gives_up:
            self.cancel(strike.over_ns, "customer_refused")
            return None
        resent = self.resend(message, strike.over_ns)
        return resent, resent.published_ns + seconds(self.random, 0.4, 1.0, 0.02, 9)

    def resend(self, message: Message, at_ns: int) -> Message:
        sends = ((message.queue, message.type),)
        return self.ledger.moment("resend", at_ns, seconds(self.random, 0.18, 0.4, 0.05, 1), sends=sends, operator=self.manager()).sends[0]

    def request(self, service: str, place: str, at_ns: int, operator: str = "") -> int:
        """When the request to this endpoint is answered well."""
        strike = self.faults.strike(Hop("request", place, service, self.life.index, at_ns))
        if strike is None:
            return at_ns
        self.ledger.suffers(strike, place, None, operator)
        return strike.over_ns

    def reaches(self, stage: str, moment: Moment, operator: str = "") -> int:
        """Enter a stage near the end of a moment's work."""
        at_ns = moment.at_ns + moment.length_ns * 9 // 10 // 1_000 * 1_000
        self.ledger.happens(stage, at_ns, moment.trace_id, operator=operator)
        return at_ns

    def cancel(self, at_ns: int, reason: str) -> None:
        moment = self.ledger.moment("cancel", at_ns, seconds(self.random, 0.12, 0.3, 0.05, 1), detail=reason)
        self.ledger.happens("cancelled", moment.at_ns + moment.length_ns // 2_000 * 1_000, moment.trace_id, reason=reason)

    def notify(self, message: Message, scene: str, *, same_trace: bool) -> None:
        """A consumer that only writes down what another service told."""
        at_ns = message.published_ns + seconds(self.random, 0.15, 1.0, 0.03, 6)
        at_ns = self.stumble(scene, message, at_ns, same_trace=same_trace)
        self.ledger.moment(scene, at_ns, seconds(self.random, 0.03, 0.6, 0.008, 0.6), takes=message, same_trace=same_trace)

    def stumble(self, scene: str, message: Message, at_ns: int, *, same_trace: bool = False) -> int:
        """When the message is handled for good: rarely its first delivery fails by something that passes."""
        failure = hiccups.of_consumer(self.random)
        if failure is None:
            return at_ns
        length_ns = seconds(self.random, 0.02, 0.5, 0.005, 0.3)
        self.ledger.moment(scene, at_ns, length_ns, takes=message, same_trace=same_trace, failure=failure)
        return at_ns + length_ns + seconds(self.random, 6, 0.3, 3, 15)

    def manager(self) -> str:
        return self.random.choice(MANAGERS)

    # --- the steps ------------------------------------------------------------------------------------------------

    def create(self) -> int:
        length_ns = seconds(self.random, 0.32, 0.4, 0.12, 1.4)
        at_ns = self.life.created_ns - length_ns * 9 // 10
        sends = (("crm.orders", "order.created"), ("crm.notifications", "order.created"))
        moment = self.ledger.moment("create", at_ns, length_ns, sends=sends)
        self.ledger.happens("created", self.life.created_ns, moment.trace_id)
        self.notify(moment.sends[0], "register", same_trace=False)
        return self.life.created_ns

    def upload(self, created_ns: int) -> int | None:
        if not self.doomed and self.random.random() < _NO_FILES:
            self.cancel(created_ns + int(chance.between(self.random, 5, 8) * DAY), "no_files")
            return None
        most_s = 1_500.0 if self.doomed else 70_000.0
        at_ns = created_ns + seconds(self.random, 900, 1.5, 60, most_s)
        length_ns = int((0.5 + self.life.model_mb * chance.between(self.random, 0.05, 0.12)) * 1_000_000) * 1_000
        moment = self.ledger.moment("upload", at_ns, length_ns, sends=(("mes.pricing", "order.files_uploaded"),))
        return self.reaches("files_uploaded", moment)

    def price(self, _entered_ns: int) -> int | None:
        taken = self.take(self._last().sends[0], "price")
        if taken is None:
            return None
        message, at_ns = taken
        strike = self.faults.strike(Hop("job", "pricing", "mes-api", self.life.index, at_ns))
        if strike is not None:
            self.ledger.suffers(strike, "price", message)
            if strike.gives_up:
                self.cancel(strike.over_ns, "no_price")
                return None
            message = self.resend(message, strike.over_ns)
            at_ns = message.published_ns + seconds(self.random, 0.4, 1.0, 0.02, 9)
        at_ns = self.stumble("price", message, at_ns)
        length_ns = seconds(self.random, 12 + 7.5 * self.life.model_mb, 0.5, 6, _PRICING_MOST_S)
        sends = (("crm.orders", "order.priced"), ("crm.notifications", "order.priced"))
        moment = self.ledger.moment("price", at_ns, length_ns, takes=message, sends=sends)
        self.notify(moment.sends[0], "note_price", same_trace=True)
        return self.reaches("priced", moment)

    def confirm(self, priced_ns: int) -> int | None:
        self.looks(priced_ns)
        at_ns = working(self.random, priced_ns, 4, 190)
        if not self.doomed and self.random.random() < _DECLINES:
            self.cancel(at_ns, "price_declined")
            return None
        manager = self.manager()
        at_ns = self.request("crm-api", "confirm", at_ns, manager)
        moment = self.ledger.moment(
            "confirm", at_ns, seconds(self.random, 0.22, 0.4, 0.08, 1), sends=(("shop.status", "order.confirmed"),), operator=manager
        )
        self.notify(moment.sends[0], "shop_status", same_trace=True)
        return self.reaches("confirmed", moment, manager)

    def pay(self, confirmed_ns: int) -> int | None:
        if not self.doomed and self.random.random() < _NO_PAYMENT:
            self.cancel(confirmed_ns + int(chance.between(self.random, 3.5, 7) * DAY), "not_paid")
            return None
        at_ns = moscow.next_daytime(confirmed_ns + seconds(self.random, 5_400, 1.5, 120, 200_000), 7, 23)
        if self.random.random() < 0.05:
            self.ledger.moment("pay", at_ns, seconds(self.random, 0.9, 0.3, 0.4, 2), detail="declined")
            at_ns += int(chance.between(self.random, 2, 25) * MINUTE)
        at_ns = self.request("shop-api", "pay", at_ns)
        sends = (("mes.orders", "order.paid"), ("crm.notifications", "order.paid"))
        moment = self.ledger.moment("pay", at_ns, seconds(self.random, 1.1, 0.4, 0.5, 4), sends=sends, detail="captured")
        return self.reaches("paid", moment)

    def looks(self, at_ns: int) -> None:
        """The customer opens the order's page now and then."""
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            look_ns = moscow.next_daytime(at_ns + seconds(self.random, 9_000, 1.2, 60, 150_000), 8, 23)
            self.ledger.moment("look", look_ns, seconds(self.random, 0.05, 0.5, 0.015, 0.4))

    def _last(self) -> Moment:
        return self.life.moments[-1]
