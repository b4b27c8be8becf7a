"""The only way by which an edge obtains an order."""

from apps.core.actor import Actor
from apps.core.errors import NotFound
from apps.core.permissions import Permission
from apps.orders.models import Order
from apps.orders.selectors import find_order, nearest_numbers


def access_order(actor: Actor, number: str, *, for_update: bool = False) -> Order:
    """The order with this exact number. Raises NotAllowed without `orders.read`, NotFound with `suggestions` of numbers."""
    actor.require(Permission.ORDERS_READ)
    if "\x00" in number:  # PostgreSQL takes no such text, not even to compare
        raise NotFound("There is no order with this number.", suggestions=[])
    order = find_order(number, for_update=for_update)
    if order is None:
        raise NotFound("There is no order with this number.", suggestions=nearest_numbers(number))
    return order
