"""The words in which people say when: months, weekdays, numerals, units, in Russian and English, all cases that occur."""

MONTH = (
    r"(?:январ[яьеюь]|янв|феврал[яьею]|февр?|март[аеу]?|мар|апрел[яьею]|апр|ма[яйею]|июн[яьею]?|июл[яьею]?|август[аеу]?|авг|"
    r"сентябр[яьею]|сент?|октябр[яьею]|окт|ноябр[яьею]|нояб?|декабр[яьею]|дек|"
    r"january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept?|october|oct|november|nov|december|dec)"
)
_MONTH_STARTS = "янв фев мар апр ма июн июл авг сен окт ноя дек", "jan feb mar apr may jun jul aug sep oct nov dec"


def month_number(word: str) -> int:
    """1..12 of a word that MONTH matched."""
    folded = word.casefold()
    # The longest start that fits: "мар" before "ма", as май, мая, мае have no third letter of their own.
    fitting = [(start, place) for starts in _MONTH_STARTS for place, start in enumerate(starts.split(), 1) if folded.startswith(start)]
    return max(fitting, key=lambda found: len(found[0]))[1]


WEEKDAY = (
    r"(?:понедельник\w?|вторник\w?|сред[уыае]|четверг\w?|пятниц[уыае]|суббот[уыае]|воскресень[еяю]|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_WEEKDAYS = "пон вто сре чет пят суб вос", "mon tue wed thu fri sat sun"


def weekday_number(word: str) -> int:
    """Monday = 0."""
    start = word.casefold()[:3]
    return next(days.split().index(start) for days in _WEEKDAYS if start in days.split())


NUMERAL = (
    r"(?:[0-9]{1,3}|од(?:ин|на|ну)|дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять|пар[ау]|полтор[аы]|"
    r"an?|one|two|three|four|five|six|seven|eight|nine|ten|couple of|a couple of)"
)
_NUMERALS = {
    "один": 1, "одна": 1, "одну": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8,
    "девять": 9, "десять": 10, "пара": 2, "пару": 2, "полтора": 1, "полторы": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "couple of": 2, "a couple of": 2,
}  # fmt: skip


def numeral(word: str | None) -> int:
    """The value of a word that NUMERAL matched; one where nothing is said ("неделю назад")."""
    if word is None:
        return 1
    return int(word) if word.isdigit() else _NUMERALS[word.casefold()]


ORDINAL = r"(?:втор[уао]\w{1,2}|треть[юейго]{1,3}|четв[её]рт\w{2,3}|пят[уыо]\w{1,2}|second|third|fourth|fifth)"
_ORDINALS = {"вто": 2, "тре": 3, "чет": 4, "пят": 5, "sec": 2, "thi": 3, "fou": 4, "fif": 5}


def ordinal(word: str) -> int:
    return _ORDINALS[word.casefold()[:3]]


UNIT = r"(?:дн[яейи]{1,2}|день|сут\w{2,3}|недел[юьие]\w?|месяц\w{0,2}|год[а]?|лет|days?|weeks?|months?|years?)"
_UNIT_DAYS = (("д", 1), ("сут", 1), ("нед", 7), ("мес", 30), ("г", 365), ("лет", 365), ("d", 1), ("w", 7), ("m", 30), ("y", 365))


def unit_days(word: str) -> int:
    """How many days a unit stands for."""
    return next(days for start, days in _UNIT_DAYS if word.casefold().startswith(start))


SEASON = r"(?:зимой|весной|летом|осенью|(?:in|last) (?:the )?(?:winter|spring|summer|autumn))"
_SEASON_FIRST_MONTH = {"зимой": 12, "весной": 3, "летом": 6, "осенью": 9, "winter": 12, "spring": 3, "summer": 6, "autumn": 9}


def season_month(phrase: str) -> int:
    """The first month of the season that is named."""
    return _SEASON_FIRST_MONTH[phrase.casefold().split()[-1]]
