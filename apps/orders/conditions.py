"""The predicate of stages.py over `now`, said to the database. A test holds both equal on the same rows."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from apps.core.catalogue import Catalogue
from apps.orders.stages import CANCELLED, Paces, open_stages, pace_s, rest_s


def stuck(now: datetime) -> Q:
    """Past the allowed time of its stage. `open` follows from the deadline and lets the partial index answer."""
    return Q(open=True, deadline_at__lt=now)


def late(now: datetime) -> Q:
    """Delivered after, or not delivered by, the promised date."""
    undelivered = Q(delivered_at=None, promised_at__lt=now)
    return (undelivered | Q(delivered_at__gt=F("promised_at"))) & ~Q(stage=CANCELLED)


def at_risk(now: datetime, paces: Paces, catalogue: Catalogue) -> Q:
    """The promised date lies ahead and cannot be kept at the pace of the stages that remain."""
    too_slow = Q(pk__in=[])
    for rule in open_stages(catalogue):
        rest = timedelta(seconds=rest_s(rule.key, paces, catalogue))
        pace = timedelta(seconds=pace_s(rule, paces, catalogue))
        too_slow |= Q(stage=rule.key) & (Q(promised_at__lt=now + rest) | Q(promised_at__lt=F("stage_since") + (pace + rest)))
    return Q(open=True, delivered_at=None, promised_at__gte=now) & too_slow
