"""Every trace is well formed: ids, parents, links, conventions, and nobody's personal data where it does not belong."""

import re
from collections import Counter, defaultdict

import pytest

from apps.core.masking import redact_text
from apps.telemetry.datamodel import Severity, Span, SpanKind, SpanStatus
from apps.telemetry.simulator.pen import ORDER_KEYS
from apps.telemetry.simulator.plan import DAY, SECOND
from tests.telemetry.simulator.worlds import END_NS, drawn, lives, small_world

TRACE_ID, SPAN_ID = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{16}")
SERVICES = {"shop-api", "crm-api", "mes-api"}
PLACES = SERVICES | {"shop-db", "mes-db", "rabbitmq", "s3", "payment", "delivery"}


def texts_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts_of(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts_of(part)]
    return [str(value)]


def test_ids_are_well_formed_and_unique() -> None:
    spans = drawn().spans
    assert all(TRACE_ID.fullmatch(span.trace_id) and SPAN_ID.fullmatch(span.span_id) for span in spans)
    assert max(Counter(span.span_id for span in spans).values()) == 1
    message_ids = Counter(span.attributes["messaging.message.id"] for span in spans if span.kind == SpanKind.PRODUCER)
    assert max(message_ids.values()) == 1


def test_every_parent_exists_in_the_same_trace() -> None:
    begin_ns = small_world().plan.telemetry_from_ns + 2 * DAY
    by_trace: defaultdict[str, set[str]] = defaultdict(set)
    for span in drawn().spans:
        by_trace[span.trace_id].add(span.span_id)
    for span in drawn().spans:
        if span.parent_span_id and span.start_ns > begin_ns and span.start_ns < END_NS + 28 * DAY:
            assert span.parent_span_id in by_trace[span.trace_id], span


def test_children_that_block_lie_inside_their_parents() -> None:
    spans = {(span.trace_id, span.span_id): span for span in drawn().spans}
    for span in drawn().spans:
        parent = spans.get((span.trace_id, span.parent_span_id))
        if parent is not None and parent.kind != SpanKind.PRODUCER:
            assert parent.start_ns <= span.start_ns
            assert span.start_ns + span.duration_ns <= parent.start_ns + parent.duration_ns, (parent.operation, span.operation)


def test_links_point_to_producers_that_came_before() -> None:
    begin_ns = small_world().plan.telemetry_from_ns + 2 * DAY
    producers = {(span.trace_id, span.span_id): span for span in drawn().spans if span.kind == SpanKind.PRODUCER}
    linking = [span for span in drawn().spans if span.links and begin_ns < span.start_ns]
    assert linking
    for span in linking:
        for link in span.links:
            producer = producers[link.trace_id, link.span_id]
            assert producer.start_ns <= span.start_ns
            assert producer.attributes["messaging.destination.name"] == span.attributes["messaging.destination.name"]


def test_consumers_know_their_message_by_link_or_by_parent() -> None:
    for span in drawn().spans:
        if span.kind == SpanKind.CONSUMER and span.attributes["messaging.operation.type"] == "process":
            assert span.links or span.parent_span_id
            assert span.attributes["messaging.message.id"]


def test_services_and_places_are_those_of_the_company() -> None:
    assert {span.service for span in drawn().spans} == SERVICES
    assert {record.service for record in drawn().logs} == SERVICES
    assert {str(span.attributes["server.address"]) for span in drawn().spans if "server.address" in span.attributes} == PLACES


def test_each_kind_of_span_keeps_its_conventions() -> None:
    for span in drawn().spans:
        told = span.attributes
        if span.kind == SpanKind.SERVER:
            assert {"http.request.method", "http.route", "http.response.status_code"} <= told.keys()
            assert (span.status == SpanStatus.ERROR) == (int(str(told["http.response.status_code"])) >= 500)
        elif span.kind in (SpanKind.PRODUCER, SpanKind.CONSUMER):
            assert {"messaging.system", "messaging.destination.name", "messaging.operation.type"} <= told.keys()
        elif span.kind == SpanKind.CLIENT:
            assert "server.address" in told
        if span.status == SpanStatus.ERROR:
            assert told["error.type"]
        assert span.resource["service.version"]
        assert span.resource["host.name"]
        assert span.duration_ns > 0


def test_each_service_names_the_order_in_its_own_way() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for span in drawn().spans:
        found[span.service] |= {key for key in ORDER_KEYS.values() if key in span.attributes and span.kind != SpanKind.CLIENT}
    assert found == {service: {key} for service, key in ORDER_KEYS.items()}


def test_batches_carry_several_orders() -> None:
    batches = [span for span in drawn().spans if isinstance(span.attributes.get("order_id"), list)]
    assert any(len(span.links) > 2 for span in batches)
    for span in batches:
        if span.links:
            assert len(span.links) == span.attributes["messaging.batch.message_count"] == len(list(texts_of(span.attributes["order_id"])))


def test_an_order_has_several_traces_and_many_spans() -> None:
    delivered = next(life for life in lives() if life.created_ns > END_NS - 18 * DAY and life.happenings[-1].kind == "delivered")
    own = [span for span in drawn().spans if delivered.number in texts_of([span.attributes.get(key, "") for key in ORDER_KEYS.values()])]
    assert len({span.trace_id for span in own}) > 15
    assert len([span for span in drawn().spans if span.trace_id in {one.trace_id for one in own}]) > 70


def test_no_span_tells_a_name_a_phone_or_a_mailbox() -> None:
    told = {
        text
        for span in drawn().spans
        for text in texts_of([span.attributes, [event.attributes for event in span.events], span.operation, span.status_message])
        if not text.isdigit()
    }
    names = {name for life in lives(days_after=30) for name in (life.customer.first, life.customer.last)}
    assert not any(re.search(r"@|\+7", text) for text in told)
    assert not any(names.intersection(re.findall("[А-Яа-яё]+", text)) for text in told)
    plain = [text for text in told if not re.fullmatch(r"[0-9a-f-]{32,36}", text)]
    assert [text for text in plain if redact_text(text) != text] == []


def test_some_log_lines_hold_personal_values_that_a_receiver_can_redact() -> None:
    told = [record.body for record in drawn().logs if "+7" in record.body]
    assert 3 < len(told) < 0.01 * len(drawn().logs)
    assert all("+7" not in redact_text(body) or redact_text(body) != body for body in told)


def test_logs_are_mostly_calm_in_two_languages_and_stand_in_their_spans() -> None:
    logs = drawn().logs
    calm = sum(record.severity <= Severity.INFO for record in logs)
    assert calm > 0.85 * len(logs)
    russian = sum(bool(re.search("[а-я]", record.body)) for record in logs)
    assert 0.2 * len(logs) < russian < 0.9 * len(logs)
    spans = {span.span_id: span for span in drawn().spans}
    for record in logs:
        span = spans.get(record.span_id)
        if span is not None:
            assert span.trace_id == record.trace_id
            assert span.start_ns <= record.time_ns <= span.start_ns + span.duration_ns + SECOND
    assert any(not record.trace_id for record in logs)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_exceptions_are_told_as_span_events(service: str) -> None:
    def thrown(span: Span) -> bool:
        return any(
            event.name == "exception" and {"exception.type", "exception.message", "exception.stacktrace"} <= event.attributes.keys()
            for event in span.events
        )

    assert any(thrown(span) for span in drawn().spans if span.service == service and span.status == SpanStatus.ERROR)
