"""The timeline by hand: keys, zoom, panel, closed rows, find, evidence; and an address that brings all of it back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_main_job import open_fault
from tests.running import Portal

SignIn = Callable[[str], Page]
CHOSEN = "[role=row][aria-selected=true]"


@pytest.fixture
def timeline(sign_in: SignIn, portal: Portal) -> Page:
    """An engineer at the timeline of an order whose price never came, with the focus on its rows."""
    page = sign_in("engineer")
    page.goto(f"{portal.url}/orders/{open_fault(portal, 'pricing_timeout')}/")
    expect(page.locator("loupe-timeline canvas")).to_be_visible()
    page.get_by_role("treegrid").focus()
    return page


def rows(page: Page) -> int:
    return int(page.get_by_role("treegrid").get_attribute("aria-rowcount") or 0)


def chosen(page: Page) -> Locator:
    return page.locator(CHOSEN)


def again(page: Page) -> None:
    """A pasted link: the address as it stands, in a new document."""
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("loupe-timeline canvas")).to_be_visible()


def test_a_walk_by_keys_and_a_zoom_come_back_with_the_address(timeline: Page) -> None:
    timeline.keyboard.press("Home")
    for key in ("j", "j", "ArrowDown", "k"):
        timeline.keyboard.press(key)
    expect(chosen(timeline)).to_have_attribute("aria-rowindex", "3")
    timeline.keyboard.press("z")
    expect(timeline).to_have_url(re.compile(r"from=\d+&to=\d+"))
    timeline.keyboard.press("+")
    timeline.keyboard.press("ArrowRight")
    timeline.wait_for_timeout(400)
    left_at = timeline.url
    again(timeline)
    expect(chosen(timeline)).to_have_attribute("aria-rowindex", "3")
    timeline.wait_for_timeout(400)
    assert timeline.url == left_at
    timeline.keyboard.press("0")
    expect(timeline).not_to_have_url(re.compile("from="))


def test_the_next_error_opens_its_details_and_escape_lets_go(timeline: Page) -> None:
    timeline.keyboard.press("e")
    timeline.keyboard.press("Enter")
    panel = timeline.locator(".row-detail")
    expect(panel).to_be_visible()
    expect(panel.get_by_text("Personal values are masked.")).to_be_visible()
    timeline.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    timeline.keyboard.press("Escape")
    expect(chosen(timeline)).to_have_count(0)


def test_the_details_of_a_log_line_have_its_whole_text_and_its_ids(timeline: Page) -> None:
    with timeline.expect_request(re.compile(r"/rows/l\d+\?id=[0-9a-f]{32}/[0-9a-f]{16}&at=\d+$")):
        timeline.locator('.evidence a.chip[href^="#log:"]').first.click()
    panel = timeline.locator(".row-detail")
    expect(panel.locator("pre.body")).to_contain_text("pricing aborted")
    expect(panel.get_by_role("heading", name="ERROR")).to_be_visible()


def test_a_row_that_is_gone_says_so(timeline: Page) -> None:
    base = timeline.locator("loupe-timeline").get_attribute("rows") or ""
    answer = timeline.request.get(new_url(timeline, f"{base}s0?id={'ab' * 16}/00000000000000ff"))
    assert answer.status == 404
    assert "not in the timeline any more" in answer.text()


def new_url(page: Page, path: str) -> str:
    return re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + path


def test_a_closed_row_puts_its_children_away_and_stays_closed(timeline: Page) -> None:
    before = rows(timeline)
    timeline.keyboard.press("Home")
    timeline.keyboard.press("ArrowLeft")
    expect(chosen(timeline)).to_have_attribute("aria-expanded", "false")
    closed = rows(timeline)
    assert closed < before
    expect(timeline).to_have_url(re.compile("closed="))
    again(timeline)
    assert rows(timeline) == closed
    timeline.get_by_role("treegrid").focus()
    timeline.keyboard.press("ArrowRight")
    expect(timeline.get_by_role("treegrid")).to_have_attribute("aria-rowcount", str(before))


def test_find_leads_from_hit_to_hit_and_keeps_the_words_out_of_the_address(timeline: Page) -> None:
    timeline.keyboard.press("f")
    field = timeline.get_by_role("searchbox", name="Find in the rows")
    field.fill("price model")
    expect(timeline.locator(".tl-row.found").first).to_be_visible()
    field.press("Enter")
    expect(chosen(timeline)).to_contain_text("price model")
    assert "price" not in timeline.url
    field.press("Escape")
    expect(timeline.locator(".tl-row.found")).to_have_count(0)


@pytest.mark.parametrize(("ref", "place"), [("log", CHOSEN), ("span", CHOSEN), ("series", ".tl-lane.found")])
def test_evidence_opens_its_place(ref: str, place: str, timeline: Page) -> None:
    chip = timeline.locator(f'.evidence a.chip[href^="#{ref}:"]')
    if chip.count():
        chip.first.click()
    else:
        title = timeline.locator(".tl-lane").last.get_attribute("data-lane")
        timeline.evaluate("(title) => { location.hash = `series:${encodeURIComponent(title)}`; }", title)
    expect(timeline.locator(place).first).to_be_visible()


def test_evidence_that_did_not_come_is_said(timeline: Page) -> None:
    timeline.evaluate("location.hash = 'mark:nothing-like-it'")
    expect(timeline.get_by_role("status").filter(has_text="not among the rows")).to_be_visible()


def test_lanes_say_their_last_value_with_its_unit(timeline: Page) -> None:
    lanes = timeline.locator(".tl-lane")
    assert lanes.count() >= 3
    assert all(re.search(r"\d|no data", text) for text in lanes.all_inner_texts())
    assert any(re.search(r"\d\s(ms|%|1/s)", text) for text in lanes.all_inner_texts())


def test_help_lists_the_keys_and_letters_can_be_switched_off(timeline: Page) -> None:
    timeline.keyboard.press("?")
    dialog = timeline.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Close").click()
    timeline.get_by_role("treegrid").focus()
    timeline.keyboard.press("e")
    expect(chosen(timeline)).to_have_count(0)
    timeline.keyboard.press("ArrowDown")
    expect(chosen(timeline)).to_have_count(1)
