"""An order as a row of a list: where it is, what it waits for, whether that is too long. For search, home and order pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.core.actor import Actor
from apps.core.catalogue import Catalogue
from apps.core.permissions import Permission
from apps.orders.contacts import contact_of, customer_row
from apps.orders.models import Order
from apps.orders.page import ABSENT, OrderRow
from apps.orders.stages import Paces, allowed_s, is_at_risk, is_late, is_stuck, rule_of


@dataclass(frozen=True, slots=True)
class RowContext:
    """What all rows of one answer share."""

    actor: Actor
    now: datetime
    paces: Paces
    catalogue: Catalogue


def order_row(
    order: Order, context: RowContext, *, findings: Sequence[str] = (), matched_by: Sequence[str] = (), why: str = ""
) -> OrderRow:
    """The masked row; `findings` are codes. `order.customer` and `order.partner` must be loaded."""
    sees_customer = context.actor.may(Permission.CUSTOMERS_READ)
    rule = rule_of(order.stage, context.catalogue)
    return OrderRow(
        number=order.number,
        channel=order.channel or None,
        partner=order.partner.name if order.partner else None,
        stage=order.stage or None,
        stage_since=order.stage_since,
        waits_for=(rule.waits_for or None) if rule else None,
        waits_on=(rule.waits_on or None) if rule else None,
        deadline_at=order.deadline_at,
        stuck=is_stuck(order, context.now),
        at_risk=is_at_risk(order, context.now, context.paces, context.catalogue),
        late=is_late(order, context.now),
        promised_at=order.promised_at,
        created_at=order.created_at,
        customer=customer_row(contact_of(order)) if sees_customer else ABSENT,
        findings=tuple(findings) if sees_customer else ABSENT,
        matched_by=tuple(matched_by),
        why=why,
        allowed_s=allowed_s(order.stage, order.channel, order.priority, context.catalogue),
    )


def unknown_row(number: str, actor: Actor, findings: Sequence[str] = ()) -> OrderRow:
    """An order that is known from telemetry alone: a number and nothing else."""
    sees_customer = actor.may(Permission.CUSTOMERS_READ)
    return OrderRow(
        number=number,
        channel=None,
        partner=None,
        stage=None,
        stage_since=None,
        waits_for=None,
        waits_on=None,
        deadline_at=None,
        stuck=False,
        at_risk=False,
        late=False,
        promised_at=None,
        created_at=None,
        customer=None if sees_customer else ABSENT,
        findings=tuple(findings) if sees_customer else ABSENT,
    )
