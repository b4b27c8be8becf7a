"""The table twin says what the drawing says: waits, the path, anchors."""

from dataclasses import replace

from apps.core.templatetags.timeline_words import row_notes
from apps.orders.plain_timeline import PATH_PARTS, plain_timeline
from apps.orders.templatetags.finding_words import finding_title
from apps.telemetry.datamodel import SpanKind
from apps.telemetry.timeline import PathSegment
from tests.telemetry.build import NOON, L, S, trace_id
from tests.telemetry.test_geometry import NOW, timeline

QUEUE = {"messaging.destination.name": "mes.pricing"}
SPANS = [
    S(1, 0, NOON, 100, operation="publish", kind=SpanKind.PRODUCER, promoted=QUEUE),
    S(2, 1, NOON + 400, 50, trace="a", service="mes-api", operation="process", kind=SpanKind.CONSUMER, promoted=QUEUE, error=True),
]


def test_a_row_says_how_long_its_message_waited() -> None:
    found = plain_timeline(timeline(SPANS, [L(NOON + 410, "aborted", trace="a", span=2)]), 0, NOW)
    publish, process, line = found.rows
    assert (process.queued, process.queue, process.taken) == (300, "mes.pricing", True)
    assert row_notes(process).split(", ")[-1] == "300\N{NO-BREAK SPACE}ns in mes.pricing"
    assert (publish.queued, line.queued, row_notes(line)) == (None, None, "")
    assert process.ref == f"span:{trace_id('a')}/0000000000000002"


def test_a_message_that_nobody_took_is_said_at_its_producer() -> None:
    (publish,) = plain_timeline(timeline(SPANS[:1]), 0, NOW).rows
    assert not publish.taken
    assert "never taken from mes.pricing" in row_notes(publish)


def test_the_longest_parts_of_the_path_stay_in_their_order() -> None:
    seen = timeline(SPANS)
    path = tuple(PathSegment("span", "s", NOON + at, NOON + at + (at % 90) + 1, "") for at in range(200))
    found = plain_timeline(replace(seen, journey=replace(seen.journey, path=path)), 0, NOW)
    assert len(found.path) == PATH_PARTS
    assert found.path_cut == 200 - PATH_PARTS
    assert [part.start for part in found.path] == sorted(part.start for part in found.path)
    assert min(part.duration for part in found.path) > 50
    assert plain_timeline(replace(seen, journey=replace(seen.journey, path=())), 0, NOW).path == []


def test_a_finding_is_named_by_its_title() -> None:
    assert (finding_title("pricing_timeout"), finding_title("of_tomorrow")) == ("Price never calculated", "of_tomorrow")
