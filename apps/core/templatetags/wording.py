"""Filters that say values in the reader's language and zone. A builtin of the template engine: no `{% load %}` is needed."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from apps.core import clock, wording, words

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
_SYMBOLS = {"RUB": "₽", "EUR": "€", "USD": "$"}


class _Money(Protocol):
    amount: Decimal
    currency: str


def _is_russian() -> bool:
    return (get_language() or "").startswith("ru")


def _unit(figure: str, unit: str) -> str:
    pattern = {
        "d": pgettext("unit", "%(n)s d"),
        "h": pgettext("unit", "%(n)s h"),
        "min": pgettext("unit", "%(n)s min"),
        "s": pgettext("unit", "%(n)s s"),
        "ms": pgettext("unit", "%(n)s ms"),
        "us": pgettext("unit", "%(n)s µs"),
        "ns": pgettext("unit", "%(n)s ns"),
    }[unit]
    return pattern % {"n": figure.replace(".", "," if _is_russian() else ".")}


@register.filter
def duration(value: int | timedelta | None) -> str:
    """Nanoseconds or a timedelta as "6 h 12 min", "420 ms"; "" for None."""
    if value is None:
        return ""
    duration_ns = (value // timedelta(microseconds=1)) * 1_000 if isinstance(value, timedelta) else value
    return NBSP.join(_unit(figure, unit).replace(" ", NBSP) for figure, unit in wording.duration_parts(duration_ns))


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
    """How old something is: an instant, a timedelta or seconds."""
    if isinstance(value, datetime):
        return since(value)
    return duration(value) if isinstance(value, timedelta) else seconds(value)


def _local(value: datetime | int) -> datetime:
    return timezone.localtime(clock.from_ns(value) if isinstance(value, int) else value)


def _dated(at: datetime, form: str) -> str:
    """Django's short Russian months begin with a capital, which nobody writes inside a line."""
    text = date_format(at, form)
    return text.lower() if _is_russian() else text


def offset_of(at: datetime) -> str:
    """ "+03:00" of an aware datetime."""
    return at.isoformat()[-6:]


@register.filter
def moment(value: datetime | int | None) -> str:
    """An instant (aware datetime, or nanoseconds) in the current zone with its offset: "21 Nov 2026, 12:40 +03:00"."""
    if value is None:
        return ""
    at = _local(value)
    return f"{_dated(at, 'j M Y, H:i')}{NBSP}{offset_of(at)}"


@register.filter
def moment_seconds(value: datetime | int | None) -> str:
    """As `moment`, to the second; what the audit record needs."""
    if value is None:
        return ""
    at = _local(value)
    return f"{_dated(at, 'j M Y, H:i:s')}{NBSP}{offset_of(at)}"


@register.filter
def short_moment(value: datetime | int | None) -> str:
    """For tables: "21 Nov 12:40"; the year when it is not this one. The zone stands once on the page."""
    if value is None:
        return ""
    at = _local(value)
    form = "j M H:i" if at.year == timezone.localtime(clock.now()).year else "j M Y"
    return _dated(at, form)


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
    return "" if value is None else _dated(_local(value), "j M Y")


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


@register.filter
def stage_title(stage: str | None) -> str:
    return words.word("stage", stage)


@register.filter
def who_words(who: str | None) -> str:
    return words.word("who", who)


@register.filter
def waits_for_words(what: str | None) -> str:
    return words.word("waits_for", what)


@register.filter
def confidence_words(confidence: str | None) -> str:
    return words.word("confidence", confidence)


@register.filter
def channel_words(channel: str | None) -> str:
    return words.word("channel", channel)


@register.filter
def status_words(status: str | None) -> str:
    """The status of a source, of an answer or of an operation."""
    return words.word("status", status)


@register.filter
def kind_words(kind: str | None) -> str:
    """What a piece of evidence, a mark or an understood part of a text is."""
    return words.word("kind", kind)


@register.filter
def role_words(role: str | None) -> str:
    return words.word("role", role)


@register.filter
def state_words(state: str | None) -> str:
    """The state of a complaint."""
    return words.word("complaint", state)


@register.filter
def result_words(result: str | None) -> str:
    """The result and phase of an audit entry."""
    return words.word("audit", result)


@register.filter
def match_words(answered_by: str | None) -> str:
    return words.word("match", answered_by)


@register.filter
def priority_words(priority: str | None) -> str:
    return words.word("priority", priority)


@register.filter
def signal_words(signal: str | None) -> str:
    return words.word("signal", signal)


@register.filter
def state_shape(status: str | None) -> str:
    """The shape beside a status: the form says it without the colour."""
    return words.SHAPES.get(status or "", "square")
