"""A series against its own past."""

import math

import pytest

from apps.telemetry.datamodel import TimeSeries, Window
from apps.telemetry.findings import baseline
from tests.telemetry.findings.drawing import at, line

NAN = math.nan
HOUR = Window(at("30m"), at("60m"))


@pytest.mark.parametrize(
    ("values", "limit", "expected"),
    [
        ([1.0] * 6 + [9.0] * 6 + [1.0] * 6, None, True),
        ([1.0] * 6 + [2.0] * 6 + [1.0] * 6, None, False),
        ([1.0] * 6 + [2.0] * 6 + [1.0] * 6, 1.5, True),
        ([1.0] * 6 + [9.0] * 6 + [1.0] * 6, 10.0, False),
        ([1.0] * 6 + [NAN, NAN, 9.0, NAN] + [1.0] * 6, None, True),
        ([9.0] * 4, None, False),
        ([NAN] * 18, None, False),
        ([NAN] * 18, 1.0, False),
        ([], 1.0, False),
    ],
)
def test_raised_means_over_the_limit_or_far_over_the_usual(values: list[float], limit: float | None, expected: bool) -> None:
    assert baseline.raised(line("response", "db", values, limit=limit), HOUR) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0] * 6 + [4.0] * 6, True),
        ([1.0] * 6 + [4.0, 1.0, 1.0, 1.0, 4.0, 1.0], False),
        ([0.0] * 6 + [0.1] * 6, True),
        ([0.0] * 12, False),
        ([9.0] * 3 + [1.0] * 3 + [9.0] * 6, True),
        ([1.0] * 6 + [9.0] * 3 + [1.0] * 3, False),
        ([NAN] * 6 + [0.0] * 4 + [1.0] * 2, False),
        ([1.0] * 2, None),
        ([NAN] * 6 + [4.0] * 6, None),
        ([1.0] * 6 + [NAN] * 6, None),
    ],
)
def test_risen_since_wants_nearly_all_samples_far_above_calm_times(values: list[float], expected: bool | None) -> None:
    assert baseline.risen_since(line("errors", "api", values), HOUR) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 0, 0, 1], True),
        ([3, 3, 3, 3], False),
        ([3, 2, 2, 2], False),
        ([NAN, NAN, NAN, 1], False),
        ([0, NAN, NAN, 2], True),
        ([], False),
    ],
)
def test_a_queue_rose_if_it_is_longer_than_just_before(values: list[float], expected: bool) -> None:
    assert baseline.rose(line("dead_letters", "queue", values), at("12m"), 10 * 60 * 10**9) is expected


@pytest.mark.parametrize(
    ("owners", "expected"),
    [((), ["a", "b"]), (("mes-db",), ["a"]), (("crm",), ["b"]), (("",), ["a", "b"]), (("nobody",), [])],
)
def test_series_are_chosen_by_role_and_by_whom_they_are_about(owners: tuple[str, ...], expected: list[str]) -> None:
    plain = line("response", "mes-db", [1.0])
    series = [
        TimeSeries("a", "p", "", {}, plain.times_ns, plain.values, service="mes-db", role="response"),
        TimeSeries("b", "p", "", {"queue": "crm"}, plain.times_ns, plain.values, service="mq", role="response"),
        TimeSeries("c", "p", "", {}, plain.times_ns, plain.values, service="mes-db", role="cpu"),
    ]
    assert [one.title for one in baseline.with_role(series, "response", *owners)] == expected
