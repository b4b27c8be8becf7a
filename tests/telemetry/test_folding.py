from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.datamodel import Window
from apps.telemetry.folding import Folding, fold, idle_stretches
from tests.telemetry.build import NOON


def stretches(length: int, *instants: int) -> list[tuple[int, int]]:
    window = Window(NOON, NOON + length)
    found = idle_stretches(window, [np.array([NOON + at for at in instants], np.int64)])
    return [(stretch.from_ns - NOON, stretch.to_ns - NOON) for stretch in found]


@pytest.mark.parametrize(
    ("instants", "folded"),
    [
        ((*range(0, 1000, 40),), []),
        ((*range(0, 400, 40), *range(450, 1000, 40)), [(360, 450)]),
        ((*range(0, 400, 40), 410, *range(440, 1000, 40)), [(360, 410)]),  # exactly 1/20
        ((*range(0, 400, 40), 409, *range(440, 1000, 40)), []),
        ((), [(0, 1000)]),
        ((500,), [(0, 500), (500, 1000)]),
        ((-700, 500, 9_000), [(0, 500), (500, 1000)]),  # what lies outside folds nothing
    ],
)
def test_only_long_idle_stretches_are_folded(instants: Sequence[int], folded: list[tuple[int, int]]) -> None:
    assert stretches(1000, *instants) == folded


def test_an_empty_window_folds_nothing() -> None:
    assert stretches(0) == []
    assert fold(Window(NOON, NOON), ()).to_unit(NOON + 5) > fold(Window(NOON, NOON), ()).to_unit(NOON)


@st.composite
def foldings(draw: st.DrawFn) -> Folding:
    length = draw(st.one_of(st.integers(1, 500), st.integers(10**9, 10**16)))
    instants = draw(st.lists(st.integers(0, length), max_size=8))
    window = Window(NOON, NOON + length)
    return fold(window, idle_stretches(window, [np.array([NOON + at for at in instants], np.int64)]))


instants = st.integers(NOON - 10**17, NOON + 10**17)


@given(foldings(), instants, instants)
def test_order_is_kept(folding: Folding, one: int, other: int) -> None:
    assert (one < other) == (folding.to_unit(one) < folding.to_unit(other))


@given(foldings(), st.data())
def test_the_inverse_is_exact(folding: Folding, data: st.DataObject) -> None:
    for at in (data.draw(instants), data.draw(st.integers(folding.window.from_ns, folding.window.to_ns))):
        assert folding.to_ns(folding.to_unit(at)) == at


@given(foldings(), st.data())
def test_between_two_instants_the_inverse_answers_the_earlier(folding: Folding, data: st.DataObject) -> None:
    at = data.draw(st.integers(folding.window.from_ns, folding.window.to_ns))
    unit = data.draw(st.integers(folding.to_unit(at), folding.to_unit(at + 1) - 1))
    assert folding.to_ns(unit) == at


@given(foldings())
def test_outside_the_folds_a_nanosecond_has_one_length(folding: Folding) -> None:
    inside = {fold.from_ns for fold in folding.folds}
    slopes = {piece.slope for piece in folding.pieces if piece.start_ns not in inside}
    assert len(slopes) == 1
    assert all(0 < piece.slope <= max(slopes) for piece in folding.pieces)


def test_many_bands_share_two_fifths_of_the_axis() -> None:
    length = 16 * 1_000_000
    window = Window(NOON, NOON + length)
    busy = [np.arange(NOON + k * 1_000_000, NOON + k * 1_000_000 + 100_000, 1_000) for k in range(16)]
    folding = fold(window, idle_stretches(window, busy))
    bands = sum(folding.to_unit(f.to_ns) - folding.to_unit(f.from_ns) for f in folding.folds)
    assert len(folding.folds) == 16
    assert 0.39 < bands / folding.to_unit(window.to_ns) <= 0.4


def test_a_long_wait_becomes_a_narrow_band() -> None:
    """A minute, five days of nothing, a minute."""
    minute, days = 60 * 10**9, 5 * 86_400 * 10**9
    window = Window(NOON, NOON + 2 * minute + days)
    busy = [np.arange(NOON, NOON + minute, 10**9), np.arange(NOON + minute + days, window.to_ns, 10**9)]
    folding = fold(window, idle_stretches(window, busy))
    (only,) = folding.folds
    whole = folding.to_unit(window.to_ns)
    band = folding.to_unit(only.to_ns) - folding.to_unit(only.from_ns)
    assert 0.03 < band / whole < 0.04
