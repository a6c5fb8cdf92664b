"""What a technician sees in a browser: the hub's first page, and the teachers' gradebook."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hub import Hub
from tests.journeys.looking import fits, watched

WIDTHS = [320, 1280]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of nobody who is signed in."""
    with watched(browser) as opened:
        yield opened


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_page_says_what_runs_and_where_to_go_on(page: Page, hub: Hub, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(hub.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Homeroom is running")
    expect(page.get_by_role("main")).to_contain_text("PostgreSQL")
    expect(page.get_by_role("main")).to_contain_text("homeroom doctor")
    assert page.title() == "Welcome - Homeroom"
    assert fits(page)


def test_a_teacher_finds_the_delivered_item_with_its_grades_and_flags(page: Page, hub: Hub) -> None:
    section = hub.campus.get("teacher-view.json?touched=1")["sections"][0]["title"]
    page.goto(hub.campus.ready["teacher_view"])
    expect(page.get_by_role("heading", name=section)).to_be_visible()
    expect(page.get_by_text("Mathly Practice").first).to_be_visible()
    assert page.get_by_role("table").count() > 0
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_first_page_is_read_in_the_order_of_its_headings(page: Page, hub: Hub) -> None:
    page.goto(hub.address)
    levels: list[str] = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(one => one.tagName)"
    )
    assert levels[0] == "H1"
    assert levels.count("H1") == 1
