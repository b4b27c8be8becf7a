"""What the rest of the portal asks of telemetry: one subject's timeline. Telemetry knows neither orders nor stages."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from apps.core.catalogue import Catalogue
from apps.telemetry import registry
from apps.telemetry.adjust.standard import Adjust, repair
from apps.telemetry.answers import SourceReport
from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import Correlation, LogTable, Mark, MetricQuery, Milestone, TimeSeries, Trace, Window
from apps.telemetry.failed import failed_values
from apps.telemetry.findings.rules import find_all
from apps.telemetry.gather import Question, gather
from apps.telemetry.gathered import SIGNALS, Gathered
from apps.telemetry.journey import Setting, assemble
from apps.telemetry.lanes import MOST_LANES, choose, every
from apps.telemetry.merge import merge
from apps.telemetry.outliers import outliers
from apps.telemetry.reduced import within
from apps.telemetry.reports import arriving
from apps.telemetry.timeline import Journey, LogRows, Timeline
from apps.telemetry.windows import fitted, life_window, step_ns


@dataclass(frozen=True, slots=True)
class Subject:
    """One order, or whatever else a correlation names, as the asker knows it.

    `window` narrows the answer; the whole life (windows.py) is gathered and judged all the same. `trace_ids` are those its history names.
    `reports` are the asker's own (the order's events), shown beside those of the sources.
    """

    correlation: Correlation
    milestones: Sequence[Milestone] = ()
    marks: Sequence[Mark] = ()
    trace_ids: Sequence[str] = ()
    reports: Sequence[SourceReport] = ()
    window: Window | None = None


def correlation_of(value: str) -> Correlation:
    """Spans and logs that carry `value` under any of the catalogue's correlation keys."""
    return Correlation(settings.CATALOGUE.correlation_keys, value)


def timeline_of(subject: Subject, *, now_ns: int, adjust: Adjust = "skew", signals: Collection[str] | None = None) -> Timeline:
    """Gather, repair, stitch, merge, find. Returns within the catalogue's deadline for gathering, plus the stitching.

    Never raises for what a source did: its report says so. `signals` is any of traces, logs, metrics (None: all).
    """
    catalogue: Catalogue = settings.CATALOGUE
    wanted = life_window(subject.milestones, now_ns, catalogue.telemetry_retention_days)
    came = _gathered(subject, catalogue, wanted, SIGNALS if signals is None else frozenset(signals) & SIGNALS)
    repaired = repair(came.trace, adjust)
    instants = _instants(subject, repaired.trace, came.logs, now_ns)
    window = fitted(wanted, instants, open_ended=not _is_over(subject))
    setting = Setting(subject.correlation.value, window, now_ns, subject.milestones, came.linked_by)
    journey = assemble(repaired, setting)
    logs = merge(came.logs, journey)
    timeline = Timeline(
        correlation=subject.correlation,
        window=window,
        journey=journey,
        logs=logs,
        series=came.series,
        marks=subject.marks,
        milestones=subject.milestones,
        reports=(*subject.reports, *arriving(came.reports, _newest(instants, now_ns), wanted.to_ns, now_ns)),
        findings=(),
        totals=_totals(journey, logs, len(came.series)),
    )
    takers = {queue: service.name for service in catalogue.services for queue in service.takes}
    whole = replace(timeline, findings=find_all(timeline, now_ns, takers))
    return within(whole, subject.window) if subject.window else whole


def exists(correlation: Correlation, *, now_ns: int) -> bool:
    """Whether any span or log line that is kept carries the correlation. A source that fails knows nothing of it."""
    catalogue: Catalogue = settings.CATALOGUE
    window = life_window((), now_ns, catalogue.telemetry_retention_days)
    came = _gathered(Subject(correlation), catalogue, window, frozenset({"traces", "logs"}))
    return len(came.trace) > 0 or len(came.logs) > 0


def current_series(*, now_ns: int, look_back_ns: int) -> Sequence[TimeSeries]:
    """All lanes of the catalogue's services over the last stretch. A source that fails leaves its lanes out."""
    catalogue: Catalogue = settings.CATALOGUE
    window = Window(now_ns - look_back_ns, now_ns + 1)
    queries = every(catalogue.panels, catalogue.services)
    question = Question(Correlation((), ""), window, step_ns(window), lambda _: queries, signals=frozenset({"metrics"}))
    return gather(registry.sources(), question, catalogue.gather_deadline_s).series


def list_failed_customers(*, from_ns: int, to_ns: int) -> Sequence[str]:
    """Customers with a trace that failed in this stretch and that no order's number stands on: attempts that led to none.

    A source that fails, or that cannot tell, names nobody.
    """
    catalogue: Catalogue = settings.CATALOGUE
    deadline = Deadline.after(catalogue.gather_deadline_s)
    return failed_values(registry.sources(), catalogue.customer_keys, catalogue.correlation_keys, Window(from_ns, to_ns), deadline)


def _gathered(subject: Subject, catalogue: Catalogue, window: Window, signals: frozenset[str]) -> Gathered:
    question = Question(subject.correlation, window, step_ns(window), _lanes(catalogue, signals), tuple(subject.trace_ids), signals)
    return gather(registry.sources(), question, catalogue.gather_deadline_s)


def _lanes(catalogue: Catalogue, signals: frozenset[str]) -> Callable[[Trace], Sequence[MetricQuery]]:
    """The journey's own lanes; when its traces were not asked for, nothing is known of it and the first of all lanes come."""
    if "traces" in signals:
        return partial(choose, catalogue.panels, catalogue.services)
    return lambda _: every(catalogue.panels, catalogue.services)[:MOST_LANES]


def _is_over(subject: Subject) -> bool:
    """Nothing is awaited; of a subject without milestones nothing is known to be."""
    return not subject.milestones or any(milestone.final for milestone in subject.milestones)


def _instants(subject: Subject, trace: Trace, logs: LogTable, now_ns: int) -> Sequence[NDArray[np.int64]]:
    """When something happened, by clocks that can be right."""
    end = trace.start_ns + trace.duration_ns
    usable = ~outliers(trace.start_ns, end, now_ns)
    known = [milestone.at_ns for milestone in subject.milestones] + [mark.time_ns for mark in subject.marks if mark.kind == "stage"]
    return trace.start_ns[usable], end[usable], logs.time_ns, np.array(known, np.int64)


def _newest(instants: Sequence[NDArray[np.int64]], now_ns: int) -> int:
    return max((int(part[part <= now_ns].max(initial=0)) for part in instants), default=0)


def _totals(journey: Journey, logs: LogRows, series: int) -> dict[str, int]:
    """Rows of spans, log lines with repeats counted, series."""
    return {"spans": len(journey.trace), "logs": int(logs.table.count.sum()), "series": series}
