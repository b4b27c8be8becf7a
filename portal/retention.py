"""How long telemetry stays in the embedded store: the catalogue says it for all, errors stay three times as long (security.md)."""

from django.conf import settings

from apps.core.clock import now_ns
from apps.telemetry.embedded.retention import Swept
from portal.telemetry_store import telemetry_store

_DAY_NS = 86_400 * 1_000_000_000
_ERRORS_TIMES = 3


def sweep_telemetry() -> Swept:
    keep_ns = settings.CATALOGUE.telemetry_retention_days * _DAY_NS
    return telemetry_store().sweep(now_ns(), keep_ns, keep_ns * _ERRORS_TIMES)
