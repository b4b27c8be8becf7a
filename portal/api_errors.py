"""PortalError, and what DRF itself raises, as problem+json (RFC 9457)."""

from collections.abc import Mapping

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from apps.accounts.actors import note_refusal
from apps.core import errors
from apps.core.request_id import current_request_id

_BY_DRF = {
    exceptions.NotAuthenticated: errors.NotSignedIn,
    exceptions.AuthenticationFailed: errors.NotSignedIn,
    exceptions.UnsupportedMediaType: errors.UnsupportedMediaType,
    exceptions.Throttled: errors.TooMany,
}


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/otlp/", "/metrics", "/healthz", "/readyz"))


def problem(error: errors.PortalError) -> JsonResponse:
    """The answer for an error: `type, title, status, detail, code, request_id` and the error's own members."""
    body: dict[str, object] = {
        "type": f"urn:loupe:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        "request_id": current_request_id(),
    }
    response = JsonResponse(body | dict(error.extra), status=error.status, content_type="application/problem+json")
    if error.retry_after_s is not None:
        response["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, errors.NotSignedIn):
        response["WWW-Authenticate"] = "Bearer"
    return response


def translate(error: Exception) -> errors.PortalError | None:
    """The PortalError that stands for what DRF or Django raised; None for a defect of ours."""
    if isinstance(error, errors.PortalError):
        return error
    if isinstance(error, Http404):
        return errors.NotFound("There is nothing at this address.")
    if is_database_away(error):
        return errors.Unavailable("The database does not answer now.", retry_after_s=5)
    if isinstance(error, exceptions.APIException):
        return _from_drf(error)
    return None


def is_database_away(error: BaseException) -> bool:
    """Locked, gone or damaged (SQLite tells of a damaged file by a plain DatabaseError). Its other errors are defects of ours."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def _from_drf(error: exceptions.APIException) -> errors.PortalError:
    if isinstance(error, exceptions.MethodNotAllowed):
        return errors.MethodNotAllowed(str(error.detail))
    if isinstance(error, exceptions.PermissionDenied):
        return errors.NotAllowed(str(error.detail), permission="csrf")
    for kind, ours in _BY_DRF.items():
        if isinstance(error, kind):
            return ours(str(error.detail))
    return errors.InvalidInput("The request could not be read.", errors={"": [str(error.detail)]})


def problem_response(error: Exception, context: Mapping[str, object]) -> Response | HttpResponse | None:
    """DRF's exception handler."""
    answer = translate(error)
    if answer is None:
        return None
    set_rollback()
    request = context["request"]._request  # type: ignore[attr-defined]
    if isinstance(answer, errors.NotAllowed):
        answer = note_refusal(request, answer)
    return problem(answer)
