"""The small parts: demand, Moscow's clock, names, phones, complaints, versions, chance."""

import re
from datetime import UTC, datetime
from random import Random

import numpy as np
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.telemetry.simulator import chance, complaints, moscow, names, people
from apps.telemetry.simulator.demand import Demand
from apps.telemetry.simulator.deployments import Deployments
from apps.telemetry.simulator.faults.kind import Outlook
from apps.telemetry.simulator.faults.registry import Faults
from apps.telemetry.simulator.goods import KINDS, pick_items, total_of
from apps.telemetry.simulator.plan import DAY, HOUR, MINUTE, Plan
from tests.telemetry.simulator.worlds import END_NS, lives, small_plan, small_world

TWO_YEARS = Plan(seed=4, orders=6_000, start_ns=END_NS - 791 * DAY, planned_end_ns=END_NS, telemetry_from_ns=END_NS)
DEMAND = Demand(TWO_YEARS)
instants = st.integers(min_value=END_NS - 400 * DAY, max_value=END_NS + 400 * DAY)


def at(text: str) -> int:
    """Nanoseconds of a Moscow wall time."""
    return clock.to_ns(datetime.fromisoformat(text).replace(tzinfo=moscow.ZONE).astimezone(UTC))


# --- demand ---------------------------------------------------------------------------------------------------------


def test_all_orders_are_created_within_the_plan_in_the_order_of_their_numbers() -> None:
    created = [DEMAND.created_ns(index) for index in range(6_001)]
    assert created == sorted(set(created))
    assert created[0] >= TWO_YEARS.start_ns
    assert created[5_999] < TWO_YEARS.planned_end_ns <= created[6_000]


def test_demand_grows_about_twofold_with_seasons_and_nights() -> None:
    def orders(begin: str, days: int) -> float:
        return DEMAND.expected(at(begin) + days * DAY) - DEMAND.expected(at(begin))

    assert 1.7 < orders("2026-10-05", 28) / orders("2024-10-07", 28) < 2.1
    assert orders("2025-12-08", 14) > 1.35 * orders("2025-10-13", 14)
    assert orders("2026-02-27", 8) > 1.25 * orders("2026-04-03", 8)
    assert DEMAND.pace(at("2026-06-10T20:30")) > 5 * DEMAND.pace(at("2026-06-10T04:30"))


@settings(deadline=None)
@given(st.floats(min_value=0, max_value=8_000, allow_nan=False))
def test_the_instant_of_a_count_is_the_inverse_of_the_count(count: float) -> None:
    assert DEMAND.expected(DEMAND.instant(count)) == pytest.approx(count, abs=1e-3)


@pytest.mark.parametrize(
    ("orders", "start", "traced", "end"),
    [(0, 0, 0, 10), (5, 10, 10, 10), (5, 0, 11, 10), (5, 5, 4, 10)],
    ids=["none", "empty", "late", "early"],
)
def test_plans_that_make_no_sense_are_refused(orders: int, start: int, traced: int, end: int) -> None:
    with pytest.raises(ValueError, match="plan"):
        Plan(1, orders, start, end, traced)


# --- Moscow's clock -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-11-24T10:00", 2, "2026-11-24T12:00"),
        ("2026-11-24T17:30", 1, "2026-11-25T09:30"),
        ("2026-11-24T03:00", 1, "2026-11-24T10:00"),
        ("2026-11-20T17:59", 1, "2026-11-23T09:59"),
        ("2026-11-21T12:00", 9, "2026-11-24T09:00"),
        ("2026-11-24T09:00", 27, "2026-11-27T09:00"),
    ],
)
def test_working_time_passes_only_in_working_hours(begin: str, hours: int, end: str) -> None:
    assert moscow.add_working(at(begin), hours * HOUR) == at(end)


@given(instants)
def test_the_next_working_instant_is_the_first_one_in_which_people_work(at_ns: int) -> None:
    after = moscow.next_working(at_ns)
    assert at_ns <= after < at_ns + 4 * DAY
    assert moscow.is_working(after)
    assert after == at_ns or not moscow.is_working(after - 1)


@given(instants)
def test_people_are_called_in_daytime(at_ns: int) -> None:
    called = moscow.next_daytime(at_ns, 9, 21)
    assert at_ns <= called < at_ns + DAY
    assert 9 <= moscow.moment(called).hour < 21


# --- names, phones, goods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("man", "woman", "his", "hers"),
    [
        ("Волков", "Волкова", "Волкова", "Волковой"),
        ("Киселёв", "Киселёва", "Киселёва", "Киселёвой"),
        ("Ильин", "Ильина", "Ильина", "Ильиной"),
        ("Вишневский", "Вишневская", "Вишневского", "Вишневской"),
        ("Черных", "Черных", "Черных", "Черных"),
        ("Шевченко", "Шевченко", "Шевченко", "Шевченко"),
    ],
)
def test_surnames_bend_as_in_russian(man: str, woman: str, his: str, hers: str) -> None:
    assert names.surname_of_woman(man) == woman
    assert names.genitive(man) == his
    if woman != man:
        assert names.genitive(woman) == hers


def test_mailboxes_are_latin_and_stand_in_example_domains() -> None:
    for index in range(300):
        customer = people.customer_of(9, index)
        assert re.fullmatch(r"[a-z._]+\d+@([a-z]+\.)?example\.(org|com|net)", customer.email), customer.email


def test_phones_look_valid_and_belong_to_no_operator() -> None:
    for index in range(300):
        phone = people.customer_of(9, index).phone
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone))
        assert phone[2:5] in {"943", "944", "946", "947", "948", "973", "974", "976"}


@settings(max_examples=50)
@given(st.integers(), st.from_regex(r"\+79[0-9]{9}", fullmatch=True))
def test_spelled_phones_keep_their_digits(seed: int, phone: str) -> None:
    digits = re.sub(r"\D", "", complaints.spelled_phone(Random(seed), phone))
    assert digits[-10:] == phone[2:]


@settings(max_examples=50)
@given(st.integers(), st.integers(min_value=100_001, max_value=999_999))
def test_spelled_numbers_keep_their_digits(seed: int, digits: int) -> None:
    assert re.sub(r"\D", "", complaints.spelled_number(Random(seed), f"AL-{digits}")) == str(digits)


def test_returning_customers_keep_who_they_are() -> None:
    later = next(index for index in range(1, 500) if people.first_order_of(9, index) != index)
    assert people.customer_of(9, later) == people.customer_of(9, people.first_order_of(9, later))


def test_a_stranger_has_an_id_of_nobody_who_ordered() -> None:
    assert people.stranger(9, "x").id.startswith("C-9")
    assert people.stranger(9, "x").partner is None
    assert re.fullmatch(r"C-\d{6}", people.customer_of(9, 0).id)


def test_goods_have_names_prices_and_operations() -> None:
    for seed in range(100):
        items = pick_items(Random(seed))
        assert 1 <= len(items) <= 3
        assert total_of(items) >= 4_000
        assert all(item.said_accusative.startswith(item.kind.accusative) and item.name.startswith(item.kind.title) for item in items)
    assert all(kind.operations[0] == "wax" for kind in KINDS)


# --- complaints -----------------------------------------------------------------------------------------------------


def texts() -> list[str]:
    return [complaint.text for seed in range(20, 26) for life in lives(seed) for complaint in life.complaints]


def test_complaints_leave_no_field_empty_and_speak_two_languages() -> None:
    found = texts()
    assert len(found) > 100
    assert not any(re.search(r"[{}]|\bNone\b| ,|  ", text) for text in found), [text for text in found if "  " in text]
    english = [text for text in found if not re.search("[а-яё]", text)]
    assert 0 < len(english) < len(found) / 3


def test_the_same_words_are_rarely_written_twice() -> None:
    assert len(set(texts())) > 0.9 * len(texts())


@pytest.mark.parametrize(
    ("ordered", "now", "said"),
    [
        ("2026-11-24T10:00", "2026-11-24T20:00", {"сегодня"}),
        ("2026-11-23T23:00", "2026-11-24T01:00", {"вчера"}),
        ("2026-11-22T10:00", "2026-11-24T10:00", {"позавчера"}),
        ("2026-11-21T10:00", "2026-11-24T10:00", {"в субботу", "в конце месяца", "21 ноября"}),
        ("2026-11-03T10:00", "2026-11-24T10:00", {"в начале месяца", "3 ноября"}),
        ("2026-10-15T10:00", "2026-11-24T10:00", {"в середине октября", "15 октября"}),
    ],
)
def test_days_are_told_as_one_tells_them_later(ordered: str, now: str, said: set[str]) -> None:
    assert {complaints._when(Random(seed), at(ordered), at(now)) for seed in range(40)} == said


# --- versions, chance -----------------------------------------------------------------------------------------------


def test_each_service_is_deployed_every_week_or_two() -> None:
    releases = Deployments(TWO_YEARS, Faults.of(Outlook(TWO_YEARS, DEMAND)))
    deployments = list(releases.between(END_NS - 200 * DAY, END_NS))
    for service in ("shop-api", "crm-api", "mes-api"):
        assert 15 <= sum(one.service == service for one in deployments) <= 30
    assert all(moscow.is_working(one.at_ns) for one in deployments)


def test_versions_in_telemetry_are_those_that_were_deployed() -> None:
    world = small_world()
    deployed = {
        (event["data"]["service"], event["data"]["version"])
        for event in world.events(END_NS - 40 * DAY, END_NS)
        if event["type"] == "com.alexandrite.deployment" and isinstance(event["data"], dict)
    }
    seen = {(span.service, span.resource["service.version"]) for span in world.spans(END_NS - 5 * DAY, END_NS)}
    assert seen <= deployed


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_noise_is_even_and_the_same_wherever_it_is_cut(key: int) -> None:
    numbers = np.arange(29_000_000, 29_002_000, dtype=np.int64)
    whole = chance.noise(key, numbers)
    assert np.array_equal(whole[700:], chance.noise(key, numbers[700:]))
    assert ((whole >= 0) & (whole < 1)).all()
    assert 0.4 < whole.mean() < 0.6


def test_uuids_are_well_formed_and_told_apart_by_name() -> None:
    made = {chance.uuid_text("a", number) for number in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", text) for text in made)


def test_a_small_plan_is_what_the_tests_think() -> None:
    assert small_plan().orders == len(lives())
    assert MINUTE * 60 == HOUR
