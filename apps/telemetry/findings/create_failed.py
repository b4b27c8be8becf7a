"""An attempt to place an order ended in a server error, and no order came of it.

Such an attempt has no order number, so it stands only on the timeline of its customer (correlated by `customer.id`).
Structure: the outermost SERVER span of a writing call answered 5xx, in a trace in which no span carries an order.
"""

import re
from collections.abc import Sequence

import numpy as np

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import SpanKind
from apps.telemetry.findings.view import View

CODE = "create_failed"
# `http.route` has low cardinality: what is named stands in it as a placeholder, {id}, <id> or :id.
_NAMES_ONE = re.compile(r"[{<:]")
# A customer who got through within this time tried again, and nothing was lost.
TRIES_AGAIN_NS = 60 * 60 * 1_000_000_000


def find(view: View) -> Finding | None:
    if not _about_a_customer(view):
        return None
    attempts = [row for row in view.of_kind(SpanKind.SERVER) if _is_failed_attempt(view, row)]
    if not attempts:
        return None
    last = attempts[-1]
    return _told(view, [row for row in attempts if _doing(view, row) == _doing(view, last)], _got_through(view, last))


def _about_a_customer(view: View) -> bool:
    return "customer.id" in view.timeline.correlation.keys and not view.history.milestones


def _is_failed_attempt(view: View, row: int) -> bool:
    refused = bool(view.failed[row]) and view.attribute(row, "http.response.status_code").startswith("5")
    return refused and _is_outermost(view, row) and _changes_something(view, row) and not _knows_an_order(view, row)


def _is_outermost(view: View, row: int) -> bool:
    """No other server of ours stands before it: this is what the customer met."""
    above = view.parent(row)
    while above >= 0 and view.kind(above) is not SpanKind.SERVER:
        above = view.parent(above)
    return above < 0


def _changes_something(view: View, row: int) -> bool:
    return view.detail(row).attributes.get("http.request.method", "POST") in ("POST", "PUT", "PATCH")


def _knows_an_order(view: View, row: int) -> bool:
    """The route names an existing thing, or some span of the trace carries a subject other than the customer."""
    if _NAMES_ONE.search(view.attribute(row, "http.route")):
        return True
    trace = view.timeline.journey.trace
    subjects = np.unique(trace.subjects.codes[trace.trace.codes == trace.trace.codes[row]])
    value = view.timeline.correlation.value
    return any(code >= 0 and trace.subjects.values[code] != value for code in subjects)


def _doing(view: View, row: int) -> tuple[str, str, str]:
    return view.service(row), view.operation(row), view.attribute(row, "http.route")


def _got_through(view: View, last: int) -> int | None:
    """The customer's next call of the same operation that was answered well, or None."""
    later = (
        row
        for row in view.of_kind(SpanKind.SERVER)
        if view.end(last) <= view.start(row) <= view.end(last) + TRIES_AGAIN_NS and _doing(view, row) == _doing(view, last)
    )
    return next((row for row in later if view.attribute(row, "http.response.status_code").startswith("2")), None)


def _told(view: View, attempts: Sequence[int], got_through: int | None) -> Finding:
    first, last = attempts[0], attempts[-1]
    params: dict[str, str | int | float] = {
        "service": view.service(last),
        "status": view.attribute(last, "http.response.status_code"),
        "failed_at": view.start(last),
        "attempts": len(attempts),
    }
    if got_through is None:
        sentence = Phrase(_("The customer tried to place an order, and it was never registered."))
        story = Phrase(
            _(
                "%(service)s answered with error %(status)s at %(failed_at)s; attempts: "
                "%(attempts)s. No order came of it, so the customer has to be contacted."
            ),
            params,
        )
    else:
        sentence = Phrase(_("The order could not be placed at once; a later attempt worked."))
        story = Phrase(
            _("%(service)s answered with error %(status)s at %(failed_at)s. The customer tried again at %(again_at)s and got through."),
            params | {"again_at": view.start(got_through)},
        )
    return Finding(
        code=CODE,
        service=_where_it_began(view, last),
        severity="error" if got_through is None else "info",
        sentence=sentence,
        story=story,
        evidence=_evidence(view, attempts),
        confidence=view.sure("traces"),
        who_acts="company",
        since_ns=view.start(first),
    )


def _where_it_began(view: View, attempt: int) -> str:
    """The service whose failure came first beneath the attempt, which may be another one than answered."""
    trace = view.timeline.journey.trace.trace
    return next((view.service(row) for row in view.origins if trace.codes[row] == trace.codes[attempt]), view.service(attempt))


def _evidence(view: View, attempts: Sequence[int]) -> tuple[Evidence, ...]:
    answers = [
        view.span(row, Phrase(_("answered with error %(status)s"), {"status": view.attribute(row, "http.response.status_code")}))
        for row in attempts[-3:]
    ]
    return (*answers, *view.error_log(attempts))
