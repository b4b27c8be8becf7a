import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.adjust.standard import repair
from apps.telemetry.datamodel import Severity, Window
from apps.telemetry.journey import Setting, assemble
from apps.telemetry.merge import collapsed, merge
from apps.telemetry.timeline import PLACED
from tests.telemetry.build import NOON, L, S, logs, spans
from tests.telemetry.strategies import forests

SPANS = (
    S(1, 0, NOON, 100, service="shop-api"),
    S(2, 1, NOON + 10, 50, service="shop-api"),
    S(3, 2, NOON + 20, 10, service="mes-api"),
    S(4, 0, NOON + 500, 10, trace="b", service="mes-api"),
)


def placed(*lines: L, rows: Sequence[S] = SPANS) -> list[tuple[str, int, str, int]]:
    """(body, span id or 0, how, count), in the order of the result."""
    journey = assemble(repair(spans(*rows)), Setting("AL-1001", Window(NOON, NOON + 1_000), NOON + 1_000))
    merged = merge(logs(*lines), journey)
    ids = [*journey.trace.span_id.tolist(), 0]
    return [
        (body, ids[row], PLACED[how], count)
        for body, row, how, count in zip(
            merged.table.body, merged.row.tolist(), merged.placed.tolist(), merged.table.count.tolist(), strict=True
        )
    ]


@pytest.mark.parametrize(
    ("line", "span_id", "how"),
    [
        (L(NOON + 900, trace="a", span=2), 2, "span"),
        (L(NOON + 25, trace="a"), 2, "time"),
        (L(NOON + 25, trace="a", service="mes-api"), 3, "time"),
        (L(NOON + 5, trace="a"), 1, "time"),
        (L(NOON + 100, trace="a"), 1, "time"),
        (L(NOON + 60, trace="a"), 2, "time"),
        (L(NOON + 25, trace="a", span=99), 2, "time"),
        (L(NOON + 101, trace="a"), 1, "trace"),
        (L(NOON + 25, trace="a", service="crm-api"), 1, "trace"),
        (L(NOON + 25, trace="b", span=2), 4, "trace"),
        (L(NOON + 25, trace="zz"), 0, "order"),
        (L(NOON + 25), 0, "order"),
    ],
    ids=[
        "its span, whatever the time",
        "the deepest span of its service",
        "the deepest span of another service",
        "the only one running",
        "the very end of a span",
        "the end of the deeper span",
        "an unknown span id",
        "after everything",
        "a service without spans",
        "a span id of another trace",
        "an unknown trace",
        "no trace",
    ],
)
def test_a_line_finds_its_place(line: L, span_id: int, how: str) -> None:
    assert placed(line) == [("line", span_id, how, 1)]


def test_equal_lines_become_one_with_a_count_and_others_stay() -> None:
    line = L(NOON + 5, "again", trace="a", span=1)
    other = L(NOON + 5, "again", trace="a", span=1, severity=Severity.ERROR)
    assert placed(line, other, line, line) == [("again", 1, "span", 3), ("again", 1, "span", 1)]


def test_lines_stand_by_time() -> None:
    assert [body for body, *_ in placed(L(NOON + 9, "c"), L(NOON + 1, "a"), L(NOON + 5, "b"))] == ["a", "b", "c"]


def test_no_lines_and_no_spans() -> None:
    assert placed() == []
    assert placed(L(NOON, trace="a"), rows=()) == [("line", 0, "order", 1)]


_lines = st.lists(
    st.builds(
        L,
        time=st.integers(NOON - 60, NOON + 250),
        body=st.sampled_from(["x", "y"]),
        service=st.sampled_from(["shop-api", "mes-api", "crm-api"]),
        trace=st.sampled_from(["", "a", "b", "zz"]),
        span=st.integers(0, 9),
    ),
    max_size=20,
)


@given(forests, _lines)
def test_no_line_is_lost_and_placing_by_time_agrees_with_looking_at_every_span(rows: list[S], lines: list[L]) -> None:
    journey = assemble(repair(spans(*rows)), Setting("AL-1001", Window(NOON, NOON + 1_000), NOON + 1_000))
    merged = merge(logs(*lines), journey)
    trace = journey.trace
    assert int(merged.table.count.sum()) == len(lines)
    assert merged.table.time_ns.tolist() == sorted(merged.table.time_ns.tolist())
    for line in range(len(merged.table)):
        at, service, of = int(merged.table.time_ns[line]), merged.table.service.at(line), merged.table.trace.at(line)
        running = [
            int(journey.depth[row])
            for row in range(len(trace))
            if trace.trace.at(row) == of
            and trace.service.at(row) == service
            and trace.start_ns[row] <= at <= trace.start_ns[row] + trace.duration_ns[row]
        ]
        how, row = PLACED[int(merged.placed[line])], int(merged.row[line])
        if how == "time":
            assert int(journey.depth[row]) == max(running)
        if how in ("trace", "order"):
            assert not running
        if how == "order":
            assert of is None or of not in [trace.trace.at(other) for other in range(len(trace))]


@given(_lines, st.randoms())
def test_collapsing_does_not_depend_on_the_order_of_arrival(lines: list[L], chance: random.Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert collapsed(logs(*lines)).count.sum() == len(lines)
    one, other = collapsed(logs(*lines)), collapsed(logs(*shuffled))
    assert sorted(zip(one.time_ns.tolist(), one.body, one.count.tolist(), strict=True)) == sorted(
        zip(other.time_ns.tolist(), other.body, other.count.tolist(), strict=True)
    )
