"""The search box: a POST leads to the order that is meant, or to the address of a stored search. The text stands in no address."""

import time
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core.gates import actor_on, checks_itself
from apps.core.permissions import Permission
from apps.orders.search.forms import read_search_form
from apps.orders.search.screen import screen_of
from apps.orders.search.service import begin_search, view_search


@checks_itself(Permission.ORDERS_SEARCH)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    begun = begin_search(actor_on(request), read_search_form(request.POST))
    if begun.number is not None:
        return redirect("orders:detail", number=begun.number)
    return redirect("orders:search_page", search_id=begun.search_id)


@checks_itself(Permission.ORDERS_SEARCH)
@require_safe
def search_page(request: HttpRequest, search_id: UUID) -> HttpResponse:
    begun_at = time.perf_counter()
    shown = view_search(actor_on(request), search_id, request.GET.get("cursor", ""))
    elapsed_ms = round((time.perf_counter() - begun_at) * 1000)
    return render(request, "orders/search.html", {"page": screen_of(shown, elapsed_ms)})
