import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.tree import SpanIndex, children_of, cycle_members, depths, preorder
from tests.telemetry.build import S, spans

DEEP = 20_000


def chain(length: int) -> np.ndarray:
    return np.arange(-1, length - 1, dtype=np.int32)


@st.composite
def forest(draw: st.DrawFn) -> np.ndarray:
    length = draw(st.integers(0, 40))
    parent = [draw(st.integers(-1, row - 1)) for row in range(length)]
    shuffle = draw(st.permutations(range(length)))
    moved = [-1] * length
    for row, above in enumerate(parent):
        moved[shuffle[row]] = -1 if above < 0 else shuffle[above]
    return np.array(moved, np.int32)


@given(forest())
def test_preorder_is_a_permutation_with_subtrees_in_one_piece(parent: np.ndarray) -> None:
    order = preorder(children_of(parent, np.arange(len(parent)))).tolist()
    assert sorted(order) == list(range(len(parent)))
    depth = depths(parent)
    path: list[int] = []
    for row in order:
        del path[depth[row] :]
        assert (path[-1] if path else -1) == parent[row]
        path.append(row)


@given(forest())
def test_brothers_stand_in_the_order_asked_for(parent: np.ndarray) -> None:
    backwards = np.arange(len(parent))[::-1]
    order = preorder(children_of(parent, backwards)).tolist()
    place = {row: at for at, row in enumerate(order)}
    for row in range(len(parent)):
        for other in range(row):
            if parent[row] == parent[other]:
                assert place[row] < place[other]


@given(forest())
def test_depth_counts_the_edges_to_the_root(parent: np.ndarray) -> None:
    for row, depth in enumerate(depths(parent).tolist()):
        steps, at = 0, row
        while parent[at] >= 0:
            steps, at = steps + 1, int(parent[at])
        assert depth == steps


def test_a_chain_twenty_thousand_deep_is_walked() -> None:
    parent = chain(DEEP)
    assert depths(parent)[-1] == DEEP - 1
    assert preorder(children_of(parent, np.arange(DEEP))).tolist() == list(range(DEEP))
    assert not len(cycle_members(parent))


def test_a_ring_of_twenty_thousand_is_seen_whole() -> None:
    ring = chain(DEEP)
    ring[0] = DEEP - 1
    assert len(cycle_members(ring)) == DEEP


def test_rows_that_only_lead_into_a_cycle_are_no_members() -> None:
    assert cycle_members(np.array([1, 2, 1, 0, -1], np.int32)).tolist() == [1, 2]


def test_the_index_finds_by_trace_and_id_and_nothing_by_zero() -> None:
    trace = spans(S(5), S(0), S(2**64 - 1, trace="b"))
    index = SpanIndex(trace)
    codes, wanted = np.array([0, 0, 1, 1, -1], np.int32), np.array([5, 0, 2**64 - 1, 5, 5], np.uint64)
    assert index.find(codes, wanted).tolist() == [0, -1, 2, -1, -1]
    assert SpanIndex(spans()).find(codes, wanted).tolist() == [-1] * 5
