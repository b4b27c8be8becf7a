import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.contract import Capabilities
from apps.telemetry.datamodel import Milestone, Window
from apps.telemetry.slices import slices
from apps.telemetry.windows import MARGIN_NS, MOST_POINTS, fitted, life_window, step_ns
from tests.telemetry.build import NOON, SECOND

DAY = 86_400 * SECOND
CREATED, DELIVERED = Milestone("created", NOON), Milestone("delivered", NOON + 9 * DAY, final=True)


@pytest.mark.parametrize(
    ("milestones", "now", "window"),
    [
        ([CREATED], NOON + DAY, (NOON - MARGIN_NS, NOON + DAY + 1)),
        ([CREATED, DELIVERED], NOON + 90 * DAY, (NOON - MARGIN_NS, NOON + 9 * DAY + MARGIN_NS + 1)),
        ([DELIVERED, CREATED], NOON + 9 * DAY + 5, (NOON - MARGIN_NS, NOON + 9 * DAY + 6)),
        ([], NOON, (NOON - 60 * DAY, NOON + 1)),
        ([CREATED], NOON - DAY * 2, (NOON - MARGIN_NS, NOON - MARGIN_NS + 1)),
    ],
    ids=["open", "finished long ago", "just finished", "known from telemetry alone", "created in the future"],
)
def test_the_window_is_the_life_of_the_order(milestones: list[Milestone], now: int, window: tuple[int, int]) -> None:
    found = life_window(milestones, now, 60)
    assert (found.from_ns, found.to_ns) == window


def test_empty_margins_are_cut_but_not_the_wait_that_still_lasts() -> None:
    window, known = Window(NOON, NOON + 1_000 * SECOND), [np.array([NOON + 400 * SECOND, NOON + 500 * SECOND])]
    assert fitted(window, known, open_ended=False) == Window(NOON + 398 * SECOND, NOON + 502 * SECOND + 1)
    assert fitted(window, known, open_ended=True) == Window(NOON + 388 * SECOND, NOON + 1_000 * SECOND)


def test_instants_outside_never_widen_a_window() -> None:
    window = Window(NOON, NOON + 100)
    assert fitted(window, [np.array([5, 4_102_444_800 * SECOND])], open_ended=False) == window
    assert fitted(window, [], open_ended=False) == window


@given(st.integers(1, 400 * DAY))
def test_a_step_keeps_a_series_short_and_is_no_coarser_than_needed(length: int) -> None:
    step = step_ns(Window(NOON, NOON + length))
    assert length / step <= MOST_POINTS
    assert step == 15 * SECOND or length / step * 2.5 >= MOST_POINTS / 2.5


@given(st.integers(0, 20 * DAY), st.one_of(st.none(), st.integers(3_600 * SECOND, 40 * DAY)))
def test_slices_tile_the_window(length: int, longest: int | None) -> None:
    window = Window(NOON, NOON + length)
    pieces = slices(window, Capabilities(max_window_ns=longest))
    assert sum(piece.length_ns for piece in pieces) == length
    assert all(before.to_ns == after.from_ns for before, after in itertools.pairwise(pieces))
    if longest is not None:
        assert all(0 < piece.length_ns <= min(longest, DAY) for piece in pieces)
