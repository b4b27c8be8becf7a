"""The OTLP/HTTP door: `POST /otlp/v1/{traces,logs,metrics}`. Errors are a google.rpc.Status in the request's encoding (api.md, "OTLP").

Only bearer tokens open it, never a session, so that no page of another site can post here and no CSRF token is needed.
"""

from contextlib import suppress

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from apps.accounts.actors import note_refusal
from apps.accounts.authentication import actor_from_header
from apps.core.errors import LengthRequired, NotAllowed, NotSignedIn, PortalError, TooLarge, Unavailable
from apps.core.gates import checks_itself
from apps.core.permissions import Permission
from apps.telemetry.embedded.receive import receive as receive_otlp
from apps.telemetry.embedded.replies import INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED, UNAVAILABLE, UNIMPLEMENTED, Reply, refused
from apps.telemetry.embedded.unpacking import PACKED_MAX, UNPACKED_MAX
from portal.telemetry_store import telemetry_store

_PART = 1024 * 1024
_CODES = {401: UNAUTHENTICATED, 403: PERMISSION_DENIED, 405: UNIMPLEMENTED, 503: UNAVAILABLE}


@csrf_exempt
@checks_itself(Permission.TELEMETRY_WRITE)
def receive(request: HttpRequest, signal: str) -> HttpResponse:
    """Keep one export request of `signal`."""
    content_type = request.headers.get("Content-Type", "")
    if request.method != "POST":
        return _response(refused(405, UNIMPLEMENTED, "Send telemetry with POST.", content_type), Allow="POST")
    try:
        _admit(request)
        body = _body(request)
    except OperationalError:
        return _refusal(Unavailable("The database does not answer now.", retry_after_s=5), content_type)
    except UnreadablePostError:
        return _response(refused(400, INVALID_ARGUMENT, "The body ended early.", content_type))
    except PortalError as error:
        _discard(request)
        return _refusal(error, content_type)
    return _response(receive_otlp(telemetry_store(), signal, body, content_type, request.headers.get("Content-Encoding", "")))


def _admit(request: HttpRequest) -> None:
    """Raise NotSignedIn without a valid token, NotAllowed (recorded) for one without `telemetry:write`."""
    actor = actor_from_header(request)
    if actor is None:
        raise NotSignedIn("Send a bearer token with the scope telemetry:write.")
    request.actor = actor  # type: ignore[attr-defined]
    try:
        actor.require(Permission.TELEMETRY_WRITE)
    except NotAllowed as refusal:
        raise note_refusal(request, refusal) from refusal


def _body(request: HttpRequest) -> bytes:
    """The whole body. Raises TooLarge, LengthRequired, UnreadablePostError.

    Django takes a chunked body for empty. Where the server has undone the chunks and marks the end (granian does,
    `wsgi.input_terminated`) the stream is read to its end; elsewhere its length must be given.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > PACKED_MAX:
        raise _too_large()
    if "HTTP_TRANSFER_ENCODING" not in request.META and length.isdigit():
        return request.body
    if request.META.get("wsgi.input_terminated"):
        return _read_to_end(request)
    if "HTTP_TRANSFER_ENCODING" in request.META or length:
        raise LengthRequired("Send the body with Content-Length.")
    return b""


def _discard(request: HttpRequest) -> None:
    """Read on what is still being sent, to a bound: a connection closed under a sender shows it a broken pipe and not the refusal."""
    length = request.META.get("CONTENT_LENGTH") or ""
    chunked = "HTTP_TRANSFER_ENCODING" in request.META
    if chunked and not request.META.get("wsgi.input_terminated"):
        return
    stream = request.META["wsgi.input"] if chunked else request
    left = UNPACKED_MAX if chunked or length.isdigit() else 0
    with suppress(OSError):  # the sender has gone
        while left > 0:
            part = stream.read(_PART)
            left = left - len(part) if part else 0


def _read_to_end(request: HttpRequest) -> bytes:
    body: bytes = request.META["wsgi.input"].read(PACKED_MAX + 1)
    if len(body) > PACKED_MAX:
        raise _too_large()
    return body


def _too_large() -> TooLarge:
    return TooLarge(f"The body has more than {PACKED_MAX >> 20} MiB.")


def _refusal(error: PortalError, content_type: str) -> HttpResponse:
    code = _CODES.get(error.status, INVALID_ARGUMENT)
    reply = refused(error.status, code, error.message, content_type, error.retry_after_s)
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    return _response(reply, **headers)


def _response(reply: Reply, **headers: str) -> HttpResponse:
    response = HttpResponse(reply.body, status=reply.status, content_type=reply.content_type, headers=headers)
    if reply.retry_after_s is not None:
        response["Retry-After"] = str(reply.retry_after_s)
    return response
