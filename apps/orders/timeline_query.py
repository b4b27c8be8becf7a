"""What a timeline is narrowed to."""

from dataclasses import dataclass, field

from apps.orders.timeline_json import Slice
from apps.telemetry.adjust.standard import Adjust
from apps.telemetry.datamodel import Window


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """What narrows a timeline. `signals` None: all. `window` None: the whole life of the order."""

    window: Window | None = None
    adjust: Adjust = "skew"
    signals: tuple[str, ...] | None = None
    part: Slice = field(default_factory=Slice)
