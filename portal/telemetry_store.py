"""The one embedded store of this process: for the OTLP door, the simulator and retention. Sources open the same file themselves."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from apps.telemetry.embedded.store import Store


def telemetry_store() -> Store:
    return _store_at(settings.TELEMETRY_STORE)


@lru_cache(maxsize=4)
def _store_at(path: Path) -> Store:
    keys = (*settings.CATALOGUE.correlation_keys, *settings.CATALOGUE.customer_keys)
    return Store(path, settings.KEY_RING, keys)
