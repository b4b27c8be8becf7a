"""The life of an order: which stage it is in, until when it may stay, and whether it is stuck, at risk or late.

The stages and limits come from the catalogue (docs/configuration.md). `is_stuck`, `is_late` and `is_at_risk` are the one
predicate over `now`; conditions.py says the same to the database, and a test holds the two equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from apps.core.catalogue import Catalogue, StageRule
from apps.orders.hours import add_working, share_of_week

CREATED, DELIVERED, CANCELLED = "created", "delivered", "cancelled"
Paces = Mapping[str, float]


class Standing(Protocol):
    """What the predicate reads of an order."""

    @property
    def stage(self) -> str: ...
    @property
    def stage_since(self) -> datetime | None: ...
    @property
    def deadline_at(self) -> datetime | None: ...
    @property
    def promised_at(self) -> datetime | None: ...
    @property
    def delivered_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A stage entered. `anomaly`: a later stage, or the end, had been entered before."""

    stage: str
    entered_at: datetime
    left_at: datetime | None
    anomaly: bool


def rule_of(stage: str, catalogue: Catalogue) -> StageRule | None:
    return next((rule for rule in catalogue.stages if rule.key == stage), None)


def rank_of(stage: str, catalogue: Catalogue) -> int:
    """The stage's place in the table; -1 for none."""
    rule = rule_of(stage, catalogue)
    return -1 if rule is None else rule.rank


def is_final(stage: str, catalogue: Catalogue) -> bool:
    """Nothing is awaited any more."""
    rule = rule_of(stage, catalogue)
    return rule is not None and not rule.waits_for


def steps(entries: Iterable[tuple[str, datetime]], catalogue: Catalogue) -> list[Step]:
    """The history in order. At equal times the later stage in the table counts as last."""
    ranks = {rule.key: rule.rank for rule in catalogue.stages}
    ordered = sorted(entries, key=lambda entry: (entry[1], ranks.get(entry[0], -1)))
    lefts = [at for _, at in ordered[1:]]
    history, highest = [], -1
    for place, (stage, at) in enumerate(ordered):
        rank = ranks.get(stage, -1)
        out_of_turn = rank < highest or (stage == CANCELLED and highest >= ranks.get("shipped", len(ranks)))
        history.append(Step(stage, at, lefts[place] if place < len(lefts) else None, out_of_turn))
        highest = max(highest, rank)
    return history


def allowed_s(stage: str, channel: str, priority: str, catalogue: Catalogue) -> int | None:
    """The limit of a stage: the most specific one that fits (priority counts more than channel), else the stage's own."""
    rule = rule_of(stage, catalogue)
    if rule is None or rule.allowed_s is None:
        return None
    fitting = [
        (bool(limit.priority), bool(limit.channel), limit.allowed_s)
        for limit in catalogue.limits
        if limit.stage == stage and limit.channel in ("", channel) and limit.priority in ("", priority)
    ]
    return max(fitting, key=lambda found: found[:2])[2] if fitting else rule.allowed_s


def deadline(stage: str, entered_at: datetime, channel: str, priority: str, catalogue: Catalogue) -> datetime | None:
    """Entered plus allowed, on the stage's clock; None where nothing is awaited."""
    rule, allowed = rule_of(stage, catalogue), allowed_s(stage, channel, priority, catalogue)
    if rule is None or allowed is None:
        return None
    if rule.clock == "working":
        return add_working(entered_at, allowed, catalogue.hours)
    return entered_at + timedelta(seconds=allowed)


def pace_s(rule: StageRule, paces: Paces, catalogue: Catalogue) -> float:
    """The median time in a stage by the wall clock: as measured (services/paces.py), else the limit stretched to an average week."""
    if rule.allowed_s is None:
        return 0.0
    limit = rule.allowed_s / (share_of_week(catalogue.hours) or 1.0) if rule.clock == "working" else float(rule.allowed_s)
    return paces.get(rule.key, limit)


def rest_s(stage: str, paces: Paces, catalogue: Catalogue) -> float:
    """The pace of all stages after this one, in seconds."""
    rank = rank_of(stage, catalogue)
    return sum(pace_s(rule, paces, catalogue) for rule in catalogue.stages if rule.rank > rank)


def open_stages(catalogue: Catalogue) -> Sequence[StageRule]:
    """The stages in which something is awaited."""
    return [rule for rule in catalogue.stages if rule.waits_for]


def is_stuck(order: Standing, now: datetime) -> bool:
    """Past the allowed time of its stage."""
    return order.deadline_at is not None and now > order.deadline_at


def is_late(order: Standing, now: datetime) -> bool:
    """Delivered after, or not delivered by, the promised date. Never for a cancelled order."""
    if order.promised_at is None or order.stage == CANCELLED:
        return False
    return (order.delivered_at or now) > order.promised_at


def is_at_risk(order: Standing, now: datetime, paces: Paces, catalogue: Catalogue) -> bool:
    """Not late yet, but the promised date cannot be kept at the median pace of this stage and of those that remain."""
    rule = rule_of(order.stage, catalogue)
    if rule is None or not rule.waits_for or order.stage_since is None or order.promised_at is None or order.delivered_at is not None:
        return False
    leaves_at = max(now, order.stage_since + timedelta(seconds=pace_s(rule, paces, catalogue)))
    done_at = leaves_at + timedelta(seconds=rest_s(order.stage, paces, catalogue))
    return done_at > order.promised_at and not is_late(order, now)
