"""The life of an order as a line of dots: where it has been, what it waits for, what lies ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django import template

from apps.core import clock
from apps.core.templatetags.order_words import Row

register = template.Library()

_LAST = ("delivered", "cancelled")


class StageEntered(Protocol):
    stage: str
    entered_at: datetime
    anomaly: bool


class Page(Protocol):
    row: Row
    stages: Sequence[StageEntered]
    all_stages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dot:
    """state done|waiting|stuck|ahead. `after` is the time since the stage before, `waited` how long this one has been awaited."""

    stage: str
    state: str
    at: datetime | None = None
    after: timedelta | None = None
    waited: timedelta | None = None
    anomaly: bool = False


@register.simple_tag
def stage_dots(page: Page) -> list[Dot]:
    """Dots in the order of the life; a cancelled order ends at its cancellation."""
    entered = {row.stage: row for row in page.stages}
    ends_early = "cancelled" in entered
    shown = [stage for stage in page.all_stages if stage in entered or (stage != "cancelled" and not ends_early)]
    awaited = _awaited(page, shown, entered)
    dots: list[Dot] = []
    before: datetime | None = None
    for stage in shown:
        row = entered.get(stage)
        if row is None:
            dots.append(_ahead(page.row, stage, stage == awaited))
            continue
        after = row.entered_at - before if before is not None and row.entered_at >= before else None
        dots.append(Dot(stage, "done", row.entered_at, after, anomaly=row.anomaly))
        before = row.entered_at
    return dots


def _awaited(page: Page, shown: Sequence[str], entered: dict[str, StageEntered]) -> str:
    """The first stage after the present one that was not entered; "" when nothing is awaited."""
    present = page.row.stage
    if present is None or present in _LAST or present not in shown:
        return ""
    later = shown[shown.index(present) + 1 :]
    return next((stage for stage in later if stage not in entered), "")


def _ahead(row: Row, stage: str, is_awaited: bool) -> Dot:
    if not is_awaited or row.stage_since is None:
        return Dot(stage, "ahead")
    return Dot(stage, "stuck" if row.stuck and row.waits_on != "customer" else "waiting", waited=clock.now() - row.stage_since)
