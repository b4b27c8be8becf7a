"""The main job, as people do it: a complaint without a number leads to the order and to what is wrong with it."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Portal

SignIn = Callable[[str], Page]
SENTENCES = {
    "pricing_timeout": "The price was never calculated, and nobody was told.",
}


def open_fault(portal: Portal, code: str) -> str:
    """The number of an order in which this fault has not ended."""
    numbers = [line["order"] for line in portal.truth() if line["code"] == code and line["to"] is None and "order" in line]
    assert numbers, f"the simulated company has no open {code}"
    return numbers[-1]


def person_of(portal: Portal, number: str) -> tuple[str, str]:
    """(phone, item) of an order's customer as the company knows them; not what a page shows."""
    code = (
        "import json\n"
        "from apps.orders.models import Order\n"
        "from apps.orders.contacts import contact_of\n"
        f"order = Order.objects.select_related('customer').get(number='{number}')\n"
        "print(json.dumps([contact_of(order)['phone'], order.items[0]['name']]))"
    )
    phone, item = json.loads(portal.manage("shell", "--no-imports", "-c", code))
    return phone, item


def test_a_complaint_without_a_number_leads_support_to_the_fault_in_words(sign_in: SignIn, portal: Portal) -> None:
    number = open_fault(portal, "pricing_timeout")
    phone, item = person_of(portal, number)
    page = sign_in("support")
    page.fill("#seek", f"Здравствуйте! Заказывала {item.lower()}, цену не назвали, в чате молчат. Телефон заканчивается на {phone[-4:]}.")
    page.press("#seek", "Enter")
    page.wait_for_url("**/searches/**")
    assert phone[-4:] not in page.url
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name=number).click()
    page.wait_for_url(f"**/orders/{number}/")
    expect(page.get_by_role("heading", name=SENTENCES["pricing_timeout"])).to_be_visible()
    assert phone not in page.content()


def test_an_engineer_sees_spans_logs_and_metrics_of_that_order_on_one_axis(sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("engineer")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    timeline = page.locator("loupe-timeline")
    expect(timeline.locator("canvas")).to_be_visible()
    page.locator(".evidence a.chip").first.click()
    expect(timeline.get_by_text("price model").first).to_be_visible()
    expect(timeline.locator(".tl-lane").first).to_be_visible()
    assert timeline.locator("[role=row]").count() <= 400


def test_the_chip_of_a_finding_leads_to_its_span(sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("engineer")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.locator(".evidence a.chip").first.click()
    expect(page.locator(".row-detail")).to_be_visible()


def test_without_script_the_same_rows_stand_in_the_page(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/login/")
    page.fill("input[name=username]", "engineer")
    page.fill("input[name=password]", "loupe-demo")
    page.press("input[name=password]", "Enter")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    page.wait_for_url("**script=off**")
    expect(page.get_by_role("cell", name="price model").first).to_be_visible()
    context.close()


def test_the_state_of_the_timeline_is_its_address(sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("engineer")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.get_by_role("button", name="Errors").click()
    page.get_by_role("button", name="True scale").click()
    expect(page).to_have_url(re.compile("view=errors.*scale=true|scale=true.*view=errors"))
    page.goto(page.url)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    expect(page.get_by_role("button", name="Errors")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="True scale")).to_have_attribute("aria-pressed", "true")


def test_nothing_of_customers_stays_in_the_browser_after_signing_out(sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("support")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.parametrize("path", ["/", "/audit/", "/sources/", "/health/"])
def test_pages_of_an_engineer_open(path: str, sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("engineer")
    answer = page.goto(portal.url + path)
    assert answer is not None and answer.status == 200
