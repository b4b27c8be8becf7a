"""What the battery needs of a backend: a source that holds the world. One module a kind in `backends/`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import apps.telemetry.sources
import tests.contract.backends
from apps.telemetry.contract import Capabilities

Open = Callable[[Path], AbstractContextManager[Any]]


def _modules(package: Any) -> dict[str, Any]:
    return {module.name: import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)}


KINDS = _modules(apps.telemetry.sources)
BACKENDS = _modules(tests.contract.backends)


def capabilities(kind: str) -> Capabilities:
    found: Capabilities = KINDS[kind].CAPABILITIES
    return found


def kinds_with(signal: str, **wanted: bool) -> list[str]:
    """The kinds that serve `signal` and whose capabilities are as wanted."""
    return [
        kind
        for kind in BACKENDS
        if signal in capabilities(kind).signals and all(getattr(capabilities(kind), name) is value for name, value in wanted.items())
    ]
