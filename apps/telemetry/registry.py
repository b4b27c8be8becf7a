"""From the catalogue's `[[sources]]` to watched sources: one set a process. `kind` is the name of a module in sources/."""

import os
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from threading import Lock
from typing import Any

from django.conf import settings

from apps.core.catalogue import Catalogue, SourceEntry
from apps.telemetry import sources as kinds_of_sources
from apps.telemetry.contract import Capabilities, Deadline, Source, SourceContext, SourceHealth
from apps.telemetry.errors import SourceError
from apps.telemetry.gathered import Sources
from apps.telemetry.pool import DaemonPool
from apps.telemetry.wrappers import Guard, WatchedLogs, WatchedMetrics, WatchedTraces

_SIGNALS = ("traces", "logs", "metrics")


@dataclass(frozen=True, slots=True)
class CheckedSource:
    """One configured source as it answers now (api.md, `GET sources/`)."""

    name: str
    kind: str
    signals: Sequence[str]
    capabilities: Capabilities
    health: SourceHealth


@dataclass(frozen=True, slots=True)
class _Set:
    """Watched sources of one catalogue, made in one process: threads and connections do not survive a fork."""

    process: int
    catalogue: Catalogue
    sources: Sources
    guards: Sequence[Guard]


_lock = Lock()
_current: _Set | None = None
_checks = DaemonPool(8, "check")


def kinds() -> frozenset[str]:
    """The kinds that a catalogue may name."""
    return frozenset(module.name for module in pkgutil.iter_modules(kinds_of_sources.__path__))


def sources() -> Sources:
    """The configured sources, each behind its breaker; the same objects for the life of the process."""
    return _set().sources


def check_all(deadline: Deadline) -> tuple[CheckedSource, ...]:
    """Asks all sources how they are, at once; one that does not answer is reported so, never raised."""
    guards = _set().guards
    pending = [_checks.submit(partial(_health, guard, deadline)) for guard in guards]
    return tuple(_checked(guard.source, future.result()) for guard, future in zip(guards, pending, strict=True))


def _health(guard: Guard, deadline: Deadline) -> SourceHealth:
    try:
        return guard.call(guard.source.check, deadline)
    except SourceError as error:
        return SourceHealth("open" if error.status == "open" else "failed", detail=error.reason)


def _checked(source: Source, health: SourceHealth) -> CheckedSource:
    signals = tuple(signal for signal in _SIGNALS if signal in source.capabilities.signals)
    return CheckedSource(source.name, source.kind, signals, source.capabilities, health)


def _set() -> _Set:
    global _current
    catalogue: Catalogue = settings.CATALOGUE
    with _lock:
        if _current is None or _current.process != os.getpid() or _current.catalogue is not catalogue:
            _current = _made(catalogue)
        return _current


def _made(catalogue: Catalogue) -> _Set:
    context = SourceContext(
        store_path=settings.TELEMETRY_STORE,
        ring=settings.KEY_RING,
        correlation_keys=catalogue.correlation_keys,
        attribute_keys=(*catalogue.correlation_keys, *catalogue.customer_keys),
    )
    made = [(_source(entry, context), entry) for entry in catalogue.sources]
    guarded = [(source, Guard(source, entry.timeout_s)) for source, entry in made]
    watched = Sources(
        traces=tuple(WatchedTraces(source, guard) for source, guard in guarded if "traces" in source.capabilities.signals),
        logs=tuple(WatchedLogs(source, guard) for source, guard in guarded if "logs" in source.capabilities.signals),
        metrics=tuple(WatchedMetrics(source, guard) for source, guard in guarded if "metrics" in source.capabilities.signals),
    )
    return _Set(os.getpid(), catalogue, watched, tuple(guard for _, guard in guarded))


def _source(entry: SourceEntry, context: SourceContext) -> Any:
    """The module's `from_config` decides the class; its capabilities say which of the protocols it serves."""
    return import_module(f"apps.telemetry.sources.{entry.kind}").from_config(entry, context)
