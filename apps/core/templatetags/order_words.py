"""What a row says about where an order is: one sentence for its page, a short form and a shape for lists."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock, masking, words
from apps.core.templatetags.wording import duration, moment, seconds, short_moment

register = template.Library()


class Row(Protocol):
    """The part of an order's row that these sentences read (apps/orders/page.py, OrderRow)."""

    stage: str | None
    stage_since: datetime | None
    waits_for: str | None
    waits_on: str | None
    deadline_at: datetime | None
    stuck: bool
    at_risk: bool
    late: bool
    allowed_s: int | None


def _waited(row: Row) -> timedelta:
    return clock.now() - row.stage_since if row.stage_since else timedelta(0)


def _within_allowed(row: Row) -> bool:
    """Whether "N of M" reads true. On the clock of working hours a night passes without counting: then only the deadline is said."""
    return row.allowed_s is not None and (row.stuck or _waited(row) <= timedelta(seconds=row.allowed_s))


@register.filter
def state_sentence(row: Row) -> str:
    """ "Waiting for a price for 6 h 12 min, allowed 45 min", or the stage when nothing is awaited."""
    if row.stage is None:
        return _("Its stage is not known")
    if not row.waits_for:
        return words.word("stage", row.stage)
    time = duration(_waited(row))
    if _within_allowed(row):
        return str(words.WAITING_ALLOWED[row.waits_for]) % {"time": time, "allowed": seconds(row.allowed_s)}
    if row.deadline_at:
        return str(words.WAITING_UNTIL[row.waits_for]) % {"time": time, "deadline": moment(row.deadline_at)}
    return state_short(row)


@register.filter
def state_short(row: Row) -> str:
    """ "waiting for a price, 6 h 12 min", or the stage when nothing is awaited."""
    if row.stage is None:
        return _("not known")
    if not row.waits_for:
        return words.word("stage", row.stage).lower()
    return str(words.WAITING_SHORT[row.waits_for]) % {"time": duration(_waited(row))}


@register.filter
def state_limit(row: Row) -> str:
    """What follows the short form, faint: "of 45 min", "by 24 Nov 11:00" or nothing."""
    if not row.waits_for:
        return ""
    if _within_allowed(row):
        return _("of %(allowed)s") % {"allowed": seconds(row.allowed_s)}
    return _("by %(deadline)s") % {"deadline": short_moment(row.deadline_at)} if row.deadline_at else ""


@register.filter
def row_shape(row: Row) -> str:
    """diamond: past its limit or its promise, and not the customer's turn; triangle: at risk, or the customer's turn for too long."""
    if (row.stuck and row.waits_on != "customer") or row.late:
        return "diamond"
    return "triangle" if row.stuck or row.at_risk else ""


@register.filter
def row_tone(row: Row) -> str:
    """The class of the words beside the shape."""
    return {"diamond": "bad", "triangle": "uneasy"}.get(row_shape(row), "")


_PLACEHOLDERS: Mapping[str, object] = {
    masking.PHONE: _lazy("[phone]"),
    masking.EMAIL: _lazy("[e-mail]"),
    masking.CARD: _lazy("[card]"),
    masking.TOKEN: _lazy("[token]"),
    masking.PASSWORD: _lazy("[password]"),
    masking.ADDRESS: _lazy("[address]"),
    masking.SNILS: _lazy("[SNILS]"),
    masking.INN: _lazy("[INN]"),
}


@register.filter
def said_masks(text: str) -> str:
    """The placeholders of masked text in the reader's language: a complaint is read aloud, an API's answer is compared."""
    for placeholder, said in _PLACEHOLDERS.items():
        text = text.replace(placeholder, str(said))
    return text


@register.simple_tag
def stage_choices() -> list[tuple[str, str]]:
    """(key, title) of every stage, for a filter."""
    return [(key, str(title)) for key, title in words.STAGES.items()]


@register.simple_tag
def channel_choices() -> list[tuple[str, str]]:
    """(key, title) of the channels by which orders come."""
    return [(key, words.word("channel", key)) for key in ("shop", "partner")]


@register.filter
def date_value(value: date | str | None) -> str:
    """For `<input type="date">`: the day of a date, of an instant in the current zone, or of what was typed."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date().isoformat()
    return "" if value is None else str(value)[:10]
