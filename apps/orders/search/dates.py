"""When a message says that something was: phrases to ranges of days, relative to today in the company's zone.

A date without a year is the last one that has been; after "к", "до", "by" it is a promise, and the nearest one is meant.
Vague phrases ("две недели назад") give a range as wide as people are vague. Every pattern is bounded, so a text of any size
takes linear time.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.orders.search.calendar_words import (
    MONTH,
    NUMERAL,
    ORDINAL,
    SEASON,
    UNIT,
    WEEKDAY,
    month_number,
    numeral,
    ordinal,
    season_month,
    unit_days,
    weekday_number,
)

MOSCOW = ZoneInfo("Europe/Moscow")
_DAY = timedelta(days=1)
_LONGEST_AGO_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `since` (inclusive) to `until` (exclusive), by the calendar of Moscow."""

    since: date
    until: date

    def __str__(self) -> str:
        return self.since.isoformat() if self.until - self.since == _DAY else f"{self.since.isoformat()}/{self.until.isoformat()}"

    def instants(self) -> tuple[datetime, datetime]:
        """The aware instants at which the range begins and ends."""
        zero = datetime.min.time()
        return datetime.combine(self.since, zero, MOSCOW), datetime.combine(self.until, zero, MOSCOW)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    start: int
    end: int
    range: DateRange


def _one_day(day: date) -> DateRange:
    return DateRange(day, day + _DAY)


def _month(year: int, month: int) -> DateRange:
    return DateRange(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))


def _month_before(day: date) -> DateRange:
    last = day.replace(day=1) - _DAY
    return _month(last.year, last.month)


def _last_month_called(month: int, today: date) -> DateRange:
    return _month(today.year if month <= today.month else today.year - 1, month)


def _day_of(year: int | None, month: int, day: int, today: date, *, awaited: bool = False) -> DateRange | None:
    """The day, of the year given, else of the last (awaited: the nearest) year that has it. None if there is no such day."""
    years = [year] if year else [today.year + 1, today.year, *range(today.year - 1, today.year - 5, -1)]
    days = [date(each, month, day) for each in years if _exists(each, month, day)]
    if year:
        return _one_day(days[0]) if days else None
    if awaited:
        return _one_day(min(days, key=lambda each: abs(each - today))) if days else None
    been = max((each for each in days if each <= today), default=None)
    return _one_day(been) if been else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (_month(year, month).until - _DAY).day


def _part(whole: DateRange, which: str) -> DateRange:
    """Thirds of a month, a few days wide of their edges: people round."""
    first = whole.since
    if which.startswith(("нач", "beg", "sta", "ear")):
        return DateRange(first, first + timedelta(days=11))
    if which.startswith(("сер", "mid")):
        return DateRange(first + timedelta(days=9), first + timedelta(days=21))
    return DateRange(first + timedelta(days=18), whole.until)


def _ago(count: int, unit: int, today: date) -> DateRange | None:
    if count * unit > _LONGEST_AGO_DAYS:
        return None
    slack = {1: 0 if count <= 2 else 1 if count <= 7 else 2, 7: 3, 30: 8}.get(unit, 45)
    middle = today - timedelta(days=count * unit)
    return DateRange(middle - timedelta(days=slack), min(middle + timedelta(days=slack), today) + _DAY)


def _week(today: date, weeks_back: int) -> DateRange:
    monday = today - timedelta(days=today.weekday() + 7 * weeks_back)
    return DateRange(monday, monday + timedelta(days=7))


# --- one function a phrase ----------------------------------------------------------------------------------------

Found = re.Match[str]
_AWAITED = ("к ", "ко ", "до ", "by ", "until ")


def _numeric(found: Found, today: date) -> DateRange | None:
    year = int(found["year"]) if found["year"] else None
    year = year + 2000 if year is not None and year < 100 else year
    return _day_of(year, int(found["month"]), int(found["day"]), today, awaited=_is_awaited(found))


def _named_day(found: Found, today: date) -> DateRange | None:
    year = int(found["year"]) if found["year"] else None
    return _day_of(year, month_number(found["month"]), int(found["day"]), today, awaited=_is_awaited(found))


def _is_awaited(found: Found) -> bool:
    return (found["before"] or "").casefold() in _AWAITED


def _several_days(found: Found, today: date) -> DateRange | None:
    month = month_number(found["month"])
    last = _day_of(None, month, int(found["last"]), today)
    if last is None or int(found["first"]) > int(found["last"]) or int(found["first"]) == 0:
        return None
    return DateRange(last.since.replace(day=int(found["first"])), last.until)


def _part_of_month(found: Found, today: date) -> DateRange | None:
    if found["month"]:
        whole = _last_month_called(month_number(found["month"]), today)
    elif (found["which"] or "").casefold().startswith(("прош", "last")):
        whole = _month_before(today)
    else:
        whole = _month(today.year, today.month)
    return _part(whole, found["part"].casefold())


def _weekday(found: Found, today: date) -> DateRange | None:
    back = (today.weekday() - weekday_number(found["weekday"])) % 7
    if (found["which"] or "").casefold().startswith(("прош", "last")) and back == 0:
        back = 7
    return _one_day(today - timedelta(days=back))


_BACK = {"сегодня": 0, "today": 0, "вчера": 1, "вчерашний": 1, "yesterday": 1, "позавчера": 2, "the day before yesterday": 2}


def _near(found: Found, today: date) -> DateRange | None:
    return _one_day(today - timedelta(days=_BACK[found["word"].casefold()]))


def _so_long_ago(found: Found, today: date) -> DateRange | None:
    return _ago(numeral(found["count"]), unit_days(found["unit"]), today)


def _waiting_for(found: Found, today: date) -> DateRange | None:
    """The "third week of silence" began between two and three weeks ago; "waiting for ten days", ten days ago or a little more."""
    unit = unit_days(found["unit"])
    count = ordinal(found["nth"]) if found["nth"] else numeral(found["count"])
    if count * unit > _LONGEST_AGO_DAYS:
        return None
    least = (count - 1) * unit if found["nth"] else count * unit - unit // 2
    return DateRange(today - timedelta(days=count * unit + max(2, unit // 2)), today - timedelta(days=least) + _DAY)


def _that_week(found: Found, today: date) -> DateRange | None:
    which = found["which"].casefold()
    return _week(today, 2 if which.startswith("поза") else 0 if which.startswith(("эт", "this", "нын")) else 1)


def _that_month(found: Found, today: date) -> DateRange | None:
    which = found["which"].casefold()
    return _month(today.year, today.month) if which.startswith(("эт", "this")) else _month_before(today)


def _in_month(found: Found, today: date) -> DateRange | None:
    month = month_number(found["month"])
    return _month(int(found["year"]), month) if found["year"] else _last_month_called(month, today)


def _weekend(_found: Found, today: date) -> DateRange | None:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    return DateRange(saturday, saturday + timedelta(days=2))


def _day_of_month(found: Found, today: date) -> DateRange | None:
    day = int(found["day"])
    for month in (_month(today.year, today.month), _month_before(today)):
        if 1 <= day <= (month.until - _DAY).day and month.since.replace(day=day) <= today:
            return _one_day(month.since.replace(day=day))
    return None


def _season(found: Found, today: date) -> DateRange | None:
    first = _last_month_called(season_month(found["season"]), today).since
    return DateRange(first, _month(first.year + (first.month + 1) // 12, (first.month + 1) % 12 + 1).until)


_BEFORE = r"(?P<before>(?:ко?|до|by|until) )?"
_YEAR = r"(?P<year>20[0-9]{2})"
_MONEY = r"(?![0-9]|[.,/][0-9]| ?(?:р\b|р\.|руб|₽|тыс|т\.|%|rub|см|мм|г\b|кар))"
_OF_TIME = r"назад|тому|ago"
_RULES: tuple[tuple[re.Pattern[str], Callable[[Found, date], DateRange | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (rf"\b{_BEFORE}(?<![0-9\-]){_YEAR}-(?P<month>[01]?[0-9])-(?P<day>[0-3]?[0-9])(?![0-9\-])", _numeric),
        (
            rf"{_BEFORE}(?<![0-9.,/\-])\b(?P<day>[0-3]?[0-9])(?P<sep>[./])(?P<month>[01]?[0-9])(?:(?P=sep)(?P<year>20[0-9]{{2}}|2[0-9]))?{_MONEY}",
            _numeric,
        ),
        (
            rf"\b(?:(?:с|со|from) )?(?P<first>[0-3]?[0-9])(?: ?[-–—] ?| по | до | to )(?P<last>[0-3]?[0-9]) (?P<month>{MONTH})\b",
            _several_days,
        ),
        (rf"\b{_BEFORE}(?<![0-9])(?P<day>[0-3]?[0-9])(?:-?го|-?е|st|nd|rd|th)? (?:of )?(?P<month>{MONTH})\b(?:,? {_YEAR}\b)?", _named_day),
        (rf"\b{_BEFORE}(?P<month>{MONTH}) (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?\b(?:,? {_YEAR}\b)?", _named_day),
        (
            rf"\b(?:в |к |at the |in the |in )?(?P<part>начал[еау]|середин[еыу]|конц[еау]|beginning|start|middle|end|early|mid|late)"
            rf"(?: of|-)? (?P<which>прошлого |этого |the |this |last )?(?:месяца|month|(?P<month>{MONTH}))\b",
            _part_of_month,
        ),
        (
            rf"\b(?:(?:в|во|с|on) |(?=прошл|эт|last|this))(?P<which>(?:прошл\w{{2,3}}|эт[уоа]\w?|last|this) )?(?P<weekday>{WEEKDAY})\b",
            _weekday,
        ),
        (r"\b(?P<word>позавчера|вчера|сегодня|the day before yesterday|yesterday|today)\b", _near),
        (rf"\b(?:(?P<count>{NUMERAL}) )?(?P<unit>{UNIT}) (?:{_OF_TIME})\b", _so_long_ago),
        (
            rf"\b(?:(?P<nth>{ORDINAL})|(?:жду|ждём|ждем|прошло|уже|больше|более|waiting|for|over)(?: уже| for| over)? (?P<count>{NUMERAL}))"
            rf" (?P<unit>{UNIT})\b",
            _waiting_for,
        ),
        (r"\b(?:на )?(?P<which>позапрошл\w{2}|прошл\w{2}|эт[оа]й|той|нынешней) неделе\b", _that_week),
        (r"\b(?P<which>last|this) week\b", _that_week),
        (r"\b(?:в )?(?P<which>прошлом|этом|last|this) (?:месяце|month)\b", _that_month),
        (rf"\b(?:в|за|с|in|since) (?P<month>{MONTH})\b(?: {_YEAR}\b)?", _in_month),
        (r"\b(?:в|на) (?:прошлые |эти |прошлых |этих )?выходны[ех]\b|\b(?:last|this|at the|on the) weekend\b", _weekend),
        (r"(?<![0-9.,])\b(?P<day>[0-3]?[0-9])(?:-?(?:ого|го|е))?(?: числа\b|(?<=го)\b(?! [0-9]))", _day_of_month),
        (rf"\b(?P<season>{SEASON})\b", _season),
    )
)


def find_dates(text: str, *, now: datetime) -> Iterator[DatePhrase]:
    """Every phrase, the more telling kinds first; phrases may overlap, the caller keeps the first."""
    today = now.astimezone(MOSCOW).date()
    for pattern, build in _RULES:
        for found in pattern.finditer(text):
            span = build(found, today)
            if span is not None:
                yield DatePhrase(found.start(), found.end(), span)
