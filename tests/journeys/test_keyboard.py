"""Without a mouse: from Home to a refused grade, and back to help, by keys alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.hub import Hub

Open = Callable[[str], Page]
# More presses than any page of the demo's size has stops; a trap would need more.
MOST = 250
NAME = "() => (document.activeElement.innerText || document.activeElement.name || '').trim()"
IS_SOMETHING = "document.activeElement !== document.body"
SEEN = """() => {
  const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0;
  return (ring || look.boxShadow !== 'none') && box.width > 0 && box.bottom > 0;
}"""


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; each stop on the way can be seen."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SOMETHING), f"no {name} before the end of {page.url}"
        assert page.evaluate(SEEN), f"the focus cannot be seen at: {page.evaluate(NAME)}"
        if page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"{name} is too far away on {page.url}")


def _go(page: Page, name: str, heading: str) -> None:
    _tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_a_refused_grade_is_found_and_checked_by_keys_alone(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.at())
    _go(page, "Grades out", "Grades out to Infinite Campus")
    _tab_to(page, "Send again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("checked again")
    _go(page, "Kept back", "Kept back on the way")
    hub.act("sync", "mathly")


def test_help_is_searched_by_keys_alone(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.at())
    _go(page, "Help", "Help")
    _go(page, "Messages and what to do", "Messages")
    _tab_to(page, "q")
    page.keyboard.type("crosswalk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text(" messages.")
    expect(page.get_by_role("table")).to_contain_text("result.no_crosswalk")
    expect(page.get_by_role("table")).not_to_contain_text("line_item.title_too_long")


def test_menus_open_and_close_by_keys(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.at())
    _tab_to(page, "district-admin@")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
