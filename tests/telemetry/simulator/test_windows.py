"""Whatever the cuts, the parts are the whole; and what has been told once is never told otherwise."""

import json
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, SECOND, WEEK
from apps.telemetry.simulator.world import World
from tests.telemetry.simulator.worlds import END_NS, small_plan, small_world

CUT = st.integers(min_value=0, max_value=3 * DAY)
FROM_NS = END_NS - 2 * DAY


@settings(max_examples=12, deadline=None)
@given(st.lists(CUT, min_size=1, max_size=4))
def test_events_of_the_parts_are_the_events_of_the_whole(cuts: list[int]) -> None:
    world, edges = small_world(), [FROM_NS, *sorted(FROM_NS + cut for cut in cuts), FROM_NS + 3 * DAY]
    parts = [event for begin, end in pairwise(edges) for event in world.events(begin, end)]
    assert parts == list(world.events(edges[0], edges[-1]))
    assert parts


@settings(max_examples=8, deadline=None)
@given(st.lists(CUT, min_size=1, max_size=4))
def test_spans_and_logs_of_the_parts_are_those_of_the_whole(cuts: list[int]) -> None:
    world, edges = small_world(), [FROM_NS, *sorted(FROM_NS + cut for cut in cuts), FROM_NS + 3 * DAY]
    parts = [drawn for begin, end in pairwise(edges) for drawn in world.telemetry(begin, end)]
    whole = list(world.telemetry(edges[0], edges[-1]))
    assert [span for part in parts for span in part.spans] == [span for part in whole for span in part.spans]
    assert [record for part in parts for record in part.logs] == [record for part in whole for record in part.logs]


@settings(max_examples=10, deadline=None)
@given(st.integers(min_value=0, max_value=2 * DAY))
def test_points_of_two_parts_are_the_points_of_the_whole(cut: int) -> None:
    world = small_world()
    told: list[dict[object, list[np.ndarray]]] = []
    for windows in (((FROM_NS, FROM_NS + cut), (FROM_NS + cut, FROM_NS + 2 * DAY)), ((FROM_NS, FROM_NS + 2 * DAY),)):
        series: dict[object, list[np.ndarray]] = {}
        for begin, end in windows:
            for points in world.metrics(begin, end, 5 * MINUTE):
                key = (points.name, points.service, *sorted(points.labels.items()))
                series.setdefault(key, []).append(np.column_stack([points.times_ns, points.values.reshape(len(points.times_ns), -1)]))
        told.append(series)
    assert told[0].keys() == told[1].keys()
    for key, parts in told[0].items():
        assert np.array_equal(np.concatenate(parts), np.concatenate(told[1][key])), key


def test_a_window_is_the_same_in_a_world_that_has_told_nothing_before() -> None:
    used, fresh = small_world(), World(small_plan())
    list(used.events(END_NS - 20 * DAY, END_NS))
    begin_ns = END_NS - 5 * HOUR
    assert list(used.events(begin_ns, END_NS)) == list(fresh.events(begin_ns, END_NS))
    assert list(used.spans(begin_ns, END_NS)) == list(World(small_plan()).spans(begin_ns, END_NS))


def test_the_world_goes_on_after_its_planned_end_at_the_same_pace() -> None:
    created = [
        sum(event["type"] == "com.alexandrite.order.created" for event in small_world().events(END_NS + k * WEEK, END_NS + (k + 1) * WEEK))
        for k in (0, 1)
    ]
    assert all(60 <= count <= 140 for count in created), created


def test_nothing_is_told_before_the_world_begins() -> None:
    world = small_world()
    start_ns = world.plan.start_ns
    assert list(world.events(start_ns - 30 * DAY, start_ns)) == []
    assert [drawn for drawn in world.telemetry(start_ns, world.plan.telemetry_from_ns) if drawn.spans or drawn.logs] == []
    assert list(world.metrics(start_ns, world.plan.telemetry_from_ns, MINUTE)) == []
    assert list(world.truth(start_ns, world.plan.telemetry_from_ns)) == []


def test_an_empty_window_holds_nothing() -> None:
    world = small_world()
    assert list(world.events(END_NS, END_NS)) == []
    assert list(world.telemetry(END_NS, END_NS)) == []
    assert list(world.metrics(END_NS, END_NS, MINUTE)) == []


def test_truth_only_closes_what_was_open() -> None:
    world = small_world()
    earlier = {(fault.subject, fault.code): fault for fault in world.truth(world.plan.telemetry_from_ns, END_NS)}
    later = {(fault.subject, fault.code): fault for fault in world.truth(world.plan.telemetry_from_ns, END_NS + 3 * DAY)}
    assert earlier.keys() <= later.keys()
    for key, fault in earlier.items():
        assert later[key].from_ns == fault.from_ns
        assert fault.to_ns in (None, later[key].to_ns)


def test_truth_of_a_window_leaves_out_what_was_over() -> None:
    world = small_world()
    whole = list(world.truth(world.plan.telemetry_from_ns, END_NS))
    recent = list(world.truth(END_NS - DAY, END_NS))
    assert recent == [fault for fault in whole if fault.to_ns is None or fault.to_ns > END_NS - DAY]


def test_events_come_in_order_of_time_and_inside_their_window() -> None:
    times = [str(event["time"]) for event in small_world().events(END_NS - 5 * DAY, END_NS)]
    assert times == sorted(times)
    assert times[0] >= "2026-11-19T15:40:00.000000Z"
    assert times[-1] < "2026-11-24T15:40:00.000000Z"


def test_events_are_json() -> None:
    events = list(small_world().events(END_NS - DAY, END_NS))
    assert json.loads(json.dumps(events)) == events


def test_spans_end_and_logs_stand_inside_their_window() -> None:
    begin_ns, end_ns = END_NS - 7 * HOUR, END_NS - 3 * HOUR + 17 * SECOND
    for part in small_world().telemetry(begin_ns, end_ns):
        assert all(begin_ns <= span.start_ns + span.duration_ns < end_ns for span in part.spans)
        assert all(begin_ns <= record.time_ns < end_ns for record in part.logs)
