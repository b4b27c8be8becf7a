"""Reads one order with all that belongs to it, in a fixed number of queries."""

from datetime import datetime, timedelta

from apps.orders.models import Deployment, Event, Order
from apps.orders.subjects import Life

_MOST_TRACES = 50
_BEFORE = timedelta(days=1)  # a version that went live shortly before an order may be what broke it


def life_of(order: Order, now: datetime) -> Life:
    """The order's stages, operations, complaints, the deployments of its time and the traces that its events name."""
    entries = tuple(order.stage_entries.order_by("entered_at", "id"))
    events = list(Event.objects.filter(number=order.number).order_by("time", "id").values_list("trace_id", flat=True))
    last = max([entry.entered_at for entry in entries] or [order.created_at])
    deployed = Deployment.objects.filter(at__gte=order.first_event_at - _BEFORE, at__lte=now if order.open else last)
    return Life(
        order=order,
        entries=entries,
        operations=tuple(order.operations.order_by("started_at", "name")),
        complaints=tuple(order.complaints.order_by("received_at", "id")),
        deployments=tuple(deployed.order_by("at", "id")),
        trace_ids=tuple(dict.fromkeys(trace_id for trace_id in events if trace_id))[:_MOST_TRACES],
        event_count=len(events),
    )
