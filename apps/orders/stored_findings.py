"""Findings of telemetry ↔ rows of the findings table. Sentences stay msgids with parameters: each reader has a language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from apps.core.clock import from_ns, to_ns
from apps.orders.models import Finding as Row
from apps.telemetry.answers import Evidence, Finding, Phrase


def row_of(finding: Finding, subject: str, computed_at: datetime) -> Row:
    return Row(
        subject=subject,
        code=finding.code,
        service=finding.service,
        severity=finding.severity,
        sentence=_stored(finding.sentence),
        story=_stored(finding.story),
        evidence=[{"kind": piece.kind, "ref": piece.ref, "text": _stored(piece.text)} for piece in finding.evidence],
        confidence=finding.confidence,
        who_acts=finding.who_acts,
        since=from_ns(finding.since_ns),
        computed_at=computed_at,
    )


def finding_of(row: Row) -> Finding:
    """What was stored; `since_ns` is cut to the microsecond."""
    return Finding(
        code=row.code,
        service=row.service,
        severity=row.severity,
        sentence=_phrase(row.sentence),
        story=_phrase(row.story),
        evidence=tuple(Evidence(piece["kind"], piece["ref"], _phrase(piece["text"])) for piece in row.evidence),
        confidence=row.confidence,
        who_acts=row.who_acts,
        since_ns=to_ns(row.since),
    )


def _stored(phrase: Phrase) -> dict[str, object]:
    return {"msgid": phrase.msgid, "params": dict(phrase.params)}


def _phrase(stored: Mapping[str, Any]) -> Phrase:
    return Phrase(stored["msgid"], stored["params"])
