"""The order page: one audited lookup, one frozen object for page and API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from apps.audit.services import lookup
from apps.audit.terms import hmac_of
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import NotFound
from apps.core.masking import redact_text
from apps.core.permissions import Permission
from apps.orders.access import access_order
from apps.orders.contacts import contact_of, customer_card
from apps.orders.life_selectors import life_of
from apps.orders.models import Complaint, Operation, Order
from apps.orders.page import (
    ABSENT,
    Absent,
    ComplaintRow,
    FindingCard,
    ItemRow,
    Money,
    OperationRow,
    OrderPage,
    StageRow,
)
from apps.orders.rows import RowContext, order_row, unknown_row
from apps.orders.sealing import open_bytes, open_contact
from apps.orders.search.hiding import masked_text
from apps.orders.selectors import load_paces
from apps.orders.services.gather_order import gather_order, in_telemetry
from apps.orders.services.kept_findings import Kept, kept_findings, told
from apps.orders.stages import steps
from apps.orders.subjects import Life
from apps.telemetry.timeline import Timeline

VIEWED = "order.viewed"
_PERSONAL = ("name", "phone", "email", "city")


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """The page and the timeline that it was asked for together with."""

    page: OrderPage
    timeline: Timeline


def view_order(actor: Actor, number: str) -> OrderPage:
    """Everything but the timeline. Findings are those kept in the table, or computed now when there are none that fit."""
    with lookup(actor, VIEWED, object_of(number)) as handle:
        actor.require(Permission.ORDERS_READ)
        at = now()
        order = find_known_order(actor, number, at)
        page = _page(actor, number, order, kept_findings(number, order, at), at)
        handle.fields, handle.masked, handle.rows = _fields_shown(page), True, 1
    return page


def view_whole_order(actor: Actor, number: str) -> WholeOrder:
    """The page with its timeline in one lookup, for readers without script. Findings are those of this very timeline."""
    with lookup(actor, VIEWED, object_of(number)) as handle:
        actor.require(Permission.ORDERS_READ)
        actor.require(Permission.TIMELINE_READ)
        at = now()
        order = find_known_order(actor, number, at)
        timeline = gather_order(number, order, at)
        page = _page(actor, number, order, Kept(timeline.findings, at, timeline.totals["spans"] + timeline.totals["logs"] > 0), at)
        handle.fields, handle.masked, handle.rows = _fields_shown(page), True, 1
    return WholeOrder(page, timeline)


def object_of(number: str) -> str:
    """The order in the record. What is no number may be a phone or a name that somebody put into an address: its keyed hash alone."""
    is_number = settings.CATALOGUE.order_pattern.fullmatch(number)
    return f"order:{number}" if is_number else f"order:?{hmac_of('order', number)[:32]}"


def find_known_order(actor: Actor, number: str, at: datetime) -> Order | None:
    """The order; None when only telemetry knows it. Raises NotFound with suggestions when nothing does."""
    try:
        return access_order(actor, number)
    except NotFound:
        if settings.CATALOGUE.order_pattern.fullmatch(number) and in_telemetry(number, at):
            return None
        raise


def _page(actor: Actor, number: str, order: Order | None, kept: Kept, at: datetime) -> OrderPage:
    sees_customer = actor.may(Permission.CUSTOMERS_READ)
    findings = told(number, kept.findings) if sees_customer else ABSENT
    if order is None:
        return _unknown_page(actor, number, kept, findings)
    life = life_of(order, at)
    context = RowContext(actor, at, load_paces(), settings.CATALOGUE)
    person = contact_of(order) if sees_customer else {}
    return OrderPage(
        row=order_row(order, context, findings=[finding.code for finding in kept.findings]),
        priority=(order.priority or None) if sees_customer else ABSENT,
        customer=customer_card(order, person) if sees_customer else ABSENT,
        items=[_item(item) for item in order.items] if sees_customer else ABSENT,
        total=_total(order),
        operations=[_operation(operation) for operation in life.operations] if sees_customer else ABSENT,
        stages=_stages(life, with_operator=sees_customer),
        complaints=[_complaint(complaint, person) for complaint in life.complaints] if sees_customer else ABSENT,
        findings=findings,
        incidents=() if sees_customer else ABSENT,
        known_from=_known_from(kept) if sees_customer else ABSENT,
        findings_at=kept.at,
        all_stages=[rule.key for rule in settings.CATALOGUE.stages],
    )


def _unknown_page(actor: Actor, number: str, kept: Kept, findings: Sequence[FindingCard] | Absent) -> OrderPage:
    sees_customer = actor.may(Permission.CUSTOMERS_READ)
    nothing: tuple[()] | Absent = () if sees_customer else ABSENT
    return OrderPage(
        row=unknown_row(number, actor, [finding.code for finding in kept.findings]),
        priority=None if sees_customer else ABSENT,
        customer=None if sees_customer else ABSENT,
        items=nothing,
        total=None,
        operations=nothing,
        stages=(),
        complaints=nothing,
        findings=findings,
        incidents=nothing,
        known_from="telemetry" if sees_customer else ABSENT,
        findings_at=kept.at,
    )


def _known_from(kept: Kept) -> str:
    return "both" if kept.in_telemetry else "events"


def _fields_shown(page: OrderPage) -> tuple[str, ...]:
    return () if page.customer is None or isinstance(page.customer, Absent) else _PERSONAL


def _item(item: dict[str, object]) -> ItemRow:
    quantity = item.get("quantity")
    return ItemRow(
        _text(item.get("sku")), _text(item.get("name")), quantity if isinstance(quantity, int) else None, _text(item.get("material"))
    )


def _text(value: object) -> str | None:
    return redact_text(value) if isinstance(value, str) else None


def _total(order: Order) -> Money | None:
    return None if order.total_amount is None else Money(order.total_amount, order.total_currency)


def _operation(operation: Operation) -> OperationRow:
    return OperationRow(operation.name, operation.status, operation.operator or None, operation.started_at, operation.finished_at)


def _stages(life: Life, *, with_operator: bool) -> list[StageRow]:
    by_stage = {entry.stage: entry for entry in life.entries}
    history = steps([(entry.stage, entry.entered_at) for entry in life.entries], settings.CATALOGUE)
    return [
        StageRow(
            stage=step.stage,
            entered_at=step.entered_at,
            left_at=step.left_at,
            service=by_stage[step.stage].service or None,
            operator=(by_stage[step.stage].operator or None) if with_operator else ABSENT,
            anomaly=step.anomaly,
        )
        for step in history
    ]


def _complaint(complaint: Complaint, person: Mapping[str, str]) -> ComplaintRow:
    contacts = (person, open_contact(complaint, complaint.contact))
    text = masked_text(open_bytes(complaint, "text", complaint.text).decode(), *contacts)
    return ComplaintRow(str(complaint.id), complaint.received_at, complaint.channel or None, text, complaint.state)
