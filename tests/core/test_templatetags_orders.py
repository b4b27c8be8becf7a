"""Where an order is, in one sentence, in a list and as a line of dots; and what a source gave."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from apps.core import clock
from apps.core.templatetags import order_words, timeline_words
from apps.core.templatetags.stage_line import stage_dots
from apps.orders.page import OrderPage, OrderRow, StageRow
from apps.telemetry.answers import SourceReport

NOW = datetime(2026, 11, 21, 16, 4, 31, tzinfo=UTC)
LIFE = ("created", "files_uploaded", "priced", "confirmed", "paid", "in_production", "completed", "shipped", "delivered", "cancelled")
STUCK = OrderRow(
    number="AL-104233",
    channel="shop",
    partner=None,
    stage="files_uploaded",
    stage_since=NOW - timedelta(hours=6, minutes=12),
    waits_for="price",
    waits_on="company",
    deadline_at=NOW - timedelta(hours=5, minutes=27),
    stuck=True,
    at_risk=False,
    late=False,
    promised_at=None,
    created_at=None,
    customer=None,
    allowed_s=2700,
)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def moscow_at_a_fixed_time() -> Iterator[None]:
    with clock.frozen(NOW), timezone.override(ZoneInfo("Europe/Moscow")), translation.override("en"):
        yield


def test_a_stuck_order_says_what_it_waits_for_how_long_and_what_was_allowed() -> None:
    assert plain(order_words.state_sentence(STUCK)) == "Waiting for a price for 6 h 12 min, allowed 45 min"
    assert plain(order_words.state_short(STUCK)) == "waiting for a price, 6 h 12 min"
    assert plain(order_words.state_limit(STUCK)) == "of 45 min"


def test_time_that_passes_outside_working_hours_is_not_held_against_the_limit() -> None:
    overnight = replace(
        STUCK, waits_for="confirmation", stuck=False, allowed_s=4 * 3600, deadline_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    )
    assert plain(order_words.state_sentence(overnight)) == "Waiting for confirmation for 6 h 12 min, due by 23 Nov 2026, 11:00 +03:00"
    assert order_words.state_limit(overnight) == "by 23 Nov 11:00"
    without = replace(overnight, deadline_at=None)
    assert plain(order_words.state_sentence(without)) == "waiting for confirmation, 6 h 12 min"
    assert order_words.state_limit(without) == ""


def test_an_order_that_awaits_nothing_names_its_stage() -> None:
    delivered = replace(STUCK, stage="delivered", waits_for=None, stuck=False)
    assert (order_words.state_sentence(delivered), order_words.state_short(delivered), order_words.state_limit(delivered)) == (
        "Delivered",
        "delivered",
        "",
    )
    unknown = replace(STUCK, stage=None, waits_for=None, stuck=False)
    assert (order_words.state_sentence(unknown), order_words.state_short(unknown)) == ("Its stage is not known", "not known")


@pytest.mark.parametrize("waits_for", ["files", "price", "confirmation", "payment", "operator", "piece", "handover", "delivery"])
def test_everything_that_can_be_awaited_has_its_sentences(waits_for: str) -> None:
    row = replace(STUCK, waits_for=waits_for)
    later = replace(row, stuck=False, deadline_at=NOW)
    assert "45" in order_words.state_sentence(row)
    assert "due by" in order_words.state_sentence(later)
    assert order_words.state_short(row).startswith("waiting for")


@pytest.mark.parametrize(
    ("changes", "shape", "tone"),
    [
        ({}, "diamond", "bad"),
        ({"waits_on": "customer"}, "triangle", "uneasy"),
        ({"stuck": False, "at_risk": True}, "triangle", "uneasy"),
        ({"stuck": False, "late": True}, "diamond", "bad"),
        ({"stuck": False}, "", ""),
    ],
)
def test_a_customer_who_does_not_pay_is_not_a_fault(changes: dict[str, object], shape: str, tone: str) -> None:
    row = replace(STUCK, **changes)
    assert (order_words.row_shape(row), order_words.row_tone(row)) == (shape, tone)


def test_filters_offer_every_stage_and_show_the_day_that_was_typed() -> None:
    assert [key for key, _ in order_words.stage_choices()] == list(LIFE)
    assert [key for key, _ in order_words.channel_choices()] == ["shop", "partner"]
    midnight_in_moscow = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    assert [order_words.date_value(value) for value in (midnight_in_moscow, date(2026, 11, 21), "2026-11-21", None)] == [
        "2026-11-21"
    ] * 3 + [""]


def page(row: OrderRow, *entered: tuple[str, int], anomaly: bool = False) -> OrderPage:
    stages = tuple(StageRow(stage, NOW - timedelta(hours=ago), None, None, None, anomaly) for stage, ago in entered)
    return OrderPage(row, None, None, (), None, (), stages, (), (), all_stages=LIFE)


def states(shown: OrderPage) -> list[str]:
    return [f"{dot.stage}:{dot.state}" for dot in stage_dots(shown)]


def test_dots_show_what_was_entered_what_is_awaited_and_what_lies_ahead() -> None:
    dots = stage_dots(page(STUCK, ("created", 7), ("files_uploaded", 6)))
    assert [dot.state for dot in dots] == ["done", "done", "stuck"] + ["ahead"] * 6
    assert dots[1].after == timedelta(hours=1)
    assert dots[2].waited == timedelta(hours=6, minutes=12)


def test_what_the_customer_owes_is_awaited_and_not_stuck() -> None:
    assert states(page(replace(STUCK, stage="created", waits_on="customer"), ("created", 7)))[1] == "files_uploaded:waiting"


def test_a_cancelled_order_ends_at_its_cancellation() -> None:
    cancelled = replace(STUCK, stage="cancelled", waits_for=None, stuck=False)
    assert states(page(cancelled, ("created", 7), ("cancelled", 1))) == ["created:done", "cancelled:done"]


def test_a_stage_that_was_skipped_stays_open_and_time_never_runs_backwards() -> None:
    dots = stage_dots(page(replace(STUCK, stage="paid"), ("created", 1), ("paid", 3), anomaly=True))
    assert [dot.state for dot in dots][:6] == ["done", "ahead", "ahead", "ahead", "done", "stuck"]
    assert dots[4].after is None
    assert dots[4].anomaly


def test_an_order_of_telemetry_alone_awaits_nothing() -> None:
    unknown = replace(STUCK, stage=None, stage_since=None, waits_for=None)
    assert {dot.state for dot in stage_dots(page(unknown))} == {"ahead"}
    assert {dot.state for dot in stage_dots(page(replace(STUCK, stage_since=None)))} == {"ahead"}


@dataclass(frozen=True)
class Case:
    report: SourceReport
    said: str


@pytest.mark.parametrize(
    "case",
    [
        Case(SourceReport("jaeger", "jaeger", "traces", "ok", 214), "214 spans"),
        Case(SourceReport("es", "elasticsearch", "logs", "ok", 1), "1 line"),
        Case(SourceReport("es", "elasticsearch", "logs", "partial", 61, detail="2 of 3 shards"), "61 lines, 2 of 3 shards"),
        Case(SourceReport("es", "elasticsearch", "logs", "truncated", 500, 2000), "500 of 2,000 lines, cut"),
        Case(SourceReport("es", "elasticsearch", "logs", "truncated", 500), "500 lines, cut"),
        Case(SourceReport("p", "prometheus", "metrics", "arriving", 6), "6 series, still arriving"),
        Case(SourceReport("orders", "events", "events", "empty"), "0 events"),
        Case(SourceReport("z", "zipkin", "traces", "not_configured"), "off"),
        Case(SourceReport("j", "jaeger", "traces", "failed", detail="connection refused"), "failed, connection refused"),
    ],
    ids=lambda case: case.said,
)
def test_a_source_says_what_it_gave(case: Case) -> None:
    (name, (part,)), *others = timeline_words.strip_groups([case.report])
    assert (name, part.text, others) == (case.report.name, case.said, [])


def test_a_source_is_named_once_and_what_is_of_another_state_has_its_own_shape() -> None:
    def report(name: str, signal: str, status: str) -> SourceReport:
        return SourceReport(name, name, signal, status, 5)

    reports = [
        report("a", "traces", "arriving"),
        report("a", "logs", "arriving"),
        report("a", "metrics", "ok"),
        report("b", "events", "ok"),
    ]
    said = [(name, [(part.shape, part.text) for part in parts]) for name, parts in timeline_words.strip_groups(reports)]
    assert said == [
        ("a", [("square", "5 spans, 5 lines, still arriving"), ("dot", "5 series")]),
        ("b", [("dot", "5 events")]),
    ]


def test_oddities_of_a_row_are_said_and_unknown_ones_shown() -> None:
    assert timeline_words.flag_words("orphan") == "its parent is missing"
    assert timeline_words.flag_words("new_flag") == timeline_words.problem_sentence("new_flag") == "new_flag"
    assert timeline_words.problem_sentence("cycle").endswith("at this one.")
    assert timeline_words.at_most(99, 12) == 12


def test_the_script_gets_every_plural_form_of_both_languages() -> None:
    words = timeline_words.timeline_words()
    assert words["gave"]["logs"] == {"one": "%(n)s line", "few": "%(n)s lines", "many": "%(n)s lines", "other": "%(n)s lines"}
