"""Orders by what is not personal: numbers and partners' references, exact, by their beginning or end, or with one slip."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from apps.orders.models import Event, Order

# As many rows as a part of a number may give: more would be a list to scroll, not an answer.
MOST_PARTS = 50
_LAST = "\U0010ffff"


def begins_with(field: str, start: str) -> Q:
    """`start` is a key of plain letters and digits. SQLite's LIKE uses no index of ours, a range does; PostgreSQL has an index for LIKE."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": start})
    return Q(**{f"{field}__gte": start, f"{field}__lt": start + _LAST})


def with_number_keys(keys: Collection[str]) -> dict[str, UUID]:
    """Order ids by number key; one query."""
    return dict(Order.objects.filter(number_key__in=keys).values_list("number_key", "id")) if keys else {}


def with_numbers(numbers: Collection[str]) -> dict[str, UUID]:
    return dict(Order.objects.filter(number__in=numbers).values_list("number", "id")) if numbers else {}


def with_part_of_number(starts: Sequence[str], ends: Sequence[str]) -> list[UUID]:
    """Orders whose number key begins or ends so, the newest first; one query."""
    return _with_part("number_key", "number_reversed", starts, ends)


def with_end_of_reference(ends: Sequence[str]) -> list[UUID]:
    """Digits alone: partners leave out the letters of their own numbers."""
    return _with_part("reference_key", "reference_reversed", (), ends)


def with_part_of_reference(parts: Sequence[str]) -> list[UUID]:
    return _with_part("reference_key", "reference_reversed", parts, parts)


def _with_part(field: str, reversed_field: str, starts: Sequence[str], ends: Sequence[str]) -> list[UUID]:
    wanted = Q(pk__in=[])
    for start in starts:
        wanted |= begins_with(field, start)
    for end in ends:
        wanted |= begins_with(reversed_field, end[::-1])
    return list(Order.objects.filter(wanted).order_by("-created_at").values_list("id", flat=True)[:MOST_PARTS]) if starts or ends else []


def with_references(keys: Collection[str]) -> list[UUID]:
    return list(Order.objects.filter(reference_key__in=keys).values_list("id", flat=True)) if keys else []


def with_trace_ids(trace_ids: Collection[str]) -> dict[UUID, str]:
    """Trace ids by the order whose own events named them; two queries."""
    named = dict(Event.objects.filter(trace_id__in=trace_ids).exclude(number="").values_list("number", "trace_id")) if trace_ids else {}
    return {order_id: named[number] for number, order_id in with_numbers(named).items()}
