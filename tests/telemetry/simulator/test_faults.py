"""Every fault leaves the traces that it claims, and the truth names exactly those whom it struck."""

from collections import Counter
from functools import lru_cache

import pytest

from apps.telemetry.datamodel import Span, SpanKind, SpanStatus
from apps.telemetry.simulator import gauges
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.faults.kind import FaultKind, Hop, Outlook
from apps.telemetry.simulator.faults.registry import KINDS
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, SECOND, WEEK, Plan
from apps.telemetry.simulator.truth import Fault
from apps.telemetry.simulator.world import World
from tests.telemetry.simulator.worlds import END_NS, drawn, small_plan, small_world

CODES = [kind.code for kind in KINDS]
SETTLED_NS = END_NS + 30 * DAY  # until then the small company is drawn


@lru_cache(maxsize=2)
def truth() -> tuple[Fault, ...]:
    return tuple(small_world().truth(small_world().plan.telemetry_from_ns, SETTLED_NS))


def of_code(code: str) -> list[Fault]:
    """Those that had time to leave all their traces."""
    found = [fault for fault in truth() if fault.code == code and fault.from_ns < SETTLED_NS - 8 * DAY]
    assert found, code
    return found


@lru_cache(maxsize=2)
def spans_by_subject() -> dict[str, list[Span]]:
    """Spans of the traces in which a span carries the order or the customer alone."""
    traces: dict[str, set[str]] = {}
    for span in drawn().spans:
        for key in ("order.id", "order_id", "app.order.id", "customer.id"):
            value = span.attributes.get(key)
            if isinstance(value, str):
                traces.setdefault(span.trace_id, set()).add(value)
    found: dict[str, list[Span]] = {}
    for span in drawn().spans:
        for subject in traces.get(span.trace_id, ()):
            found.setdefault(subject, []).append(span)
    return found


def lasting(fault: Fault) -> list[Span]:
    """Spans of the fault's subject that began while it lasted."""
    to_ns = fault.to_ns or SETTLED_NS
    return [span for span in spans_by_subject()[fault.subject] if fault.from_ns <= span.start_ns < to_ns]


def test_a_message_never_consumed_has_a_producer_and_no_consumer() -> None:
    for fault in of_code("never_consumed"):
        spans = spans_by_subject()[fault.subject]
        consumed = {span.attributes.get("messaging.message.id") for span in spans if span.kind == SpanKind.CONSUMER}
        lost = [
            span
            for span in spans
            if span.kind == SpanKind.PRODUCER
            and span.attributes["messaging.destination.name"] in ("mes.pricing", "mes.orders")
            and span.attributes["messaging.message.id"] not in consumed
        ]
        assert len(lost) == 1
        assert abs(lost[0].start_ns + lost[0].duration_ns - fault.from_ns) < SECOND
        assert not any(span.service == "mes-api" and span.kind == SpanKind.SERVER for span in lasting(fault))


def test_a_dead_letter_was_tried_three_times_and_rejected() -> None:
    for fault in of_code("dead_letter"):
        tried = [span for span in lasting(fault) if span.kind == SpanKind.CONSUMER and span.status == SpanStatus.ERROR]
        assert len(tried) == 3
        assert len({span.attributes["messaging.message.id"] for span in tried}) == 1
        rejected = [span for span in lasting(fault) if span.attributes.get("messaging.operation.name") == "reject"]
        assert len(rejected) == 1
        assert rejected[0].attributes["messaging.operation.type"] == "settle"
        assert rejected[0].attributes["messaging.message.id"] == tried[0].attributes["messaging.message.id"]
        assert any("dead-lettered to" in record.body for record in drawn().logs if record.span_id == rejected[0].parent_span_id)


def test_a_pricing_timeout_ran_into_its_deadline_twice() -> None:
    for fault in of_code("pricing_timeout"):
        cut_off = [span for span in lasting(fault) if span.operation == "price model" and span.status == SpanStatus.ERROR]
        assert len(cut_off) == 2
        for span in cut_off:
            assert span.kind == SpanKind.INTERNAL
            assert span.attributes["error.type"] == "DeadlineExceeded"
            assert 1_800 * SECOND <= span.duration_ns < 1_801 * SECOND


def test_a_failed_creation_has_a_customer_and_no_order() -> None:
    for fault in of_code("create_failed"):
        assert fault.subject_kind == "customer"
        spans = spans_by_subject()[fault.subject]
        roots = [span for span in spans if span.kind == SpanKind.SERVER]
        assert 1 <= len(roots) <= 3
        assert all(root.operation == "POST /orders" and root.attributes["http.response.status_code"] == 500 for root in roots)
        assert all(not root.parent_span_id for root in roots)
        assert not any(key in span.attributes for span in spans for key in ("order.id", "order_id", "app.order.id"))
        assert not any(event.get("subject") == fault.subject for event in small_world().events(END_NS - DAY, END_NS))


def test_a_slow_database_answers_late_to_all_whom_it_touches_and_to_nobody_else() -> None:
    faults = [fault for fault in truth() if fault.code == "slow_database"]
    hours = {(fault.service, fault.to_ns) for fault in faults}
    truly = {(fault.subject, fault.service) for fault in faults}
    found, by_chance = set(), 0
    for subject, spans in spans_by_subject().items():
        for span in spans:
            if span.attributes.get("db.system.name") and span.duration_ns > SECOND and subject.startswith("AL-"):
                place = str(span.attributes["server.address"])
                if any(place == service and to_ns - HOUR <= span.start_ns < to_ns for service, to_ns in hours if to_ns):
                    found.add((subject, place))
                else:
                    by_chance += 1
    assert found == truly
    assert by_chance < 0.001 * len(drawn().spans)


def test_a_bad_release_fails_with_its_version_from_its_deployment_to_its_rollback() -> None:
    deployments = [
        event["data"] | {"time": event["time"]}
        for event in small_world().events(END_NS - 20 * DAY, SETTLED_NS)
        if event["type"].endswith("deployment")
    ]
    for fault in of_code("bad_release"):
        failed = [
            span
            for span in lasting(fault)
            if span.kind == SpanKind.SERVER and span.status == SpanStatus.ERROR and span.service == fault.service
        ]
        assert 1 <= len(failed) <= 3
        assert len({span.resource["service.version"] for span in failed}) == 1
        version = failed[0].resource["service.version"]
        made = [one for one in deployments if (one["service"], one["version"]) == (fault.service, version)]
        assert len(made) == 1
        after = [one for one in deployments if one["service"] == fault.service and one["time"] > made[0]["time"]]
        assert after[0]["notes"] == "Rollback"
        good = [
            span
            for span in drawn().spans
            if span.service == fault.service and span.resource["service.version"] == version and span.status != SpanStatus.ERROR
        ]
        assert good, "a bad release fails on some requests only"


def test_errors_of_orders_without_a_fault_were_made_good_at_once() -> None:
    struck, good, failed = {fault.subject for fault in truth()}, set(), []
    for subject, spans in spans_by_subject().items():
        if subject.startswith("AL-") and subject not in struck:
            for span in spans:
                work = span.attributes.get("messaging.message.id") or (span.trace_id, span.operation)
                if span.status == SpanStatus.ERROR:
                    failed.append((subject, span, work))
                else:
                    good.add((subject, work, span.operation))
    assert failed, "healthy orders have errors too"
    assert len({subject for subject, _, _ in failed}) < 0.3 * len(spans_by_subject())
    for subject, span, work in failed:
        if span.start_ns < SETTLED_NS - DAY and span.operation.split(" ")[0] in ("process", "POST"):
            assert span.kind in (SpanKind.CLIENT, SpanKind.CONSUMER)
            assert (subject, work, span.operation) in good, span


@pytest.mark.parametrize("seed", [1, 8])
@pytest.mark.parametrize("hour", [0, 9, 17])
def test_the_default_world_has_each_kind_now_and_most_orders_healthy(seed: int, hour: int) -> None:
    end_ns = END_NS + hour * HOUR
    world = World(Plan(seed, 6_000, end_ns - 791 * DAY, end_ns, end_ns - 60 * DAY))
    faults = list(world.truth(end_ns - 60 * DAY, end_ns))
    recent = Counter(fault.code for fault in faults if fault.from_ns > end_ns - WEEK)
    assert all(recent[code] >= 2 for code in CODES), recent
    still = Counter(fault.code for fault in faults if fault.to_ns is None)
    assert all(still[code] >= 1 for code in CODES if code != "slow_database"), still
    alive = sum(1 for _ in world.population.living(end_ns - 60 * DAY, end_ns))
    struck = {fault.subject for fault in faults if fault.subject_kind == "order"}
    assert 0.03 * alive < len(struck) <= 0.1 * alive, (len(struck), alive)


@pytest.mark.parametrize("weekday", range(7))
def test_a_world_that_ends_on_any_day_has_open_faults(weekday: int) -> None:
    end_ns = END_NS - weekday * DAY - 7 * HOUR
    world = World(Plan(5, 600, end_ns - 60 * DAY, end_ns, end_ns - 30 * DAY))
    still = {fault.code for fault in world.truth(end_ns - 2 * DAY, end_ns) if fault.to_ns is None}
    assert {"never_consumed", "dead_letter", "pricing_timeout", "create_failed"} <= still


@pytest.mark.parametrize("orders", [1, 5, 40])
def test_tiny_worlds_work(orders: int) -> None:
    world = World(Plan(3, orders, END_NS - 10 * DAY, END_NS, END_NS - 10 * DAY))
    created = [event for event in world.events(END_NS - 10 * DAY, END_NS) if event["type"] == "com.alexandrite.order.created"]
    assert len(created) == orders
    list(world.telemetry(END_NS - 2 * DAY, END_NS))
    list(world.truth(END_NS - 10 * DAY, END_NS))


def test_truth_lines_have_the_form_that_the_api_promises() -> None:
    for fault in truth():
        line = fault.as_line()
        assert set(line) == {fault.subject_kind, "code", "service", "from", "to"}
        assert fault.subject_kind == ("customer" if fault.code == "create_failed" else "order")
        assert fault.code in CODES


def test_a_kind_that_overrides_nothing_does_nothing() -> None:
    plan = small_plan()
    kind = FaultKind(Outlook(plan, Demand(plan)))
    assert not kind.chooses(5)
    assert kind.strike(Hop("message", "mes.orders", "mes-api", 5, END_NS)) is None
    window = (END_NS - DAY, END_NS)
    assert not [*kind.slow_hours(*window), *kind.lost_attempts(*window), *kind.releases(*window), *kind.effects(*window)]


def series_during(name: str, service: str, from_ns: int, to_ns: int, **labels: str) -> float:
    """The highest value of a gauge between two instants."""
    for points in small_world().metrics(from_ns // MINUTE * MINUTE, to_ns, MINUTE):
        if (points.name, points.service) == (name, service) and labels.items() <= points.labels.items():
            return float(points.values.max())
    raise AssertionError(f"no series {name} of {service}")


def test_metrics_show_what_faults_do() -> None:
    lost = of_code("never_consumed")[-1]
    queue = max(
        series_during(gauges.QUEUE, "rabbitmq", lost.from_ns, lost.from_ns + HOUR, queue=queue) for queue in ("mes.pricing", "mes.orders")
    )
    assert queue >= 1
    dead = of_code("dead_letter")[-1]
    counts = [
        series_during(gauges.QUEUE, "rabbitmq", dead.from_ns + 5 * MINUTE, dead.from_ns + HOUR, queue=queue) for queue in gauges.DEAD_QUEUES
    ]
    assert max(counts) >= 1
    slow = of_code("pricing_timeout")[-1]
    assert series_during("process.cpu.utilization", "mes-api", slow.from_ns, slow.from_ns + HOUR) > 0.9
