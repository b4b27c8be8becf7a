"""The actor of a request: from its session, from its bearer token, or nobody."""

from django.conf import settings
from django.http import HttpRequest

from apps.accounts.addresses import client_address
from apps.accounts.models import Token, User
from apps.accounts.sessions import session_hash
from apps.audit.entry import DENIED
from apps.audit.services import record_event
from apps.core.actor import Actor
from apps.core.errors import NotAllowed, PortalError, Unavailable
from apps.core.gates import actor_on
from apps.core.request_id import current_request_id

_AGENT_LENGTH = 256


def actor_of(request: HttpRequest) -> Actor:
    """The person of the session, or an anonymous actor with the address of the client. Tokens: authentication.py."""
    user = request.user
    if isinstance(user, User):
        return _actor(request, user, login_method="directory", session=session_hash(request))
    return _actor(request, None)


def actor_of_token(request: HttpRequest, token: Token) -> Actor:
    """A token without scopes may do what its owner may: a person's roles, a service account's own scopes."""
    own = token.user.scopes if token.user.is_service else None
    scopes = token.scopes or own
    return _actor(request, token.user, login_method="token", session=token.prefix, scopes=None if scopes is None else frozenset(scopes))


def _actor(
    request: HttpRequest, user: User | None, *, login_method: str = "", session: str = "", scopes: frozenset[str] | None = None
) -> Actor:
    return Actor(
        name=user.username if user else "",
        user_id=str(user.pk) if user else "",
        directory_id=(user.directory_id or "") if user else "",
        roles=frozenset(user.roles if user else ()),
        is_service=user.is_service if user else False,
        scopes=scopes,
        login_method=login_method,
        session_hash=session,
        address=client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES),
        agent=request.headers.get("User-Agent", "")[:_AGENT_LENGTH],
        request_id=current_request_id(),
    )


def note_refusal(request: HttpRequest, refusal: NotAllowed) -> PortalError:
    """Record a 403 that no lookup has recorded; the answer to give, which is another one if that cannot be written."""
    actor = actor_on(request)
    if refusal.recorded or actor.is_anonymous:
        return refusal
    route = request.resolver_match.view_name if request.resolver_match else ""
    try:
        record_event(actor, "access.refused", f"route:{route}", DENIED, reason=refusal.permission)
    except Unavailable as error:
        return error
    refusal.recorded = True
    return refusal
