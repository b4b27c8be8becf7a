"""The bytes of a request's body, under a cap whatever its headers claim."""

from contextlib import suppress
from typing import Protocol

from django.http import HttpRequest

from apps.core.errors import LengthRequired, TooLarge

_PART = 1024 * 1024
_MOST_DISCARDED = 64 * 1024 * 1024


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_capped(request: HttpRequest, most: int, refusal: str) -> bytes:
    """At most `most` bytes. Raises TooLarge with the sentence `refusal`, LengthRequired.

    Django takes a chunked body for empty. Where the server has undone the chunks and marks the end (`wsgi.input_terminated`,
    as granian does) it is read to its end; elsewhere a length must be given.
    """
    chunked = "HTTP_TRANSFER_ENCODING" in request.META
    if chunked and not request.META.get("wsgi.input_terminated"):
        raise LengthRequired("Send the body with a Content-Length.")
    stream: _Stream = request.META["wsgi.input"] if chunked else request
    body = stream.read(most + 1)
    if len(body) > most:
        _discard(stream)
        raise TooLarge(refusal)
    return body


def _discard(stream: _Stream) -> None:
    """Read on, to a bound: a connection closed under a sender shows it a broken pipe and not the refusal."""
    left = _MOST_DISCARDED
    with suppress(OSError):  # the sender has gone
        while left > 0:
            part = stream.read(_PART)
            left = left - len(part) if part else 0
