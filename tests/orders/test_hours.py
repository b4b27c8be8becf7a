from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.catalogue import WorkingHours
from apps.orders.hours import add_working, share_of_week, working_between

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
WEEKDAYS = frozenset(range(5))
OFFICE = WorkingHours(MOSCOW, WEEKDAYS, time(9), time(18), frozenset({"2026-11-04"}))


def at(text: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2026-11-02T10:00", 3_600, "2026-11-02T11:00"),
        ("2026-11-02T07:00", 3_600, "2026-11-02T10:00"),  # before opening
        ("2026-11-02T17:00", 3_600, "2026-11-02T18:00"),  # to the end of the day, not to the next morning
        ("2026-11-02T17:00", 7_200, "2026-11-03T10:00"),  # over the night
        ("2026-11-03T17:00", 7_200, "2026-11-05T10:00"),  # over a holiday
        ("2026-11-06T17:30", 3_600, "2026-11-09T09:30"),  # over a weekend
        ("2026-11-07T12:00", 60, "2026-11-09T09:01"),  # from a Saturday
        ("2026-11-02T19:00", 0, "2026-11-02T19:00"),  # no time at all passes at once
        ("2026-11-02T09:00", 5 * 32_400, "2026-11-09T18:00"),  # a week of work, a holiday in it
    ],
)
def test_working_time_passes_only_while_the_office_is_open(start: str, seconds: int, end: str) -> None:
    assert add_working(at(start), seconds, OFFICE) == at(end)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2026-11-02T10:00", "2026-11-02T11:00", 3_600),
        ("2026-11-02T00:00", "2026-11-03T00:00", 32_400),
        ("2026-11-06T17:00", "2026-11-09T10:00", 7_200),
        ("2026-11-04T09:00", "2026-11-04T18:00", 0),
        ("2026-11-02T11:00", "2026-11-02T10:00", 0),
    ],
)
def test_working_time_between_two_instants_is_measured(start: str, end: str, seconds: float) -> None:
    assert working_between(at(start), at(end), OFFICE) == seconds


def test_a_day_on_which_the_clocks_change_is_as_long_as_its_wall_clock_says() -> None:
    every_hour = WorkingHours(BERLIN, frozenset(range(7)), time(0), time(12), frozenset())
    assert working_between(at("2026-03-29T00:00", BERLIN), at("2026-03-29T12:00", BERLIN), every_hour) == 11 * 3_600
    assert working_between(at("2026-10-25T00:00", BERLIN), at("2026-10-25T12:00", BERLIN), every_hour) == 13 * 3_600


def test_a_window_that_lies_in_the_skipped_hour_does_not_work() -> None:
    night = WorkingHours(BERLIN, frozenset(range(7)), time(2, 30), time(3, 0), frozenset())
    assert add_working(at("2026-03-29T00:00", BERLIN), 60, night) == at("2026-03-30T02:31", BERLIN)


def test_hours_that_never_open_are_an_error_and_no_endless_loop() -> None:
    with pytest.raises(ValueError, match="ten years"):
        add_working(at("2026-11-02T10:00"), 1, WorkingHours(MOSCOW, frozenset(), time(9), time(18), frozenset()))


def test_the_share_of_the_week_that_works() -> None:
    assert share_of_week(OFFICE) == pytest.approx(45 / 168)


_INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
_HOURS = st.builds(
    WorkingHours,
    zone=st.sampled_from([MOSCOW, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    opens=st.times(time(0), time(11, 59)),
    closes=st.times(time(12, 1), time(23, 59)),
    holidays=st.frozensets(st.dates().map(lambda day: day.isoformat()), max_size=3),
)


@given(_INSTANTS, st.integers(1, 30 * 86_400), _HOURS)
def test_what_is_added_is_what_is_measured(start: datetime, seconds: int, hours: WorkingHours) -> None:
    end = add_working(start, seconds, hours)
    assert working_between(start, end, hours) == seconds
    assert working_between(start, end - timedelta(microseconds=1), hours) < seconds


@given(_INSTANTS, _INSTANTS, _INSTANTS, _HOURS)
def test_working_time_adds_up(first: datetime, second: datetime, third: datetime, hours: WorkingHours) -> None:
    start, middle, end = sorted([first, first + (second - first) / 60, first + (third - first) / 60])
    parts = working_between(start, middle, hours) + working_between(middle, end, hours)
    assert parts == pytest.approx(working_between(start, end, hours), abs=1e-4)
