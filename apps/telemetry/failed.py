"""Who had a failure that belongs to no known subject, over all sources that can tell."""

from collections.abc import Sequence
from functools import partial

from apps.telemetry.asking import Pending, give_up, wait_for
from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import Window
from apps.telemetry.gathered import Sources, settled, values


def failed_values(sources: Sources, keys: Sequence[str], without: Sequence[str], window: Window, deadline: Deadline) -> list[str]:
    """Sorted, each once. Never raises for what a source did."""
    asked = [
        Pending(source, "traces", partial(source.list_failed, keys, without, window), deadline)
        for source in sources.traces
        if source.capabilities.lists_failed
    ]
    wait_for(asked, deadline)
    found = {value for answer in values(settled(asked)) for value in answer}
    give_up(asked)
    return sorted(found)
