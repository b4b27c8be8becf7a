"""What is said without a language: the same tables stand in tests/js/, because the script says the same things."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.wording import CUES, HUES, duration_parts, grouped, service_mark

S = 1_000_000_000
_SIZES = {"d": 86_400 * S, "h": 3600 * S, "min": 60 * S, "s": S, "ms": 1_000_000, "us": 1_000, "ns": 1}


@pytest.mark.parametrize(
    ("duration_ns", "said"),
    [
        (0, "0 s"),
        (850, "850 ns"),
        (2_400, "2.4 us"),
        (38_000_000, "38 ms"),
        (420_000_000, "420 ms"),
        (1_900_000_000, "1.9 s"),
        (9_990_000_000, "9.9 s"),
        (59_900_000_000, "59 s"),
        (60 * S, "1 min"),
        (1800 * S, "30 min"),
        (1900 * S, "31 min 40 s"),
        (22_320 * S, "6 h 12 min"),
        (70 * 3600 * S, "2 d 22 h"),
        (47 * 3600 * S, "47 h"),
        (72 * 3600 * S, "3 d"),
        (-420_000_000, "420 ms"),
    ],
)
def test_durations_are_cut_to_what_a_person_reads(duration_ns: int, said: str) -> None:
    assert " ".join(f"{figure} {unit}" for figure, unit in duration_parts(duration_ns)) == said


@given(st.integers(min_value=1, max_value=10**20))
def test_a_duration_is_never_said_longer_than_it_is(duration_ns: int) -> None:
    parts = duration_parts(duration_ns)
    said = sum(Decimal(figure) * _SIZES[unit] for figure, unit in parts)
    assert 1 <= len(parts) <= 2
    assert 0 < said <= duration_ns
    assert duration_ns - said < _SIZES[parts[-1][1]]


@pytest.mark.parametrize(
    ("amount", "places", "said"),
    [("12500", 2, "12 500,00"), ("0", 2, "0,00"), ("-1234567.005", 2, "-1 234 567,00"), ("999.995", 2, "1 000,00"), ("1284", 0, "1 284")],
)
def test_digits_stand_in_groups_of_three(amount: str, places: int, said: str) -> None:
    assert grouped(Decimal(amount), places=places, group=" ", point=",") == said


@pytest.mark.parametrize(
    ("name", "mark"),
    [("shop-api", (0, 1)), ("shop-db", (1, 2)), ("mes-api", (4, 0)), ("mes-db", (6, 1)), ("rabbitmq", (2, 0)), ("s3", (3, 2))],
)
def test_a_service_has_the_colour_that_the_script_gives_it(name: str, mark: tuple[int, int]) -> None:
    assert service_mark(name) == mark


def test_the_services_of_the_built_in_catalogue_can_be_told_apart() -> None:
    names = ["shop-api", "crm-api", "mes-api", "shop-db", "mes-db", "rabbitmq", "s3", "payment", "delivery"]
    assert len({service_mark(name) for name in names}) == len(names)


@given(st.text())
def test_any_name_has_a_colour_and_a_cue(name: str) -> None:
    hue, cue = service_mark(name)
    assert 0 <= hue < HUES
    assert 0 <= cue < CUES
