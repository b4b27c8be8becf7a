"""axe finds nothing on any page, in both languages and themes."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_main_job import open_fault
from tests.running import Portal

SignIn = Callable[[str], Page]
PAGES = {
    "support": ["/", "/orders/{number}/", "/orders/{number}/?script=off", "/orders/AL-999999999/"],
    "engineer": ["/", "/orders/{number}/", "/orders/{number}/?script=off", "/audit/", "/sources/", "/health/"],
    "manager": ["/", "/orders/{number}/"],
    "security": ["/", "/audit/"],
    "admin": ["/", "/configuration/"],
}
CASES = [(person, path) for person, paths in PAGES.items() for path in paths]


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ru", "dark")])
@pytest.mark.parametrize(("person", "path"), CASES)
def test_axe_finds_nothing(person: str, path: str, language: str, theme: str, sign_in: SignIn, portal: Portal) -> None:
    page = sign_in(person)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": portal.url}, {"name": "theme", "value": theme, "url": portal.url}]
    )
    page.goto(portal.url + path.format(number=open_fault(portal, "pricing_timeout")))
    if page.locator("loupe-timeline").count():
        expect(page.locator("loupe-timeline canvas")).to_be_visible()
    assert violations(page) == []
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("language", ["en", "ru"])
def test_axe_finds_nothing_on_the_login_page(language: str, page: Page, portal: Portal) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": portal.url}])
    page.goto(f"{portal.url}/login/")
    assert violations(page) == []


def test_the_order_page_is_readable_at_390_pixels(sign_in: SignIn, portal: Portal) -> None:
    page = sign_in("support")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
