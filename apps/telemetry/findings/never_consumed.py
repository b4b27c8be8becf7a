"""A message was published and nobody ever took it, and the subject stands where it stood then."""

from collections.abc import Sequence

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import Window
from apps.telemetry.findings import baseline
from apps.telemetry.findings.awaited import PATIENCE_NS, is_awaited, sent_again, takers
from apps.telemetry.findings.messages import handlings
from apps.telemetry.findings.view import View
from apps.telemetry.timeline import QueueWait

CODE = "never_consumed"


def find(view: View) -> Finding | None:
    """Needs traces read whole: where some are missing, so may the consumer be, and nothing is said."""
    if not view.saw_all("traces"):
        return None
    lost = next((wait for wait in reversed(_unanswered(view)) if is_awaited(view, wait)), None)
    return None if lost is None else _told(view, lost)


def _unanswered(view: View) -> Sequence[QueueWait]:
    """Our messages without a consumer for longer than patience, but for those that were handled before and then set aside."""
    handled = {handling.message_id for handling in handlings(view)} - {""}
    return [
        wait
        for wait in view.waits
        if wait.consumer_row < 0
        and view.now_ns - wait.start_ns >= PATIENCE_NS
        and view.attribute(wait.producer_row, "messaging.message.id") not in handled
    ]


def _told(view: View, lost: QueueWait) -> Finding:
    went_on = view.history.after(lost.start_ns)
    again = sent_again(view, lost)
    over_ns = again[0].start_ns if again else went_on.at_ns if went_on is not None else None
    params: dict[str, str | int | float] = {
        "service": view.service(lost.producer_row),
        "queue": lost.destination,
        "sent_at": lost.start_ns,
        "waited_ns": (view.now_ns if over_ns is None else over_ns) - lost.start_ns,
    }
    if over_ns is not None:
        params["over_at"] = over_ns
    return Finding(
        code=CODE,
        service=_who_should_have(view, lost),
        severity="error" if over_ns is None else "warning",
        sentence=Phrase(_sentence(over_ns is not None)),
        story=Phrase(_story(over_ns is not None, bool(again)), params),
        evidence=_evidence(view, lost, view.now_ns if over_ns is None else over_ns),
        confidence=view.sure("traces", doubts=int(view.history.at(lost.start_ns) is None)),
        who_acts="company",
        since_ns=lost.start_ns,
    )


def _sentence(over: bool) -> str:
    if over:
        return _("The order was held up because nobody took a message about it.")
    return _("A message about this order was sent, and nobody ever took it.")


def _story(over: bool, again: bool) -> str:
    if again:
        return _(
            "%(service)s sent it to the queue %(queue)s at %(sent_at)s, and it was never taken. "
            "It was sent again only %(waited_ns)s later, at %(over_at)s."
        )
    if over:
        return _(
            "%(service)s sent it to the queue %(queue)s at %(sent_at)s, and it was never taken. "
            "The next stage came only %(waited_ns)s later, at %(over_at)s."
        )
    return _(
        "%(service)s sent it to the queue %(queue)s at %(sent_at)s. "
        "It was not taken in the %(waited_ns)s since, and the order stands still."
    )


def _who_should_have(view: View, lost: QueueWait) -> str:
    """Who takes messages of this queue in the journey, or by the catalogue; else who takes the sender's others; else the sender."""
    if rows := takers(view, lost.destination):
        return view.service(rows[-1])
    if lost.destination in view.takers:
        return view.takers[lost.destination]
    sender = view.service(lost.producer_row)
    others = [wait.consumer_row for wait in view.waits if wait.consumer_row >= 0 and view.service(wait.producer_row) == sender]
    return view.service(others[-1]) if others else sender


def _evidence(view: View, lost: QueueWait, until_ns: int) -> tuple[Evidence, ...]:
    lanes = [
        baseline.lane(series, Phrase(_("messages in flight")))
        for series in baseline.with_role(view.timeline.series, "in_flight", lost.destination)
        if baseline.raised(series, Window(lost.start_ns, until_ns))
    ]
    sent = view.span(lost.producer_row, Phrase(_("sent to %(queue)s, taken by nobody"), {"queue": lost.destination}))
    return (sent, *lanes[:1])
