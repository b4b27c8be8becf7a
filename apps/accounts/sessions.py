"""What a session of ours carries, and when it is over: 30 min without use, 12 h in all, or an earlier epoch of its person."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from apps.accounts.models import User
from apps.core.clock import now

_BACKEND = "apps.accounts.ldap.DirectoryBackend"
_STARTED, _SEEN, _EPOCH = "started_at", "seen_at", "epoch"
_SEEN_EVERY = timedelta(minutes=1)


def start_session(request: HttpRequest, user: User) -> None:
    """A new session with a new id; whatever an anonymous one held is dropped."""
    request.session.flush()
    login(request, user, backend=_BACKEND)
    request.session[_STARTED] = request.session[_SEEN] = now().isoformat()
    request.session[_EPOCH] = user.epoch


def is_over(request: HttpRequest, user: User) -> bool:
    started, seen = _instant(request, _STARTED), _instant(request, _SEEN)
    if started is None or seen is None or request.session.get(_EPOCH) != user.epoch:
        return True
    oldest = timedelta(seconds=settings.SESSION_ABSOLUTE_AGE_S)
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return now() - started >= oldest or now() - seen >= idle


def note_use(request: HttpRequest) -> None:
    """Move the end of the session on, to the minute: not every request writes."""
    seen = _instant(request, _SEEN)
    if seen is None or now() - seen >= _SEEN_EVERY:
        request.session[_SEEN] = now().isoformat()


def session_hash(request: HttpRequest) -> str:
    """Tells sessions apart in the record without giving them away; "" without a session."""
    key = request.session.session_key
    return hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""


def _instant(request: HttpRequest, name: str) -> datetime | None:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) else None
