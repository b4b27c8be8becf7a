"""Series move with load, fold from minutes into any step, and stay few."""

from datetime import UTC, datetime

import numpy as np
import pytest

from apps.core import clock
from apps.telemetry.datamodel import MetricPoints
from apps.telemetry.simulator import gauges
from apps.telemetry.simulator.histograms import counts_of
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, SECOND
from tests.telemetry.simulator.worlds import END_NS, small_world

WEDNESDAY_NS = clock.to_ns(datetime(2026, 11, 18, tzinfo=UTC))
SUNDAY_NS = clock.to_ns(datetime(2026, 11, 22, tzinfo=UTC))


def series(from_ns: int, to_ns: int, step_ns: int) -> dict[tuple[str, str, str], MetricPoints]:
    return {
        (points.name, points.service, "/".join(points.labels.values())): points for points in small_world().metrics(from_ns, to_ns, step_ns)
    }


def test_there_are_at_most_sixty_series_with_finite_values() -> None:
    found = series(END_NS - HOUR, END_NS, MINUTE)
    assert len(found) == 51
    for points in found.values():
        assert np.isfinite(points.values).all()
        assert (points.values >= 0).all()
        assert len(points.times_ns) == len(points.values) == len(points.start_ns) == 60


def test_points_stand_on_whole_steps_of_the_window() -> None:
    for points in small_world().metrics(END_NS + 20 * SECOND, END_NS + HOUR + SECOND, 5 * MINUTE):
        assert list(points.times_ns) == [END_NS + 5 * MINUTE * k for k in range(1, 13)]
        assert (points.times_ns - points.start_ns == 5 * MINUTE).all()


def test_five_minutes_are_the_sum_or_the_mean_of_their_minutes() -> None:
    by_minute, by_five = (
        series(END_NS - HOUR + MINUTE, END_NS + MINUTE, MINUTE),
        series(END_NS - HOUR + MINUTE, END_NS + MINUTE, 5 * MINUTE),
    )
    for key, points in by_five.items():
        fine = by_minute[key].values.reshape(12, 5, -1)
        folded = fine.sum(axis=1) if points.kind.endswith("delta") else fine.mean(axis=1)
        if points.name != gauges.QUEUE:
            assert np.allclose(points.values.reshape(12, -1), folded), key


def test_steps_that_are_no_whole_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="whole minutes"):
        list(small_world().metrics(END_NS - HOUR, END_NS, 90 * SECOND))


def test_days_are_busier_than_nights_and_offices_rest_on_sunday() -> None:
    def requests(from_ns: int, service: str) -> float:
        return float(series(from_ns, from_ns + HOUR, MINUTE)[gauges.HTTP, service, "200"].values[:, -2].sum())

    noon, night, sunday = WEDNESDAY_NS + 9 * HOUR, WEDNESDAY_NS + 1 * HOUR, SUNDAY_NS + 9 * HOUR
    assert requests(noon, "shop-api") > 1.5 * requests(night, "shop-api")
    assert requests(noon, "mes-api") > 2 * requests(sunday, "mes-api")


def test_a_slow_hour_is_seen_in_response_times_and_connections() -> None:
    slow = next(fault for fault in small_world().truth(END_NS - 7 * DAY, END_NS) if fault.code == "slow_database" and fault.to_ns)
    assert slow.to_ns is not None
    during = series(slow.to_ns - 30 * MINUTE, slow.to_ns, MINUTE)
    before = series(slow.to_ns - 3 * HOUR, slow.to_ns - 2 * HOUR, MINUTE)
    key = (gauges.DATABASE, slow.service, f"postgresql/{slow.service}")
    means = [float(found[key].values[:, -1].sum() / found[key].values[:, -2].sum()) for found in (during, before)]
    assert means[0] > 1.0 > 0.05 > means[1]
    connections = ("db.client.connection.count", slow.service, f"postgresql/{slow.service}")
    assert during[connections].values.min() > before[connections].values.max()


def test_histograms_hold_whole_counts_that_add_up() -> None:
    counts, medians = np.array([0.0, 1.0, 250.0]), np.array([0.05, 0.05, 1.7])
    made = counts_of(counts, medians, 0.6)
    assert made.shape == (3, len(gauges.SECONDS_BOUNDS) + 3)
    assert (made[:, :-1] == np.round(made[:, :-1])).all()
    assert (made[:, :-2].sum(axis=1) == counts).all()
    assert made[0, -1] == 0.0
    assert 250 * 1.7 < made[2, -1] < 250 * 3
