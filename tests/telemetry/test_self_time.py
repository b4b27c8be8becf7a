import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.self_time import self_times


def own(*rows: tuple[int, int, int]) -> list[int]:
    """Rows of (start, end, parent)."""
    start, end, parent = (np.array(column) for column in zip(*rows, strict=True))
    return self_times(start.astype(np.int64), end.astype(np.int64), parent.astype(np.int32)).tolist()


@pytest.mark.parametrize(
    ("children", "left"),
    [
        ([], 100),
        ([(10, 30)], 80),
        ([(10, 30), (40, 60)], 60),
        ([(10, 30), (20, 60)], 50),  # parallel calls count once
        ([(10, 90), (20, 30)], 20),  # one inside the other
        ([(10, 90), (20, 30), (85, 95)], 15),
        ([(80, 300)], 80),  # outlives its parent
        ([(150, 300)], 100),  # begins after it
        ([(-50, 20)], 80),  # begins before it
        ([(0, 100)], 0),
        ([(50, 50)], 100),
    ],
)
def test_self_time_is_what_no_child_covers(children: list[tuple[int, int]], left: int) -> None:
    assert own((0, 100, -1), *((start, end, 0) for start, end in children))[0] == left


def test_grandchildren_count_for_their_own_parent() -> None:
    assert own((0, 100, -1), (10, 60, 0), (20, 30, 1)) == [50, 40, 10]


_interval = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)


@given(st.lists(st.tuples(_interval, st.integers(-1, 30)), min_size=1, max_size=30))
def test_self_time_equals_counting_every_instant(drawn: list[tuple[list[int], int]]) -> None:
    rows = [(start, end, above if above < row else -1) for row, ((start, end), above) in enumerate(drawn)]
    for row, left in enumerate(own(*rows)):
        start, end, _ = rows[row]
        busy = {at for child in rows if child[2] == row for at in range(child[0], child[1])}
        assert left == sum(at not in busy for at in range(start, end))
