"""A computation ran into its time limit, and the stage that waited for its result waits on.

Structure: a failure that began in our own long INTERNAL or CONSUMER span (no failed call beneath it) whose `error.type`
says that time ran out. A call that waited for another machine is a CLIENT span and is not this.
"""

import re

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import SpanKind, Window
from apps.telemetry.findings import baseline
from apps.telemetry.findings.view import View

CODE = "pricing_timeout"
# Calls between machines time out within seconds; only work that may take long is given a limit of minutes.
LONG_NS = 60 * 1_000_000_000
# OpenTelemetry's own value is `timeout`; gRPC says DEADLINE_EXCEEDED, languages TimeoutError, TimeoutException, context deadline exceeded.
_TIME_RAN_OUT = re.compile(r"time[\s_-]?out|timed[\s_-]?out|deadline", re.IGNORECASE)
# The one stage in which the result is known to be a price; elsewhere the words stay general.
_PRICED_IN = "files_uploaded"


def find(view: View) -> Finding | None:
    cut_off = [row for row in view.origins if is_cut_off(view, row)]
    if not cut_off:
        return None
    stage = view.history.at(view.start(cut_off[-1]))
    in_stage = [row for row in cut_off if view.history.at(view.start(row)) is stage]
    return _told(view, in_stage)


def is_cut_off(view: View, row: int) -> bool:
    long = view.end(row) - view.start(row) >= LONG_NS
    return long and view.kind(row) in (SpanKind.INTERNAL, SpanKind.CONSUMER) and bool(_TIME_RAN_OUT.search(view.error(row)))


def _told(view: View, rows: list[int]) -> Finding:
    first, last = rows[0], rows[-1]
    went_on = view.history.after(view.end(last))
    params: dict[str, str | int | float] = {
        "service": view.service(first),
        "started_at": view.start(first),
        "ran_ns": view.end(first) - view.start(first),
        "attempts": len(rows),
        "stopped_at": view.end(last),
    }
    if went_on is not None:
        params["went_on_at"] = went_on.at_ns
    stage = view.history.at(view.start(first))
    return Finding(
        code=CODE,
        service=view.service(first),
        severity="error" if went_on is None else "warning",
        sentence=Phrase(_sentence(went_on is not None, stage is not None and stage.name == _PRICED_IN)),
        story=Phrase(_story(went_on is not None, len(rows) > 1), params),
        evidence=_evidence(view, rows),
        confidence=view.sure("traces", doubts=int(stage is None)),
        who_acts="company",
        since_ns=view.end(first),
    )


def _sentence(went_on: bool, price: bool) -> str:
    if price:
        return _("The price took too long to calculate at first.") if went_on else _("The price was never calculated, and nobody was told.")
    return _("A calculation took too long at first.") if went_on else _("A calculation ran out of time, and nobody was told.")


def _story(went_on: bool, again: bool) -> str:
    if went_on:
        return _(
            "%(service)s began calculating at %(started_at)s and was cut off by its time limit after %(ran_ns)s. "
            "The next stage came only at %(went_on_at)s."
        )
    if again:
        return _(
            "%(service)s began calculating at %(started_at)s and was cut off by its time limit after %(ran_ns)s. "
            "Attempts: %(attempts)s, the last one ended at %(stopped_at)s; there is no result."
        )
    return _(
        "%(service)s began calculating at %(started_at)s and was cut off by its time limit after %(ran_ns)s. There is no result since."
    )


def _evidence(view: View, rows: list[int]) -> tuple[Evidence, ...]:
    spans = [view.span(row, Phrase(_("stopped after %(ran_ns)s"), {"ran_ns": view.end(row) - view.start(row)})) for row in rows[:3]]
    stretch = Window(view.start(rows[0]), view.end(rows[-1]))
    busy = [series for series in baseline.with_role(view.timeline.series, "cpu", view.service(rows[0])) if baseline.raised(series, stretch)]
    lanes = [baseline.lane(series, Phrase(_("processor busier than usual"))) for series in busy[:1]]
    return (*spans, *view.error_log(rows), *lanes)
