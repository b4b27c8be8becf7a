"""Order events, complaints and deployments as CloudEvents 1.0 documents (api.md, "Events")."""

from collections.abc import Iterator
from datetime import UTC, datetime

from apps.telemetry.simulator import chance
from apps.telemetry.simulator.deployments import Deployment
from apps.telemetry.simulator.life import Complaint, Happening, Life
from apps.telemetry.simulator.people import Customer

TYPE_PREFIX = "com.alexandrite."
Event = dict[str, object]


def rfc3339(at_ns: int) -> str:
    """UTC with microseconds."""
    seconds, rest_ns = divmod(at_ns, 1_000_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest_ns // 1_000:06d}Z"


def of_life(seed: int, life: Life, from_ns: int, to_ns: int) -> Iterator[tuple[int, Event]]:
    """The events of one order in a window, with their instants; not sorted."""
    for number, happening in enumerate(life.happenings):
        if not from_ns <= happening.at_ns < to_ns:
            continue
        kind = f"order.{happening.kind}"
        data: dict[str, object] = {"number": life.number} | _facts(life, happening)
        key = (seed, life.number, number, kind)
        yield happening.at_ns, _envelope(kind, f"/{happening.service}", happening.at_ns, data, key, life.number)
    for number, complaint in enumerate(life.complaints):
        if not from_ns <= complaint.at_ns < to_ns:
            continue
        subject = life.number if complaint.tells_number else ""
        yield complaint.at_ns, of_complaint(complaint, life.customer, (seed, life.number, "complaint", number), subject)


def of_complaint(complaint: Complaint, customer: Customer, key: tuple[object, ...], subject: str = "") -> Event:
    data: dict[str, object] = {"text": complaint.text, "channel": complaint.channel}
    if complaint.tells_customer:
        data["customer"] = {"id": customer.id, "name": customer.name, "phone": customer.phone}
    if subject:
        data["number"] = subject
    return _envelope("complaint.received", "/support", complaint.at_ns, data, key, subject)


def of_deployment(seed: int, deployment: Deployment) -> Event:
    data: dict[str, object] = {
        "service": deployment.service,
        "version": deployment.version,
        "by": deployment.by,
        "notes": deployment.notes,
    }
    return _envelope("deployment", "/ci", deployment.at_ns, data, (seed, deployment.service, deployment.version, deployment.at_ns))


def _envelope(kind: str, source: str, at_ns: int, data: dict[str, object], key: tuple[object, ...], subject: str = "") -> Event:
    event: Event = {
        "specversion": "1.0",
        "id": chance.uuid_text("event", *key),
        "source": source,
        "type": TYPE_PREFIX + kind,
        "time": rfc3339(at_ns),
        "datacontenttype": "application/json",
        "data": data,
    }
    if subject:
        event["subject"] = subject
    return event


def _facts(life: Life, happening: Happening) -> dict[str, object]:
    if happening.kind == "created":
        facts = _everything(life)
    elif happening.operation is not None:
        name, status = happening.operation
        facts = {"operation": {"name": name, "status": status, "operator": happening.operator}}
    else:
        facts = {"operator": happening.operator} if happening.operator else {}
    if happening.kind == "priced":
        facts["total"] = money(life.total)
    if happening.promised_ns:
        facts["promised_at"] = rfc3339(happening.promised_ns)
    if happening.reason:
        facts["reason"] = happening.reason
    if happening.trace_id:
        facts["trace_id"] = happening.trace_id
    return facts | {"service": happening.service}


def _everything(life: Life) -> dict[str, object]:
    facts: dict[str, object] = {
        "channel": life.channel,
        "priority": life.priority,
        "customer": _card(life.customer),
        "items": [{"sku": item.sku, "name": item.name, "quantity": item.quantity, "material": item.material} for item in life.items],
        "promised_at": rfc3339(life.promised_ns),
    }
    if life.customer.partner is not None:
        facts["partner"] = {"name": life.customer.partner.name, "reference": life.reference}
    return facts


def _card(customer: Customer) -> dict[str, object]:
    return {
        "id": customer.id,
        "name": customer.name,
        "phone": customer.phone,
        "email": customer.email,
        "address": {
            "city": customer.city.name,
            "street": customer.street,
            "house": customer.house,
            "flat": customer.flat,
            "postcode": customer.postcode,
        },
    }


def money(roubles: int) -> dict[str, str]:
    return {"amount": f"{roubles}.00", "currency": "RUB"}
