"""One order's timeline, for the page, the API and the job that keeps findings. Not a lookup by itself: callers record theirs."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from apps.core.clock import to_ns
from apps.orders.life_selectors import life_of
from apps.orders.models import Order
from apps.orders.subjects import events_report, subject_of
from apps.telemetry.adjust.standard import Adjust
from apps.telemetry.api import Subject, correlation_of, exists, timeline_of
from apps.telemetry.datamodel import Window
from apps.telemetry.timeline import Timeline


def gather_order(
    number: str,
    order: Order | None,
    now: datetime,
    *,
    adjust: Adjust = "skew",
    window: Window | None = None,
    signals: Collection[str] | None = None,
) -> Timeline:
    """All of the order; `order` None: the number is known from telemetry alone."""
    subject = Subject(correlation_of(number), reports=(events_report(0),)) if order is None else subject_of(life_of(order, now))
    return timeline_of(replace(subject, window=window), now_ns=to_ns(now), adjust=adjust, signals=signals)


def in_telemetry(number: str, now: datetime) -> bool:
    """Whether telemetry knows the number at all."""
    return exists(correlation_of(number), now_ns=to_ns(now))
