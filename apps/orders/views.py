"""Pages and fragments of one order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.clock import now_ns
from apps.core.gates import actor_on, checks_itself
from apps.core.permissions import Permission
from apps.orders.forms import read_page_start, read_row_name, read_timeline_query
from apps.orders.plain_timeline import plain_timeline
from apps.orders.services.view_order import view_order, view_whole_order
from apps.orders.services.view_timeline import as_seen, view_row, view_timeline
from apps.telemetry.geometry import encode


@checks_itself(Permission.ORDERS_READ)
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The order page. `?script=off` brings the timeline as a table in the same answer."""
    actor = actor_on(request)
    if request.GET.get("script") == "off" and actor.may(Permission.TIMELINE_READ):
        return _detail_without_script(request, number)
    return render(request, "orders/detail.html", {"page": view_order(actor, number), "plain_timeline": False})


def _detail_without_script(request: HttpRequest, number: str) -> HttpResponse:
    start = read_page_start(request.GET)
    actor = actor_on(request)
    whole = view_whole_order(actor, number)
    timeline = plain_timeline(as_seen(actor, whole.timeline).timeline, start, now_ns())
    return render(request, "orders/detail.html", {"page": whole.page, "plain_timeline": True, "timeline": timeline})


@checks_itself(Permission.TIMELINE_READ)
@require_safe
def geometry(request: HttpRequest, number: str) -> HttpResponse:
    """What the browser draws (docs/geometry.md)."""
    seen = view_timeline(actor_on(request), number, read_timeline_query(request.GET))
    return HttpResponse(encode(seen.timeline, now_ns()), content_type="application/octet-stream")


@checks_itself(Permission.TIMELINE_READ)
@require_safe
def row(request: HttpRequest, number: str, kind: str, ref: str) -> HttpResponse:
    """The detail panel of a span or log line, asked for with what narrowed the geometry and with the row's ids (`read_row_name`)."""
    name, query = read_row_name(ref, request.GET), read_timeline_query(request.GET)
    found = view_row(actor_on(request), number, "span" if kind == "s" else "log", name, query)
    return render(request, "orders/_row_detail.html", {"detail": found})
