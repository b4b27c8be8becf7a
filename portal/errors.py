"""PortalError as a page, and the answers that Django itself asks for: a page, or the problem document where a program asks."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from apps.core.actor import Actor
from apps.core.errors import InvalidInput, NotAllowed, NotFound, PortalError, TooLarge
from apps.core.request_id import current_request_id
from portal.api_errors import is_api, problem, translate


def error_page(request: HttpRequest, error: PortalError) -> HttpResponse:
    """The page of an error; nothing of the failed work is in it but what the error says."""
    _know_actor(request)
    context = {
        "status": error.status,
        "title": _(error.title),
        "message": _(error.message),
        "permission": getattr(error, "permission", ""),
        "suggestions": error.extra.get("suggestions", []),
        "errors": error.extra.get("errors", {}),
        "request_id": current_request_id(),
    }
    response = render(request, "errors/error.html", context, status=error.status)
    if error.retry_after_s is not None:
        response["Retry-After"] = str(error.retry_after_s)
    return response


def _know_actor(request: HttpRequest) -> None:
    """Who asks is read from the database when it is first needed; while that is away, the page is written for nobody."""
    try:
        bool(getattr(request, "actor", None))
    except Error:
        request.actor = Actor(name="")  # type: ignore[attr-defined]


def error_answer(request: HttpRequest, error: PortalError) -> HttpResponse:
    """A page, or problem+json at the addresses of programs."""
    return problem(error) if is_api(request) else error_page(request, error)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_answer(
        request, NotAllowed("The form was too old or came from another site. Load the page again and repeat.", permission="csrf")
    )


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    return error_answer(request, NotFound("There is no page at this address."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return error_answer(request, TooLarge("The form holds more than the portal takes. Paste the part that speaks of the order."))
    return error_answer(request, InvalidInput("The request could not be read."))


def server_error(request: HttpRequest) -> HttpResponse:
    """What views and middlewares raise ends here, while it is being handled: a database that is away, or a defect of ours."""
    raised = sys.exception()
    known = translate(raised) if isinstance(raised, Exception) else None
    defect = PortalError("The portal could not finish this. It was written to its log; nothing you entered was kept.")
    return error_answer(request, known or defect)
