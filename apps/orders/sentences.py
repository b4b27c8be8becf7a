"""Phrases of telemetry as sentences in the reader's language, and findings as cards."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from apps.core.clock import from_ns
from apps.core.masking import redact_text
from apps.core.templatetags.wording import clock_time, duration
from apps.orders.page import EvidenceCard, FindingCard
from apps.telemetry.answers import Finding, Phrase
from apps.telemetry.findings.titles import title


def say(phrase: Phrase) -> str:
    """The sentence in the active language; `_ns` parameters are durations, `_at` ones instants in the current zone."""
    if not phrase.msgid:
        return ""
    return gettext(phrase.msgid) % {key: _said(key, value) for key, value in phrase.params.items()}


def _said(key: str, value: str | int | float) -> str:
    if key.endswith("_ns"):
        return duration(int(value))
    if key.endswith("_at"):
        return clock_time(int(value))
    return redact_text(value) if isinstance(value, str) else str(value)


def card(finding: Finding, also_orders: int) -> FindingCard:
    """A finding in the active language. `also_orders`: how many other orders have it now."""
    return FindingCard(
        code=finding.code,
        service=finding.service,
        severity=finding.severity,
        sentence=say(finding.sentence),
        story=say(finding.story),
        evidence=tuple(EvidenceCard(piece.kind, piece.ref, say(piece.text)) for piece in finding.evidence),
        confidence=finding.confidence,
        who_acts=finding.who_acts,
        since=from_ns(finding.since_ns),
        also_orders=also_orders,
        title=gettext(title(finding.code)),
    )


def cards(findings: Sequence[Finding], also: Mapping[str, int]) -> tuple[FindingCard, ...]:
    return tuple(card(finding, also.get(finding.code, 0)) for finding in findings)
