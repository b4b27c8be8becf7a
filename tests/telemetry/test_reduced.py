"""A timeline that holds less keeps its shape: order, nearest ancestors, lines under their spans; and holds nothing that was left out."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.datamodel import Severity, SpanKind, TimeSeries, Window
from apps.telemetry.geometry import encode
from apps.telemetry.reduced import errors_only, within
from apps.telemetry.timeline import Timeline
from tests.telemetry.build import NOON, L, S
from tests.telemetry.strategies import forests
from tests.telemetry.test_geometry import NOW, drawn, timeline


def tree(found: Timeline) -> list[tuple[str | None, str | None]]:
    """(operation, its parent's) in display order."""
    journey = found.journey
    names = [journey.trace.operation.at(row) for row in range(len(journey.trace))]
    return [(names[row], names[journey.parent_row[row]] if journey.parent_row[row] >= 0 else None) for row in journey.order.tolist()]


ROWS = [
    S(1, 0, NOON, 100, operation="root", error=True),
    S(2, 1, NOON + 10, 40, operation="middle"),
    S(3, 2, NOON + 20, 10, operation="leaf", error=True),
    S(4, 1, NOON + 60, 10, operation="fine"),
    S(5, 0, NOON + 500, 10, operation="other", trace="b"),
]
LINES = [L(NOON + 21, "secret text", trace="a", span=3, severity=Severity.ERROR), L(NOON + 61, "fine", trace="a", span=4)]


def test_errors_hang_under_their_nearest_failed_ancestor_without_any_text() -> None:
    found = errors_only(timeline(ROWS, LINES))
    assert tree(found) == [("root", None), ("leaf", "root")]
    assert list(found.journey.depth) == [0, 1]
    assert (list(found.logs.table.body), found.logs.row.tolist()) == ([""], [1])
    assert found.totals == {"spans": 2, "logs": 1, "series": 0}
    assert (found.journey.waits, found.journey.path, list(found.series)) == ((), (), [])
    assert b"secret" not in encode(found, NOW)
    assert all(b"note" not in detail for detail in found.journey.trace.detail)


def test_a_stretch_holds_what_touches_it() -> None:
    found = within(timeline(ROWS, LINES), Window(NOON + 55, NOON + 200))
    assert tree(found) == [("root", None), ("fine", "root")]
    assert list(found.logs.table.body) == ["fine"]
    assert [summary.span_count for summary in found.journey.summaries] == [4]
    assert (found.window.from_ns, found.window.to_ns) == (NOON + 55, NOON + 200)
    assert [name for name, *_ in drawn(found)] == ["root", "fine", "fine"]


def test_a_stretch_with_nothing_in_it_is_empty() -> None:
    found = within(timeline(ROWS, LINES), Window(NOON - 100, NOON - 50))
    assert (len(found.journey.trace), len(found.logs.table), found.journey.path, found.journey.summaries) == (0, 0, (), ())
    assert found.totals == {"spans": 0, "logs": 0, "series": 0}


def test_a_wait_is_kept_with_both_its_ends() -> None:
    queue = {"messaging.destination.name": "q", "messaging.message.id": "m"}
    rows = [
        S(1, 0, NOON, 10, operation="send", kind=SpanKind.PRODUCER, promoted=queue),
        S(2, 0, NOON + 300, 10, operation="take", kind=SpanKind.CONSUMER, trace="b", links=(("a", 1),), promoted=queue),
        S(3, 0, NOON + 900, 10, operation="later", trace="c"),
    ]
    whole = timeline(rows)
    (wait,) = within(whole, Window(NOON, NOON + 400)).journey.waits
    assert (wait.producer_row, wait.consumer_row, wait.destination) == (0, 1, "q")
    assert within(whole, Window(NOON + 200, NOON + 400)).journey.waits == ()


def test_points_outside_a_stretch_are_left_out() -> None:
    times = np.array([NOON, NOON + 50, NOON + 100], np.int64)
    series = TimeSeries("cpu", "cpu", "%", {}, times, np.array([1.0, 2.0, 3.0]))
    (kept,) = within(timeline(ROWS, series=(series,)), Window(NOON + 40, NOON + 100)).series
    assert kept.values.tolist() == [2.0]


@given(forests, st.integers(-50, 50), st.integers(1, 200))
def test_the_path_of_a_stretch_tiles_what_it_shares_with_the_whole(rows: Sequence[S], offset: int, length: int) -> None:
    whole = timeline(rows)
    window = Window(NOON + offset, NOON + offset + length)
    path = within(whole, window).journey.path
    assert all(one.end_ns == two.start_ns for one, two in pairwise(path))
    shared = [max(0, min(part.end_ns, window.to_ns) - max(part.start_ns, window.from_ns)) for part in whole.journey.path]
    assert sum(part.end_ns - part.start_ns for part in path) == sum(shared)


@given(forests)
def test_a_stretch_that_holds_everything_changes_nothing(rows: Sequence[S]) -> None:
    whole = timeline(rows)
    found = within(whole, Window(-(2**62), 2**62))
    assert tree(found) == tree(whole)
    assert found.journey.path == whole.journey.path
