"""The company's clock: Moscow keeps UTC+3 all year; people work Monday to Friday, 09:00 to 18:00.

All instants are nanoseconds since the epoch. A *day* is a number: days since 1 January 1970 as counted in Moscow.
"""

from datetime import date, datetime, timedelta, timezone

from apps.telemetry.simulator.plan import DAY, HOUR

OFFSET_NS = 3 * HOUR
OPENS_NS = 9 * HOUR
CLOSES_NS = 18 * HOUR
ZONE = timezone(timedelta(hours=3))
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def day_of(at_ns: int) -> int:
    return (at_ns + OFFSET_NS) // DAY


def midnight(day: int) -> int:
    """The instant at which a day begins."""
    return day * DAY - OFFSET_NS


def weekday(day: int) -> int:
    """Monday = 0."""
    return (day + 3) % 7


def calendar(day: int) -> date:
    return date.fromordinal(_EPOCH_ORDINAL + day)


def moment(at_ns: int) -> datetime:
    """The Moscow wall time of an instant, cut to the second."""
    return datetime.fromtimestamp(at_ns // 1_000_000_000, ZONE)


def is_working_day(day: int) -> bool:
    return weekday(day) < 5


def is_working(at_ns: int) -> bool:
    day = day_of(at_ns)
    return is_working_day(day) and OPENS_NS <= at_ns - midnight(day) < CLOSES_NS


def next_working(at_ns: int) -> int:
    """The instant itself if people work then, else the next opening."""
    day = day_of(at_ns)
    if is_working_day(day) and at_ns - midnight(day) < CLOSES_NS:
        return max(at_ns, midnight(day) + OPENS_NS)
    day += 1
    while not is_working_day(day):
        day += 1
    return midnight(day) + OPENS_NS


def add_working(at_ns: int, length_ns: int) -> int:
    """The instant by which people have worked for `length_ns` since `at_ns`."""
    at_ns = next_working(at_ns)
    while (left_ns := midnight(day_of(at_ns)) + CLOSES_NS - at_ns) <= length_ns:
        length_ns -= left_ns
        at_ns = next_working(at_ns + left_ns)
    return at_ns + length_ns


def next_daytime(at_ns: int, opens_hour: int = 9, closes_hour: int = 21) -> int:
    """The instant itself in the hours in which customers are called and couriers ring, else the next such hour."""
    day = day_of(at_ns)
    if at_ns - midnight(day) < opens_hour * HOUR:
        return midnight(day) + opens_hour * HOUR + (at_ns % HOUR)
    if at_ns - midnight(day) >= closes_hour * HOUR:
        return midnight(day + 1) + opens_hour * HOUR + (at_ns % HOUR)
    return at_ns
