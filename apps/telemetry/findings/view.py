"""The shared prepared view that every rule reads: a timeline with its subject's rows, failures, waits and history found once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
import numpy as np
from numpy.typing import NDArray

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Phrase
from apps.telemetry.datamodel import Detail, Severity, SpanKind
from apps.telemetry.findings import concern, sight
from apps.telemetry.findings.history import History
from apps.telemetry.findings.sight import Sight
from apps.telemetry.timeline import QueueWait, Timeline

NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class View:
    """Row numbers are those of `timeline.journey.trace`. `origins`: our rows where a failure began, by time of their end."""

    timeline: Timeline
    now_ns: int
    end_ns: NDArray[np.int64]
    mine: NDArray[np.bool_]
    failed: NDArray[np.bool_]  # ours, and failed because of something that concerns the subject
    origins: Sequence[int]
    waits: Sequence[QueueWait]  # of our messages, by time
    history: History
    sights: Mapping[str, Sight]
    takers: Mapping[str, str]  # queue -> the service that empties it, as configured

    def service(self, row: int) -> str:
        return self.timeline.journey.trace.service.at(row) or ""

    def operation(self, row: int) -> str:
        return self.timeline.journey.trace.operation.at(row) or ""

    def attribute(self, row: int, key: str) -> str:
        """The value of a promoted attribute, or ""."""
        column = self.timeline.journey.trace.promoted.get(key)
        return "" if column is None else column.at(row) or ""

    def detail(self, row: int) -> Detail:
        """Everything that was kept of one span; decoded on each call, so for a few rows only."""
        return msgspec.json.decode(self.timeline.journey.trace.detail[row], type=Detail)

    def kind(self, row: int) -> SpanKind:
        return SpanKind(int(self.timeline.journey.trace.kind[row]))

    def start(self, row: int) -> int:
        return int(self.timeline.journey.trace.start_ns[row])

    def end(self, row: int) -> int:
        return int(self.end_ns[row])

    def parent(self, row: int) -> int:
        return int(self.timeline.journey.parent_row[row])

    def error(self, row: int) -> str:
        """The failure's type in one word, as OpenTelemetry's conventions name it, or ""."""
        return self.attribute(row, "error.type") or self.attribute(row, "exception.type")

    def of_kind(self, *kinds: SpanKind) -> Sequence[int]:
        """Our rows of these kinds, by start."""
        trace = self.timeline.journey.trace
        rows = np.flatnonzero(np.isin(trace.kind, kinds) & self.mine)
        return [int(row) for row in rows[np.lexsort((trace.span_id[rows], trace.start_ns[rows]))]]

    def span(self, row: int, text: Phrase) -> Evidence:
        trace = self.timeline.journey.trace
        return Evidence("span", f"span:{trace.trace.at(row)}/{int(trace.span_id[row]):016x}", text)

    def error_log(self, rows: Iterable[int]) -> tuple[Evidence, ...]:
        """The first error that was logged under these spans or the failed ones above them. Its body is not quoted: it may be personal."""
        logs = self.timeline.logs
        near = concern.reached(self.timeline.journey, list(rows)) & self.failed
        placed = logs.row >= 0
        errors = np.flatnonzero(placed & near[np.where(placed, logs.row, 0)] & (logs.table.severity >= Severity.ERROR)) if len(near) else ()
        return tuple(Evidence("log", f"log:{int(number)}", Phrase(_("error in the log"))) for number in errors[:1])

    def sure(self, *signals: str, doubts: int = 0) -> str:
        """The confidence of a finding that needs these signals."""
        return sight.confidence((self.sights.get(signal, Sight.NONE) for signal in signals), doubts)

    def saw_all(self, signal: str) -> bool:
        """Whether absence in this signal proves anything."""
        return self.sights.get(signal, Sight.NONE) is Sight.WHOLE


def prepare(timeline: Timeline, now_ns: int, takers: Mapping[str, str] = NOBODY) -> View:
    journey = timeline.journey
    mine = concern.ours(journey, timeline.correlation)
    fails = concern.failed(journey.trace)
    origins = concern.origins(journey, fails, mine)
    ids = journey.trace.span_id
    waits = [wait for wait in journey.waits if wait.producer_row >= 0 and mine[wait.producer_row]]
    return View(
        timeline=timeline,
        now_ns=now_ns,
        end_ns=journey.trace.start_ns + journey.trace.duration_ns,
        mine=mine,
        failed=fails & concern.reached(journey, origins),
        origins=origins,
        waits=sorted(waits, key=lambda wait: (wait.start_ns, int(ids[wait.producer_row]), wait.end_ns)),
        history=History.of(timeline.milestones),
        sights={signal: sight.of_signal(timeline.reports, signal) for signal in ("traces", "logs", "metrics")},
        takers=takers,
    )
