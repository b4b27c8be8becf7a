"""Sessions end when they must: too old, unused, or of somebody whom the directory no longer admits as it did."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string

from apps.accounts.actors import actor_of, note_refusal
from apps.accounts.ldap import DirectoryUnavailable
from apps.accounts.models import User
from apps.accounts.services.recheck import recheck_person
from apps.accounts.sessions import is_over, note_use
from apps.core.errors import NotAllowed, PortalError

View = Callable[..., HttpResponseBase]


class DirectoryRecheckMiddleware:
    """Stands after authentication and before whatever asks who the person is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        try:
            recheck_person(user)
        except DirectoryUnavailable as error:
            return _refuse(request, view, error)
        if not user.is_active or is_over(request, user):
            logout(request)
            return None
        note_use(request)
        if user.zone in settings.CATALOGUE.zones:
            timezone.activate(ZoneInfo(user.zone))  # the portal's LanguageMiddleware, further out, puts its own back
        return None if user.roles or not _is_guarded_page(view) else _no_role(request)


def _is_guarded_page(view: View) -> bool:
    """A page behind the login: DRF's views (`cls`) answer for themselves, open views need nobody."""
    return not hasattr(view, "cls") and getattr(view, "login_required", True)


def _refuse(request: HttpRequest, view: View, error: DirectoryUnavailable) -> HttpResponse | None:
    request.directory_error = error  # type: ignore[attr-defined]
    return _error_page(request, error) if _is_guarded_page(view) else None


def _error_page(request: HttpRequest, error: PortalError) -> HttpResponse:
    """The portal's own page; a middleware's exception would not reach it."""
    page: HttpResponse = import_string(settings.ERROR_PAGE)(request, error)
    return page


def _no_role(request: HttpRequest) -> HttpResponse:
    request.actor = actor_of(request)  # type: ignore[attr-defined]
    refusal = NotAllowed("You have no role yet.", permission="any role")
    answer = note_refusal(request, refusal)
    return render(request, "accounts/no_role.html", status=403) if answer is refusal else _error_page(request, answer)
