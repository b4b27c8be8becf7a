"""Filters that say values in the reader's language and zone. A builtin of the template engine: no `{% load %}` is needed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from apps.core import clock, wording, words

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
# Tables and not calls: a page of rows asks for hundreds of units.
UNITS: Mapping[str, object] = {
    "d": pgettext_lazy("unit", "%(n)s d"),
    "h": pgettext_lazy("unit", "%(n)s h"),
    "min": pgettext_lazy("unit", "%(n)s min"),
    "s": pgettext_lazy("unit", "%(n)s s"),
    "ms": pgettext_lazy("unit", "%(n)s ms"),
    "us": pgettext_lazy("unit", "%(n)s µs"),
    "ns": pgettext_lazy("unit", "%(n)s ns"),
}
_SYMBOLS = {"RUB": "₽", "EUR": "€", "USD": "$"}


class _Money(Protocol):
    amount: Decimal
    currency: str


def _is_russian() -> bool:
    return (get_language() or "").startswith("ru")


def _unit(figure: str, unit: str) -> str:
    return str(UNITS[unit]) % {"n": figure.replace(".", "," if _is_russian() else ".")}


def _joined(parts: tuple[tuple[str, str], ...]) -> str:
    return NBSP.join(_unit(figure, unit).replace(" ", NBSP) for figure, unit in parts)


@register.filter
def duration(value: int | timedelta | None) -> str:
    """Nanoseconds or a timedelta as "6 h 12 min", "420 ms"; "" for None."""
    if value is None:
        return ""
    duration_ns = (value // timedelta(microseconds=1)) * 1_000 if isinstance(value, timedelta) else value
    return _joined(wording.duration_parts(duration_ns))


@register.filter
def roughly(value: timedelta | None) -> str:
    """As `duration`, without seconds beside minutes: "12 min". For what is glanced at."""
    if value is None:
        return ""
    parts = wording.duration_parts((value // timedelta(microseconds=1)) * 1_000)
    return _joined(parts[:1] if parts[0][1] == "min" else parts)


@register.filter
def seconds(value: float | None) -> str:
    """Seconds as `duration` says them."""
    return "" if value is None else duration(int(value * 1_000_000_000))


@register.filter
def since(value: datetime | None) -> str:
    """How long ago an instant was (or how far ahead it is), without "ago"."""
    return "" if value is None else duration(abs(clock.now() - value))


@register.filter
def age(value: datetime | timedelta | float) -> str:
    """Roughly how old something is: an instant, a timedelta or seconds."""
    if isinstance(value, datetime):
        return roughly(abs(clock.now() - value))
    return roughly(value if isinstance(value, timedelta) else timedelta(seconds=value))


def _local(value: datetime | int) -> datetime:
    return timezone.localtime(clock.from_ns(value) if isinstance(value, int) else value)


def dated(at: date, form: str) -> str:
    """Django's short Russian months begin with a capital, and May is not declined; nobody writes so inside a line."""
    text = date_format(at, form)
    return text.lower().replace(" май", " мая") if _is_russian() else text


@lru_cache(maxsize=1_000)
def _short_day(day: date, language: str) -> str:
    return dated(day, "j M")


def offset_of(at: datetime) -> str:
    """ "+03:00" of an aware datetime."""
    return at.isoformat()[-6:]


@register.filter
def moment(value: datetime | int | None) -> str:
    """An instant (aware datetime, or nanoseconds) in the current zone with its offset: "21 Nov 2026, 12:40 +03:00"."""
    if value is None:
        return ""
    at = _local(value)
    return f"{dated(at, 'j M Y, H:i')}{NBSP}{offset_of(at)}"


@register.filter
def moment_seconds(value: datetime | int | None) -> str:
    """As `moment`, to the second; what the audit record needs."""
    if value is None:
        return ""
    at = _local(value)
    return f"{dated(at, 'j M Y, H:i:s')}{NBSP}{offset_of(at)}"


@register.filter
def offset(value: int) -> str:
    """ "+03:00" of nanoseconds in the current zone."""
    return offset_of(_local(value))


@register.filter
def instant(value: int) -> str:
    """Nanoseconds as "21 Nov 12:40:00.123", cut: for rows of a table that says its zone once."""
    second, rest = divmod(value, 1_000_000_000)
    at = datetime.fromtimestamp(second, timezone.get_current_timezone())
    return f"{_short_day(at.date(), get_language() or '')} {at:%H:%M:%S}.{rest // 1_000_000:03}"


@register.filter
def short_moment(value: datetime | int | None) -> str:
    """For tables: "21 Nov 12:40"; the year when it is not this one. The zone stands once on the page."""
    if value is None:
        return ""
    at = _local(value)
    form = "j M H:i" if at.year == timezone.localtime(clock.now()).year else "j M Y"
    return dated(at, form)


@register.filter
def clock_time(value: datetime | int | None) -> str:
    """ "14:02", or with its date when it was not today."""
    if value is None:
        return ""
    at = _local(value)
    return date_format(at, "H:i") if at.date() == timezone.localtime(clock.now()).date() else short_moment(value)


@register.filter
def day(value: datetime | None) -> str:
    """ "5 Dec 2026" in the current zone."""
    return "" if value is None else dated(_local(value), "j M Y")


@register.filter
def in_days(value: datetime | None) -> str:
    """How far away a day is: "in 12 days", "today", "3 days ago"."""
    if value is None:
        return ""
    days = (_local(value).date() - timezone.localtime(clock.now()).date()).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}


@register.filter
def iso(value: datetime | int | None) -> str:
    """For `<time datetime>`: RFC 3339 in the current zone."""
    return "" if value is None else _local(value).isoformat(timespec="milliseconds")


@register.filter
def money(value: _Money | None) -> str:
    """ "12 500,00 ₽" in Russian, "12,500.00 ₽" in English; kopecks always."""
    if value is None:
        return ""
    group, point = (NBSP, ",") if _is_russian() else (",", ".")
    return f"{wording.grouped(value.amount, places=2, group=group, point=point)}{NBSP}{_SYMBOLS.get(value.currency, value.currency)}"


@register.filter
def money_or_dash(value: _Money | None) -> str:
    """For a column in which some lines have no sum."""
    return money(value) or "–"


@register.filter
def number(value: float | Decimal | None) -> str:
    """A count or a measured value, digits in groups, at most two decimals."""
    if value is None:
        return ""
    group, point = (NARROW, ",") if _is_russian() else (",", ".")
    amount = round(Decimal(str(value)), 2).normalize()
    places = max(0, -int(amount.as_tuple().exponent))
    return wording.grouped(amount, places=places, group=group, point=point)


@register.filter
def present(value: object) -> bool:
    """False for None and for what this role may not see (`Absent.ABSENT`)."""
    return value is not None and not (isinstance(value, Enum) and value.value == "absent")


@register.filter
def service_class(name: str | None) -> str:
    """CSS classes of a service's colour and of its second cue."""
    if not name:
        return ""
    hue, cue = wording.service_mark(name)
    return f"svc-{hue} cue-{cue}"


# A key of the API said in words: filter → family of words.py.
_SAYS = {
    "stage_title": "stage",
    "who_words": "who",
    "waits_for_words": "waits_for",
    "confidence_words": "confidence",
    "channel_words": "channel",
    "status_words": "status",
    "kind_words": "kind",
    "role_words": "role",
    "state_words": "complaint",
    "result_words": "audit",
    "match_words": "match",
    "priority_words": "priority",
    "signal_words": "signal",
    "origin_words": "origin",
    "measure_words": "measure",
}


def _says(family: str) -> Callable[[str | None], str]:
    def said(key: str | None) -> str:
        return words.word(family, key)

    return said


for _name, _family in _SAYS.items():
    register.filter(_name, _says(_family))


@register.filter
def state_shape(status: str | None) -> str:
    """The shape beside a status: the form says it without the colour."""
    return words.SHAPES.get(status or "", "square")
