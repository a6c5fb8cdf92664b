"""Data in the browser: holds and uploads decided, duplicates merged and parted, records seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits, look_until
from tests.journeys.west import CHARTER, LEAVERS, SLUG

Open = Callable[[str], Page]


def west(hub: Hub, path: str = "") -> str:
    """Return the address of a page of the second district."""
    return f"{hub.address}/d/{SLUG}/{path}"


def test_a_hold_is_approved_without_its_removals(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(west(hub, "runs/"))
    office = page.get_by_role("row", name="records-office")
    office.get_by_role("link", name="Review changes").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review changes")
    expect(page.get_by_role("main")).to_contain_text(f"{2 * len(LEAVERS)} removals wait for you")
    page.get_by_role("link", name="People").click()
    expect(page.get_by_role("table")).to_contain_text("Given s1 Family s1")
    assert_accessible(page)
    page.get_by_label("Keep Given s1 Family s1", exact=True).check()
    page.get_by_role("button", name="Keep the ticked records").click()
    expect(page.get_by_role("status")).to_contain_text("1 record stays. 39 still wait.")
    page.get_by_role("button", name="Approve without removals").click()
    expect(page.get_by_role("status")).to_contain_text("39 records stay.")
    expect(page.get_by_role("main")).to_contain_text("No removal of this app waits for you.")
    page.goto(west(hub, "data/students/?a=familyName&c=is&v=Family+s1"))
    expect(page.get_by_role("link", name="Family s1")).to_be_visible()


def test_an_upload_is_seen_and_approved_before_it_is_taken_in(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(west(hub))
    expect(page.get_by_role("main")).to_contain_text("a preview of the last sync waits")
    page.goto(west(hub, "runs/"))
    page.get_by_role("row", name=CHARTER).get_by_role("link", name="Review changes").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is taken in, and nothing is sent")
    expect(page.get_by_role("table")).to_contain_text("Elm")
    assert_accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Approve all").click()
    expect(page.get_by_role("status")).to_contain_text("1 row is approved")
    page.goto(west(hub, "data/schools/"))
    with hub.worker():
        look_until(page, "Elm")
    expect(page.get_by_role("table")).to_contain_text("Elm")


def test_a_duplicate_is_merged_and_un_merged(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(west(hub, "quality/duplicates/"))
    expect(page.get_by_role("table", name="The two side by side")).to_contain_text("differs")
    assert_accessible(page)
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose which of the two stays.")
    page.get_by_label("Given s29 Family s29 stays").check()
    page.get_by_label("Why they are the same").fill("One boy, entered twice")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("status")).to_contain_text("They are one now.")
    expect(page.get_by_role("main")).to_contain_text("Nothing of this kind looks alike.")
    assert_accessible(page)
    page.get_by_role("button", name="Un-merge").click()
    expect(page.get_by_role("status")).to_contain_text("They are two again.")
    expect(page.get_by_role("table", name="The two side by side")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_student_is_found_and_looked_at_from_every_side(
    open_as: Open, hub: Hub, width: int
) -> None:
    page = open_as("district-admin")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(hub.at("data/students/"))
    page.locator("tbody th a").first.click()
    others = ("Where it came from", "IDs in every system", "History", "Deliveries", "As received")
    for part in others:
        page.get_by_role("link", name=part, exact=True).click()
        assert_accessible(page)
        assert fits(page), part
    page.get_by_role("link", name="Overview", exact=True).click()
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_role("main")).to_contain_text("Birth date")
    assert_accessible(page)
    assert fits(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_gradebook_shows_what_became_of_each_grade(open_as: Open, hub: Hub, width: int) -> None:
    page = open_as("district-admin")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(hub.at("data/line-items/?a=title&c=begins+with&v=Mathly"))
    page.locator("tbody th a").first.click()
    page.locator("dd a[href*='/records/class/']").click()
    page.get_by_role("link", name="Gradebook of this class").click()
    expect(page.get_by_role("table")).to_contain_text("Delivered")
    assert_accessible(page)
    assert fits(page)


def test_a_run_that_ended_tells_what_it_did(open_as: Open, hub: Hub) -> None:
    page = open_as("help-desk")
    page.goto(hub.at("runs/"))
    expect(page.locator("canvas")).to_be_visible()
    page.get_by_role("link", name="Run 1", exact=True).click()
    expect(page.get_by_role("list", name="Steps")).to_contain_text("merge")
    expect(page.get_by_role("main")).to_contain_text("Everything was read and taken in.")
    assert_accessible(page)
