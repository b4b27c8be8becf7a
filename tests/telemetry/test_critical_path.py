"""Numbered as in the drawing of critical_path.py; times are small numbers after NOON."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given

from apps.telemetry.adjust.standard import repair
from apps.telemetry.causes import causes
from apps.telemetry.critical_path import Spans, Stretch, walk
from apps.telemetry.datamodel import SpanKind
from apps.telemetry.outliers import outliers
from apps.telemetry.queue_waits import queue_waits
from tests.telemetry.build import NOON, S, spans
from tests.telemetry.strategies import forests

NOW = NOON + 10**12


def path(*rows: S) -> list[tuple[int, int, int]]:
    """(span id or 0 in a gap, start, end) from the earliest on."""
    stretches, ids = walked(rows)
    return [(ids[s.row] if s.row >= 0 else 0, s.start_ns - NOON, s.end_ns - NOON) for s in reversed(stretches)]


def walked(rows: Sequence[S]) -> tuple[list[Stretch], list[int]]:
    repaired = repair(spans(*rows))
    trace, parent = repaired.trace, repaired.parent
    begin = trace.start_ns + trace.adjusted_ns
    end = begin + trace.duration_ns
    columns = Spans(begin, end, parent, trace.kind, ~outliers(begin, end, NOW))
    why = causes(columns, parent.tolist(), queue_waits(trace, parent, "AL-1001", NOW))
    return walk(columns, columns.units.tolist(), why), trace.span_id.tolist()


def s(id: int, parent: int, start: int, end: int, **more: object) -> S:
    return S(id, parent, NOON + start, end - start, **more)  # type: ignore[arg-type]


P, C = SpanKind.PRODUCER, SpanKind.CONSUMER


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([s(1, 0, 0, 10)], [(1, 0, 10)], id="one span"),
        pytest.param([s(1, 0, 0, 10), s(2, 1, 3, 7)], [(1, 0, 3), (2, 3, 7), (1, 7, 10)], id="one child"),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 1, 4), s(3, 1, 5, 9)],
            [(1, 0, 1), (2, 1, 4), (1, 4, 5), (3, 5, 9), (1, 9, 10)],
            id="two children in turn",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 1, 6), s(3, 1, 2, 9)],
            [(1, 0, 2), (3, 2, 9), (1, 9, 10)],
            id="of parallel children the one that finished last",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 0, 10), s(3, 2, 4, 10)],
            [(2, 0, 4), (3, 4, 10)],
            id="a child as long as its parent",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 6, 30)],
            [(1, 0, 6), (2, 6, 30)],
            id="a child that outlives its parent was not waited for",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 20, 30)],
            [(1, 0, 10), (0, 10, 20), (2, 20, 30)],
            id="a child that begins after its parent",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 4, 5, kind=P), s(3, 2, 50, 60, kind=C)],
            [(1, 0, 4), (2, 4, 5), (0, 5, 50), (3, 50, 60)],
            id="a producer does not wait for its consumer",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 1, 4, 5, kind=P), s(3, 0, 50, 60, kind=C, trace="b", links=(("a", 2),)), s(4, 0, 20, 40, trace="c")],
            [(1, 0, 4), (2, 4, 5), (0, 5, 50), (3, 50, 60)],
            id="between traces the path follows the message, not what ran meanwhile",
        ),
        pytest.param(
            [
                s(2, 0, 4, 5, kind=P),
                s(3, 0, 20, 25, kind=C, trace="b", links=(("a", 2),)),
                s(4, 0, 50, 60, kind=C, trace="c", links=(("a", 2),)),
            ],
            [(2, 4, 5), (0, 5, 20), (3, 20, 25), (0, 25, 50), (4, 50, 60)],
            id="a retry follows the attempt before it",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 0, 20, 30, trace="b")],
            [(1, 0, 10), (0, 10, 20), (2, 20, 30)],
            id="traces without a known cause follow each other",
        ),
        pytest.param(
            [s(1, 0, 0, 10), s(2, 0, 3, 6, trace="b"), s(3, 0, 8, 30, trace="c")],
            [(1, 0, 8), (3, 8, 30)],
            id="of traces that ran at once the one that reaches further back",
        ),
        pytest.param(
            [s(1, 0, 0, 30), s(2, 1, 4, 20, kind=P), s(3, 2, 10, 18, kind=C)],
            [(1, 0, 4), (2, 4, 20), (1, 20, 30)],
            id="not even for one that takes the message while it still runs",
        ),
        pytest.param(
            [s(9, 0, 0, 100), s(3, 9, 50, 60, kind=C, links=(("b", 1),)), s(1, 0, 30, 40, trace="b", kind=P)],
            [(9, 0, 50), (3, 50, 60), (9, 60, 100)],
            id="a message taken in the middle of a span did not begin it",
        ),
        pytest.param([s(1, 0, 5, 20), s(2, 1, 0, 10)], [(2, 5, 10), (1, 10, 20)], id="a child that began before its parent"),
        pytest.param([s(1, 0, 10, 20), s(2, 1, 0, 10)], [(2, 0, 10), (1, 10, 20)], id="a child that was over before its parent began"),
        pytest.param([s(1, 0, 5, 5)], [], id="nothing lasted"),
        pytest.param([s(1, 0, 0, 10), S(2, 1, 5, 3), S(3, 1, 4_102_444_800_000_000_000, 3)], [(1, 0, 10)], id="1970 and 2100"),
    ],
)
def test_path(rows: list[S], expected: list[tuple[int, int, int]]) -> None:
    assert path(*rows) == expected


def test_a_chain_twenty_thousand_deep_has_a_path() -> None:
    deep = 20_000
    chain = [s(i + 1, i, i, 2 * deep - i) for i in range(deep)]
    stretches, _ = walked(chain)
    assert len(stretches) == 2 * deep - 1
    assert sum(x.end_ns - x.start_ns for x in stretches) == 2 * deep


@given(forests)
def test_the_path_has_neither_gap_nor_overlap_and_reaches_the_last_end(rows: list[S]) -> None:
    stretches, _ = walked(rows)
    for later, earlier in itertools.pairwise(stretches):
        assert earlier.end_ns == later.start_ns
    assert all(stretch.start_ns < stretch.end_ns for stretch in stretches)
    trace = repair(spans(*rows)).trace
    begin = trace.start_ns + trace.adjusted_ns
    end = begin + trace.duration_ns
    usable = ~outliers(begin, end, NOW) & (end > begin)
    if usable.any():
        assert stretches[0].end_ns == int(end[~outliers(begin, end, NOW)].max())


@given(forests)
def test_every_stretch_lies_inside_its_span(rows: list[S]) -> None:
    repaired = repair(spans(*rows))
    begin = repaired.trace.start_ns + repaired.trace.adjusted_ns
    stretches, _ = walked(rows)
    for stretch in stretches:
        if stretch.row >= 0:
            assert begin[stretch.row] <= stretch.start_ns
            assert stretch.end_ns <= begin[stretch.row] + repaired.trace.duration_ns[stretch.row]


def test_causes_need_the_consumer_to_begin_after_its_message() -> None:
    """A producer whose clock is ahead of its consumer's causes nothing; the walk still ends."""
    assert path(s(1, 0, 100, 110, kind=P), s(2, 0, 20, 40, kind=C, trace="b", links=(("a", 1),)))[-1] == (1, 100, 110)
