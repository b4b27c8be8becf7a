"""From a text to orders, through real tables."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.clock import to_ns
from apps.core.errors import InvalidInput, NotAllowed
from apps.orders.models import BlindTerm, Finding, Order
from apps.orders.search.persons import MOST_SUBJECTS
from apps.orders.search.query import SearchFilters, SearchPage, SearchQuery
from apps.orders.search.service import search_orders
from tests.orders.samples import NOW, OLGA, complaint_event, order_event
from tests.orders.search.conftest import RING, SATURDAY, TRACE, created
from tests.personas import Trail, actor_for

pytestmark = [pytest.mark.django_db(databases=["default", "audit"]), pytest.mark.usefixtures("company")]
MOCK = (
    "Здравствуйте! Заказывала у вас кольцо с сапфиром в субботу, деньги не списали, цену не назвали, в чате молчат. "
    "Телефон 8 916 … 41-17, Ольга. Вы вообще живы?"
)


SAID = {"msgid": "", "params": {}}


def found(subject: str, code: str, evidence: list[object]) -> None:
    row = Finding(subject=subject, code=code, severity="error", sentence=SAID, story=SAID, confidence="high", evidence=evidence)
    row.who_acts, row.since, row.computed_at = "company", NOW, NOW
    row.save()


def search(text: str, role: str = "support", **asked: object) -> SearchPage:
    return search_orders(actor_for(role), SearchQuery(text=text, **asked))  # type: ignore[arg-type]


def numbers(page: SearchPage) -> list[str]:
    return [row.number for row in page.rows]


def test_a_complaint_without_a_number_finds_the_order() -> None:
    page = search(MOCK)
    assert numbers(page) == ["AL-104233", "AL-98114", "AL-104190"]
    best, same, other = page.rows
    assert best.matched_by == ("phone", "name", "item", "date")
    assert same.why == "Another order of the same customer."
    assert other.matched_by == ("name", "item", "date")
    assert (page.answered_by, page.certain) == ("part", False)
    assert best.customer is not None and "Воробьёва" not in str(best.customer)


@pytest.mark.parametrize("text", ["AL-104233", "al 104233", "104233", "заказ 104233 где?", "АЛ-104 233", "№104233"])
def test_a_number_in_any_spelling_opens_its_order(text: str) -> None:
    page = search(text)
    assert (numbers(page), page.certain, page.answered_by) == (["AL-104233"], True, "exact")
    assert page.rows[0].matched_by == ("order_number",)


def test_a_number_is_never_confused_with_a_longer_one() -> None:
    assert numbers(search("AL-1001")) == ["AL-1001"]
    assert numbers(search("AL-10010")) == ["AL-10010"]


def test_two_numbers_give_two_orders_and_no_certainty() -> None:
    page = search("AL-1001 и AL-10010")
    assert sorted(numbers(page)) == ["AL-1001", "AL-10010"]
    assert not page.certain


@pytest.mark.parametrize("text", ["AL-1042", "AL-4233", "4233"])
def test_the_beginning_or_the_end_of_a_number_finds_it(text: str) -> None:
    page = search(text)
    assert "AL-104233" in numbers(page)
    assert (page.answered_by, page.certain) == ("part", False)


@pytest.mark.parametrize("text", ["AL-104333", "AL-104323", "AL-1042333", "AL-10423"])
def test_one_wrong_digit_in_a_number_finds_it(text: str) -> None:
    page = search(text)
    assert "AL-104233" in numbers(page)
    assert page.answered_by in ("typo", "part") and not page.certain


@pytest.mark.parametrize("text", ["8 926 111-22-33", "+7(926)1112233", "9261112233", "мой телефон 89261112233"])
def test_a_phone_in_any_form_opens_the_only_order(text: str) -> None:
    page = search(text)
    assert (numbers(page), page.certain, page.answered_by) == (["AL-1001"], True, "exact")
    assert page.rows[0].matched_by == ("phone",)


def test_of_one_persons_orders_the_open_one_is_meant() -> None:
    page = search("8 916 123-41-17")
    assert numbers(page) == ["AL-104233", "AL-98114"] and page.certain


def test_two_open_orders_of_one_phone_are_not_certain(company: Callable[..., None]) -> None:
    company(order_event("created", SATURDAY, number="AL-104299", customer=OLGA))
    page = search("8 916 123-41-17")
    assert len(page.rows) == 3 and not page.certain


@pytest.mark.parametrize("text", ["22-33", "телефон на 22-33 заканчивается", "2233", "11-22-33 последние цифры телефона 112233"])
def test_the_last_digits_of_a_phone_find_it(text: str) -> None:
    page = search(text)
    assert "AL-1001" in numbers(page) and not page.certain
    assert page.answered_by == "part"


@pytest.mark.parametrize("text", ["8 926 111-22-34", "8 926 111-22-3, телефон", "тел 8926111223", "8 926 111-22-33 3"])
def test_one_wrong_digit_in_a_phone_finds_it(text: str) -> None:
    assert "AL-1001" in numbers(search(text))


def test_an_email_opens_and_one_typo_in_it_finds() -> None:
    assert search("ivan@example.org").certain
    page = search("IVAN@exmaple.org")
    assert (numbers(page), page.certain, page.answered_by) == (["AL-1001"], False, "typo")
    assert page.rows[0].why == "Same but for one character: e-mail."


@pytest.mark.parametrize("text", ["Ольге Воробьёвой", "Olga Vorobyova", "воробьева", "Воробьёв", "Воробьёва Ольга"])
def test_a_name_in_any_case_and_alphabet_finds_the_person(text: str) -> None:
    page = search(text)
    assert set(numbers(page)) == {"AL-104233", "AL-98114"}
    assert (page.answered_by, page.certain) == ("words", False)


def test_a_street_finds_who_lives_there() -> None:
    page = search("доставка на улице Баумана")
    assert numbers(page)[0] == "AL-104190"
    assert "street" in page.rows[0].matched_by


@pytest.mark.parametrize("text", ["Partner order lost, ref 7781", "REF-7781", "реф. 7781"])
def test_a_partners_reference_finds_its_order(text: str) -> None:
    page = search(text)
    assert numbers(page) == ["AL-1001"]
    assert page.rows[0].matched_by == ("reference",) and page.answered_by == "exact"


def test_a_reference_with_a_slip_or_cut_off_is_found() -> None:
    assert search("ref 7718").answered_by == "typo"
    assert numbers(search("ref 77810")) == ["AL-1001"]


def test_partners_leave_out_the_letters_of_their_numbers(company: Callable[..., None]) -> None:
    assert search("Наш заказ 7781 завис").rows[0].matched_by == ("reference",)
    company(order_event("updated", SATURDAY, number="AL-10010", partner={"name": "Яхонт", "reference": "GB-55021"}))
    page = search("Наш заказ 55021 завис")
    assert (numbers(page), page.certain, page.answered_by) == (["AL-10010"], False, "part")


def test_a_promised_day_meets_the_promise(company: Callable[..., None]) -> None:
    company(order_event("updated", SATURDAY, number="AL-10010", promised_at="2026-11-23T12:00:00Z"))
    assert numbers(search("доставку обещали вчера")) == ["AL-10010"]


def test_a_trace_id_of_an_event_opens_the_order() -> None:
    page = search(f"trace {TRACE.upper()}")
    assert (numbers(page), page.certain) == (["AL-104233"], True)


def test_words_of_a_complaint_find_the_order_it_is_attached_to() -> None:
    page = search("сломалась застёжка")
    assert numbers(page) == ["AL-1001"]
    assert page.rows[0].matched_by == ("words",) and page.answered_by == "words"


def test_goods_meet_across_languages() -> None:
    assert numbers(search("серьги с изумрудом")) == ["AL-1001"]
    assert set(numbers(search("a ring with a sapphire"))) == {"AL-104233", "AL-104190"}


def test_what_only_fits_is_shown_when_nothing_else_is_said() -> None:
    assert set(numbers(search("заказ на 12 500 руб"))) == {"AL-104233"}
    assert set(numbers(search("в субботу"))) == {"AL-104233", "AL-104190"}


def test_nothing_is_found_for_a_stranger() -> None:
    page = search("Аристарх, +7 999 000-00-01")
    assert (numbers(page), page.answered_by, page.certain) == ([], None, False)


@pytest.mark.parametrize("text", [MOCK, "8 926 111-22-33", "ivan@example.org", "Petrov", TRACE, "в субботу", "серьги", "22-33"])
def test_for_a_manager_only_number_and_reference_match(text: str) -> None:
    assert numbers(search(text, "manager")) == []


def test_a_manager_finds_by_number_and_sees_no_person() -> None:
    page = search("AL-1001", "manager")
    assert numbers(page) == ["AL-1001"] and page.certain
    assert str(page.rows[0].customer) == str(page.rows[0].findings) == "Absent.ABSENT"
    assert numbers(search("ref 7781", "manager")) == ["AL-1001"]


def test_a_filter_does_not_tell_a_manager_which_orders_have_a_finding() -> None:
    with pytest.raises(NotAllowed):
        search("", "manager", filters=SearchFilters(finding="dead_letter"))


def test_a_creation_that_failed_is_told_of_the_customer_who_was_found() -> None:
    found("customer:c-19", "create_failed", [{"kind": "span", "ref": f"span:{TRACE}/00f067aa0ba902b7", "text": SAID}])
    (attempt,) = search("8 926 111-22-33").attempts
    assert (attempt.customer_id, attempt.time_ns, attempt.trace_id, attempt.finding) == ("c-19", to_ns(NOW), TRACE, "create_failed")
    assert list(search("AL-104233").attempts) == []


def test_without_a_text_all_orders_come_newest_first() -> None:
    page = search("")
    assert numbers(page) == ["AL-104233", "AL-104190", "AL-10010", "AL-1001", "AL-98114"]
    assert (page.answered_by, page.certain, page.rows[0].why) == (None, False, "")


@pytest.mark.parametrize("text", ["", "Ольга"])
def test_pages_follow_each_other_without_loss(text: str) -> None:
    whole, page = numbers(search(text)), search(text, limit=1)
    pages = [page]
    while page.next is not None:
        page = search(text, limit=1, cursor=page.next)
        pages.append(page)
    assert [number for page in pages for number in numbers(page)] == whole and len(whole) >= 3


@pytest.mark.parametrize("cursor", ["x", "é", "a:b:c", "\x00", "👋" * 50])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        search("", cursor=cursor)
    assert refused.value.extra["errors"] == {"cursor": ["Not a cursor of this search."]}


def test_a_cursor_of_another_query_is_refused() -> None:
    cursor = search("", limit=1).next
    with pytest.raises(InvalidInput):
        search("Ольга", cursor=cursor)
    with pytest.raises(InvalidInput):
        search("", cursor=cursor, filters=SearchFilters(channel="shop"))


@pytest.mark.parametrize(
    "filters,expected",
    [
        ({"stage": ("delivered",)}, ["AL-98114"]),
        ({"stage": ("created", "delivered"), "channel": "partner"}, ["AL-1001"]),
        ({"created_from": SATURDAY}, ["AL-104233"]),
        ({"created_to": SATURDAY.replace(month=4)}, ["AL-98114"]),
        ({"created_to": SATURDAY, "created_from": SATURDAY.replace(hour=7)}, ["AL-104190"]),
        ({"partner": "Самоцвет"}, ["AL-1001"]),
        ({"partner": " самоцвет"}, ["AL-1001"]),
        ({"partner": "Самоцветы"}, []),
        ({"has_complaint": True}, ["AL-1001"]),
        ({"has_complaint": False, "channel": "partner"}, []),
        ({"finding": "dead_letter"}, []),
        ({"channel": "no such"}, []),
    ],
)
def test_filters_narrow_with_and_without_a_text(filters: dict[str, object], expected: list[str]) -> None:
    asked = SearchFilters(**filters)  # type: ignore[arg-type]
    assert numbers(search("", filters=asked)) == expected
    everybody = "AL-104233 AL-104190 AL-10010 AL-1001 AL-98114"
    assert numbers(search(everybody, filters=asked)) == expected


@pytest.mark.parametrize("flag", ["stuck", "late", "at_risk"])
def test_a_condition_and_its_opposite_part_the_orders(flag: str, company: Callable[..., None]) -> None:
    company(order_event("updated", SATURDAY, number="AL-104190", promised_at="2026-11-25T00:00:00Z"))
    company(order_event("updated", SATURDAY, number="AL-10010", promised_at="2026-11-20T00:00:00Z"))
    yes, no = (search("", filters=SearchFilters(**{flag: value})) for value in (True, False))  # type: ignore[arg-type]
    assert sorted(numbers(yes) + numbers(no)) == sorted(numbers(search("")))
    assert yes.rows and all(getattr(row, flag) for row in yes.rows)
    assert no.rows and not any(getattr(row, flag) for row in no.rows)


def test_a_finding_filters() -> None:
    found("AL-104190", "dead_letter", [])
    page = search("", filters=SearchFilters(finding="dead_letter"))
    assert numbers(page) == ["AL-104190"] and page.rows[0].findings == ("dead_letter",)


def test_who_may_not_search_is_refused_and_it_is_recorded(trail: Trail) -> None:
    with pytest.raises(NotAllowed):
        search("AL-1001", "admin")
    assert trail.told() == [("attempt", "admin", "order.searched", ""), ("outcome", "admin", "order.searched", "denied")]


def test_a_search_leaves_one_attempt_and_one_outcome_and_no_value(trail: Trail) -> None:
    search(MOCK)
    attempt, outcome = trail.entries()
    assert (attempt.phase, outcome.phase, outcome.result) == ("attempt", "outcome", "granted")
    body = bytes(attempt.body).decode() + bytes(outcome.body).decode()
    assert '"kinds":["phone","name","item","date","words"]' in body
    assert not any(value in body for value in ("4117", "41-17", "Ольга", "сапфир", "ring"))


def queries(text: str) -> int:
    search(text)
    with CaptureQueriesContext(connection) as captured:
        search(text, limit=100)
    return len(captured)


@pytest.mark.parametrize("text", ["", "Ольга", "кольцо с сапфиром", "8 916 123-41-17", MOCK, "AL-1042"])
def test_the_number_of_queries_does_not_depend_on_the_rows(text: str, company: Callable[..., None]) -> None:
    few = queries(text)
    company(*(created(f"AL-1042{place}", SATURDAY, OLGA, RING) for place in range(40, 90)))
    assert len(search(text, limit=100).rows) >= 50
    assert queries(text) == few
    assert few <= 25


def test_a_common_name_helps_a_rare_one_and_alone_still_finds_the_newest() -> None:
    blind, owners = settings.BLIND_INDEX, [uuid4() for _ in range(MOST_SUBJECTS)]
    common = blind.of("name", "olg")
    BlindTerm.objects.bulk_create(BlindTerm(index=common, kind="name", subject="customer", subject_id=owner) for owner in owners)
    both = search("Ольга Воробьёва")
    assert set(numbers(both)) == {"AL-104233", "AL-98114"}
    assert {row.matched_by for row in both.rows} == {("name",)}
    BlindTerm.objects.filter(subject_id__in=owners[:2]).delete()
    BlindTerm.objects.create(index=common, kind="name", subject="order", subject_id=Order.objects.get(number="AL-10010").id)
    assert "AL-10010" in numbers(search("Ольга"))


def test_who_wrote_a_complaint_is_found_by_it(company: Callable[..., None]) -> None:
    company(complaint_event("Где серьги?", SATURDAY, number="AL-1001", id="k-2", customer={"phone": "+79995554433"}))
    page = search("8 999 555-44-33")
    assert (numbers(page), page.certain) == (["AL-1001"], True)
