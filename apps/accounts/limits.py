"""Limits on signing in, with growing waits: per person and address, and, far looser, per person (security.md)."""

import hashlib
import unicodedata
from dataclasses import dataclass

from django.core.cache import cache

from apps.core.clock import now_ns

_REMEMBERED_S = 3600
_FIRST_WAIT_S, _LONGEST_WAIT_S = 15, 15 * 60
# Failures that cost nothing. A person's own limit is loose: otherwise anybody could lock a colleague out.
_FREE_BY_ADDRESS, _FREE_BY_PERSON = 5, 30


@dataclass(frozen=True, slots=True)
class LoginLimit:
    """The two counters of one attempt. Every attempt is counted beforehand, so that many at once do not slip through."""

    by_address: str
    by_person: str

    def wait_s(self) -> int:
        """Seconds until the next attempt is allowed, 0 when it is allowed now."""
        return max(_wait_s(self.by_address), _wait_s(self.by_person))

    def count(self) -> None:
        _count(self.by_address, _FREE_BY_ADDRESS)
        _count(self.by_person, _FREE_BY_PERSON)

    def forget(self) -> None:
        """After a right password: this address starts anew; the person's own counter only loses this attempt: others may be guessing."""
        cache.delete(self.by_address)
        _take_back(self.by_person)

    def take_back(self) -> None:
        """After an attempt that the directory could not judge."""
        _take_back(self.by_address)
        _take_back(self.by_person)


def login_limit(username: str, address: str) -> LoginLimit:
    """Typed variants that the directory takes for one person share a counter."""
    name = " ".join(unicodedata.normalize("NFKC", username).casefold().split())
    return LoginLimit(_key("address", f"{name}\x00{address}"), _key("person", name))


def _key(kind: str, text: str) -> str:
    return f"login:{kind}:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _state(key: str) -> tuple[int, int]:
    """Failures so far, and the instant (ns) before which no further attempt is judged."""
    state: tuple[int, int] = cache.get(key, (0, 0))
    return state


def _wait_s(key: str) -> int:
    return max(0, -((now_ns() - _state(key)[1]) // 1_000_000_000))


def _count(key: str, free: int) -> None:
    failures = _state(key)[0] + 1
    wait_s = 0 if failures < free else min(_FIRST_WAIT_S * 2 ** min(failures - free, 10), _LONGEST_WAIT_S)
    cache.set(key, (failures, now_ns() + wait_s * 1_000_000_000 if wait_s else 0), _REMEMBERED_S)


def _take_back(key: str) -> None:
    cache.set(key, (max(_state(key)[0] - 1, 0), 0), _REMEMBERED_S)
