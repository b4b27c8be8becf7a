"""The findings table: what was found at the last run, and how complete what it was found in was."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.orders.models import Finding as Row
from apps.orders.models import FindingRun
from apps.orders.stored_findings import row_of
from apps.telemetry.answers import Finding, SourceReport


@transaction.atomic
def store_findings(subject: str, findings: Sequence[Finding], reports: Sequence[SourceReport], computed_at: datetime) -> bool:
    """Replace the subject's findings. False, and nothing changes, if a run that began later has stored its own already."""
    sources = [{"name": r.name, "kind": r.kind, "signal": r.signal, "status": r.status, "detail": r.detail} for r in reports]
    FindingRun.objects.bulk_create([FindingRun(subject=subject, computed_at=computed_at, sources=sources)], ignore_conflicts=True)
    run = FindingRun.objects.select_for_update().get(subject=subject)
    if run.computed_at > computed_at:
        return False
    run.computed_at, run.sources = computed_at, sources
    run.save(update_fields=["computed_at", "sources"])
    Row.objects.filter(subject=subject).delete()
    Row.objects.bulk_create(row_of(finding, subject, computed_at) for finding in findings)
    return True
