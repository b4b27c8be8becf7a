"""The whole stitching: display order, sharing, summaries, and the journey's path that tiles its wall time."""

import itertools
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.adjust.standard import repair
from apps.telemetry.datamodel import Milestone, SpanKind, Window
from apps.telemetry.journey import Setting, assemble
from apps.telemetry.timeline import Journey
from tests.telemetry.build import NOON, SECOND, S, spans, trace_id
from tests.telemetry.strategies import forests

DEEP = 20_000
WINDOW = Window(NOON - 1_000, NOON + 1_000)
P, C = SpanKind.PRODUCER, SpanKind.CONSUMER


def journey(rows: Sequence[S], milestones: Sequence[Milestone] = (), window: Window = WINDOW, now_ns: int = NOON + 5_000) -> Journey:
    return assemble(repair(spans(*rows)), Setting("AL-1001", window, now_ns, milestones))


def shown(found: Journey) -> list[tuple[int, int]]:
    """(span id, depth) in display order."""
    return [(int(found.trace.span_id[row]), int(found.depth[row])) for row in found.order.tolist()]


# --- order -------------------------------------------------------------------------------------------------------


def test_traces_stand_by_time_and_children_by_start() -> None:
    rows = [S(1, 0, NOON + 50, trace="a"), S(2, 1, NOON + 70, trace="a"), S(3, 1, NOON + 60, trace="a"), S(4, 0, NOON, trace="b")]
    assert shown(journey(rows)) == [(4, 0), (1, 0), (3, 1), (2, 1)]


def test_roots_of_one_trace_stay_together() -> None:
    rows = [S(1, 0, NOON, trace="a"), S(2, 0, NOON + 90, trace="a"), S(3, 0, NOON + 10, trace="b")]
    assert shown(journey(rows)) == [(1, 0), (2, 0), (3, 0)]


def test_orphans_of_one_missing_parent_stand_together() -> None:
    rows = [S(1, 0, NOON), S(2, 77, NOON + 10), S(3, 88, NOON + 20), S(4, 77, NOON + 30)]
    assert shown(journey(rows)) == [(1, 0), (2, 0), (4, 0), (3, 0)]


def test_a_clock_from_1970_does_not_move_its_trace_to_the_front() -> None:
    rows = [S(1, 0, NOON, trace="b"), S(2, 0, NOON + 50, trace="a"), S(3, 2, 5, trace="a")]
    assert shown(journey(rows))[0] == (1, 0)


def test_a_moved_server_stands_by_its_moved_start() -> None:
    rows = [
        S(1, 0, NOON, 100, kind=SpanKind.CLIENT, host="one"),
        S(2, 1, NOON - 500, 20, kind=SpanKind.SERVER, host="two"),
        S(3, 1, NOON + 10, 5, host="one"),
    ]
    assert shown(journey(rows)) == [(1, 0), (3, 1), (2, 1)]


@given(forests, st.randoms())
def test_the_journey_does_not_depend_on_the_order_of_arrival(rows: list[S], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = journey(rows), journey(shuffled)
    assert shown(one) == shown(other)
    for column in ("order", "parent_row", "depth", "self_ns", "critical", "shared"):
        assert getattr(one, column).tolist() == getattr(other, column).tolist()
    assert (one.waits, one.path, one.summaries) == (other.waits, other.path, other.summaries)


@given(forests)
def test_every_row_is_shown_once_under_its_parent(rows: list[S]) -> None:
    found = journey(rows)
    assert sorted(found.order.tolist()) == list(range(len(found.trace)))
    place = np.argsort(found.order)
    children = np.flatnonzero(found.parent_row >= 0)
    assert (place[children] > place[found.parent_row[children]]).all()


def test_a_chain_twenty_thousand_deep_is_stitched() -> None:
    rows = [S(i + 1, i, NOON + i, 2 * DEEP - 2 * i) for i in range(DEEP)]
    found = journey(rows, window=Window(NOON - 1, NOON + SECOND))
    assert found.depth[found.order[-1]] == DEEP - 1
    assert int(found.self_ns.sum()) == 2 * DEEP
    assert found.critical.all()


def test_no_spans_are_a_journey_too() -> None:
    found = journey([])
    assert (len(found.order), found.path, found.waits, found.summaries) == (0, (), (), ())


# --- sharing -----------------------------------------------------------------------------------------------------


def test_a_batch_is_shared_and_so_is_what_it_does_for_all() -> None:
    rows = [
        S(1, 0, subjects=("AL-1001", "AL-10010")),
        S(2, 1),
        S(3, 1, subjects=("AL-1001",)),
        S(4, 3),
        S(5, 0, trace="b", kind=C, promoted={"messaging.batch.message_count": "12"}),
        S(6, 0, trace="c", kind=C, promoted={"messaging.batch.message_count": "1"}),
    ]
    found = journey(rows)
    assert {int(found.trace.span_id[row]) for row in np.flatnonzero(found.shared)} == {1, 2, 5}


# --- summaries ---------------------------------------------------------------------------------------------------


def test_a_summary_tells_root_extent_counts_and_oddities() -> None:
    rows = [
        S(1, 0, NOON, 100, service="shop-api", operation="POST /orders"),
        S(2, 1, NOON + 20, 200, error=True),
        S(3, 99, NOON + 5, 1),
        S(4, 1, 0, 1),
        S(5, 1, 7, 1),
    ]
    (summary,) = journey(rows).summaries
    assert (summary.trace_id, summary.root_service, summary.root_operation) == (trace_id("a"), "shop-api", "POST /orders")
    assert (summary.start_ns, summary.duration_ns, summary.span_count, summary.error_count) == (NOON, 220, 5, 1)
    assert summary.warnings == ("missing_parents", "no_start", "implausible_times")
    assert summary.linked_by == "attribute"


def test_a_trace_that_lost_its_root_is_named_after_its_first_span() -> None:
    (summary,) = journey([S(2, 1, NOON + 5, operation="later"), S(3, 1, NOON, operation="first")]).summaries
    assert summary.root_operation == "first"


# --- the path ----------------------------------------------------------------------------------------------------


def segments(found: Journey) -> list[tuple[str, str, int, int]]:
    return [(s.kind, s.service, s.start_ns - NOON, s.end_ns - NOON) for s in found.path]


def test_the_path_joins_spans_queues_business_and_idle() -> None:
    rows = [
        S(1, 0, NOON, 100, service="shop-api"),
        S(2, 1, NOON + 90, 5, kind=P, service="shop-api", promoted={"messaging.destination.name": "pricing"}),
        S(3, 0, NOON + 200, 50, trace="b", kind=C, service="mes-api", links=(("a", 2),)),
        S(4, 0, NOON + 500, 10, trace="c", service="crm-api"),
    ]
    milestones = [Milestone("priced", NOON + 240, NOON + 400, service="crm-api"), Milestone("done", NOON + 600, final=True)]
    assert segments(journey(rows, milestones)) == [
        ("span", "shop-api", 0, 95),
        ("queue", "mes-api", 95, 200),
        ("span", "mes-api", 200, 250),
        ("business", "crm-api", 250, 400),
        ("idle", "", 400, 500),
        ("span", "crm-api", 500, 510),
        ("idle", "", 510, 600),
    ]


def test_what_still_waits_waits_until_now() -> None:
    milestones = [Milestone("created", NOON + 10, NOON + 20), Milestone("files_uploaded", NOON + 20, service="mes-api")]
    found = journey([], milestones, window=Window(NOON, NOON + 900), now_ns=NOON + 300)
    assert segments(found) == [("business", "", 10, 20), ("business", "mes-api", 20, 300)]
    assert [segment.ref for segment in found.path] == ["mark:created", "mark:files_uploaded"]


def test_of_milestones_that_overlap_the_later_one_is_waited_for() -> None:
    milestones = [Milestone("priced", NOON, NOON + 100), Milestone("confirmed", NOON + 40, NOON + 60)]
    assert [segment.ref for segment in journey([], milestones).path] == ["mark:priced", "mark:confirmed", "mark:priced"]


def test_a_lost_message_is_what_an_order_waits_for_only_if_nothing_followed() -> None:
    lost = S(1, 0, NOON, 10, kind=P, promoted={"messaging.destination.name": "pricing"})
    waiting = [Milestone("files_uploaded", NOON)]
    window = Window(NOON, NOON + 400)
    assert segments(journey([lost], waiting, window)) == [("span", "shop-api", 0, 10), ("queue", "shop-api", 10, 400)]
    went_on = [lost, S(2, 0, NOON + 50, 10, trace="b")]
    assert segments(journey(went_on, waiting, window))[1] == ("business", "", 10, 50)


def test_an_order_does_not_wait_for_the_batch_that_writes_to_customers() -> None:
    """The notification is taken later, for many orders at once, and nothing of this order comes of it."""
    rows = [
        S(1, 0, NOON, 10, service="shop-api"),
        S(2, 1, NOON + 5, 2, kind=P, service="shop-api", promoted={"messaging.destination.name": "notifications"}),
        S(3, 0, NOON + 300, 20, trace="b", kind=C, service="crm-api", subjects=("AL-1001", "AL-10010"), links=(("a", 2),)),
        S(4, 0, NOON + 500, 10, trace="c", service="mes-api"),
    ]
    assert segments(journey(rows, [Milestone("paid", NOON, NOON + 505, service="mes-api")])) == [
        ("span", "shop-api", 0, 10),
        ("business", "mes-api", 10, 500),
        ("span", "mes-api", 500, 510),
    ]


def test_a_batch_that_the_order_went_on_from_is_on_its_path() -> None:
    rows = [
        S(3, 0, NOON + 300, 20, trace="b", kind=C, service="crm-api", subjects=("AL-1001", "AL-10010")),
        S(5, 3, NOON + 310, 5, trace="b", kind=P, service="crm-api", subjects=("AL-1001",)),
        S(4, 0, NOON + 500, 10, trace="c", kind=C, service="mes-api", links=(("b", 5),)),
    ]
    assert [kind for kind, *_ in segments(journey(rows))] == ["span", "queue", "span"]


def test_a_batch_alone_is_a_path() -> None:
    assert [kind for kind, *_ in segments(journey([S(3, 0, NOON, 20, subjects=("AL-1001", "AL-10010"))]))] == ["span"]


def test_the_path_names_the_span_that_took_most_of_a_service() -> None:
    rows = [S(1, 0, NOON, 100, service="shop-api"), S(2, 1, NOON + 10, 80, service="shop-api")]
    (only,) = journey(rows).path
    assert only.ref == f"span:{trace_id('a')}/0000000000000002"


_milestones = st.lists(
    st.builds(
        lambda name, at, lasts, final: Milestone(name, NOON + at, None if lasts is None else NOON + at + lasts, final=final),
        st.sampled_from(["created", "priced", "paid"]),
        st.integers(-300, 600),
        st.one_of(st.none(), st.integers(0, 400)),
        st.booleans(),
    ),
    max_size=4,
)


@given(forests, _milestones, st.integers(-400, 100), st.integers(1, 800), st.integers(-200, 2_000))
def test_the_path_tiles_the_journey_to_the_nanosecond(
    rows: list[S], milestones: list[Milestone], begin: int, length: int, now: int
) -> None:
    window = Window(NOON + begin, NOON + begin + length)
    path = journey(rows, milestones, window, NOON + now).path
    for before, after in itertools.pairwise(path):
        assert before.end_ns == after.start_ns
        assert (before.kind, before.service, before.ref) != (after.kind, after.service, after.ref)
    assert all(segment.start_ns < segment.end_ns for segment in path)
    if path:
        assert window.from_ns <= path[0].start_ns
        assert path[-1].end_ns <= window.to_ns
        assert sum(segment.end_ns - segment.start_ns for segment in path) == path[-1].end_ns - path[0].start_ns


@pytest.mark.parametrize("count", [50_000])
def test_a_trace_of_many_brothers_is_stitched(count: int) -> None:
    rows = [S(1, 0, NOON, count)] + [S(i + 2, 1, NOON + i, 1) for i in range(count)]
    found = journey(rows, window=Window(NOON, NOON + SECOND))
    assert int(found.self_ns[found.order[0]]) == 0
    assert np.count_nonzero(found.critical) == count
