"""Points to steps: gauges, counters with resets, histograms with quantiles, gaps and spikes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.datamodel import MetricQuery, TimeSeries, Window
from apps.telemetry.embedded.grid import grid_over, sampled
from apps.telemetry.embedded.increments import increments_of, per_step
from apps.telemetry.embedded.panels import answer_query
from apps.telemetry.embedded.point_tables import Points, merged_points, pack_points, unpack_points
from apps.telemetry.embedded.quantiles import histogram_quantile, on_common_bounds
from apps.telemetry.embedded.store import Store
from apps.telemetry.errors import Rejected, Unsupported
from tests.telemetry.embedded.records import DAY, HOUR, MINUTE, NOON, SECOND, points

START = NOON - NOON % HOUR
NAN = math.nan


def series(times_s: list[float], values: list[float] | list[list[float]], starts_s: list[float] | None = None) -> Points:
    def at(seconds: list[float]) -> np.ndarray:
        return np.array([START + int(second * SECOND) if second >= 0 else 0 for second in seconds], np.int64)

    return Points(at(times_s), np.array(values, np.float64), at(starts_s) if starts_s else np.zeros(len(times_s), np.int64))


def grid(length_s: int, step_s: int):
    return grid_over(Window(START, START + length_s * SECOND), step_s * SECOND)


@pytest.mark.parametrize(
    ("from_s", "to_s", "step_s", "first_s", "steps"),
    [(0, 60, 10, 0, 6), (5, 60, 10, 0, 6), (5, 61, 10, 0, 7), (0, 0, 10, 0, 0), (-25, 5, 10, -30, 4)],
)
def test_steps_are_aligned_and_cover_the_window(from_s: int, to_s: int, step_s: int, first_s: int, steps: int) -> None:
    made = grid_over(Window(from_s * SECOND, to_s * SECOND), step_s * SECOND)
    assert (made.from_ns, made.steps) == (first_s * SECOND, steps)
    assert made.times_ns.tolist() == [first_s * SECOND + n * step_s * SECOND for n in range(steps)]


@pytest.mark.parametrize("step", [0, -1, 1])
def test_a_step_that_cannot_be_is_rejected(step: int) -> None:
    with pytest.raises(Rejected):
        grid_over(Window(0, DAY), step)


@pytest.mark.parametrize(
    ("function", "times", "values", "length", "step", "expected"),
    [
        ("value", [0, 60, 120], [1, 2, 3], 180, 60, [1, 2, 3]),
        ("value", [10, 70], [1, 2], 120, 60, [1, 2]),
        ("value", [0, 60, 240, 300], [1, 2, 3, 4], 360, 60, [1, 2, NAN, NAN, 3, 4]),  # a gap stays one
        ("value", [0, 60, 120], [1, 2, 3], 180, 30, [1, 1, 2, 2, 3, 3]),  # finer than the samples
        ("value", [-30, 30], [7, 8], 30, 10, [7, 7, 7]),  # a short window between two samples
        ("value", [0, 10, 20, 30, 40, 50], [5, 5, 99, 5, 5, 5], 60, 60, [99]),  # a spike survives
        ("value", [0, 10, 20, 30, 40, 50], [5, 5, 0, 5, 5, 5], 60, 60, [0]),  # so does a dip
        ("value", [0, 60, 120], [1, NAN, 3], 180, 60, [1, NAN, 3]),  # "no value" is not carried over
        ("value", [0], [1], 120, 60, [1, NAN]),
        ("value", [0, 60], [math.inf, 1], 120, 60, [math.inf, 1]),
        ("avg", [0, 30, 60, 90], [1, 3, NAN, 6], 120, 60, [2, 6]),
        ("max", [0, 30, 60, 90], [1, 3, NAN, 6], 120, 60, [3, 6]),
        ("max", [0, 30], [-1, -3], 60, 60, [-1]),
        ("avg", [], [], 120, 60, [NAN, NAN]),
    ],
)
def test_gauges_on_steps(function: str, times: list[float], values: list[float], length: int, step: int, expected: list[float]) -> None:
    np.testing.assert_array_equal(sampled(series(times, values), function, grid(length, step)), expected)


def rate(made: Points, length: int, step: int, *, delta: bool = False) -> list[float]:
    amounts, seconds = per_step(increments_of(made, delta=delta), grid(length, step))
    return [round(float(a / s), 6) if s else NAN for a, s in zip(amounts[:, 0], seconds, strict=True)]


@pytest.mark.parametrize(
    ("times", "values", "starts", "length", "step", "expected"),
    [
        ([0, 60, 120], [0, 60, 180], None, 120, 60, [1, 2]),
        ([0, 60, 120], [0, 60, 180], None, 120, 30, [1, 1, 2, 2]),
        ([0, 60, 120], [100, 160, 30], None, 120, 60, [1, 0.5]),  # fell: a reset, 30 since
        ([0, 60, 120], [100, 160, 180], [-1, -1, 90], 120, 60, [1, 6]),  # started after the last point: 180 in 30 s
        ([0, 60, 120], [100, 160, 180], [-1, 1, 90], 120, 60, [2.711864, 6]),  # and 160 in 59 s
        ([0, 60, 120], [100, 160, 220], [-1, -1, -1], 120, 60, [1, 1]),
        ([0, 60, 120, 600, 660], [0, 60, 120, 600, 660], None, 660, 60, [1, 1, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 1]),
        ([60, 120], [60, 120], [0, 0], 120, 60, [1, 1]),  # the first point counts from its start
        ([60, 120], [60, 120], None, 120, 60, [NAN, 1]),
        ([60], [60], [0], 120, 60, [1, NAN]),
        ([60], [60], None, 120, 60, [NAN, NAN]),
        ([0, 60, 120], [0, NAN, 120], None, 120, 60, [1, 1]),
        ([], [], None, 120, 60, [NAN, NAN]),
    ],
)
def test_cumulative_counters(
    times: list[float], values: list[float], starts: list[float] | None, length: int, step: int, expected: list[float]
) -> None:
    np.testing.assert_array_equal(rate(series(times, values, starts), length, step), expected)


@pytest.mark.parametrize(
    ("times", "values", "starts", "expected"),
    [
        ([60, 120], [60, 30], [0.001, 60], [1.000017, 0.5]),
        ([60, 120], [60, 30], None, [NAN, 0.5]),
        ([60, 120], [60, 30], [0.001, 30], [1.000017, 0.5]),  # overlapping intervals are cut
        ([60, 120], [60, NAN], [0.001, 60], [1.000017, NAN]),
    ],
)
def test_delta_counters(times: list[float], values: list[float], starts: list[float] | None, expected: list[float]) -> None:
    np.testing.assert_array_equal(rate(series(times, values, starts), 120, 60, delta=True), expected)


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 50)), min_size=2, max_size=30), st.sampled_from([7, 10, 60, 300]))
def test_what_was_counted_is_neither_lost_nor_doubled_by_any_step(steps: list[tuple[int, int]], step_s: int) -> None:
    times = np.cumsum([length for length, _ in steps]).tolist()
    made = increments_of(series(times, np.cumsum([amount for _, amount in steps]).tolist()), delta=False)
    amounts, seconds = per_step(made, grid(3_000, step_s))
    assert amounts.sum() == pytest.approx(made.amounts.sum())
    assert seconds.sum() == pytest.approx((made.to_ns - made.from_ns).sum() / 1e9)


@pytest.mark.parametrize(
    ("quantile", "bounds", "counts", "expected"),
    [
        (0.5, (1, 2, 4), [0, 10, 0, 0], 1.5),
        (0.95, (1, 2, 4), [50, 40, 10, 0], 3.0),
        (0.5, (1, 2, 4), [10, 0, 0, 0], 0.5),  # the first bucket starts at 0
        (0.99, (1, 2, 4), [1, 1, 1, 7], 4),  # beyond the last bound: that bound
        (0.5, (1, 2, 4), [0, 0, 0, 0], NAN),
        (0.0, (1, 2, 4), [0, 10, 0, 0], 1),
        (1.0, (1, 2, 4), [0, 10, 0, 0], 2),
        (0.5, (-1, 2), [10, 0, 0], -1),  # a first bucket below zero has no lower end
        (0.5, (), [10], NAN),
    ],
)
def test_quantiles_are_those_of_prometheus(quantile: float, bounds: tuple[float, ...], counts: list[float], expected: float) -> None:
    np.testing.assert_allclose(histogram_quantile(quantile, bounds, np.array([counts], np.float64)), [expected], rtol=1e-9, atol=1e-9)


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4), st.floats(0, 1))
def test_a_quantile_lies_within_the_bounds_and_grows(counts: list[int], quantile: float) -> None:
    table = np.array([counts], np.float64)
    low, high = (histogram_quantile(q, (1, 2, 4), table)[0] for q in (quantile, 1.0))
    assert np.isnan(high) if sum(counts) == 0 else 0 <= low <= high <= 4


def test_histograms_of_different_bounds_meet_on_the_shared_ones() -> None:
    one, other = np.array([[1.0, 2, 3]]), np.array([[5.0, 6, 7]])
    bounds, counts = on_common_bounds([((1, 2), one), ((1, 3), other)])
    assert (bounds, counts.tolist()) == ((1,), [[6, 18]])
    assert on_common_bounds([((1, 2), one)])[1].tolist() == one.tolist()


@given(st.lists(st.integers(-(2**62), 2**62), max_size=20), st.booleans())
def test_points_pack_and_unpack(times: list[int], wide: bool) -> None:
    array = np.array(times, np.int64)
    values = np.full((len(times), 3) if wide else len(times), 0.5)
    back = unpack_points(pack_points(array, array[::-1], values))
    assert back.times_ns.tolist() == times
    assert back.start_ns.tolist() == times[::-1]
    assert np.array_equal(back.values, values) or not times


def test_of_samples_at_one_time_the_later_stored_stays() -> None:
    merged = merged_points([series([2, 0], [1, 2]), series([0, 1], [3, 4])])
    assert (merged.values.tolist(), np.diff(merged.times_ns).tolist()) == ([3, 4, 1], [SECOND, SECOND])


def ask(store: Store, function: str, length: int = 180, step: int = 60, **fields: object) -> list[TimeSeries]:
    query = MetricQuery(title="t", panel="p", metric="m", function=function, **fields)  # type: ignore[arg-type]
    with store.reading() as connection:
        return answer_query(connection, query, grid(length, step), store.blobs)


def test_series_are_joined_by_labels(store: Store) -> None:
    for endpoint, instance, level in (("/a", "1", 1), ("/a", "2", 3), ("/b", "1", 10)):
        labels = {"endpoint": endpoint, "instance": instance}
        store.add_metrics([points([level] * 4, from_ns=START, labels=labels)])
        store.add_metrics([points(np.arange(4) * 60 * level, kind="sum_cumulative", name="c", from_ns=START, labels=labels)])
    by = {made.labels["endpoint"]: made.values.tolist() for made in ask(store, "avg", by=("endpoint",))}
    assert by == {"/a": [2, 2, 2], "/b": [10, 10, 10]}
    assert ask(store, "max")[0].values.tolist() == [10, 10, 10]
    assert ask(store, "value", matchers=(("endpoint", "/a"), ("instance", "2")), scale=2)[0].values.tolist() == [6, 6, 6]
    with store.reading() as connection:
        made = answer_query(connection, MetricQuery("t", "p", "c", function="rate"), grid(180, 60), store.blobs)
    assert made[0].values.tolist() == [14, 14, 14]


def test_a_service_is_a_label_and_nothing_matching_is_one_series_of_nan(store: Store) -> None:
    store.add_metrics([points([1, 1], from_ns=START), points([5, 5], from_ns=START, service="crm-api")])
    assert ask(store, "value", service="crm-api")[0].values[:2].tolist() == [5, 5]
    assert [made.labels for made in ask(store, "value", by=("service",))] == [{"service": "crm-api"}, {"service": "mes-api"}]
    (nothing,) = ask(store, "value", service="shop-api", limit=1.0, unit="s", role="cpu")
    assert np.isnan(nothing.values).all()
    assert (nothing.limit, nothing.unit, nothing.role, nothing.query) == (1.0, "s", "cpu", 'value(m{service="shop-api"})')


def test_histograms_answer_quantile_rate_and_mean(store: Store) -> None:
    rows = [[6 * n, 4 * n, 0, 10 * n, 8.0 * n] for n in range(4)]
    store.add_metrics([points(rows, kind="histogram", bounds=(1.0, 2.0), from_ns=START)])
    assert ask(store, "rate")[0].values == pytest.approx([10 / 60] * 3)
    assert ask(store, "avg")[0].values == pytest.approx([0.8] * 3)
    assert ask(store, "quantile", quantile=0.5)[0].values == pytest.approx([5 / 6] * 3)
    assert ask(store, "max")[0].values == pytest.approx([2] * 3)


def test_delta_histograms_do_too(store: Store) -> None:
    starts = START + MINUTE * np.arange(-1, 3, dtype=np.int64)
    store.add_metrics([points([[6, 4, 0, 10, 8.0]] * 4, kind="histogram_delta", bounds=(1.0, 2.0), from_ns=START, start_ns=starts)])
    assert ask(store, "quantile", quantile=0.5)[0].values == pytest.approx([5 / 6] * 3)


def test_a_reset_of_a_histogram_counts_anew(store: Store) -> None:
    rows = [[100, 0, 0, 100, 50.0], [0, 10, 0, 10, 15.0], [0, 20, 0, 20, 30.0], [0, 30, 0, 30, 45.0]]
    store.add_metrics([points(rows, kind="histogram", bounds=(1.0, 2.0), from_ns=START)])
    assert ask(store, "quantile", quantile=0.5)[0].values == pytest.approx([1.5] * 3)
    assert ask(store, "avg")[0].values == pytest.approx([1.5] * 3)


@pytest.mark.parametrize("function", ["rate", "quantile"])
def test_what_a_gauge_cannot_answer_is_unsupported(store: Store, function: str) -> None:
    store.add_metrics([points([1, 1], from_ns=START)])
    with pytest.raises(Unsupported):
        ask(store, function, quantile=0.5)


def test_a_week_of_minutes_in_many_chunks_is_one_line(store: Store) -> None:
    for day in range(7):
        store.add_metrics([points(np.full(1440, day), from_ns=START + day * DAY)])
    made = ask(store, "value", length=7 * 86_400, step=3_600)[0]
    assert made.values.tolist() == [day for day in range(7) for _ in range(24)]


def test_a_series_that_was_silent_in_the_window_is_not_there(store: Store) -> None:
    store.add_metrics([points([1], from_ns=START), points([2], from_ns=START - DAY, labels={"instance": "old"})])
    assert [made.labels for made in ask(store, "value", by=("instance",))] == [{}]


def test_samples_at_one_time_of_two_exports_are_one(store: Store) -> None:
    store.add_metrics([points([1, 2], from_ns=START)])
    store.add_metrics([points([5], from_ns=START + MINUTE)])
    assert ask(store, "value", length=120)[0].values.tolist() == [1, 5]
