"""The working clock: it runs on working days between opening and closing, in the company's zone, and stands otherwise.

All results are aware and in UTC. A working day is a local day: its length in real time follows the zone's rules, so a day
on which the clocks change is as long as its wall clock says between opening and closing.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from apps.core.catalogue import WorkingHours

_ZERO = timedelta(0)
_WEEK = timedelta(days=7)
_DAYS_SEARCHED = 3_660


def add_working(at: datetime, seconds: int, hours: WorkingHours) -> datetime:
    """The earliest instant, not before `at`, at which the working clock has run for `seconds` since `at`.

    Raises ValueError if no such instant lies in the next ten years (no working days).
    """
    left = timedelta(seconds=seconds)
    if left <= _ZERO:
        return at.astimezone(UTC)
    for opens, closes in _windows(at, hours):
        start = max(opens, at)
        if closes - start >= left:
            return start + left
        left -= max(closes - start, _ZERO)
    raise ValueError(f"{seconds} seconds of working time do not pass within ten years.")


def working_between(start: datetime, end: datetime, hours: WorkingHours) -> float:
    """Seconds for which the working clock runs from `start` to `end`; 0 if `end` is not after `start`."""
    total = _ZERO
    for opens, closes in _windows(start, hours):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), _ZERO)
    return total.total_seconds()


def share_of_week(hours: WorkingHours) -> float:
    """Which part of an ordinary week works: 45 of 168 hours by default."""
    day = datetime.combine(date.min, hours.closes) - datetime.combine(date.min, hours.opens)
    return len(hours.days) * day / _WEEK


def _windows(at: datetime, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """Working windows in UTC, in order, from the one that `at` may stand in. A window that a change of clocks swallows is left out."""
    first = at.astimezone(hours.zone).date()
    for offset in range(_DAYS_SEARCHED):
        day = first + timedelta(days=offset)
        if day.weekday() in hours.days and day.isoformat() not in hours.holidays:
            opens = datetime.combine(day, hours.opens, hours.zone).astimezone(UTC)
            closes = datetime.combine(day, hours.closes, hours.zone).astimezone(UTC)
            if opens < closes:
                yield opens, closes
