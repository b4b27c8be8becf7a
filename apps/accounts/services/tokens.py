"""Bearer tokens: made once, shown once, stored hashed (api.md, "Sign-in")."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta

from apps.accounts.models import Token, User
from apps.core.clock import now
from apps.core.errors import InvalidInput
from apps.core.permissions import SCOPE_PERMISSIONS, SERVICE_ONLY_SCOPES

MAX_DAYS = 3650
_MARK = "loupe"
_PREFIX_BYTES, _SECRET_BYTES = 6, 32
_USED_EVERY = timedelta(minutes=1)


def create_token(user: User, *, scopes: Collection[str] = (), days: int) -> str:
    """The token's text, which cannot be had again. Raise InvalidInput, by field, for what `user` may not have."""
    errors = _scope_errors(user, scopes)
    if not 1 <= days <= MAX_DAYS:
        errors["days"] = [f"A token lives from 1 to {MAX_DAYS} days, not {days}."]
    if not user.is_active:
        errors["user"] = [f"{user.username} is not admitted any more."]
    if errors:
        raise InvalidInput("The token was not made.", errors=errors)
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    text = f"{_MARK}_{prefix}_{secret}"
    made = now()
    Token.objects.create(
        user=user, prefix=prefix, digest=_digest(text), scopes=sorted(set(scopes)), created_at=made, expires_at=made + timedelta(days=days)
    )
    return text


def _scope_errors(user: User, scopes: Collection[str]) -> dict[str, list[str]]:
    sentences = [
        f"There is no scope {scope}; the scopes are {', '.join(SCOPE_PERMISSIONS)}." for scope in scopes if scope not in SCOPE_PERMISSIONS
    ]
    if user.is_service:
        known = set(scopes) & set(SCOPE_PERMISSIONS)
        sentences += [f"The service account {user.username} does not have the scope {scope}." for scope in sorted(known - set(user.scopes))]
    else:
        sentences += [
            f"The scope {scope} is for service accounts only; {user.username} is a person."
            for scope in scopes
            if scope in SERVICE_ONLY_SCOPES
        ]
    return {"scope": sentences} if sentences else {}


def find_token(text: str) -> Token | None:
    """The valid token of an active owner with this text."""
    mark, _, rest = text.partition("_")
    token = Token.objects.select_related("user").filter(prefix=rest.partition("_")[0]).first() if mark == _MARK else None
    if token is None or not hmac.compare_digest(bytes(token.digest), _digest(text)):
        return None
    if token.revoked_at is not None or token.expires_at <= now() or not token.user.is_active:
        return None
    return token


def note_use(token: Token) -> None:
    """Remember that the token is in use, to the minute."""
    if token.last_used_at is None or now() - token.last_used_at >= _USED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now())


def _digest(text: str) -> bytes:
    """A fast hash is enough: the secret has 256 random bits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
