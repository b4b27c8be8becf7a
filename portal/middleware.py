"""What every request passes: its id, its language, its actor, login by default, and PortalError turned into an answer."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from apps.accounts.actors import actor_of, note_refusal
from apps.core.errors import NotAllowed, PortalError
from apps.core.request_id import begin_request
from portal.api_errors import is_api
from portal.errors import error_answer

Next = Callable[[HttpRequest], HttpResponse]
_CACHEABLE = ("/static/",)


class RequestIdMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = begin_request(request.headers.get("X-Request-ID", ""))
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class NoStoreMiddleware:
    """Nothing but static files is kept by browsers or proxies; the page that says there is no such file names who is signed in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 400 or not request.path.startswith(_CACHEABLE):
            response.setdefault("Cache-Control", "no-store")
        return response


class LanguageMiddleware:
    """The language of pages by cookie, of the API by Accept-Language; the configured zone. Both fall back to the settings."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        if not is_api(request) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and not request.headers.get("Accept-Language"):
            language = settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(ZoneInfo(settings.DEFAULT_ZONE)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        response.setdefault("Vary", "Accept-Language, Cookie")
        return response


class ActorMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Every page asks for a login unless its view says otherwise; the API and the OTLP door answer 401 by themselves."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        if is_api(request):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ErrorPageMiddleware:
    """A PortalError that a page raises becomes that page's answer (the API's is portal/api_errors.py)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PortalError):
            return None
        answer: PortalError = exception
        if isinstance(exception, NotAllowed):
            answer = note_refusal(request, exception)
        return error_answer(request, answer)
