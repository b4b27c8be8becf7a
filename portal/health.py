"""Is the process alive, can it work, and what does it count. The two health routes are open; `/metrics` is for tokens and this machine."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django_prometheus.exports import ExportToDjangoView

from apps.accounts.authentication import actor_from_header
from apps.core.errors import MethodNotAllowed, NotSignedIn
from portal.api_errors import problem

View = Callable[[HttpRequest], HttpResponse]


def read_only(view: View) -> View:
    """Open to programs without a login, for GET and HEAD; other methods change nothing, so they are told so and need no CSRF token."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            answer = problem(MethodNotAllowed(f"This address does not take {request.method}."))
            answer["Allow"] = "GET, HEAD"
            return answer
        return view(request)

    return csrf_exempt(login_not_required(checked))


@read_only
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except Error:
        return False
    return True


@read_only
def readyz(request: HttpRequest) -> HttpResponse:
    checks = {alias: _answers(alias) for alias in settings.DATABASES}
    status = "ok" if all(checks.values()) else "unavailable"
    return JsonResponse({"status": status, "checks": checks}, status=200 if status == "ok" else 503)


def _is_loopback(request: HttpRequest) -> bool:
    return settings.TRUSTED_PROXIES == 0 and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


@read_only
def metrics(request: HttpRequest) -> HttpResponse:
    needs_token = "Authorization" in request.headers or not _is_loopback(request)
    if needs_token and actor_from_header(request) is None:
        raise NotSignedIn("Send a bearer token.")
    response: HttpResponse = ExportToDjangoView(request)
    return response
