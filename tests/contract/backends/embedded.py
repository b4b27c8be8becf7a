"""The embedded store, filled through its own door."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.core.catalogue import SourceEntry
from apps.core.crypto import KeyRing
from apps.telemetry.contract import SourceContext
from apps.telemetry.embedded.store import Store
from apps.telemetry.sources.embedded import EmbeddedSource, from_config
from tests.contract.world import INDEXED, KEYS, LOGS, POINTS, SPANS

_RING = KeyRing({1: bytes(32)}, 1)


@contextmanager
def holding_the_world(folder: Path) -> Iterator[EmbeddedSource]:
    path = folder / "telemetry.sqlite3"
    store = Store(path, _RING, INDEXED)
    for span in SPANS:
        store.add_spans([span])
    store.add_spans(SPANS)
    store.add_logs(LOGS)
    store.add_metrics(POINTS)
    store.close()
    yield from_config(SourceEntry("here", "embedded", "", 3.0, {}), SourceContext(path, _RING, KEYS, INDEXED))
