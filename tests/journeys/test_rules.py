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
    page.goto(hub.at("rules/part/filters/"))
    assert_accessible(page)
    assert fits(page)


def test_the_page_of_api_versions_and_ids_can_be_read_by_everybody(open_as: Open, hub: Hub) -> None:
    page = open_as("primary-admin")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(hub.at("apps/"))
    page.get_by_role("link", name="Infinite Campus").first.click()
    page.goto(f"{page.url.rstrip('/')}/settings/ids/")
    expect(page.get_by_role("heading", name="API version and ids")).to_be_visible()
    assert_accessible(page)
    assert fits(page)
