"""A service began to fail in a way it did not know before, right after a new version of it was put in place.

Structure: a deployment mark of a service, then failures that began inside that service (not in a call to another one) under
the version that came with it, none like them under the version before, and a rate of errors that rose with the deployment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.core.phrases import gettext_noop as _
from apps.telemetry.answers import Evidence, Finding, Phrase
from apps.telemetry.datamodel import Mark, SpanKind, TimeSeries, Window
from apps.telemetry.findings import baseline
from apps.telemetry.findings.pricing_timeout import is_cut_off
from apps.telemetry.findings.view import View

CODE = "bad_release"
# A broken version is noticed and taken back within a day; what fails later has other reasons.
BLAMED_FOR_NS = 24 * 3600 * 1_000_000_000
_AFTER_THE_ERROR_NS = 10 * 60 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Case:
    mark: Mark
    rows: Sequence[int]
    version: str
    risen: TimeSeries | None


def find(view: View) -> Finding | None:
    marks = sorted((mark for mark in view.timeline.marks if mark.kind == "deployment" and mark.service), key=lambda mark: mark.time_ns)
    cases = (_case(view, mark) for mark in reversed(marks))
    case = next((case for case in cases if case is not None), None)
    return None if case is None else _told(view, case)


def _case(view: View, mark: Mark) -> _Case | None:
    rows = [row for row in view.origins if _could_be_its_fault(view, row, mark)]
    if not rows or _failed_so_before(view, rows, mark):
        return None
    version = view.attribute(rows[0], "service.version")
    if version and version in _versions_before(view, mark):
        return None
    stretch = Window(mark.time_ns, view.end(rows[0]) + _AFTER_THE_ERROR_NS)
    lanes = list(baseline.with_role(view.timeline.series, "errors", mark.service))
    verdicts = [baseline.risen_since(series, stretch) for series in lanes]
    risen = next((series for series, rose in zip(lanes, verdicts, strict=True) if rose), None)
    if risen is None and (False in verdicts or _succeeded_since(view, rows)):
        return None
    return _Case(mark, rows, version, risen)


def _could_be_its_fault(view: View, row: int, mark: Mark) -> bool:
    inside = view.kind(row) in (SpanKind.SERVER, SpanKind.INTERNAL, SpanKind.CONSUMER)
    soon = mark.time_ns <= view.end(row) <= mark.time_ns + BLAMED_FOR_NS
    return soon and inside and view.service(row) == mark.service and not is_cut_off(view, row)


def _failed_so_before(view: View, rows: Sequence[int], mark: Mark) -> bool:
    kinds = {view.error(row) for row in rows}
    return any(view.end(row) < mark.time_ns and view.service(row) == mark.service and view.error(row) in kinds for row in view.origins)


def _succeeded_since(view: View, rows: Sequence[int]) -> bool:
    """The same operation went well later under the same version: what failed was not the version's fault."""
    failed = {(view.service(row), view.operation(row), view.attribute(row, "service.version")) for row in rows}
    later = np.flatnonzero(view.mine & ~view.failed & (view.timeline.journey.trace.start_ns > view.end(rows[-1])))
    return any((view.service(row), view.operation(row), view.attribute(row, "service.version")) in failed for row in later.tolist())


def _versions_before(view: View, mark: Mark) -> frozenset[str]:
    """Versions of the service in spans of this journey that ended before the deployment."""
    trace = view.timeline.journey.trace
    versions, services = trace.promoted["service.version"], trace.service
    earlier = (services.codes == services.values.index(mark.service)) & (view.end_ns < mark.time_ns)
    return frozenset(versions.values[code] for code in np.unique(versions.codes[earlier]) if code >= 0)


def _told(view: View, case: _Case) -> Finding:
    first, last = case.rows[0], case.rows[-1]
    went_on = view.history.after(view.end(last))
    params: dict[str, str | int | float] = {
        "service": case.mark.service,
        "version": case.version or case.mark.title,
        "deployed_at": case.mark.time_ns,
        "failed_at": view.end(first),
    }
    if went_on is None:
        story = Phrase(
            _(
                "Version %(version)s was put in place at %(deployed_at)s; "
                "at %(failed_at)s it failed on this order. No such error was seen before it."
            ),
            params,
        )
    else:
        story = Phrase(
            _(
                "Version %(version)s was put in place at %(deployed_at)s; "
                "at %(failed_at)s it failed on this order. The next stage came only at %(went_on_at)s."
            ),
            params | {"went_on_at": went_on.at_ns},
        )
    return Finding(
        code=CODE,
        service=case.mark.service,
        severity="error" if went_on is None else "warning",
        sentence=Phrase(_("A new version of %(service)s broke the work on this order."), {"service": case.mark.service}),
        story=story,
        evidence=_evidence(view, case),
        confidence=view.sure("traces", "metrics", doubts=int(not case.version) + int(case.risen is None)),
        who_acts="company",
        since_ns=view.end(first),
    )


def _evidence(view: View, case: _Case) -> tuple[Evidence, ...]:
    mark = Evidence(
        "deployment", f"mark:{case.mark.ref}", Phrase(_("new version %(version)s"), {"version": case.version or case.mark.title})
    )
    failures = [view.span(row, Phrase(_("failed: %(error)s"), {"error": view.error(row) or view.operation(row)})) for row in case.rows[:2]]
    lanes = [] if case.risen is None else [baseline.lane(case.risen, Phrase(_("more errors since the new version")))]
    return (mark, *failures, *view.error_log(case.rows), *lanes)
