"""Signing in and out, and what a person has chosen."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.actors import actor_of
from apps.accounts.directory import uses_demo_directory
from apps.accounts.forms import Credentials, read_credentials, read_preferences, safe_next
from apps.accounts.models import User
from apps.accounts.role_words import DEMO_PEOPLE
from apps.accounts.services.preferences import keep_preferences
from apps.accounts.services.sign_in import sign_in_or_refusal, sign_out
from apps.accounts.sessions import start_session
from apps.core.errors import PortalError, TooMany, Unavailable
from apps.core.gates import requires
from apps.core.permissions import Permission

_THEME_COOKIE = "theme"
_COOKIE_AGE_S = 365 * 86_400
_KEPT_BY_BROWSER = '"cache", "storage"'


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _sign_in(request, read_credentials(request.POST.dict(), host=request.get_host(), is_secure=request.is_secure()))
    target = safe_next(request.GET.get("next", ""), host=request.get_host(), is_secure=request.is_secure())
    if isinstance(request.user, User):
        return HttpResponseRedirect(target)
    return _form(request, Credentials("", "", target))


def _sign_in(request: HttpRequest, typed: Credentials) -> HttpResponse:
    if not typed.is_complete:
        return _form(request, typed, _("Enter your name and your password."), status=400)
    answer = sign_in_or_refusal(actor_of(request), username=typed.username, password=typed.password)
    if isinstance(answer, PortalError):
        return _refused(request, typed, answer)
    start_session(request, answer)
    return _with_cookies(HttpResponseRedirect(typed.next), answer)


def _refused(request: HttpRequest, typed: Credentials, refusal: PortalError) -> HttpResponse:
    response = _form(request, typed, _sentence(refusal), status=refusal.status)
    if refusal.retry_after_s is not None:
        response["Retry-After"] = str(refusal.retry_after_s)
    return response


def _sentence(error: PortalError) -> str:
    if isinstance(error, TooMany):
        minutes = -(-(error.retry_after_s or 0) // 60)
        return ngettext(
            "Too many attempts. Try again in %(count)d minute.", "Too many attempts. Try again in %(count)d minutes.", minutes
        ) % {"count": minutes}
    if isinstance(error, Unavailable):
        return _(
            "Signing in does not work now, because another system does not answer. Your password was not judged. Try again in a minute."
        )
    return _("The name or the password is not right.")


def _form(request: HttpRequest, typed: Credentials, *errors: str, status: int = 200) -> HttpResponse:
    people = [(name, _(words)) for name, words in DEMO_PEOPLE] if uses_demo_directory() else []
    context = {"username": typed.username, "next": typed.next, "errors": errors, "demo": settings.DEMO, "demo_people": people}
    return render(request, "accounts/login.html", context, status=status)


@require_POST
@requires(Permission.STATUS_READ)
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep `language`, `theme` and `zone`, whichever were sent, and go back to `next`."""
    chosen = read_preferences(request.POST.dict())
    target = safe_next(request.POST.get("next", ""), host=request.get_host(), is_secure=request.is_secure())
    if isinstance(request.user, User):
        keep_preferences(request.user, language=chosen.language, theme=chosen.theme, zone=chosen.zone)
        return _with_cookies(HttpResponseRedirect(target), request.user)
    return HttpResponseRedirect(target)


def _with_cookies(response: HttpResponse, user: User) -> HttpResponse:
    """The choices of a person as the cookies that the pages read, also those without a login."""
    for name, text in ((settings.LANGUAGE_COOKIE_NAME, user.language), (_THEME_COOKIE, user.theme)):
        if text:
            response.set_cookie(name, text, max_age=_COOKIE_AGE_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@login_not_required
@require_POST
def sign_out_view(request: HttpRequest) -> HttpResponse:
    """End the session here and let the browser forget what it kept of it."""
    if isinstance(request.user, User):
        sign_out(actor_of(request))
    logout(request)
    response = redirect("accounts:login")
    response["Clear-Site-Data"] = _KEPT_BY_BROWSER
    return response
