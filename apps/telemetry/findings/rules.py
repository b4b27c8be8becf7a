"""The one ordered list of rules, and which findings are only effects of others."""

from collections.abc import Callable, Mapping, Sequence

from apps.telemetry.answers import Finding
from apps.telemetry.findings import bad_release, create_failed, dead_letter, never_consumed, pricing_timeout, slow_database, stuck
from apps.telemetry.findings.view import NOBODY, View, prepare
from apps.telemetry.timeline import Timeline

Rule = Callable[[View], Finding | None]

# The most explanatory first: this is the order on the page.
RULES: Sequence[Rule] = (
    create_failed.find,
    bad_release.find,
    pricing_timeout.find,
    dead_letter.find,
    never_consumed.find,
    slow_database.find,
    stuck.find,
)

# What each cause brings about itself, in the same stage: a broken version fails on messages, these are set aside, nobody takes them.
_BRINGS_ABOUT: Mapping[str, frozenset[str]] = {
    bad_release.CODE: frozenset({dead_letter.CODE, never_consumed.CODE, create_failed.CODE}),
    pricing_timeout.CODE: frozenset({dead_letter.CODE, never_consumed.CODE}),
    dead_letter.CODE: frozenset({never_consumed.CODE}),
}


def find_all(timeline: Timeline, now_ns: int, takers: Mapping[str, str] = NOBODY) -> tuple[Finding, ...]:
    """Everything that is wrong with the subject at an instant, the headline first. Pure; the order of rows does not matter.

    `takers` names the service that empties a queue, as far as that is known beforehand.
    """
    view = prepare(timeline, now_ns, takers)
    found: list[Finding] = []
    for rule in RULES:
        finding = rule(view)
        if finding is not None and not any(_explains(view, cause, finding) for cause in found):
            found.append(finding)
    return tuple(sorted(found, key=_weight))


def _explains(view: View, cause: Finding, effect: Finding) -> bool:
    if effect.code.startswith(stuck.PREFIX):
        return cause.severity == "error"
    if effect.code not in _BRINGS_ABOUT.get(cause.code, frozenset()) or cause.since_ns > effect.since_ns:
        return False
    return view.history.at(cause.since_ns) is view.history.at(effect.since_ns)


def _weight(finding: Finding) -> int:
    """What still stands before what has passed, each in the order of the rules (sorting is stable)."""
    return ("error", "warning", "info").index(finding.severity)
