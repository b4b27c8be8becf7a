"""A long life asked for piece by piece, of sources that answer short windows only."""

from apps.telemetry.contract import Capabilities
from apps.telemetry.datamodel import Window

LONGEST_NS = 86_400_000_000_000


def slices(window: Window, capabilities: Capabilities) -> list[Window]:
    """The window whole, or without gap or overlap in pieces of at most 24 h and of the source's own limit."""
    if capabilities.max_window_ns is None:
        return [window]
    step = min(LONGEST_NS, capabilities.max_window_ns)
    return [Window(at, min(at + step, window.to_ns)) for at in range(window.from_ns, window.to_ns, step)]
