"""The search box and the page of a search."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from apps.core import clock
from apps.orders.models import Complaint, SearchRow
from apps.orders.search.screen import chips
from apps.orders.search.stored import KEPT_FOR, forget_expired
from apps.orders.search.understand import understand
from tests.orders.samples import NOW, OLGA, complaint_event, order_event
from tests.orders.search.conftest import SATURDAY
from tests.orders.search.test_search import MOCK
from tests.personas import Trail

pytestmark = [pytest.mark.django_db(databases=["default", "audit"]), pytest.mark.usefixtures("company")]
ClientOf = Callable[[str], Client]


def begin(client: Client, **form: object) -> str:
    answer = client.post("/searches/", form)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_a_certain_match_opens_the_order_and_keeps_nothing(client_of: ClientOf) -> None:
    assert begin(client_of("support"), text="заказ 104233") == "/orders/AL-104233/"
    assert SearchRow.objects.count() == 0


def test_a_complaint_is_kept_sealed_and_shown_at_an_opaque_address(client_of: ClientOf, trail: Trail) -> None:
    client = client_of("support")
    address = begin(client, text=MOCK)
    row = SearchRow.objects.get()
    assert address == f"/searches/{row.id}/"
    assert "Ольга".encode() not in bytes(row.query) and b"41-17" not in bytes(row.query)
    shown = client.get(address)
    page = shown.context["page"]
    assert [mark.text for mark in page.marks if mark.kind] == ["кольцо с сапфиром", "в субботу", "8 916 … 41-17", "Ольга"]
    assert "".join(mark.text for mark in page.marks) == MOCK
    chips = [(chip.title, chip.value) for chip in page.understood]
    assert chips == [("item", "ring, sapphire"), ("made", "21 Nov 2026"), ("phone", "ends 41-17"), ("name", "Ольга")]
    assert [row.number for row in page.rows] == ["AL-104233", "AL-98114", "AL-104190"]
    assert (page.answered_by, page.certain, page.elapsed_ms >= 0) == ("part", False, True)
    assert trail.told() == [
        (phase, "support", "order.searched", result) for _ in "pg" for phase, result in (("attempt", ""), ("outcome", "granted"))
    ]


def test_the_page_is_written_in_russian_too(client_of: ClientOf) -> None:
    client = client_of("support")
    page = client.get(begin(client, text=MOCK), headers={"Accept-Language": "ru"}).context["page"]
    assert next(chip.value for chip in page.understood) == "кольцо, сапфир"
    assert page.rows[1].why == "Другой заказ того же клиента."
    assert page.understood[1].value == "21 ноя 2026"


@pytest.mark.parametrize("persona", ["engineer", "devops", "manager"])
def test_anothers_search_is_not_found(client_of: ClientOf, persona: str, trail: Trail) -> None:
    address = begin(client_of("support"), text=MOCK)
    assert client_of(persona).get(address).status_code == 404
    assert trail.told()[-1] == ("outcome", persona, "order.searched", "error")


def test_an_expired_or_invented_search_is_not_found(client_of: ClientOf) -> None:
    client = client_of("support")
    address = begin(client, text=MOCK)
    assert client.get(f"/searches/{uuid4()}/").status_code == 404
    assert client.get("/searches/1/").status_code == 404
    SearchRow.objects.update(expires_at=NOW)
    assert client.get(address).status_code == 404


def test_what_has_expired_is_forgotten(client_of: ClientOf) -> None:
    begin(client_of("support"), text=MOCK)
    assert forget_expired(NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    with clock.frozen(NOW + KEPT_FOR):
        assert forget_expired(clock.now()) == 1


def test_filters_of_the_form_are_kept_and_shown_as_they_were_typed(client_of: ClientOf) -> None:
    client = client_of("support")
    form = {"text": "", "stage": ["created", "delivered"], "channel": "shop", "stuck": "", "created_from": "2026-11-03", "created_to": ""}
    page = client.get(begin(client, **form)).context["page"]
    assert page.filters.stage == ("created", "delivered")
    assert str(page.filters.created_from)[:10] == "2026-11-03" and page.filters.created_to is None
    assert [row.number for row in page.rows] == ["AL-104190", "AL-10010"]
    assert (page.text, page.marks, page.filters.stuck) == ("", [], None)
    stuck = client.get(begin(client, text="", stuck="1")).context["page"]
    assert stuck.filters.stuck is True and all(row.stuck for row in stuck.rows)


def test_a_page_goes_on_by_its_cursor(client_of: ClientOf) -> None:
    client = client_of("support")
    address = begin(client, text="")
    assert client.get(address, {"cursor": "nonsense"}).status_code == 400


@pytest.mark.parametrize("form", [{"stage": "lost"}, {"created_from": "soon"}])
def test_a_form_that_makes_no_sense_is_refused(client_of: ClientOf, form: dict[str, str]) -> None:
    assert client_of("support").post("/searches/", form).status_code == 400


def test_a_megabyte_of_text_is_refused_in_words(client_of: ClientOf) -> None:
    answer = client_of("support").post("/searches/", {"text": "где заказ? " * 60_000})
    assert answer.status_code == 413 and "64 KiB" in answer.content.decode()


def test_line_ends_of_the_browser_are_those_of_the_text(client_of: ClientOf) -> None:
    client = client_of("support")
    assert client.get(begin(client, text="Ольга\r\nТверь\x00")).context["page"].text == "Ольга\nТверь"


def test_the_box_takes_posts_only(client_of: ClientOf) -> None:
    assert client_of("support").get("/searches/").status_code == 405
    assert client_of("anonymous").post("/searches/", {"text": "x"}).status_code == 302
    assert client_of("security").post("/searches/", {"text": "x"}).status_code == 403


def wordy(company: Callable[..., None]) -> Complaint:
    told = {"name": "Ольга Воробьёва", "phone": "+79161234117"}
    text = "Где кольцо?? Живу: ул. Лесная 5, пишите на olga@example.org, карта 4111111111111111. Анна Крылова"
    company(complaint_event(text, SATURDAY, id="k-9", customer=told))
    return Complaint.objects.get(order=None)


def test_a_complaint_without_an_order_leads_to_it_and_is_shown_masked(
    client_of: ClientOf, company: Callable[..., None], trail: Trail
) -> None:
    complaint = wordy(company)
    company(order_event("created", SATURDAY, number="AL-104299", customer=OLGA))
    address = begin(client_of("support"), complaint=str(complaint.id), text="[phone]")
    shown = client_of("support").get(address)
    page = shown.context["page"]
    assert {row.number for row in page.rows} == {"AL-104233", "AL-104299", "AL-98114"}
    assert "phone" in page.rows[0].matched_by
    assert not any(
        secret in shown.content.decode()
        for secret in ("+7916", "9161234117", "olga@", "4111111111111111", "Крылова", "Воробьёва", "Лесная")
    )
    assert f'name="complaint" value="{complaint.id}"' in shown.content.decode()
    assert "o••••@example.org" in page.text and "Анна К." in page.text
    assert Complaint.objects.get(id=complaint.id).candidates == 3
    assert {told[1:] for told in trail.told()} == {("support", "order.searched", ""), ("support", "order.searched", "granted")}


def test_a_complaint_that_is_certain_opens_its_order(client_of: ClientOf, company: Callable[..., None]) -> None:
    assert begin(client_of("support"), complaint=str(wordy(company).id)) == "/orders/AL-104233/"


def test_who_may_not_read_complaints_cannot_search_by_one(client_of: ClientOf, company: Callable[..., None], trail: Trail) -> None:
    complaint = wordy(company)
    assert client_of("manager").post("/searches/", {"complaint": str(complaint.id)}).status_code == 403
    assert trail.told()[-1] == ("outcome", "manager", "order.searched", "denied")


@pytest.mark.parametrize("id,status", [("x", 400), ("29d4f2d3-bd65-40b1-b5ae-e7437e9a3347", 404)])
def test_a_complaint_that_is_none_is_refused(client_of: ClientOf, id: str, status: int) -> None:
    assert client_of("support").post("/searches/", {"complaint": id}).status_code == status


def test_every_kind_of_piece_is_said_in_words() -> None:
    text = "123-41-17, +7 916 123-41-17, в начале месяца, с 30 декабря 2025, в декабре 2025, 12 500 р, olga@example.org, AL-104233"
    understood = understand(text, now=NOW)
    assert [chip.value for chip in chips(understood)] == [
        "ends 23-41-17", "+79161234117", "1 Nov – 11 Nov 2026", "30 Dec 2025", "1 Dec – 31 Dec 2025", "12,500\N{NO-BREAK SPACE}₽",
        "olga@example.org", "AL-104233",
    ]  # fmt: skip
    assert [chip.value for chip in chips(understood, masked=True)][:2] == ["ends 41-17", "+7 ••• •••-41-17"]


def test_a_range_over_the_turn_of_the_year_says_both_years() -> None:
    understood = understand("зимой", now=NOW)
    assert [chip.value for chip in chips(understood)] == ["1 Dec 2025 – 28 Feb 2026"]
