"""Pages of the portal itself: what it stands on, how the services are, what is configured."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.clock import now
from apps.core.gates import requires
from apps.core.permissions import Permission
from portal.configuration import roles_in_force, settings_in_force
from portal.service_health import service_lines
from portal.sources_health import source_rows


@requires(Permission.SOURCES_READ)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "telemetry/sources.html", {"sources": source_rows()})


@requires(Permission.STATUS_READ)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return render(request, "telemetry/health.html", {"services": service_lines(), "as_of": now()})


@requires(Permission.CONFIGURATION_READ)
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    context = {"settings": settings_in_force(), "sources": source_rows(), "roles": roles_in_force()}
    return render(request, "portal/configuration.html", context)
