"""Each repair by cases, and all of them together by properties: nothing is lost, nothing depends on the order of arrival."""

import dataclasses
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.adjust import clock_skew, ids, parents, times
from apps.telemetry.adjust.standard import Repaired, repair
from apps.telemetry.datamodel import CYCLE, DUPLICATE, NO_START, ORPHAN, SpanKind
from tests.telemetry.build import NOON, SECOND, S, spans
from tests.telemetry.strategies import forests

MS = 1_000_000


def rows_by_id(repaired: Repaired) -> dict[int, int]:
    return {int(span_id): row for row, span_id in enumerate(repaired.trace.span_id)}


def problems(*rows: S) -> dict[int, int]:
    repaired = repair(spans(*rows))
    return {int(span_id): int(bits) for span_id, bits in zip(repaired.trace.span_id, repaired.trace.problems, strict=True)}


# --- ids ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("00000000000000000000000000000abc", "00000000000000000000000000000abc"),
        ("abc", "00000000000000000000000000000abc"),
        ("0123456789ABCDEF", "00000000000000000123456789abcdef"),
        (" 0123456789abcdef0123456789abcdef ", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_a_trace_id_has_one_spelling(written: str, meant: str) -> None:
    assert ids.canonical_trace_id(written) == meant


def test_two_spellings_of_one_trace_become_one_trace() -> None:
    short, long = spans(S(1, trace="a"), S(2, trace="b")), ids.adjust(spans(S(1, trace="a"), S(2, trace="b")))
    assert long.trace.values == tuple(sorted(short.trace.values))
    twice = spans(S(1, trace="a"), S(2, trace="b"))
    object.__setattr__(twice, "trace", type(twice.trace)(twice.trace.codes, ("00AB", "ab")))
    assert len(ids.adjust(twice).trace.values) == 1
    assert set(ids.adjust(twice).trace.codes.tolist()) == {0}


# --- duplicates --------------------------------------------------------------------------------------------------


def test_a_span_that_came_twice_stands_once() -> None:
    repaired = repair(spans(S(1), S(2, 1), S(1), S(2, 1)))
    assert sorted(repaired.trace.span_id.tolist()) == [1, 2]
    assert not repaired.trace.problems.any()


@pytest.mark.parametrize(
    "other",
    [S(1, operation="other"), S(1, start=NOON + 5), S(1, note="other"), S(1, service="mes-api"), S(1, error=True), S(1, duration=7)],
    ids=["operation", "start", "attributes", "service", "status", "duration"],
)
def test_equal_ids_with_other_content_both_stay_and_are_marked(other: S) -> None:
    repaired = repair(spans(S(1), other))
    assert len(repaired.trace) == 2
    assert repaired.trace.problems.tolist() == [DUPLICATE, DUPLICATE]


def test_one_repeat_and_one_difference_leave_two() -> None:
    for arrival in ([S(1), S(1, note="b"), S(1)], [S(1, note="b"), S(1), S(1)], [S(1), S(1), S(1, note="b"), S(1, note="b")]):
        assert len(repair(spans(*arrival)).trace) == 2


def test_the_same_span_id_in_two_traces_is_no_duplicate() -> None:
    assert problems(S(1, trace="a"), S(1, trace="b")) == {1: 0}


def test_spans_without_an_id_are_not_each_others_duplicates_nor_parents() -> None:
    repaired = repair(spans(S(0, operation="x"), S(0, operation="y"), S(3, 0)))
    assert len(repaired.trace) == 3
    assert not repaired.trace.problems.any()
    assert repaired.parent.tolist() == [-1, -1, -1]


# --- parents -----------------------------------------------------------------------------------------------------


def test_an_orphan_keeps_the_id_of_its_missing_parent() -> None:
    repaired = repair(spans(S(1), S(2, 99)))
    row = rows_by_id(repaired)[2]
    assert repaired.trace.problems[row] == ORPHAN
    assert repaired.trace.parent_id[row] == 99
    assert repaired.parent[row] == -1


def test_a_parent_in_another_trace_is_missing() -> None:
    assert problems(S(1, trace="a"), S(2, 1, trace="b"))[2] == ORPHAN


@pytest.mark.parametrize(
    "cycle",
    [[S(1, 1)], [S(1, 2), S(2, 1, NOON + 1)], [S(1, 3), S(2, 1, NOON + 1), S(3, 2, NOON + 2)]],
    ids=["of itself", "of two", "of three"],
)
def test_a_cycle_is_cut_above_its_first_span_only(cycle: list[S]) -> None:
    tail = S(9, cycle[-1].id, NOON + 10)
    marked = problems(*cycle, tail)
    assert [span_id for span_id, bits in sorted(marked.items()) if bits & CYCLE] == [1]
    repaired = repair(spans(*cycle, tail))
    assert (repaired.parent < 0).sum() == 1


def test_two_cycles_are_cut_each() -> None:
    marked = problems(S(1, 2), S(2, 1, NOON + 1), S(3, 4), S(4, 3, NOON + 1))
    assert [span_id for span_id, bits in sorted(marked.items()) if bits & CYCLE] == [1, 3]


# --- times -------------------------------------------------------------------------------------------------------


def test_a_span_without_a_start_stands_at_its_parents_start_through_generations() -> None:
    repaired = repair(spans(S(1, 0, NOON + 7), S(2, 1, 0), S(3, 2, 0), S(4, 3, NOON + 9)))
    row = rows_by_id(repaired)
    assert [int(repaired.trace.start_ns[row[i]]) for i in (1, 2, 3, 4)] == [NOON + 7, NOON + 7, NOON + 7, NOON + 9]
    assert [int(repaired.trace.problems[row[i]]) for i in (1, 2, 3, 4)] == [0, NO_START, NO_START, 0]


def test_a_root_without_a_start_stands_at_the_first_start_of_its_trace() -> None:
    repaired = repair(spans(S(1, 0, 0), S(2, 1, NOON + 9), S(3, 1, NOON + 4), S(4, 0, NOON, trace="b")))
    assert int(repaired.trace.start_ns[rows_by_id(repaired)[1]]) == NOON + 4


def test_a_trace_without_any_start_stays_at_zero() -> None:
    repaired = repair(spans(S(1, 0, 0), S(2, 1, 0)))
    assert repaired.trace.start_ns.tolist() == [0, 0]


@pytest.mark.parametrize("start", [1, 4_102_444_800_000_000_000], ids=["1970", "2100"])
def test_an_odd_clock_is_kept_as_it_is(start: int) -> None:
    repaired = repair(spans(S(1), S(2, 1, start)))
    assert int(repaired.trace.start_ns[rows_by_id(repaired)[2]]) == start


def test_a_negative_duration_is_none_and_a_monstrous_one_cannot_overflow() -> None:
    trace = times.adjust(spans(S(1, duration=-5), S(2, duration=2**63 - 1, start=2**63 - 1)), np.array([-1, -1], np.int32))
    assert trace.duration_ns.tolist() == [0, times.LARGEST_NS]
    assert ((trace.start_ns + trace.duration_ns) > 0).all()


# --- clock skew --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parent", "child", "skew"),
    [
        ((0, 100), (10, 50), 0),  # fits
        ((0, 100), (0, 100), 0),  # fits exactly
        ((0, 100), (-40, 60), 60),  # early: centred, 20 on both sides
        ((0, 100), (90, 60), -70),  # late: centred
        ((0, 100), (500, 100), -500),
        ((0, 100), (10, 150), 0),  # longer than the parent, begun after it: asynchronous or timed out
        ((0, 100), (-30, 150), 30),  # longer and early: not before its parent
    ],
)
def test_skew_is_centred_as_jaeger_does(parent: tuple[int, int], child: tuple[int, int], skew: int) -> None:
    assert clock_skew.skew_ns(*parent, *child) == skew


def call(server_start: int, **server: object) -> list[S]:
    """A client span of 100 ms on one host and its server span of 60 ms on another, with something inside."""
    given: dict[str, object] = {"host": "two", "kind": SpanKind.SERVER, "service": "mes-api"} | server
    return [
        S(1, 0, NOON, 100 * MS, kind=SpanKind.CLIENT, host="one"),
        S(2, 1, server_start, 60 * MS, **given),  # type: ignore[arg-type]
        S(3, 2, server_start + 5 * MS, 10 * MS, service=str(given["service"]), host=str(given["host"])),
    ]


def moved(rows: list[S], adjust: str = "skew") -> dict[int, int]:
    repaired = repair(spans(*rows), adjust)  # type: ignore[arg-type]
    return {int(i): int(by) for i, by in zip(repaired.trace.span_id, repaired.trace.adjusted_ns, strict=True)}


def test_a_server_on_another_host_and_what_is_under_it_move_into_the_client() -> None:
    assert moved(call(NOON - 1_000 * MS)) == {1: 0, 2: 1_020 * MS, 3: 1_020 * MS}


def test_raw_times_stay_beside_the_adjustment() -> None:
    repaired = repair(spans(*call(NOON - 1_000 * MS)))
    assert int(repaired.trace.start_ns[rows_by_id(repaired)[2]]) == NOON - 1_000 * MS


def test_the_toggle_leaves_clocks_alone() -> None:
    assert set(moved(call(NOON - 1_000 * MS), "none").values()) == {0}


@pytest.mark.parametrize(
    "server",
    [{"host": "one"}, {"host": ""}, {"kind": SpanKind.INTERNAL}, {"kind": SpanKind.CONSUMER}],
    ids=["the same host", "an unknown host", "no call", "a queue"],
)
def test_nothing_moves_without_two_known_hosts_and_a_call_between_them(server: dict[str, object]) -> None:
    assert set(moved(call(NOON - 1_000 * MS, **server)).values()) == {0}


def test_a_skew_above_five_seconds_is_said_and_not_moved() -> None:
    repaired = repair(spans(*call(NOON - 6 * SECOND)))
    assert not repaired.trace.adjusted_ns.any()
    assert [int(repaired.trace.span_id[row]) for row in repaired.skewed] == [2]


def test_a_consumer_under_a_moved_server_does_not_move() -> None:
    taken = S(4, 3, NOON + SECOND, MS, kind=SpanKind.CONSUMER, service="mes-api", host="two")
    assert moved([*call(NOON - 1_000 * MS), taken])[4] == 0


def test_a_span_of_another_service_under_a_moved_server_does_not_move() -> None:
    other = S(4, 3, NOON, MS, service="mes-db", host="two")
    assert moved([*call(NOON - 1_000 * MS), other])[4] == 0


def test_a_second_call_is_measured_against_its_moved_parent() -> None:
    """Both other hosts are a second slow: the second call fits once the first has moved, and needs the same move."""
    rows = call(NOON - 1_000 * MS)
    rows += [
        S(4, 2, NOON - 995 * MS, 40 * MS, kind=SpanKind.CLIENT, service="mes-api", host="two"),
        S(5, 4, NOON - 990 * MS, 20 * MS, kind=SpanKind.SERVER, service="crm-api", host="three"),
    ]
    found = moved(rows)
    assert found[4] == 1_020 * MS
    begin, end = NOON - 995 * MS + found[4], NOON - 995 * MS + found[4] + 40 * MS
    assert begin <= NOON - 990 * MS + found[5]
    assert NOON - 990 * MS + found[5] + 20 * MS <= end


# --- all together ------------------------------------------------------------------------------------------------


@given(forests)
def test_no_span_is_lost_but_exact_repeats(rows: list[S]) -> None:
    repaired = repair(spans(*rows))
    assert len(repaired.trace) == len({dataclasses.astuple(dataclasses.replace(s, promoted=None)) for s in rows})


@given(forests, st.randoms())
def test_the_order_of_arrival_does_not_matter(rows: list[S], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = repair(spans(*rows)), repair(spans(*shuffled))
    assert one.parent.tolist() == other.parent.tolist()
    for column in ("span_id", "parent_id", "start_ns", "duration_ns", "problems", "adjusted_ns", "kind"):
        assert getattr(one.trace, column).tolist() == getattr(other.trace, column).tolist()
    assert [one.trace.operation.at(row) for row in range(len(one.trace))] == [
        other.trace.operation.at(row) for row in range(len(one.trace))
    ]
    assert list(one.trace.detail) == list(other.trace.detail)


@given(forests)
def test_after_the_repairs_every_walk_up_ends(rows: list[S]) -> None:
    parent = repair(spans(*rows)).parent
    for row in range(len(parent)):
        steps = 0
        while row >= 0:
            row = int(parent[row])
            steps += 1
            assert steps <= len(parent) + 1


@given(forests)
def test_only_one_edge_of_each_cycle_is_cut(rows: list[S]) -> None:
    repaired = repair(spans(*rows))
    trace = repaired.trace
    known, _ = parents.adjust(trace)
    for row in np.flatnonzero(trace.problems & CYCLE).tolist():
        assert known.parent_id[row] != 0
    lost = (trace.parent_id != 0) & (repaired.parent < 0)
    assert ((trace.problems[lost] & (ORPHAN | CYCLE)) != 0).all()
