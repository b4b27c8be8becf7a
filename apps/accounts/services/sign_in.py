"""Signing in and out, each recorded: attempt before the directory is asked, outcome after (security.md)."""

from dataclasses import replace

from django.contrib.auth import authenticate

from apps.accounts.ldap import DirectoryUnavailable
from apps.accounts.limits import LoginLimit, login_limit
from apps.accounts.models import User
from apps.audit.entry import GRANTED
from apps.audit.services import lookup, record_event
from apps.audit.terms import hmac_of
from apps.core.actor import Actor
from apps.core.errors import NotSignedIn, PortalError, TooMany

STARTED, REFUSED, ENDED = "session.started", "session.refused", "session.ended"
UNKNOWN = "(unknown)"  # no name that a directory gives out


def sign_in(visitor: Actor, *, username: str, password: str) -> User:
    """The person of these credentials. Raise NotSignedIn, TooMany or DirectoryUnavailable; all of it is recorded.

    What was typed as a name may be a password: the record holds the name of somebody known, otherwise only its HMAC.
    """
    known = User.objects.filter(username__iexact=username.strip(), is_service=False).values_list("username", flat=True).first()
    who = replace(visitor, name=known or UNKNOWN)
    with lookup(who, STARTED, f"person:{who.name}", term_hmac=hmac_of("login", username), kinds=["login"]) as handle:
        try:
            user = _judge(login_limit(username, visitor.address), username, password)
        except PortalError:
            handle.ref = replace(handle.ref, action=REFUSED)
            raise
        person = replace(who, name=user.username, user_id=str(user.pk), directory_id=user.directory_id or "", roles=frozenset(user.roles))
        handle.ref = replace(handle.ref, actor=person, object=f"person:{user.username}")
    return user


def sign_in_or_refusal(visitor: Actor, *, username: str, password: str) -> User | PortalError:
    """`sign_in` for a form, which shows a refusal in its own words."""
    try:
        return sign_in(visitor, username=username, password=password)
    except PortalError as error:
        return error


def _judge(limit: LoginLimit, username: str, password: str) -> User:
    wait_s = limit.wait_s()
    if wait_s:
        raise TooMany("Too many attempts to sign in.", retry_after_s=wait_s)
    limit.count()
    try:
        user = authenticate(None, username=username, password=password)
    except DirectoryUnavailable:
        limit.take_back()
        raise
    if not isinstance(user, User):
        raise NotSignedIn("The name or the password is not right.", code="wrong_credentials")
    limit.forget()
    return user


def sign_out(actor: Actor) -> None:
    """Record the end of a session; the edge ends it."""
    record_event(actor, ENDED, f"person:{actor.name}", GRANTED)
