"""`/`: what each role sees first. Somebody with several roles sees the first of these that they have."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.audit.forms import read_query
from apps.audit.selectors import count_results
from apps.audit.services import view_entries
from apps.core.clock import now
from apps.core.gates import actor_on, checks_itself
from apps.core.permissions import Permission
from apps.core.words import word
from apps.orders.services.home import view_board, view_manager_board
from portal.pages import configuration
from portal.sources_health import source_lines

_LATEST = 20
Page = Callable[[HttpRequest], HttpResponse]


def _engineer(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/home_engineer.html", {"home": view_board(actor_on(request), source_lines())})


def _support(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/home_support.html", {"home": view_board(actor_on(request), source_lines())})


def _manager(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/home_manager.html", {"home": view_manager_board(actor_on(request), source_lines())})


def _security(request: HttpRequest) -> HttpResponse:
    page = view_entries(actor_on(request), read_query({"limit": str(_LATEST)}))
    midnight = timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    counts = [{"title": word("audit", result), "count": count} for result, count in count_results(midnight).items()]
    return render(request, "audit/home.html", {"entries": page.results, "counts": counts})


def _no_role(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/no_role.html", status=403)


_BY_PERMISSION: tuple[tuple[Permission, Page], ...] = (
    (Permission.TIMELINE_READ_ALL, _engineer),
    (Permission.COMPLAINTS_WRITE, _support),
    (Permission.BUSINESS_READ, _manager),
    (Permission.AUDIT_READ_ALL, _security),
    (Permission.CONFIGURATION_READ, configuration),
)


@checks_itself(Permission.STATUS_READ)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_on(request)
    page = next((page for permission, page in _BY_PERMISSION if actor.may(permission)), _no_role)
    return page(request)
