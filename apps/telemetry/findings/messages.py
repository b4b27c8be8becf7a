"""Our messages and what became of each: taken and done, taken and failed, or never taken.

Structure only: PRODUCER and CONSUMER spans, message ids and destinations of OpenTelemetry's messaging conventions, and
the queue waits that the journey found by link, message id or parent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.telemetry.datamodel import SpanKind
from apps.telemetry.findings.view import View

_SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Handling:
    """All times one message was taken, in order of time. `rows` are the innermost CONSUMER spans."""

    message_id: str
    destination: str
    rows: Sequence[int]

    @property
    def last(self) -> int:
        return self.rows[-1]


def handlings(view: View) -> Sequence[Handling]:
    """Our messages by their first handling. One without an id is told apart by its destination and trace."""
    groups: dict[tuple[str, str], list[int]] = {}
    taken = [row for row in view.of_kind(SpanKind.CONSUMER) if view.attribute(row, "messaging.operation.type") != _SETTLE]
    # A process span under a receive span is the same handling seen twice; under a batch it is our message's part of it.
    outer = {view.parent(row) for row in taken}
    for row in taken:
        if row not in outer:
            groups.setdefault(_key(view, row), []).append(row)
    return [
        Handling(view.attribute(rows[0], "messaging.message.id"), view.attribute(rows[0], "messaging.destination.name"), rows)
        for rows in groups.values()
    ]


def settlements(view: View, handling: Handling) -> Sequence[int]:
    """Our spans that settled this message after its last handling began: refused, or moved elsewhere."""
    rows = [
        row
        for row in view.of_kind(SpanKind.CLIENT, SpanKind.CONSUMER, SpanKind.PRODUCER, SpanKind.INTERNAL)
        if view.attribute(row, "messaging.operation.type") == _SETTLE and view.start(row) >= view.start(handling.last)
    ]
    return [row for row in rows if _same_message(view, row, handling) and _sets_aside(view, row, handling)]


def moved_elsewhere(view: View, handling: Handling) -> Sequence[int]:
    """Our PRODUCER spans that sent the same message on to another destination once its handling had begun."""
    if not handling.message_id:
        return []
    return [
        row
        for row in view.of_kind(SpanKind.PRODUCER)
        if view.attribute(row, "messaging.message.id") == handling.message_id
        and view.attribute(row, "messaging.destination.name") not in ("", handling.destination)
        and view.start(row) >= view.start(handling.rows[0])
    ]


def _key(view: View, row: int) -> tuple[str, str]:
    message_id = view.attribute(row, "messaging.message.id")
    if message_id:
        return message_id, ""
    trace = view.timeline.journey.trace.trace.at(row) or ""
    return view.attribute(row, "messaging.destination.name"), trace


def _same_message(view: View, row: int, handling: Handling) -> bool:
    message_id = view.attribute(row, "messaging.message.id")
    if message_id and handling.message_id:
        return message_id == handling.message_id
    names = view.timeline.journey.trace.trace
    return bool(names.codes[row] == names.codes[handling.last])


def _sets_aside(view: View, row: int, handling: Handling) -> bool:
    elsewhere = view.attribute(row, "messaging.destination.name") not in ("", handling.destination)
    return bool(view.failed[row]) or elsewhere
