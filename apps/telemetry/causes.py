"""What let each unit of a critical path begin: the message it took, the attempt before it, or its parent."""

from collections.abc import Sequence

from apps.telemetry.critical_path import Cause, Spans
from apps.telemetry.timeline import QueueWait


def causes(spans: Spans, parent: Sequence[int], waits: Sequence[QueueWait]) -> dict[int, Cause]:
    """By unit. A consumer that tries the same message again is caused by its previous attempt, not by the publisher."""
    found = {unit: Cause(parent[unit], spans.start[unit]) for unit in spans.units.tolist() if parent[unit] >= 0}
    attempts: dict[tuple[int, str], int] = {}
    for wait in sorted(waits, key=lambda wait: wait.end_ns):
        if wait.consumer_row < 0:
            continue
        key = (wait.producer_row, wait.destination)
        before = attempts.get(key)
        if before is not None and spans.end[before] <= wait.end_ns:
            cause = Cause(before, spans.end[before])
        else:
            cause = Cause(wait.producer_row, wait.start_ns)
        attempts[key] = wait.consumer_row
        unit = int(spans.unit[wait.consumer_row])
        if unit not in found or found[unit].row == wait.producer_row:
            found[unit] = cause
    return found
