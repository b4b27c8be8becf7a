"""One subject's timeline, from a real store to findings: all layers in their places."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.core.catalogue import SourceEntry
from apps.telemetry.answers import SourceReport
from apps.telemetry.api import Subject, correlation_of, exists, timeline_of
from apps.telemetry.datamodel import LogRecord, Milestone, Severity, Span, SpanKind, SpanStatus, Window
from apps.telemetry.embedded.store import Store
from apps.telemetry.geometry import encode
from apps.telemetry.lanes import MOST_LANES
from tests.telemetry.build import NOON, SECOND

MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
NOW = NOON + DAY


def span(number: str, trace: int, span_id: int, start: int, **more: object) -> Span:
    given: dict[str, object] = {"attributes": {"order.id": number} if number else {}} | more
    return Span(
        trace_id=f"{trace:032x}",
        span_id=f"{span_id:016x}",
        parent_span_id=str(given.pop("parent", "")),
        service=str(given.pop("service", "shop-api")),
        operation="POST /orders",
        kind=SpanKind.SERVER,
        status=SpanStatus.UNSET,
        start_ns=start,
        duration_ns=SECOND,
        **given,  # type: ignore[arg-type]
    )


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Store:
    settings.TELEMETRY_STORE = tmp_path / "telemetry.sqlite3"
    settings.CATALOGUE = replace(settings.CATALOGUE, sources=(SourceEntry("store", "embedded", "", 3.0, {}),))
    keys = (*settings.CATALOGUE.correlation_keys, *settings.CATALOGUE.customer_keys)
    return Store(settings.TELEMETRY_STORE, settings.KEY_RING, keys)


def fill(store: Store, *spans: Span, logs: Sequence[LogRecord] = ()) -> None:
    store.add_spans(spans)
    store.add_logs(logs)


MILESTONES = (Milestone("created", NOON, NOON + MINUTE), Milestone("delivered", NOON + 10 * MINUTE, final=True))


def test_a_number_never_pulls_a_longer_one(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON), span("AL-10010", 2, 2, NOON), span("AL-100", 3, 3, NOON))
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES), now_ns=NOW)
    assert found.journey.trace.span_id.tolist() == [1]


def test_a_timeline_holds_spans_lines_and_reports_of_all_signals(store: Store) -> None:
    line = LogRecord(NOON + 5, Severity.ERROR, "Не удалось создать заказ", "shop-api", trace_id=f"{1:032x}", span_id=f"{1:016x}")
    fill(store, span("AL-1001", 1, 1, NOON), logs=[line])
    own = SourceReport("orders", "events", "events", "ok", 2, 2)
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES, reports=(own,)), now_ns=NOW)
    assert (found.totals["spans"], found.totals["logs"]) == (1, 1)
    assert [(report.signal, report.status) for report in found.reports][:3] == [("events", "ok"), ("traces", "ok"), ("logs", "ok")]
    assert found.logs.row.tolist() == [0]
    assert encode(found, NOW)


def test_the_window_is_the_life_of_the_order_without_empty_margins(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON))
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES), now_ns=NOW)
    assert NOON - MINUTE <= found.window.from_ns < NOON
    assert NOON + 10 * MINUTE < found.window.to_ns < NOON + 11 * MINUTE


def test_an_order_that_waits_is_shown_until_now_and_the_path_with_it(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON))
    found = timeline_of(Subject(correlation_of("AL-1001"), (Milestone("created", NOON, waits_on="customer"),)), now_ns=NOW)
    assert found.window.to_ns >= NOW
    assert (found.journey.path[-1].kind, found.journey.path[-1].end_ns) == ("business", NOW)


def test_clocks_of_1970_and_2100_do_not_stretch_the_window(store: Store) -> None:
    odd = [span("", 1, 2, 5, parent=f"{1:016x}"), span("", 1, 3, 4_102_444_800 * SECOND, parent=f"{1:016x}")]
    fill(store, span("AL-1001", 1, 1, NOON), *odd)
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES), now_ns=NOW)
    assert len(found.journey.trace) == 3
    assert found.window.length_ns < 11 * MINUTE
    assert found.journey.path[-1].end_ns <= found.window.to_ns


def test_an_order_known_from_telemetry_alone_has_the_window_of_its_telemetry(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON), span("AL-1001", 2, 2, NOON + 10 * MINUTE))
    found = timeline_of(Subject(correlation_of("AL-1001")), now_ns=NOW)
    assert found.window.length_ns < 11 * MINUTE
    assert len(found.journey.summaries) == 2


def test_a_narrowed_window_is_kept_as_asked(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON))
    window = Window(NOON, NOON + 30 * SECOND)
    assert timeline_of(Subject(correlation_of("AL-1001"), MILESTONES, window=window), now_ns=NOW).window == window


@pytest.mark.parametrize(("now", "status"), [(NOON + 2 * MINUTE, "arriving"), (NOON + DAY, "ok")])
def test_only_fresh_telemetry_is_still_arriving(store: Store, now: int, status: str) -> None:
    fill(store, span("AL-1001", 1, 1, NOON))
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES[:1]), now_ns=now, signals=["traces"])
    assert [report.status for report in found.reports] == [status]
    assert found.complete == (status == "ok")


def test_signals_narrow_what_is_asked(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON))
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES), now_ns=NOW, signals=["logs"])
    assert (len(found.journey.trace), {report.signal for report in found.reports}) == (0, {"logs"})


def test_telemetry_knows_the_numbers_that_it_holds(store: Store) -> None:
    fill(store, span("AL-1001", 1, 1, NOON), logs=[LogRecord(NOON, Severity.INFO, "x", "crm-api", attributes={"order.id": "AL-2002"})])
    known = [exists(correlation_of(number), now_ns=NOW) for number in ("AL-1001", "AL-2002", "AL-100", "AL-3003")]
    assert known == [True, True, False, False]


def test_metrics_alone_bring_lanes_although_no_service_is_known_to_be_touched(store: Store) -> None:
    found = timeline_of(Subject(correlation_of("AL-1001"), MILESTONES), now_ns=NOW, signals=["metrics"])
    assert 0 < len(found.series) <= MOST_LANES
