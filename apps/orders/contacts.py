"""What is known of the person behind an order, masked before it goes anywhere (security.md, "Personal data")."""

from collections.abc import Mapping

from apps.core.masking import mask_email, mask_name, mask_phone
from apps.orders.models import Order
from apps.orders.page import CustomerCard, CustomerRow
from apps.orders.sealing import open_contact


def contact_of(order: Order) -> Mapping[str, str]:
    """The open values: what is said of the customer, and over it what was said with this order alone."""
    known = open_contact(order.customer, order.customer.contact) if order.customer else {}
    return {**known, **open_contact(order, order.contact)}


def customer_row(contact: Mapping[str, str]) -> CustomerRow | None:
    """None when nothing is known."""
    return CustomerRow(mask_name(contact.get("name", "")), contact.get("city", "")) if contact else None


def customer_card(order: Order, contact: Mapping[str, str]) -> CustomerCard | None:
    if order.customer is None and not contact:
        return None
    return CustomerCard(
        id=order.customer.external_id if order.customer else "",
        name=mask_name(contact.get("name", "")),
        phone=mask_phone(contact["phone"]) if contact.get("phone") else "",
        email=mask_email(contact["email"]) if contact.get("email") else "",
        address=contact.get("city", ""),
    )
