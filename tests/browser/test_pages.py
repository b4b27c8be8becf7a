"""Pages as people of each role use them: lost, in another language or theme, on a phone, enlarged, and leaving."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_main_job import open_fault, person_of
from tests.running import Portal

SignIn = Callable[[str], Page]
STORED = "[localStorage.length, sessionStorage.length]"


@pytest.fixture
def order(portal: Portal) -> str:
    return f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/"


def fits(page: Page) -> bool:
    """Nothing stands beyond the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_number_that_does_not_exist_leads_to_those_like_it(sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("support")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')[:-1]}/")
    expect(page.get_by_text("There is no order with this number.")).to_be_visible()
    links = page.locator(".card .list a")
    assert links.count() >= 1
    links.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^AL-"))


def test_the_language_changes_and_the_page_stays_as_it_is(sign_in: SignIn, order: str) -> None:
    page = sign_in("engineer")
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.get_by_role("button", name="Errors").click()
    expect(page).to_have_url(re.compile("view=errors"))
    page.get_by_role("button", name="По-русски").click()
    expect(page.get_by_role("button", name="Ошибки")).to_have_attribute("aria-pressed", "true")
    assert page.url.startswith(f"{order}?view=errors")
    expect(page.get_by_role("heading", name="Цену так и не посчитали, и об этом никто не узнал.")).to_be_visible()


def test_the_theme_changes_at_once_and_the_next_page_has_it(sign_in: SignIn, order: str) -> None:
    page = sign_in("engineer")
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    switch = page.locator("[data-theme-switch]")
    switch.click()
    light = page.evaluate(ground)
    switch.click()
    assert page.evaluate(ground) != light
    expect(switch).to_have_accessible_name("Theme: dark")
    page.goto(order)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def complain(portal: Portal, folder: Path, text: str, **customer: str) -> None:
    """A complaint without an order comes in now: the newest on the home page."""
    told = {"text": text, "channel": "chat"} | ({"customer": customer} if customer else {})
    event = {"specversion": "1.0", "id": text, "source": "/chat", "type": "com.alexandrite.complaint.received", "data": told}
    file = folder / "complaint.jsonl"
    file.write_text(json.dumps(event | {"time": datetime.now(UTC).isoformat()}) + "\n", encoding="utf-8")
    portal.manage("import_events", str(file))


def test_a_complaint_without_an_order_leads_to_its_order(sign_in: SignIn, portal: Portal, tmp_path: Path) -> None:
    number = open_fault(portal, "dead_letter")
    phone, item = person_of(portal, number)
    complain(portal, tmp_path, f"Третий день жду {item.lower()}, звоните {phone}.")
    page = sign_in("support")
    page.locator(".tall li button").filter(has_text="Третий день жду").first.click()
    page.wait_for_url(re.compile("/(searches|orders)/"))
    if "/searches/" in page.url:
        expect(page.locator(".pasted")).to_be_visible()
        page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(number)


def test_a_complaint_about_a_failed_creation_says_that_no_order_was_made(sign_in: SignIn, portal: Portal, tmp_path: Path) -> None:
    customer = next(line["customer"] for line in portal.truth() if line["code"] == "create_failed")
    phone = "+7 912 555-01-42"
    complain(portal, tmp_path, f"Кнопка заказа второй день не работает, перезвоните: {phone}.", id=customer, phone=phone)
    page = sign_in("support")
    page.locator(".tall li button").filter(has_text="Кнопка заказа").first.click()
    page.wait_for_url("**/searches/**")
    expect(page.get_by_text("never got a number").first).to_be_visible()


def test_others_with_the_same_fault_are_one_click_away(sign_in: SignIn, portal: Portal, order: str) -> None:
    page = sign_in("support")
    page.goto(order)
    page.get_by_role("button", name=re.compile("other orders? now")).first.click()
    page.wait_for_url("**/searches/**")
    expect(page.get_by_role("checkbox", name="only with “Price never calculated”")).to_be_checked()
    assert page.locator("#rows tr").count() >= 2


def test_support_sees_no_log_text_and_no_attributes(sign_in: SignIn, order: str) -> None:
    page = sign_in("support")
    bodies: list[bytes] = []
    page.on("response", lambda answer: bodies.append(answer.body()) if answer.url.endswith("/geometry") else None)
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    expect(page.get_by_text("the text is not shown to your role").first).to_be_visible()
    page.get_by_role("row").filter(has_text="price model").first.click()
    expect(page.locator(".row-detail")).to_be_visible()
    expect(page.get_by_role("heading", name="Attributes")).to_have_count(0)
    page.get_by_role("row").filter(has_text=re.compile("ERROR")).first.click()
    expect(page.locator(".row-detail h3")).to_have_text("ERROR")
    assert page.locator(".row-detail pre").count() == 0
    assert bodies and b"pricing aborted" not in bodies[0]


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("path", ["/", "{order}", "{order}?script=off"])
def test_nothing_is_cut_on_a_phone_nor_at_four_hundred_percent(path: str, width: int, sign_in: SignIn, portal: Portal, order: str) -> None:
    """320 CSS pixels are 1280 at 400 %."""
    page = sign_in("support")
    page.set_viewport_size({"width": width, "height": 256 if width == 320 else 844})
    page.goto(path.format(order=order) if "{" in path else portal.url + path)
    if page.locator("loupe-timeline").count():
        expect(page.locator("loupe-timeline canvas")).to_be_visible()
    assert fits(page)


def test_the_answer_stands_on_the_first_screen(sign_in: SignIn, order: str) -> None:
    page = sign_in("engineer")
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    for part in (".order-head", ".finding", ".stages", ".tl-tools", ".tl-rows .tl-row"):
        box = page.locator(part).first.bounding_box()
        assert box and box["y"] + box["height"] < 1000, part


def test_tab_reaches_the_answer_before_the_timeline(sign_in: SignIn, order: str) -> None:
    page = sign_in("engineer")
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    seen = []
    for _ in range(16):
        seen.append(
            page.evaluate("(document.activeElement.closest('.order-head, .finding, .person, .tl-tools, .tl-stage') || {}).className")
        )
        page.keyboard.press("Tab")
    groups = [name.split()[0] for name in dict.fromkeys(filter(None, seen))]
    assert groups.index("order-head") < groups.index("card") < groups.index("tl-tools")


def test_paper_has_the_answer_and_no_chrome(sign_in: SignIn, order: str) -> None:
    page = sign_in("engineer")
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".order-actions")).to_be_hidden()
    expect(page.locator(".finding").first).to_be_visible()
    expect(page.locator("[data-zone]")).to_be_visible()


def test_after_signing_out_the_browser_holds_nothing(sign_in: SignIn, portal: Portal, order: str) -> None:
    phone, item = person_of(portal, open_fault(portal, "pricing_timeout"))
    page = sign_in("support")
    page.fill("#paste", f"{item}, телефон {phone[-4:]}")
    page.get_by_role("button", name="Find the order").click()
    page.wait_for_url(re.compile("/(searches|orders)/"))
    page.goto(order)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.locator("[data-theme-switch]").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate(STORED) == [0, 0]
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert not kept.keys() - {"theme", "keys", "csrftoken", "django_language"}, json.dumps(list(kept))
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
