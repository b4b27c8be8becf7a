"""A signed-in person is read again from the directory (security.md, "Directory"): gone ends everything, down has a grace."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F

from apps.accounts.ldap import DirectoryBackend, DirectoryUnavailable
from apps.accounts.models import User
from apps.audit.entry import GRANTED
from apps.audit.services import record_event
from apps.core.actor import system_actor
from apps.core.clock import now

GRACE = timedelta(minutes=15)


def recheck_person(user: User) -> None:
    """Bring `user` up to date, if that is due; afterwards `is_active`, `roles` and `epoch` are what counts.

    Raise DirectoryUnavailable when the directory has not vouched for the person for longer than the grace. While it is
    down it is asked once an interval, not at every request. Service accounts are not in the directory.
    """
    if user.is_service or not user.is_active:
        return
    if _is_due(user) and _take_turn(user):
        _ask(user)
    if user.is_active and (user.checked_at is None or now() - user.checked_at > GRACE):
        raise DirectoryUnavailable


def _is_due(user: User) -> bool:
    last = max((at for at in (user.checked_at, user.tried_at) if at is not None), default=None)
    return last is None or now() - last >= timedelta(seconds=settings.DIRECTORY_RECHECK_S)


def _take_turn(user: User) -> bool:
    """Of requests that come together one asks; the others go on with what is known."""
    taken = User.objects.filter(pk=user.pk, tried_at=user.tried_at).update(tried_at=now())
    return bool(taken)


def _ask(user: User) -> None:
    try:
        current = DirectoryBackend().populate_user(user.username)
    except DirectoryUnavailable:
        return
    if current is None or current.pk != user.pk:  # a name given to somebody else is no longer this person's
        end_person(user)
    user.refresh_from_db()


def end_person(user: User) -> None:
    """All sessions and tokens of somebody whom the directory no longer admits end now."""
    User.objects.filter(pk=user.pk).update(is_active=False, epoch=F("epoch") + 1)
    user.tokens.filter(revoked_at=None).update(revoked_at=now())
    record_event(system_actor("directory"), "person.ended", f"person:{user.username}", GRANTED, reason="no longer in the directory")
