"""A message was taken, failed each time, and was set aside instead of being done.

Set aside means any of: a span that settled it as refused or moved, the same message id published to another destination,
or a queue of dead letters that grew right after the last failure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import TimeSeries
from apps.telemetry.findings import baseline
from apps.telemetry.findings.messages import Handling, handlings, moved_elsewhere, settlements
from apps.telemetry.findings.view import View

CODE = "dead_letter"
# Programs try again within minutes; what succeeds later was sent again by people, who had to find it first.
RETRIES_WITHIN_NS = 15 * 60 * 1_000_000_000
# A letter shows in the queue's length at the next sample; series of a long life are sampled every quarter of an hour at most.
_SHOWS_WITHIN_NS = 15 * 60 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Proof:
    """How we know that it was set aside: spans, or only the length of a queue that other messages enter too."""

    rows: Sequence[int]
    lanes: Sequence[TimeSeries]

    def __bool__(self) -> bool:
        return bool(self.rows or self.lanes)


def find(view: View) -> Finding | None:
    given_up = [tries for handling in handlings(view) if (tries := _tries_in_vain(view, handling)) is not None]
    proven = [(tries, proof) for tries in given_up if (proof := _proof(view, tries))]
    return _told(view, *proven[-1]) if proven else None


def _tries_in_vain(view: View, handling: Handling) -> Handling | None:
    """The handling up to its last failure, unless a retry made it good soon after."""
    failures = [row for row in handling.rows if view.failed[row]]
    if not failures:
        return None
    end_ns = view.end(failures[-1])
    made_good = any(end_ns <= view.start(row) < end_ns + RETRIES_WITHIN_NS for row in handling.rows if not view.failed[row])
    return None if made_good else Handling(handling.message_id, handling.destination, failures)


def _proof(view: View, handling: Handling) -> _Proof:
    rows = [*settlements(view, handling), *moved_elsewhere(view, handling)]
    growing = [
        series
        for series in baseline.with_role(view.timeline.series, "dead_letters")
        if baseline.rose(series, view.end(handling.last), _SHOWS_WITHIN_NS)
    ]
    return _Proof(rows, growing)


def _told(view: View, handling: Handling, proof: _Proof) -> Finding:
    went_on = view.history.after(view.end(handling.last))
    params: dict[str, str | int | float] = {
        "service": view.service(handling.last),
        "queue": handling.destination,
        "attempts": len(handling.rows),
        "failed_at": view.end(handling.last),
    }
    if went_on is None:
        sentence = Phrase(_("A message about this order could not be processed and was set aside."))
        story = Phrase(
            _(
                "%(service)s took it from the queue %(queue)s and failed; attempts: %(attempts)s, the last one at %(failed_at)s. "
                "Now it lies among the dead letters, and the order stands still."
            ),
            params,
        )
    else:
        sentence = Phrase(_("The order was held up: a message about it had been set aside."))
        story = Phrase(
            _(
                "%(service)s took it from the queue %(queue)s and failed; attempts: %(attempts)s, the last one at %(failed_at)s. "
                "The next stage came only at %(went_on_at)s."
            ),
            params | {"went_on_at": went_on.at_ns},
        )
    return Finding(
        code=CODE,
        service=_where_it_began(view, handling),
        severity="error" if went_on is None else "warning",
        sentence=sentence,
        story=story,
        evidence=_evidence(view, handling, proof),
        confidence=view.sure("traces", doubts=int(not proof.rows and len(handling.rows) == 1)),
        who_acts="company",
        since_ns=view.end(handling.last),
    )


def _where_it_began(view: View, handling: Handling) -> str:
    """The service in which the last failure began: the consumer itself, or one that it called."""
    return next((view.service(row) for row in view.origins if _stands_under(view, row, handling.last)), view.service(handling.last))


def _stands_under(view: View, row: int, top: int) -> bool:
    while row >= 0 and row != top:
        row = view.parent(row)
    return row == top


def _evidence(view: View, handling: Handling, proof: _Proof) -> tuple[Evidence, ...]:
    failures = [
        view.span(row, Phrase(_("failed: %(error)s"), {"error": view.error(row) or view.operation(row)})) for row in handling.rows[-2:]
    ]
    aside = [view.span(row, Phrase(_("set aside"))) for row in proof.rows[:1]]
    lanes = [baseline.lane(series, Phrase(_("one more dead letter"))) for series in proof.lanes[:1]]
    return (*failures, *view.error_log(handling.rows), *aside, *lanes)
