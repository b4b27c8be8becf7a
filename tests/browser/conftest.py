"""Chromium on the running portal. Every page that a test leaves behind had no console error and no CSP violation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.missing import need
from tests.running import Portal

_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = need("/usr/bin/chromium", "for browser tests", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose errors fail the test at its end."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(_told(message)) if _is_complaint(message, page) else None)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
    )
    yield page
    assert complaints == []


def _is_complaint(message: ConsoleMessage, page: Page) -> bool:
    """That a page itself answers 404 is what its test asked for, and Chromium calls it an error."""
    is_own_answer = "status of 404" in message.text and message.location.get("url") == page.url
    return message.type == "error" and not is_own_answer


def _told(message: ConsoleMessage) -> str:
    return f"{message.location.get('url')}: {message.text}"


@pytest.fixture
def sign_in(page: Page, portal: Portal) -> Callable[[str], Page]:
    """Signs a demo person in through the form and leaves the page at `/`."""

    def sign(person: str) -> Page:
        page.goto(f"{portal.url}/login/")
        page.fill("input[name=username]", person)
        page.fill("input[name=password]", "loupe-demo")
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{portal.url}/")
        return page

    return sign
