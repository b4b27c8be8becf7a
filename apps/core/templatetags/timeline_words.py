"""The words of a timeline: what a source gave, what is odd about a row, and all that the script has to say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from apps.core import words
from apps.core.templatetags.wording import UNITS, duration, number, state_shape

register = template.Library()

# One number of each plural category that English and Russian have, by its name in CLDR (what Intl.PluralRules answers).
_PLURALS = {"one": 1, "few": 2, "many": 5, "other": 5}


class Report(Protocol):
    name: str
    signal: str
    status: str
    returned: int
    total: int | None
    detail: str


def _spans(n: int) -> str:
    return ngettext("%(n)s span", "%(n)s spans", n)


def _lines(n: int) -> str:
    return ngettext("%(n)s line", "%(n)s lines", n)


def _series(n: int) -> str:
    return ngettext("%(n)s series", "%(n)s series", n)


def _events(n: int) -> str:
    return ngettext("%(n)s event", "%(n)s events", n)


def _spans_of(n: int) -> str:
    return ngettext("%(n)s of %(total)s span", "%(n)s of %(total)s spans", n)


def _lines_of(n: int) -> str:
    return ngettext("%(n)s of %(total)s line", "%(n)s of %(total)s lines", n)


def _series_of(n: int) -> str:
    return ngettext("%(n)s of %(total)s series", "%(n)s of %(total)s series", n)


def _events_of(n: int) -> str:
    return ngettext("%(n)s of %(total)s event", "%(n)s of %(total)s events", n)


_GAVE: dict[str, Callable[[int], str]] = {"traces": _spans, "logs": _lines, "metrics": _series, "events": _events}
_GAVE_OF: dict[str, Callable[[int], str]] = {"traces": _spans_of, "logs": _lines_of, "metrics": _series_of, "events": _events_of}
_SILENT = frozenset({"failed", "timeout", "open", "not_configured"})


@dataclass(frozen=True, slots=True)
class StripPart:
    """What a source gave in one state: its shape and words."""

    shape: str
    text: str


@register.simple_tag
def strip_groups(reports: Sequence[Report]) -> list[tuple[str, list[StripPart]]]:
    """A source is named once; what stands behind all it gave is said once; what is of another state has a shape of its own."""
    return [(name, _strip_parts(list(of_source))) for name, of_source in groupby(reports, key=lambda report: report.name)]


def _strip_parts(reports: Sequence[Report]) -> list[StripPart]:
    states = groupby(reports, key=lambda report: (state_shape(report.status), _beyond(report)))
    return [StripPart(shape, ", ".join(filter(None, (*map(_gave, alike), beyond)))) for (shape, beyond), alike in states]


def _gave(report: Report) -> str:
    if report.status in _SILENT:
        return words.word("status", report.status)
    if report.status == "truncated" and report.total is not None:
        pattern = _GAVE_OF.get(report.signal, _events_of)(report.total)
        return pattern % {"n": number(report.returned), "total": number(report.total)}
    return _GAVE.get(report.signal, _events)(report.returned) % {"n": number(report.returned)}


def _beyond(report: Report) -> str:
    """What the number does not tell: the source's own words, or the status where it has none."""
    if report.detail or report.status in _SILENT | {"ok", "empty"}:
        return report.detail
    return words.word("status", report.status)


_CRITICAL = pgettext_lazy("row", "on the critical path")
_FLAGS: Mapping[str, object] = {
    "shared": pgettext_lazy("row", "serves several orders"),
    "orphan": pgettext_lazy("row", "its parent is missing"),
    "cycle": pgettext_lazy("row", "cut out of a cycle"),
    "duplicate": pgettext_lazy("row", "same id as another span"),
    "no_start": pgettext_lazy("row", "came without a start time"),
    "adjusted": pgettext_lazy("row", "clock adjusted"),
    "clamped": pgettext_lazy("row", "reaches beyond this window"),
}


@register.filter
def flag_words(flag: str) -> str:
    return str(_FLAGS.get(flag, flag))


class PlainRow(Protocol):
    @property
    def critical(self) -> bool: ...
    @property
    def flags(self) -> Sequence[str]: ...
    @property
    def queued(self) -> int | None: ...
    @property
    def queue(self) -> str: ...
    @property
    def taken(self) -> bool: ...


@register.filter
def row_notes(row: PlainRow) -> str:
    """What the drawing shows around a bar: "on the critical path, 4 min 10 s in crm.orders, clock adjusted"."""
    notes = [str(_CRITICAL)] if row.critical else []
    if row.queued is not None:
        pattern = _("%(time)s in %(queue)s") if row.taken else _("never taken from %(queue)s, for %(time)s")
        notes.append(pattern % {"time": duration(row.queued), "queue": row.queue})
    return ", ".join((*notes, *map(flag_words, row.flags)))


@register.filter
def problem_sentence(problem: str) -> str:
    return {
        "orphan": _("Its parent never arrived, so it stands at the top of its trace."),
        "cycle": _("Spans here name each other as parents; the circle was cut at this one."),
        "duplicate": _("Another span has the same id and other content; both are kept."),
        "no_start": _("It came without a start time and stands at its parent's."),
    }.get(problem, problem)


@register.filter
def at_most(value: int, limit: int) -> int:
    return min(value, limit)


def _forms(by_count: Callable[[int], str]) -> dict[str, str]:
    return {category: by_count(n) for category, n in _PLURALS.items()}


@register.simple_tag
def timeline_words() -> dict[str, object]:
    """Everything that static/js/elements/ says, in the reader's language; plural forms by CLDR category."""
    return {
        "units": {key: str(value) for key, value in UNITS.items()},
        "gave": {signal: _forms(form) for signal, form in _GAVE.items()},
        "gaveOf": {signal: _forms(form) for signal, form in _GAVE_OF.items()},
        "status": {key: str(value) for key, value in words.STATUSES.items()},
        "shapes": dict(words.SHAPES),
        "kinds": {key: str(value) for key, value in words.KINDS.items()},
        "measures": {key: str(value) for key, value in words.MEASURES.items()},
        "flags": {key: str(value) for key, value in _FLAGS.items()},
        "found": _forms(lambda n: ngettext("%(at)s of %(n)s row", "%(at)s of %(n)s rows", n)),
        **_sentences(),
    }


def _sentences() -> dict[str, str]:
    return {
        "marks": _("Stages, alerts, messages"),
        "metrics": _("Metrics"),
        "error": _("error"),
        "rows": _("Rows of the timeline"),
        "queued": _("%(time)s in queue"),
        "neverTaken": _("never taken from the queue"),
        "limit": _("limit %(value)s"),
        "noData": _("no data"),
        "retry": _("Ask again"),
        "asking": _("Asking the sources…"),
        "noName": _("without a name"),
        "hiddenText": _("the text is not shown to your role"),
        "emptyRows": _("No span and no log line was found here. The strip above says what each source answered."),
        "noErrors": _("No row of this order carries an error."),
        "noStages": _("No stage, alert or message is known in this time."),
        "failed": _("The timeline could not be loaded. The page above is whole; ask again, or open the rows as a table."),
        "failedRow": _("The details of this row could not be loaded. Choose the row again to repeat."),
        "goneRow": _("This row is not in the timeline any more. Load the page again."),
        "close": _("Close"),
        "notFound": _("nothing found"),
        "zone": _("Times %(offset)s, %(zone)s"),
        "missingParent": _("missing parent %(id)s"),
        "notHere": _("This piece of evidence is not among the rows that were loaded."),
    }
