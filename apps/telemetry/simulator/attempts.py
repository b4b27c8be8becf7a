"""Attempts to place an order that never made one: their requests, and what such people write."""

from collections.abc import Iterator

from apps.telemetry.datamodel import Severity
from apps.telemetry.simulator import complaints
from apps.telemetry.simulator.chance import hex_id, rng
from apps.telemetry.simulator.faults.kind import LostAttempt
from apps.telemetry.simulator.life import Complaint
from apps.telemetry.simulator.pen import Ink, Pen
from apps.telemetry.simulator.people import Customer, stranger


def customer_of(seed: int, attempt: LostAttempt) -> Customer:
    return stranger(seed, attempt.key)


def complaints_of(seed: int, attempt: LostAttempt) -> Iterator[Complaint]:
    return complaints.about_attempt(seed, attempt, customer_of(seed, attempt))


def draw(seed: int, ink: Ink, attempt: LostAttempt) -> Iterator[Pen]:
    """A trace for each try: the request fails while the order is written, so it carries the customer and no number."""
    customer_id = customer_of(seed, attempt).id
    for number, at_ns in enumerate(attempt.tries_ns):
        name = (seed, attempt.key, number)
        pen = Pen(ink, rng("attempt", *name), hex_id(16, "attempt", *name))
        root = pen.server("shop-api", "POST", "/orders", 500, at_ns)
        root.attributes["customer.id"] = customer_id
        pen.database(root, "shop-db", "SELECT", "customers", 3)
        pen.database(root, "shop-db", "INSERT", "orders", 20, attempt.failure)
        pen.fail(root, attempt.failure)
        pen.answer(root, 500)
        pen.log_failure(root, "order could not be created", attempt.failure, {"customer.id": customer_id})
        pen.log(root, Severity.WARN, "клиенту показана страница «что-то пошло не так»", {"customer.id": customer_id})
        pen.close(root)
        yield pen
