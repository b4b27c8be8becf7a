import pytest

from apps.telemetry.adjust.standard import repair
from apps.telemetry.datamodel import SpanKind
from apps.telemetry.queue_waits import queue_waits
from tests.telemetry.build import NOON, S, spans

P, C = SpanKind.PRODUCER, SpanKind.CONSUMER
UNTIL = NOON + 1_000
ORDER = ("AL-1001",)


def waits(*rows: S) -> list[tuple[int, int, int, int, str]]:
    """(producer id, consumer id or 0, start, end, destination), times after NOON."""
    repaired = repair(spans(*rows))
    ids = [*repaired.trace.span_id.tolist(), 0]
    found = queue_waits(repaired.trace, repaired.parent, "AL-1001", UNTIL)
    return [(ids[w.producer_row], ids[w.consumer_row], w.start_ns - NOON, w.end_ns - NOON, w.destination) for w in found]


def message(id: str, queue: str = "orders") -> dict[str, str]:
    return {"messaging.message.id": id, "messaging.destination.name": queue}


PRODUCER = S(1, 0, NOON, 10, kind=P, promoted=message("m1"))


@pytest.mark.parametrize(
    "consumer",
    [
        S(2, 0, NOON + 50, 5, trace="b", kind=C, links=(("a", 1),), promoted={"messaging.destination.name": "orders"}),
        S(2, 1, NOON + 50, 5, kind=C, promoted={"messaging.destination.name": "orders"}),
        S(2, 0, NOON + 50, 5, trace="b", kind=C, promoted=message("m1")),
        S(2, 1, NOON + 50, 5, kind=C, links=(("a", 1),), promoted=message("m1")),
    ],
    ids=["by link", "by parent", "by message id", "by all three, once"],
)
def test_a_consumer_finds_its_producer(consumer: S) -> None:
    assert waits(PRODUCER, consumer) == [(1, 2, 10, 50, "orders")]


@pytest.mark.parametrize(
    "other",
    [
        S(2, 0, NOON + 50, 5, trace="b", kind=C, promoted=message("m2")),
        S(2, 0, NOON + 50, 5, trace="b", kind=C, promoted=message("m1", "elsewhere")),
        S(2, 1, NOON + 50, 5, kind=SpanKind.SERVER),
        S(2, 0, NOON + 50, 5, trace="b", kind=SpanKind.INTERNAL, links=(("a", 1),)),
        S(2, 0, NOON + 50, 5, trace="b", kind=C, links=(("a", 77),)),
    ],
    ids=["another message", "another queue", "no consumer", "a link that is no message", "a link to nothing known"],
)
def test_a_message_that_nobody_took_waits_until_the_end(other: S) -> None:
    assert waits(PRODUCER, other) == [(1, 0, 10, 1_000, "orders")]


def test_several_attempts_and_several_queues_each_wait() -> None:
    found = waits(
        PRODUCER,
        S(2, 0, NOON + 50, 5, trace="b", kind=C, links=(("a", 1),), promoted=message("m1")),
        S(3, 0, NOON + 80, 5, trace="c", kind=C, links=(("a", 1),), promoted=message("m1", "dead")),
    )
    assert found == [(1, 2, 10, 50, "orders"), (1, 3, 10, 80, "dead")]


def test_a_batch_takes_the_messages_of_several_producers() -> None:
    batch = S(3, 0, NOON + 50, 5, trace="c", kind=C, links=(("a", 1), ("b", 2)))
    found = waits(S(1, 0, NOON, 10, kind=P), S(2, 0, NOON + 20, 10, trace="b", kind=P), batch)
    assert [(producer, consumer) for producer, consumer, *_ in found] == [(1, 3), (2, 3)]


def test_a_message_that_failed_to_be_published_is_not_lost_in_a_queue() -> None:
    assert waits(S(1, 0, kind=P, error=True)) == []


def test_a_neighbours_message_is_not_ours() -> None:
    assert waits(S(1, 0, kind=P, subjects=("AL-10010",))) == []
    assert waits(S(1, 0, kind=P, subjects=("AL-10010",)), S(2, 1, kind=C, subjects=("AL-1001",))) == []
    assert len(waits(S(1, 0, kind=P, subjects=("AL-10010", "AL-1001")))) == 1


def test_a_consumer_that_was_faster_than_its_producer_waited_for_nothing() -> None:
    assert waits(PRODUCER, S(2, 1, NOON + 4, 5, kind=C)) == [(1, 2, 4, 4, "orders")]
