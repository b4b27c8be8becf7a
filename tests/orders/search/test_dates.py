"""When people say that it was. Now is Tuesday, 24 November 2026, 18:52 in Moscow."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.search.dates import DateRange, find_dates

NOW = datetime(2026, 11, 24, 15, 52, tzinfo=UTC)


def first(text: str, now: datetime = NOW) -> str | None:
    return next((str(phrase.range) for phrase in find_dates(text, now=now)), None)


@pytest.mark.parametrize(
    "text,value",
    [
        ("сегодня утром", "2026-11-24"),
        ("вчера", "2026-11-23"),
        ("позавчера", "2026-11-22"),
        ("yesterday", "2026-11-23"),
        ("the day before yesterday", "2026-11-22"),
        ("в субботу", "2026-11-21"),
        ("во вторник", "2026-11-24"),
        ("в прошлый вторник", "2026-11-17"),
        ("в прошлую субботу", "2026-11-21"),
        ("last Saturday", "2026-11-21"),
        ("on Friday", "2026-11-20"),
        ("21 ноября", "2026-11-21"),
        ("21-го ноября", "2026-11-21"),
        ("21 ноября 2025", "2025-11-21"),
        ("21.11", "2026-11-21"),
        ("21.11.25", "2025-11-21"),
        ("21/11/2026", "2026-11-21"),
        ("2026-11-21", "2026-11-21"),
        ("1 декабря", "2025-12-01"),
        ("к 1 декабря", "2026-12-01"),
        ("by 1.12", "2026-12-01"),
        ("до 20 ноября", "2026-11-20"),
        ("29 февраля", "2024-02-29"),
        ("Nov 21", "2026-11-21"),
        ("November 21st, 2025", "2025-11-21"),
        ("21st of November", "2026-11-21"),
        ("с 3 по 5 ноября", "2026-11-03/2026-11-06"),
        ("3-5 ноября", "2026-11-03/2026-11-06"),
        ("21-го заказала", "2026-11-21"),
        ("30-го", "2026-10-30"),
        ("5 числа", "2026-11-05"),
        ("в начале месяца", "2026-11-01/2026-11-12"),
        ("в начале прошлого месяца", "2026-10-01/2026-10-12"),
        ("в середине октября", "2026-10-10/2026-10-22"),
        ("в конце декабря", "2025-12-19/2026-01-01"),
        ("at the beginning of the month", "2026-11-01/2026-11-12"),
        ("early October", "2026-10-01/2026-10-12"),
        ("на прошлой неделе", "2026-11-16/2026-11-23"),
        ("на позапрошлой неделе", "2026-11-09/2026-11-16"),
        ("на этой неделе", "2026-11-23/2026-11-30"),
        ("last week", "2026-11-16/2026-11-23"),
        ("в прошлом месяце", "2026-10-01/2026-11-01"),
        ("this month", "2026-11-01/2026-12-01"),
        ("в мае", "2026-05-01/2026-06-01"),
        ("в декабре", "2025-12-01/2026-01-01"),
        ("in March 2025", "2025-03-01/2025-04-01"),
        ("в выходные", "2026-11-21/2026-11-23"),
        ("летом", "2026-06-01/2026-09-01"),
        ("зимой", "2025-12-01/2026-03-01"),
        ("last winter", "2025-12-01/2026-03-01"),
        ("3 дня назад", "2026-11-20/2026-11-23"),
        ("неделю назад", "2026-11-14/2026-11-21"),
        ("пару недель назад", "2026-11-07/2026-11-14"),
        ("two weeks ago", "2026-11-07/2026-11-14"),
        ("a month ago", "2026-10-17/2026-11-03"),
        ("третью неделю жду", "2026-10-31/2026-11-11"),
        ("жду уже 10 дней", "2026-11-12/2026-11-15"),
        ("waiting for three weeks", "2026-10-31/2026-11-07"),
    ],
)
def test_a_phrase_becomes_days(text: str, value: str) -> None:
    assert first(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "21.11 руб", "31.02", "0 ноября", "00.00", "в 21:11", "41-17", "мая", "12.500 р", "99.99.2026", "2026-13-40", "999 лет назад",
        "жду 999 лет", "суббота хороший день", "версия 1.2.3", "32 декабря", "35-го",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left(text: str) -> None:
    assert first(text) is None


def test_today_is_the_day_in_moscow() -> None:
    assert first("сегодня", datetime(2026, 11, 24, 22, 30, tzinfo=UTC)) == "2026-11-25"


def test_a_range_has_its_instants_in_moscow() -> None:
    since, until = DateRange(date(2026, 11, 21), date(2026, 11, 22)).instants()
    assert since.astimezone(UTC).isoformat() == "2026-11-20T21:00:00+00:00"
    assert (until - since).total_seconds() == 86_400


VOCABULARY = """
21 го . 11 ноября назад недели 3 в с по к начале прошлого месяца субботу last week ago two may 29 февраля 31 2026 - / , числа жду третью
"""
WORDS = VOCABULARY.split()


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2090, 1, 1)))
def test_phrases_lie_in_the_text_and_ranges_are_not_empty(words: list[str], at: datetime) -> None:
    text = " ".join(words)
    for phrase in find_dates(text, now=at.replace(tzinfo=UTC)):
        assert 0 <= phrase.start < phrase.end <= len(text)
        assert phrase.range.since < phrase.range.until
