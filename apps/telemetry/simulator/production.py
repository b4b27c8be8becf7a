"""The second half of an order's life: production, handing over, delivery. And the whole walk, `live`."""

from apps.telemetry.simulator import chance, complaints, moscow
from apps.telemetry.simulator.course import Course
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.ledger import seconds, working
from apps.telemetry.simulator.life import Life
from apps.telemetry.simulator.plan import DAY, HOUR, Plan
from apps.telemetry.simulator.slowness import Slowness

# Working minutes from the start of an operation to its end, and who does it.
OPERATIONS = {
    "wax": ((90, 420), ("Смирнова Н.", "Гордеев П.")),
    "casting": ((180, 540), ("Ляпунов И.", "Бакиров Р.")),
    "setting": ((60, 360), ("Дроздова В.", "Чернов С.", "Мельник О.")),
    "polishing": ((40, 240), ("Уткин А.", "Исаева Л.")),
    "assembly": ((40, 180), ("Чернов С.", "Исаева Л.")),
    "engraving": ((40, 200), ("Мельник О.", "Уткин А.")),
}


class Making(Course):
    def begin_work(self, _paid_ns: int) -> int | None:
        paid = next(moment for moment in reversed(self.life.moments) if moment.name == "pay")
        taken = self.take(paid.sends[0], "register_work")
        if taken is None:
            return None
        message, at_ns = taken
        at_ns = self.stumble("register_work", message, at_ns)
        registered = self.ledger.moment("register_work", at_ns, seconds(self.random, 0.09, 0.5, 0.03, 0.8), takes=message)
        operator = self.random.choice(OPERATIONS["wax"][1])
        at_ns = working(self.random, registered.at_ns + registered.length_ns, 1, 24)
        at_ns = self.request("mes-api", "take", at_ns, operator)
        moment = self.ledger.moment(
            "take", at_ns, seconds(self.random, 0.14, 0.4, 0.05, 1), sends=(("crm.notifications", "order.taken"),), operator=operator
        )
        self._promise_anew(moment.at_ns + moment.length_ns)
        return self.reaches("in_production", moment, operator)

    def make(self, taken_ns: int) -> int:
        self.looks(taken_ns)
        at_ns = taken_ns
        operations = self.life.items[0].kind.operations
        for name in operations:
            minutes, operators = OPERATIONS[name]
            operator = self.random.choice(operators)
            at_ns = self._operation(working(self.random, at_ns, 2, 45), name, "started", operator)
            at_ns = self._operation(working(self.random, at_ns, *minutes), name, "finished", operator)
        moment = self.ledger.moment(
            "complete",
            working(self.random, at_ns, 1, 30),
            seconds(self.random, 0.2, 0.4, 0.06, 1),
            sends=(("crm.orders", "order.completed"),),
            operator=self.random.choice(OPERATIONS["polishing"][1]),
        )
        self.notify(moment.sends[0], "note_completed", same_trace=self.random.random() < 0.5)
        return self.reaches("completed", moment, moment.operator)

    def ship(self, completed_ns: int) -> int:
        manager = self.manager()
        moment = self.ledger.moment(
            "ship",
            working(self.random, completed_ns, 30, 780),
            seconds(self.random, 0.9, 0.4, 0.3, 3),
            sends=(("shop.status", "order.shipped"), ("crm.notifications", "order.shipped")),
            operator=manager,
        )
        self.notify(moment.sends[0], "shop_status", same_trace=True)
        return self.reaches("shipped", moment, manager)

    def deliver(self, shipped_ns: int) -> int:
        self.looks(shipped_ns)
        way_ns = int(chance.around(self.random, 2.8, 0.4, 0.9, 6.2) * DAY)
        at_ns = moscow.next_daytime(shipped_ns + way_ns // 1_000 * 1_000, 10, 21)
        moment = self.ledger.moment(
            "delivered", at_ns, seconds(self.random, 0.11, 0.4, 0.04, 0.6), sends=(("crm.notifications", "order.delivered"),)
        )
        return self.reaches("delivered", moment)

    def _operation(self, at_ns: int, name: str, status: str, operator: str) -> int:
        length_ns = seconds(self.random, 0.1, 0.4, 0.04, 0.7)
        moment = self.ledger.moment(f"operation_{status}", at_ns, length_ns, detail=name, operator=operator)
        done_ns = at_ns + length_ns * 9 // 10 // 1_000 * 1_000
        self.ledger.operation(done_ns, moment.trace_id, name, status, operator)
        return at_ns + length_ns

    def _promise_anew(self, taken_ns: int) -> None:
        """Work began later than the first promise allowed, usually because payment came late: customer and company agree anew."""
        if taken_ns + 8 * DAY <= self.life.promised_ns or self.life.harms or self.random.random() < 0.4:
            return
        promised_ns = moscow.midnight(moscow.day_of(taken_ns) + self.random.randrange(9, 12)) + 18 * HOUR
        moment = self.ledger.moment(
            "promise", taken_ns + seconds(self.random, 400, 0.6, 60, 3_000), seconds(self.random, 0.1, 0.3, 0.04, 0.5)
        )
        self.ledger.happens("updated", moment.at_ns + moment.length_ns // 2_000 * 1_000, moment.trace_id, promised_ns=promised_ns)


def live(plan: Plan, demand: Demand, faults: Faults, slowness: Slowness, index: int) -> Life:
    """The whole life of order `index`, with what its customer complains about."""
    course = Making(plan, demand, faults, slowness, index)
    at_ns: int | None = course.create()
    for step in (course.upload, course.price, course.confirm, course.pay, course.begin_work, course.make, course.ship, course.deliver):
        if at_ns is None:
            break
        at_ns = step(at_ns)
    life = course.life
    life.complaints.extend(complaints.written(plan.seed, life))
    life.happenings.sort(key=lambda happening: happening.at_ns)
    lasts = (moment.until_ns for moment in life.moments), (complaint.at_ns + 1 for complaint in life.complaints)
    life.ends_ns = max(at_ns for instants in lasts for at_ns in instants)
    return life
