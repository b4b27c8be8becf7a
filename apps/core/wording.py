"""How values are said, as far as no language is needed: durations cut to what a person reads, digits in groups, a service's colour.

The edges (apps/core/templatetags/wording.py, static/js/lib/format.js) put the units and separators of a language around these.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

_MICRO, _MILLI, _SECOND = 1_000, 1_000_000, 1_000_000_000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_DAYS_FROM = 48 * _HOUR

# Chosen so that the services of the built-in catalogue get different hues or cues; static/js/lib/services.js holds the same number.
_HASH_BASIS = 2_168_305_919
HUES, CUES = 8, 3


def duration_parts(duration_ns: int) -> tuple[tuple[str, str], ...]:
    """At most two (figure, unit) pairs, unit d|h|min|s|ms|us|ns, cut and never rounded up: a limit of 45 min is not "passed" at 44:59.

    Under a minute there is one figure, with one decimal below ten (4.1 s); above, whole units (6 h 12 min), a zero second part left out.
    The sign is dropped: the sentence around it says "ago" or "in".
    """
    value = abs(duration_ns)
    if value >= _DAYS_FROM:
        return _two(value, _DAY, "d", _HOUR, "h")
    if value >= _HOUR:
        return _two(value, _HOUR, "h", _MINUTE, "min")
    if value >= _MINUTE:
        return _two(value, _MINUTE, "min", _SECOND, "s")
    for size, unit in ((_SECOND, "s"), (_MILLI, "ms"), (_MICRO, "us")):
        if value >= size:
            return ((_one_decimal(value, size), unit),)
    return ((str(value), "ns" if value else "s"),)


def _two(value: int, large: int, large_unit: str, small: int, small_unit: str) -> tuple[tuple[str, str], ...]:
    whole, rest = divmod(value, large)
    parts: tuple[tuple[str, str], ...] = ((str(whole), large_unit),)
    return (*parts, (str(rest // small), small_unit)) if rest >= small else parts


def _one_decimal(value: int, size: int) -> str:
    whole, tenth = divmod(value * 10 // size, 10)
    return f"{whole}.{tenth}" if whole < 10 and tenth else str(whole)


def grouped(amount: Decimal, *, places: int, group: str, point: str) -> str:
    """Digits in groups of three; `places` decimals, half to even as accountants round."""
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return f"{rounded:,.{places}f}".replace(",", "\0").replace(".", point).replace("\0", group)


@lru_cache(maxsize=4_096)
def service_mark(name: str) -> tuple[int, int]:
    """(hue 0..7, cue 0..2) of a service: FNV-1a over UTF-8, folded once, so that a name keeps its colour on every page and machine."""
    value = _HASH_BASIS
    for byte in name.encode():
        value = ((value ^ byte) * 16_777_619) & 0xFFFFFFFF
    value ^= value >> 15
    return value % HUES, (value >> 3) % CUES
