"""Import of a file of events through the same door as all events, in batches, so that a file of any size fits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from apps.core.actor import Actor
from apps.orders.event_files import Line
from apps.orders.services.ingest import BATCH, ingest_events


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that gave no accepted event: its number in the file, counted from 1, and why."""

    number: int
    code: str
    detail: str


@dataclass(slots=True)
class ImportProgress:
    """Totals so far; `bad` are the bad lines of the last batch only."""

    lines: int = 0
    accepted: int = 0
    duplicates: int = 0
    not_taken: int = 0
    bad: list[BadLine] = field(default_factory=list)


def import_events(lines: Iterable[Line], *, actor: Actor, received_at: datetime) -> Iterator[ImportProgress]:
    """Take the events, and tell after each batch how far it is. What was taken stays when it is broken off; doing it again is safe."""
    progress = ImportProgress()
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        _take(batch, progress, actor, received_at)
        yield progress


def _take(batch: Sequence[Line], progress: ImportProgress, actor: Actor, received_at: datetime) -> None:
    readable = [line for line in batch if line.event is not None]
    result = ingest_events([line.event for line in readable], actor=actor, received_at=received_at)
    unreadable = [BadLine(line.number, "unreadable", line.problem) for line in batch if line.event is None]
    rejected = [BadLine(readable[event.index].number, event.code, event.detail) for event in result.rejected]
    progress.bad = sorted([*unreadable, *rejected], key=lambda line: line.number)
    progress.lines += len(batch)
    progress.accepted += result.accepted
    progress.duplicates += result.duplicates
    progress.not_taken += len(progress.bad)
