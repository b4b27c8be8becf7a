"""Which messages that nobody was seen to take the subject really waits for.

Many messages are sent for whoever may listen (a notification, a feed for reports), and their takers leave no spans. Three signs,
all structural, tell such a message from a lost one: the work was handed over by a sibling of it; the subject went on in time
after another one to the same destination; the stage was entered with it and then waits for the customer, not for us.
"""

from collections.abc import Sequence

from apps.telemetry.findings.history import SLACK_NS, overdue_at
from apps.telemetry.findings.view import View
from apps.telemetry.timeline import QueueWait

# A healthy queue is emptied in seconds; a consumer that restarts or works on a heavy message comes back within this.
PATIENCE_NS = 15 * 60 * 1_000_000_000
# Messages of one piece of work are published together.
_TOGETHER_NS = 60 * 1_000_000_000


def is_awaited(view: View, wait: QueueWait) -> bool:
    """Whether the stage in which this message was sent cannot end, or ended late, without it."""
    again = sent_again(view, wait)
    if any(other.start_ns - wait.start_ns < PATIENCE_NS for other in again):
        return False
    if not takers(view, wait.destination) and (_handed_over_by_sibling(view, wait) or _went_on_without(view, wait)):
        return False
    stage = view.history.at(wait.start_ns)
    if stage is None or again:
        return True
    if view.history.after(wait.start_ns) is not None:
        return overdue_at(stage, view.now_ns)
    return not stage.final and (stage.waits_on != "customer" or wait.start_ns > stage.at_ns + SLACK_NS)


def takers(view: View, destination: str) -> list[int]:
    """Rows that took messages of this destination anywhere in the journey, also other subjects' messages."""
    return [wait.consumer_row for wait in view.timeline.journey.waits if wait.destination == destination and wait.consumer_row >= 0]


def sent_again(view: View, wait: QueueWait) -> Sequence[QueueWait]:
    """Later messages to the same destination in the same stage that were taken: programs send again soon, people after hours."""
    stage = view.history.at(wait.start_ns)
    later = (other for other in view.waits if other.destination == wait.destination and other.start_ns > wait.start_ns)
    return [other for other in later if other.consumer_row >= 0 and view.history.at(other.start_ns) is stage]


def _handed_over_by_sibling(view: View, wait: QueueWait) -> bool:
    """Another message of the same work was taken, and it is none of a kind that goes along with every work."""
    trace = view.timeline.journey.trace.trace
    siblings = {
        other.destination
        for other in view.waits
        if other.consumer_row >= 0
        and trace.codes[other.producer_row] == trace.codes[wait.producer_row]
        and abs(other.start_ns - wait.start_ns) <= _TOGETHER_NS
    }
    return any(not _goes_along(view, destination, wait) for destination in siblings)


def _goes_along(view: View, destination: str, wait: QueueWait) -> bool:
    """Messages to this destination are sent in other stages too, so none of them hands over the work of one."""
    stage = view.history.at(wait.start_ns)
    return any(other.destination == destination and view.history.at(other.start_ns) is not stage for other in view.waits)


def _went_on_without(view: View, wait: QueueWait) -> bool:
    """Another message to the same destination was not seen taken either, and the subject went on in time."""
    alike = (other for other in view.waits if other.destination == wait.destination and other.consumer_row < 0)
    return any(_in_time(view, other.start_ns) for other in alike if other.producer_row != wait.producer_row)


def _in_time(view: View, at_ns: int) -> bool:
    stage = view.history.at(at_ns)
    return stage is not None and view.history.after(at_ns) is not None and not overdue_at(stage, view.now_ns)
