"""Is the process alive, can it work, and what does it count. The two health routes are open; `/metrics` is for tokens and this machine."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from apps.accounts.authentication import actor_from_header
from apps.core.errors import NotSignedIn


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except Error:
        return False
    return True


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    checks = {alias: _answers(alias) for alias in settings.DATABASES}
    status = "ok" if all(checks.values()) else "unavailable"
    return JsonResponse({"status": status, "checks": checks}, status=200 if status == "ok" else 503)


def _is_loopback(request: HttpRequest) -> bool:
    return settings.TRUSTED_PROXIES == 0 and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    needs_token = "Authorization" in request.headers or not _is_loopback(request)
    if needs_token and actor_from_header(request) is None:
        raise NotSignedIn("Send a bearer token.")
    response: HttpResponse = ExportToDjangoView(request)
    return response
