"""The page of the record: everything for the security role, their own entries for everybody else."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.audit.forms import FIELDS, read_query
from apps.audit.services import view_entries
from apps.core.gates import actor_on, checks_itself
from apps.core.permissions import Permission


@require_safe
@checks_itself(Permission.AUDIT_READ_OWN)
def entries(request: HttpRequest) -> HttpResponse:
    query = {name: text for name, text in request.GET.dict().items() if text}  # a form sends its empty fields too
    page = view_entries(actor_on(request), read_query(query))
    filters = {name: query.get(name, "") for name in FIELDS if name != "cursor"}
    following = urlencode({name: text for name, text in filters.items() if text})
    return render(request, "audit/entries.html", {"entries": page.results, "filters": filters, "query": following, "next": page.next})
