"""What a technician sees in a browser: the hub's first page, and the teachers' gradebook."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Shown
from tests.journeys.looking import fits, watched

WIDTHS = [320, 1280]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of nobody who is signed in."""
    with watched(browser) as opened:
        yield opened


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_page_says_what_runs_and_where_to_go_on(
    page: Page, shown: Shown, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(shown.hub)
    expect(page.get_by_role("heading", level=1)).to_have_text("Homeroom is running")
    expect(page.get_by_role("main")).to_contain_text("PostgreSQL")
    expect(page.get_by_role("main")).to_contain_text("homeroom doctor")
    assert page.title() == "Welcome - Homeroom"
    assert fits(page)


def test_a_teacher_finds_the_delivered_item_with_its_grades_and_flags(
    page: Page, shown: Shown
) -> None:
    page.goto(shown.teachers)
    page.get_by_role("link", name="English 6 - 01").click()
    expect(page.get_by_role("heading", name="English 6 - 01")).to_be_visible()
    expect(page.get_by_text("Mathly Practice").first).to_be_visible()
    assert page.get_by_role("table").count() > 0
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_first_page_is_read_in_the_order_of_its_headings(page: Page, shown: Shown) -> None:
    page.goto(shown.hub)
    levels: list[str] = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(one => one.tagName)"
    )
    assert levels[0] == "H1"
    assert levels.count("H1") == 1


def test_the_link_of_the_demo_leads_its_admin_to_the_finished_runs(
    page: Page, shown: Shown
) -> None:
    page.goto(shown.link)
    expect(page.get_by_role("main")).to_contain_text("admin@riverbend.example")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    expect(page.get_by_role("article", name="Infinite Campus")).to_contain_text("Done")
    expect(page.get_by_role("region", name="What needs you")).to_contain_text("refused")
