"""Who calls the API: a bearer token, or the session of a person with a CSRF token (api.md, "Sign-in")."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from apps.accounts.actors import actor_of, actor_of_token
from apps.accounts.models import Token, User
from apps.accounts.services.recheck import recheck_person
from apps.accounts.services.tokens import find_token, note_use
from apps.core.actor import Actor
from apps.core.errors import NotSignedIn

_SCHEME = "bearer"


def actor_from_header(request: HttpRequest) -> Actor | None:
    """The actor of the request's bearer token; None without an Authorization header. Raise NotSignedIn for any other than a valid one."""
    token = _token_of(request)
    return None if token is None else actor_of_token(request, token)


def _token_of(request: HttpRequest) -> Token | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, text = header.strip().partition(" ")
    token = find_token(text.strip()) if scheme.lower() == _SCHEME else None
    if token is None:
        raise _bad_token()
    recheck_person(token.user)
    if not token.user.is_active:
        raise _bad_token()
    note_use(token)
    return token


def _bad_token() -> NotSignedIn:
    return NotSignedIn("The bearer token is not valid: it is unknown, expired or revoked, or its owner is not admitted any more.")


class BearerAuthentication(BaseAuthentication):
    """First in line, so that a 401 names its scheme."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        token = _token_of(request._request)
        if token is None:
            return None
        request._request.actor = actor_of_token(request._request, token)  # type: ignore[attr-defined]
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PersonAuthentication(SessionAuthentication):
    """A session as the middleware left it; a directory that is down past its grace is told here, as the API tells errors."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        unavailable = getattr(request._request, "directory_error", None)
        if unavailable is not None:
            raise unavailable
        found = super().authenticate(request)
        if found is None or not isinstance(found[0], User):
            return None
        request._request.actor = actor_of(request._request)  # type: ignore[attr-defined]
        return found[0], None
