"""Rows that a batch of events will change: made if they are missing, then locked, always in the order of their names.

The database's unique keys decide who made a row first; the locks last to the end of the transaction, so that two batches
which speak of one order follow each other.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from apps.orders.models import Customer, Order, Partner
from apps.orders.services.states import new_order


def lock_orders(needed: Mapping[str, datetime], wanted: Iterable[str]) -> tuple[dict[str, Order], frozenset[str]]:
    """The orders `needed` (number -> time of its first event here), made if missing, and those of `wanted` that exist.

    The second value names those that were made.
    """
    numbers = sorted({*needed, *wanted})
    known = set(Order.objects.filter(number__in=numbers).values_list("number", flat=True))
    made = [new_order(number, needed[number]) for number in numbers if number in needed and number not in known]
    Order.objects.bulk_create(made, ignore_conflicts=True)
    rows = Order.objects.filter(number__in=numbers).select_related("partner", "customer").order_by("number").select_for_update(of=("self",))
    return {order.number: order for order in rows}, frozenset(order.number for order in made)


def lock_customers(external_ids: Iterable[str]) -> dict[str, Customer]:
    """Customers by the id of the source system, made if missing."""
    wanted = sorted(set(external_ids))
    known = set(Customer.objects.filter(external_id__in=wanted).values_list("external_id", flat=True))
    Customer.objects.bulk_create([Customer(external_id=name) for name in wanted if name not in known], ignore_conflicts=True)
    rows = Customer.objects.filter(external_id__in=wanted).order_by("external_id").select_for_update()
    return {customer.external_id: customer for customer in rows}


def find_partners(names: Iterable[str]) -> dict[str, Partner]:
    """Partners by name, made if missing."""
    wanted = sorted(set(names))
    found = {partner.name: partner for partner in Partner.objects.filter(name__in=wanted)}
    if len(found) == len(wanted):
        return found
    Partner.objects.bulk_create([Partner(name=name) for name in wanted if name not in found], ignore_conflicts=True)
    return {partner.name: partner for partner in Partner.objects.filter(name__in=wanted)}
