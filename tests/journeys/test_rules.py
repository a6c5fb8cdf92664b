"""Rules by forms, and the plan of another API version, as an admin uses them in a browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits

Open = Callable[[str], Page]


def test_days_are_frozen_by_a_form_after_a_look_at_what_that_changes(
    open_as: Open, hub: Hub
) -> None:
    page = open_as("district-admin")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(hub.at("rules/"))
    page.get_by_role("link", name="What reaches the gradebook").click()
    page.get_by_text("Add: Frozen days").click()
    form = page.get_by_role("region", name="Frozen days", exact=True)
    form.get_by_label("First day").fill("2027-02-02")
    form.get_by_label("Last day").fill("2027-02-01")
    form.get_by_label("What for").fill("report cards")
    form.get_by_role("button", name="Add and preview").click()
    # What is wrong is said on top, with a link to its form, which is open with what was entered.
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("before they begin on 2027-02-02")
    assert_accessible(page)
    assert fits(page)
    form.get_by_label("Last day").fill("2027-02-05")
    form.get_by_role("button", name="Add and preview").click()
    expect(page.get_by_text("This is a draft: it is not kept yet.")).to_be_visible()
    expect(page.get_by_role("table", name="Frozen days")).to_contain_text("report cards")
    assert_accessible(page)
    assert fits(page)
    page.get_by_role("link", name="Give the draft up").click()
    expect(page.get_by_text("This is a draft: it is not kept yet.")).to_have_count(0)


def test_a_school_admin_finds_the_way_to_rules_and_runs_of_own_schools(
    open_as: Open, hub: Hub
) -> None:
    page = open_as("school-admin")
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("runs/", "quality/", "quality/duplicates/", "rules/", "rules/part/scope/"):
        page.goto(hub.at(path))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
        assert fits(page)
    page.get_by_text("Add: Go-live date").click()
    form = page.get_by_role("region", name="Go-live date", exact=True)
    form.get_by_label("Which one").fill("no such school")
    form.get_by_label("Work that is due").fill("2027-02-02")
    form.get_by_role("button", name="Add and preview").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing here has the name or the id no such school.")
    assert_accessible(page)


def test_a_table_of_letters_is_drafted_line_by_line_and_changed(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(hub.at("rules/part/scales/"))
    page.get_by_text("Add: Tables of letters").click()
    form = page.get_by_role("region", name="Tables of letters", exact=True)
    form.get_by_label("Name of the table").fill("letters")
    form.get_by_label("Letter 1", exact=True).fill("A")
    form.get_by_label("From percent, letter 1").fill("90")
    form.get_by_role("button", name="Add and preview").click()
    expect(page.get_by_text("This is a draft: it is not kept yet.")).to_be_visible()
    page.get_by_role("button", name="Change letters").click()
    # Its form is open, with what it says now, and in view.
    expect(form.get_by_label("From percent, letter 1")).to_have_value("90")
    form.get_by_label("From percent, letter 1").fill("ninety")
    assert_accessible(page)
    assert fits(page)
    form.get_by_role("button", name="Change and preview").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a number")
    form.get_by_label("From percent, letter 1").fill("89.5")
    form.get_by_role("button", name="Change and preview").click()
    expect(page.get_by_role("table", name="Tables of letters")).to_contain_text("89.5")
    for part in ("filters", "quality", "standards", "classes", "posted", "categories"):
        page.goto(hub.at(f"rules/part/{part}/"))
        assert_accessible(page)
        assert fits(page), part


def test_the_page_of_api_versions_and_ids_can_be_read_by_everybody(open_as: Open, hub: Hub) -> None:
    page = open_as("primary-admin")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(hub.at("apps/"))
    page.get_by_role("link", name="Infinite Campus").first.click()
    page.goto(f"{page.url.rstrip('/')}/settings/ids/")
    expect(page.get_by_role("heading", name="API version and ids")).to_be_visible()
    assert_accessible(page)
    assert fits(page)
