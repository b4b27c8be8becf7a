import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.datamodel import Window
from apps.telemetry.downsample import m4
from tests.telemetry.build import NOON

NAN = float("nan")


def test_a_spike_of_one_sample_survives() -> None:
    values = np.zeros(10_000)
    values[7_777] = 9.0
    times = NOON + np.arange(10_000, dtype=np.int64)
    _, kept = m4(times, values, Window(NOON, NOON + 10_000), 50)
    assert kept.max() == 9.0
    assert len(kept) <= 200


def test_a_short_series_is_left_alone() -> None:
    times, values = np.arange(8, dtype=np.int64), np.arange(8.0)
    assert m4(times, values, Window(0, 8), 2)[1].tolist() == values.tolist()


_values = st.lists(st.one_of(st.just(NAN), st.floats(-10, 10), st.just(float("inf"))), min_size=1, max_size=120)


@given(_values, st.integers(1, 6))
def test_each_pixel_keeps_first_lowest_highest_last_and_its_gap(drawn: list[float], width: int) -> None:
    values, times = np.array(drawn), np.arange(len(drawn), dtype=np.int64)
    window = Window(0, len(drawn))
    kept_times, kept = m4(times, values, window, width)
    assert len(kept) <= max(5 * width, 4 * width)
    assert kept_times.tolist() == sorted(set(kept_times.tolist()))
    for pixel in range(width):
        of = [at for at in range(len(drawn)) if min(int(at / len(drawn) * width), width - 1) == pixel]
        told = [at for at in of if not np.isnan(values[at])]
        gaps = [at for at in of if np.isnan(values[at])]
        wanted = {told[0], told[-1]} if told else set()
        assert (wanted | set(gaps[:1])) <= set(kept_times.tolist())
        if told:
            inside = kept[np.isin(kept_times, told)]
            assert (inside.min(), inside.max()) == (values[told].min(), values[told].max())
