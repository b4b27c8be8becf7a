"""A text of any size takes linear work: counted, not timed."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType

import pytest

from apps.orders.search import dates, identifiers, people, phones, understand, words
from apps.orders.search.identifiers import _with_prefix

NOW = datetime(2026, 11, 24, 15, 52, tzinfo=UTC)
MODULES = (dates, identifiers, people, phones, understand, words)
# A match may be this long; only a plain run of one class may be longer.
LONGEST_MATCH = 1_000


def patterns_of(module: ModuleType) -> list[re.Pattern[str]]:
    values = [*vars(module).values(), *(rule[0] for rule in getattr(module, "_RULES", ()))]
    return [value for value in values if isinstance(value, re.Pattern)]


PATTERNS = [*{pattern.pattern: pattern for module in MODULES for pattern in patterns_of(module)}.values(), _with_prefix("AL-")]


def unbounded_repeats(tree: object) -> list[int]:
    """The number of items inside each repeat without an upper bound."""
    found = []
    for op, argument in tree:  # type: ignore[attr-defined]
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            if argument[1] == sre.MAXREPEAT:
                found.append(sum(1 for inner, _ in argument[2] if inner is not sre.IN and inner is not sre.LITERAL))
            found += unbounded_repeats(argument[2])
        elif op is sre.SUBPATTERN:
            found += unbounded_repeats(argument[3])
        elif op is sre.BRANCH:
            found += [count for branch in argument[1] for count in unbounded_repeats(branch)]
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            found += unbounded_repeats(argument[1])
    return found


@pytest.mark.parametrize("pattern", PATTERNS, ids=range(len(PATTERNS)))
def test_every_pattern_is_bounded_or_a_plain_run(pattern: re.Pattern[str]) -> None:
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    repeats = unbounded_repeats(tree)
    assert tree.getwidth()[1] <= LONGEST_MATCH or repeats, pattern.pattern
    assert all(count == 0 or pattern is people._TOKEN for count in repeats), pattern.pattern


def calls_of(work: Callable[[], object]) -> int:
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


UNITS = [
    "AL-104233 ", "1 0 4 2 3 3 ", "8 916 123-41-17, ", "a", "А", " ", "0", "@", "a@b.", "Ольга Воробьёва ", "ул. Лесная 5, ", "кольцо с ",
    "с с с с ", "21 ноября ", "в начале ", "…", "8 916 … ", "12 500 ", "ref ", "ааа-", "f" * 16 + " ", "заказ № ", "на на ",
    "последние цифры ", "адрес, А ", "сумма 1 000", "a собака ", "\n", "(9", "x.", "т.р. ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    small, large = (unit * (size // len(unit)) for size in (1_500, 6_000))
    understand.understand(small, now=NOW)
    ratio = calls_of(lambda: understand.understand(large, now=NOW)) / calls_of(lambda: understand.understand(small, now=NOW))
    assert ratio < 5


def test_a_text_of_four_times_the_cap_is_understood() -> None:
    assert len(understand.understand("Где AL-1 0 4 2 3 3? " * 13_000, now=NOW).text) > 4 * 64 * 1024 - 20_000
