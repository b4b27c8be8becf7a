"""Waiting in a stage has taken longer than allowed, and no other rule knows why.

The facts are the history's own; telemetry only adds the first failure in the stage, and says what could not be seen. Whoever is awaited
decides how serious it is: a customer who does not pay is not a fault.
"""

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import Milestone
from apps.telemetry.findings.history import overdue_at
from apps.telemetry.findings.sight import Sight
from apps.telemetry.findings.view import View

PREFIX = "stuck_"
# What is missing, for the usual names of stages; any other name gets the general sentence. No rule depends on these names.
_SENTENCES = {
    "created": _("The customer has not sent the model files yet."),
    "files_uploaded": _("The order has waited too long for its price."),
    "priced": _("The order has waited too long for a manager to confirm it."),
    "confirmed": _("The customer has not paid yet."),
    "paid": _("The order is paid, but nobody has taken it into work."),
    "in_production": _("The piece should have been finished by now."),
    "completed": _("The piece is finished, but has not been handed to delivery."),
    "shipped": _("Delivery is taking too long."),
}
_ANY_STAGE = _("The order has waited in one stage for too long.")


def find(view: View) -> Finding | None:
    stage = view.history.current
    if stage is None or stage.final or stage.limit_ns is None or not overdue_at(stage, view.now_ns):
        return None
    awaited = stage.waits_on or "company"
    failures = [] if awaited == "customer" else [row for row in view.origins if view.start(row) >= stage.at_ns]
    return Finding(
        code=PREFIX + stage.name,
        service=stage.service or (view.service(failures[0]) if failures else ""),
        severity="info" if awaited == "customer" else "error",
        sentence=Phrase(_SENTENCES.get(stage.name, _ANY_STAGE)),
        story=_story(view, stage, stage.limit_ns, failures),
        evidence=_evidence(view, stage, failures),
        confidence=view.sure("traces", "logs", "metrics"),
        who_acts=awaited,
        since_ns=stage.limit_ns,
    )


def _story(view: View, stage: Milestone, limit_ns: int, failures: list[int]) -> Phrase:
    params: dict[str, str | int | float] = {
        "entered_at": stage.at_ns,
        "waited_ns": view.now_ns - stage.at_ns,
        "limit_at": limit_ns,
    }
    if stage.waits_on == "customer":
        return Phrase(
            _(
                "It has been the customer's turn since %(entered_at)s (%(waited_ns)s); "
                "the time allowed ended at %(limit_at)s. This is not a fault of ours."
            ),
            params,
        )
    if stage.waits_on == "carrier":
        return Phrase(
            _("It has been with the carrier since %(entered_at)s (%(waited_ns)s); the time allowed ended at %(limit_at)s."), params
        )
    if failures:
        return Phrase(
            _(
                "It has waited since %(entered_at)s (%(waited_ns)s); the time allowed ended at %(limit_at)s. "
                "The first error in this time was in %(service)s at %(failed_at)s; whether it is the reason is not certain."
            ),
            params | {"service": view.service(failures[0]), "failed_at": view.end(failures[0])},
        )
    if any(view.sights.get(signal, Sight.NONE) < Sight.WHOLE for signal in ("traces", "logs", "metrics")):
        return Phrase(
            _(
                "It has waited since %(entered_at)s (%(waited_ns)s); the time allowed ended at %(limit_at)s. "
                "Not everything could be looked at, so the reason may lie in what is missing."
            ),
            params,
        )
    return Phrase(
        _(
            "It has waited since %(entered_at)s (%(waited_ns)s); the time allowed ended at %(limit_at)s. "
            "Its traces, logs and metrics were looked at and show no fault: somebody has to take it up."
        ),
        params,
    )


def _evidence(view: View, stage: Milestone, failures: list[int]) -> tuple[Evidence, ...]:
    entered = [
        Evidence("stage", f"mark:{mark.ref}", Phrase(_("waiting since %(entered_at)s"), {"entered_at": stage.at_ns}))
        for mark in view.timeline.marks
        if mark.kind == "stage" and mark.time_ns == stage.at_ns
    ]
    errors = [view.span(row, Phrase(_("failed: %(error)s"), {"error": view.error(row) or view.operation(row)})) for row in failures[:2]]
    return (*entered[:1], *errors)
