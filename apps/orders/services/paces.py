"""How fast orders go: the median time in each stage, measured from the stages that orders lately left.

By the wall clock, over the last 180 days, from at least 20 orders a stage; below that the limit of the catalogue stands in
(stages.py, `pace_s`). Refreshed hourly by a job and read by lists, pages and rules.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction

from apps.orders.models import StageEntry, StagePace
from apps.orders.stages import CANCELLED

_LOOK_BACK = timedelta(days=180)
_FEWEST = 20
_CHUNK = 5_000


@transaction.atomic
def refresh_paces(now: datetime) -> None:
    """Measure all stages anew, reading each recent entry once."""
    stays = _stays(now - _LOOK_BACK)
    rows = [
        StagePace(stage=stage, median_s=median(seconds), orders=len(seconds), computed_at=now)
        for stage, seconds in sorted(stays.items())
        if len(seconds) >= _FEWEST
    ]
    StagePace.objects.exclude(stage__in=[row.stage for row in rows]).delete()
    written = ["median_s", "orders", "computed_at"]
    StagePace.objects.bulk_create(rows, update_conflicts=True, unique_fields=["stage"], update_fields=written)


def _stays(since: datetime) -> dict[str, list[float]]:
    """Seconds between neighbouring entries of one order, by the stage that was left; being cancelled is no pace."""
    entries = StageEntry.objects.filter(entered_at__gte=since, order__created_at__gte=since).order_by("order_id", "entered_at", "id")
    stays: dict[str, list[float]] = defaultdict(list)
    last_order: object = None
    last_stage, last_at = "", since
    for order_id, stage, at in entries.values_list("order_id", "stage", "entered_at").iterator(_CHUNK):
        if order_id == last_order and stage != CANCELLED:
            stays[last_stage].append((at - last_at).total_seconds())
        last_order, last_stage, last_at = order_id, stage, at
    return stays
