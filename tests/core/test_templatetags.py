"""Values in the reader's language and zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from apps.core import clock, words
from apps.core.templatetags import wording
from apps.orders.page import ABSENT, Money

NOW = datetime(2026, 11, 21, 16, 4, 31, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def moscow_at_a_fixed_time() -> Iterator[None]:
    with clock.frozen(NOW), timezone.override(ZoneInfo("Europe/Moscow")), translation.override("en"):
        yield


def test_a_duration_is_said_in_units_that_do_not_break() -> None:
    assert wording.duration(timedelta(hours=6, minutes=12)) == f"6{NBSP}h{NBSP}12{NBSP}min"
    assert wording.duration(420_000_000) == f"420{NBSP}ms"
    assert wording.seconds(2700) == f"45{NBSP}min"
    assert wording.duration(None) == wording.seconds(None) == ""


def test_a_glance_leaves_seconds_out_beside_minutes() -> None:
    assert wording.roughly(timedelta(minutes=12, seconds=49)) == f"12{NBSP}min"
    assert wording.roughly(timedelta(hours=2, minutes=39, seconds=1)) == f"2{NBSP}h{NBSP}39{NBSP}min"
    assert wording.roughly(timedelta(seconds=9)) == wording.age(9.0) == f"9{NBSP}s"
    assert wording.age(NOW - timedelta(minutes=34, seconds=41)) == f"34{NBSP}min"


def test_an_instant_of_a_row_has_milliseconds_and_its_table_the_zone() -> None:
    at = clock.to_ns(datetime(2026, 11, 21, 9, 40, tzinfo=UTC)) + 7_999_999
    assert wording.instant(at) == "21 Nov 12:40:00.007"
    assert wording.offset(at) == "+03:00"


def test_months_are_written_inside_a_russian_line_as_people_write_them() -> None:
    with translation.override("ru"):
        assert wording.day(datetime(2026, 5, 17, tzinfo=UTC)) == "17 мая 2026"
        assert wording.day(NOW) == "21 ноя 2026"
        assert wording.instant(clock.to_ns(datetime(2026, 5, 17, tzinfo=UTC))) == "17 мая 03:00:00.000"


def test_a_moment_carries_its_offset_and_follows_the_zone() -> None:
    at = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
    assert wording.moment(at) == f"21 Nov 2026, 12:40{NBSP}+03:00"
    assert wording.moment_seconds(clock.to_ns(at)) == f"21 Nov 2026, 12:40:00{NBSP}+03:00"
    with timezone.override(ZoneInfo("America/St_Johns")):
        assert wording.moment(at) == f"21 Nov 2026, 06:10{NBSP}-03:30"
    assert wording.iso(at) == "2026-11-21T12:40:00.000+03:00"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 21, 15, 0, tzinfo=UTC), "18:00"),
        (datetime(2026, 11, 20, 20, 59, tzinfo=UTC), "20 Nov 23:59"),
        (datetime(2026, 11, 20, 21, 0, tzinfo=UTC), "00:00"),
        (datetime(2025, 3, 3, 6, 12, tzinfo=UTC), "3 Mar 2025"),
    ],
)
def test_a_time_of_today_needs_no_date(at: datetime, said: str) -> None:
    assert wording.clock_time(at) == said


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "in 1 day"), (12, "in 12 days"), (-1, "1 day ago"), (-3, "3 days ago")])
def test_days_are_counted_by_the_calendar_of_the_zone(days: int, said: str) -> None:
    assert wording.in_days(NOW + timedelta(days=days)) == said
    assert wording.day(NOW) == "21 Nov 2026"


def test_how_long_ago_something_was_is_said_without_a_sign() -> None:
    assert wording.since(NOW - timedelta(hours=2)) == wording.since(NOW + timedelta(hours=2)) == f"2{NBSP}h"
    assert wording.age(NOW - timedelta(minutes=2)) == wording.age(timedelta(minutes=2)) == wording.age(120) == f"2{NBSP}min"


def test_money_and_numbers_follow_the_language() -> None:
    total = Money(Decimal("12500"), "RUB")
    assert wording.money(total) == f"12,500.00{NBSP}₽"
    assert wording.number(97.204) == "97.2"
    assert wording.number(1284) == "1,284"
    assert wording.money_or_dash(None) == "–"
    with translation.override("ru"):
        assert wording.money(total) == f"12{NBSP}500,00{NBSP}₽"
        assert wording.number(Decimal("1284.5")) == "1\N{NARROW NO-BREAK SPACE}284,5"
    assert wording.money(Money(Decimal(1), "CNY")) == f"1.00{NBSP}CNY"


def test_what_a_role_may_not_see_is_not_present() -> None:
    assert not wording.present(ABSENT)
    assert not wording.present(None)
    assert wording.present(())
    assert wording.present(0)


_SAYINGS = (
    *(wording.duration, wording.since, wording.moment, wording.moment_seconds, wording.short_moment, wording.clock_time, wording.day),
    *(wording.in_days, wording.iso, wording.money, wording.number, wording.seconds, wording.service_class, wording.roughly),
)


@pytest.mark.parametrize("say", _SAYINGS)
def test_nothing_is_said_of_nothing(say: object) -> None:
    assert callable(say)
    assert say(None) == ""


@pytest.mark.parametrize("family", sorted(words.FAMILIES))
def test_every_key_has_a_word_and_an_unknown_one_is_shown_as_it_is(family: str) -> None:
    assert all(words.word(family, key) for key in words.FAMILIES[family])
    assert words.word(family, "something_new") == "something_new"
    assert words.word(family, None) == ""


def test_each_family_has_its_filter() -> None:
    said = [
        ("stage_title", "priced", "Priced"),
        ("who_words", "company", "we must act"),
        ("waits_for_words", "price", "a price"),
        ("confidence_words", "high", "certain"),
        ("channel_words", "email", "e-mail"),
        ("status_words", "open", "not asked after failures"),
        ("kind_words", "phones", "phone"),
        ("role_words", "admin", "administrator"),
        ("state_words", "attached", "attached to the order"),
        ("result_words", "granted", "granted"),
        ("match_words", "typo", "by a value with one typo"),
        ("priority_words", "high", "high"),
        ("signal_words", "logs", "logs"),
        ("origin_words", "default", "built in"),
    ]
    filters = wording.register.filters
    assert [(name, filters[say](key)) for say, key, name in said] == [(name, name) for _, _, name in said]
    assert all(filters[say](None) == "" for say, _, _ in said)


def test_a_shape_says_the_state_without_colour() -> None:
    assert [wording.state_shape(status) for status in ("ok", "failed", "not_configured", "partial", None)] == [
        "dot",
        "diamond",
        "ring",
        "square",
        "square",
    ]
    assert wording.service_class("mes-api") == "svc-4 cue-0"
