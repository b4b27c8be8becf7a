"""An order's timeline and its rows: each request is one audited lookup."""

from dataclasses import dataclass

from apps.audit.services import lookup
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import NotFound
from apps.core.permissions import Permission
from apps.orders.row_details import RowDetail, RowName, log_detail, span_detail
from apps.orders.services.gather_order import gather_order
from apps.orders.services.view_order import find_known_order, object_of
from apps.orders.timeline_query import TimelineQuery
from apps.telemetry.reduced import errors_only
from apps.telemetry.timeline import Timeline

VIEWED = "timeline.viewed"


@dataclass(frozen=True, slots=True)
class Seen:
    """A timeline as far as the actor may see it; `whole`: all of it."""

    timeline: Timeline
    whole: bool


def view_timeline(actor: Actor, number: str, query: TimelineQuery) -> Seen:
    """The stitched timeline; raises NotAllowed without `timeline.read`, NotFound for a number that nothing knows."""
    with lookup(actor, VIEWED, object_of(number)) as handle:
        seen = _seen(actor, number, query)
        handle.rows, handle.masked = sum(seen.timeline.totals.values()), True
    return seen


def view_row(actor: Actor, number: str, kind: str, name: RowName, query: TimelineQuery) -> RowDetail:
    """One row in full: `kind` span or log, `name` its number in the timeline of the same query, and its ids in case that has grown."""
    with lookup(actor, VIEWED, object_of(number)) as handle:
        seen = _seen(actor, number, query)
        detail = span_detail(seen.timeline, name) if kind == "span" else log_detail(seen.timeline, name)
        if detail is None:
            raise NotFound("This row is not in the timeline any more. Load the page again.")
        handle.rows, handle.masked = 1, True
    return detail


def as_seen(actor: Actor, timeline: Timeline) -> Seen:
    """Errors alone for those who may see no more (docs/security.md)."""
    whole = actor.may(Permission.TIMELINE_READ_ALL)
    return Seen(timeline if whole else errors_only(timeline), whole)


def _seen(actor: Actor, number: str, query: TimelineQuery) -> Seen:
    actor.require(Permission.ORDERS_READ)
    actor.require(Permission.TIMELINE_READ)
    at = now()
    order = find_known_order(actor, number, at)
    timeline = gather_order(number, order, at, adjust=query.adjust, window=query.window, signals=query.signals)
    return as_seen(actor, timeline)
