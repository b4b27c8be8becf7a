"""What every source of metrics answers alike."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import MetricQuery, TimeSeries, Window
from apps.telemetry.errors import TimedOut
from tests.contract.backend import kinds_with
from tests.contract.world import MINUTE, NOON

Sources = Callable[[str], Any]
each_source = pytest.mark.parametrize("kind", kinds_with("metrics"))
TEN_MINUTES = Window(NOON, NOON + 10 * MINUTE)


def ask(source: Any, *queries: MetricQuery, step_ns: int = MINUTE) -> list[TimeSeries]:
    answer = source.query_range(queries, TEN_MINUTES, step_ns, Deadline.after(20))
    assert answer.report.signal == "metrics"
    return list(answer.value)


def cpu(function: str = "value", **fields: Any) -> MetricQuery:
    return MetricQuery(title="CPU", panel="mes-api", metric="cpu", function=function, **fields)


@each_source
def test_a_gauge_comes_as_it_is_on_aligned_steps(kind: str, source_of: Sources) -> None:
    (made,) = ask(source_of(kind), cpu(matchers=(("instance", "b"),), unit="%", limit=80.0, role="cpu", service="mes-api"))
    assert (made.title, made.panel, made.unit, made.limit, made.role, made.service) == ("CPU", "mes-api", "%", 80.0, "cpu", "mes-api")
    assert (made.times_ns % MINUTE == 0).all()
    assert made.values[~np.isnan(made.values)].tolist() == [20] * np.count_nonzero(~np.isnan(made.values))
    assert made.query


@each_source
def test_labels_are_kept_apart_or_joined(kind: str, source_of: Sources) -> None:
    apart = {made.labels["instance"]: made for made in ask(source_of(kind), cpu("avg", by=("instance",)))}
    assert set(apart) == {"a", "b"}
    (joined,) = ask(source_of(kind), cpu("max"))
    assert np.nanmax(joined.values) == 90


@each_source
def test_a_gap_stays_one_and_a_spike_survives(kind: str, source_of: Sources) -> None:
    (made,) = ask(source_of(kind), cpu(matchers=(("instance", "a"),)))
    assert np.nanmax(made.values) == 90
    assert np.isnan(made.values[5:6]).all()
    (coarse,) = ask(source_of(kind), cpu("max", matchers=(("instance", "a"),)), step_ns=5 * MINUTE)
    assert np.nanmax(coarse.values) == 90


@each_source
def test_a_counter_that_was_reset_never_runs_backwards(kind: str, source_of: Sources) -> None:
    (made,) = ask(source_of(kind), MetricQuery("rps", "mes-api", "requests", function="rate"))
    known = made.values[~np.isnan(made.values)]
    assert len(known) >= 8
    assert known == pytest.approx([1] * len(known), rel=0.5)


@each_source
def test_quantiles_come_out_of_histograms(kind: str, source_of: Sources) -> None:
    queries = [MetricQuery("p", "mes-api", "latency", function="quantile", quantile=q, unit="ms", scale=1000) for q in (0.5, 0.75)]
    median, upper = (made.values[~np.isnan(made.values)] for made in ask(source_of(kind), *queries))
    assert median == pytest.approx([500] * len(median))
    assert upper == pytest.approx([750] * len(upper))


@each_source
def test_what_nobody_measured_is_not_a_number(kind: str, source_of: Sources) -> None:
    assert all(np.isnan(made.values).all() for made in ask(source_of(kind), MetricQuery("x", "p", "nothing")))


@each_source
def test_a_deadline_that_has_passed_is_a_timeout(kind: str, source_of: Sources) -> None:
    with pytest.raises(TimedOut):
        source_of(kind).query_range([cpu()], TEN_MINUTES, MINUTE, Deadline.after(-1))
