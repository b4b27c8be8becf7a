"""The one clock. Tests freeze it with `frozen`; nothing else in the project asks the system for the time of day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def now_ns() -> int:
    """The present instant as nanoseconds since the epoch, exact to the microsecond."""
    return to_ns(now())


def to_ns(at: datetime) -> int:
    """Nanoseconds since the epoch of an aware datetime, without passing through a float."""
    delta = at - datetime(1970, 1, 1, tzinfo=UTC)
    return ((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds) * 1_000


def from_ns(at_ns: int) -> datetime:
    """The aware UTC datetime of nanoseconds since the epoch, cut to the microsecond."""
    seconds, rest = divmod(at_ns, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1_000)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` inside the block (this thread and context only)."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
