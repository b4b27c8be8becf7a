"""How events become the state of an order: each rule is a maximum or a minimum over stamps, so any order of arrival gives the same.

A fact is kept with its stamp (time, source, id) and gives way to a later one, field by field. A stage keeps its first
entry. An operation's start is the first start, its end the first end, its status and operator the latest said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from apps.orders.events import OperationFact, OrderEvent, Stamp


class Fact(NamedTuple):
    """What was said, and when and where: the later stamp wins."""

    value: object
    stamp: Stamp


Facts = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class StageState:
    """The first entry of a stage, and who did it."""

    at: datetime
    stamp: Stamp
    service: str
    operator: str


@dataclass(slots=True)
class OperationState:
    status: Fact
    operator: Fact | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(slots=True)
class OrderState:
    """Everything that events have said of one order. `contact` holds what they said of its customer without naming an id."""

    facts: Facts = field(default_factory=dict)
    contact: Facts = field(default_factory=dict)
    stages: dict[str, StageState] = field(default_factory=dict)
    operations: dict[str, OperationState] = field(default_factory=dict)
    first_at: datetime | None = None


def merge_facts(into: Facts, said: Mapping[str, object], stamp: Stamp) -> bool:
    """Let what was said at `stamp` replace what is older. True if something changed."""
    changed = False
    for name, value in said.items():
        known = into.get(name)
        if known is None or stamp > known.stamp:
            into[name] = Fact(value, stamp)
            changed = True
    return changed


def apply_events(state: OrderState, events: Iterable[OrderEvent]) -> None:
    """Fold events, in any order, into `state`."""
    for event in events:
        header = event.header
        state.first_at = header.time if state.first_at is None else min(state.first_at, header.time)
        merge_facts(state.facts, event.facts, header.stamp)
        if not event.customer_id:
            merge_facts(state.contact, event.contact, header.stamp)
        if event.stage:
            _enter(state.stages, event)
        if event.operation is not None:
            _operate(state.operations, event.operation, header.time, header.stamp)


def _enter(stages: dict[str, StageState], event: OrderEvent) -> None:
    known = stages.get(event.stage)
    if known is None or event.header.stamp < known.stamp:
        stages[event.stage] = StageState(event.header.time, event.header.stamp, event.service, event.operator)


def _operate(operations: dict[str, OperationState], said: OperationFact, at: datetime, stamp: Stamp) -> None:
    fact = Fact(said.status, stamp)
    state = operations.setdefault(said.name, OperationState(fact))
    if stamp > state.status.stamp:
        state.status = fact
    if said.operator and (state.operator is None or stamp > state.operator.stamp):
        state.operator = Fact(said.operator, stamp)
    if said.status == "started":
        state.started_at = _first(state.started_at, at)
    elif said.status in ("finished", "failed"):
        state.finished_at = _first(state.finished_at, at)


def _first(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


# --- stamps as they are stored -----------------------------------------------------------------------------------

StoredStamps = list[list[object]]


def pack_stamps(stamps: Mapping[str, Stamp]) -> StoredStamps:
    """[[time, source, id, field, field…]…]: fields that one event brought share its stamp. Equal mappings give equal lists."""
    fields_by_stamp: dict[Stamp, list[str]] = {}
    for name in sorted(stamps):
        fields_by_stamp.setdefault(stamps[name], []).append(name)
    return [[*stamp, *fields_by_stamp[stamp]] for stamp in sorted(fields_by_stamp)]


def unpack_stamps(stored: StoredStamps) -> dict[str, Stamp]:
    return {str(name): (int(str(at)), str(source), str(event_id)) for at, source, event_id, *names in stored for name in names}
