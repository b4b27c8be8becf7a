"""Events are what the orders' door takes: every one is accepted as it stands."""

import re
from collections import Counter

from apps.core import clock
from apps.orders.events import ComplaintEvent, DeploymentEvent, OrderEvent, parse_event
from apps.telemetry.simulator.events import Event, rfc3339
from apps.telemetry.simulator.plan import DAY
from tests.telemetry.simulator.worlds import END_NS, lives, small_world


def events() -> list[Event]:
    world = small_world()
    return list(world.events(world.plan.start_ns, END_NS + DAY))


def test_ids_are_unique_and_envelopes_whole() -> None:
    found = events()
    assert max(Counter((event["source"], event["id"]) for event in found).values()) == 1
    for event in found:
        assert event["specversion"] == "1.0"
        assert str(event["type"]).startswith("com.alexandrite.")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", str(event["time"]))


def test_the_door_for_events_understands_every_one() -> None:
    pattern, received_at = re.compile(r"AL-[0-9]{4,12}"), clock.from_ns(END_NS + DAY)
    for event in events():
        parsed = parse_event(event, received_at, pattern)
        assert isinstance(parsed, OrderEvent | ComplaintEvent | DeploymentEvent), (event, parsed)


def test_all_kinds_of_events_appear() -> None:
    kinds = {str(event["type"]).removeprefix("com.alexandrite.") for event in events()}
    stages = ("created", "files_uploaded", "priced", "confirmed", "paid", "in_production", "completed", "shipped", "delivered", "cancelled")
    assert kinds == {f"order.{stage}" for stage in stages} | {"order.updated", "order.operation", "complaint.received", "deployment"}


def test_order_events_name_their_order_twice_and_its_trace_only_where_there_is_telemetry() -> None:
    begin = rfc3339(small_world().plan.telemetry_from_ns)
    for event in events():
        data = event["data"]
        assert isinstance(data, dict)
        if str(event["type"]).startswith("com.alexandrite.order."):
            assert event["subject"] == data["number"]
            assert ("trace_id" in data) == (str(event["time"]) >= begin)


def test_traces_that_events_name_exist() -> None:
    world = small_world()
    named = {
        event["data"]["trace_id"]
        for event in world.events(END_NS - 2 * DAY, END_NS)
        if isinstance(event["data"], dict) and "trace_id" in event["data"]
    }
    drawn = {span.trace_id for span in world.spans(END_NS - 2 * DAY, END_NS + DAY)}
    assert named <= drawn


def test_most_complaints_come_without_a_number() -> None:
    complaints = [event for event in events() if event["type"] == "com.alexandrite.complaint.received"]
    assert len(complaints) > 10
    assert 0 < sum("subject" in event for event in complaints) < len(complaints) / 2


def test_struck_orders_complain_more() -> None:
    everybody = [life for seed in (11, 12, 13) for life in lives(seed)]
    struck = [bool(life.complaints) for life in everybody if life.harms]
    healthy = [bool(life.complaints) for life in everybody if not life.harms]
    assert sum(struck) / len(struck) > 0.4
    assert sum(healthy) / len(healthy) < 0.1
