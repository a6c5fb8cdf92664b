"""The seed flow: from the Application Gallery to an Infinite Campus that is in step."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits

Open = Callable[[str], Page]
SLUG, KEY = "lake", "infinite-campus"


@pytest.fixture(scope="session", autouse=True)
def lake(hub: Hub) -> None:
    """A district of its own, where nothing is activated yet.

    Its admin keeps the role: to take it away would end the session that all journeys share.
    """
    zone = hub.campus.ready["time_zone"]
    hub.command("district", "add", SLUG, "--name", "Lake Schools", "--time-zone", zone)
    role = ("--role", "primary-admin", "--district", SLUG)
    hub.command("people", "add", "primary-admin@river.example", *role)


@pytest.fixture(autouse=True)
def nothing_stays(hub: Hub) -> Iterator[None]:
    yield
    hub.command("app", "remove", KEY, "--yes", "--district", SLUG)


def at(hub: Hub, path: str = "") -> str:
    return f"{hub.address}/d/{SLUG}/{path}"


def fill(page: Page, given: dict[str, str]) -> None:
    labels = {
        "service_url": "Service URL",
        "client_id": "OAuth Client ID",
        "client_secret": "OAuth Client Secret",
        "token_url": "Authentication URL",
        "vendor_key": "Vendor Key",
        "vendor_secret": "Vendor Secret",
    }
    for name, text in given.items():
        page.get_by_label(labels[name], exact=True).fill(text)


def next_(page: Page) -> None:
    page.get_by_role("button", name="Next >").click()


def begin(page: Page, hub: Hub, mode: str) -> None:
    """Sign in -> Connect -> Application Gallery -> Infinite Campus -> Activate -> Sync Mode."""
    page.goto(at(hub))
    side = page.get_by_role("navigation", name="Main")
    side.get_by_role("link", name="Connect", exact=True).click()
    page.get_by_role("link", name="Application Gallery").click()
    page.get_by_label("Search").fill("infinite")
    page.get_by_label("Writes grades").check()
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Infinite Campus").click()
    page.get_by_role("link", name="Activate").click()
    page.get_by_label(mode, exact=True).check()
    expect(page.get_by_label("Grade Sync", exact=True)).to_be_checked()


def checked(page: Page, name: str) -> str:
    """Return what a check of Test Connection says."""
    return page.get_by_role("listitem").filter(has_text=f" {name}:").inner_text()


def run_sync(page: Page, hub: Hub) -> None:
    """Press Run Sync on the page of the app, and wait until one run more has ended well."""
    main = page.locator("#main")
    before = main.inner_text().count("Done")
    page.get_by_role("button", name="Run Sync").click()
    expect(page.get_by_text("A sync waits for a worker.")).to_be_visible()
    with hub.worker():
        while main.inner_text().count("Done") <= before:
            page.reload()


def test_api_1_2_in_two_way_mode(open_as: Open, hub: Hub) -> None:
    page = open_as("primary-admin")
    begin(page, hub, "2-way Sync")
    assert_accessible(page)
    next_(page)
    expect(page.get_by_role("heading", name="Where to find these")).to_be_visible()
    fill(page, hub.campus.delivery_config("1.2"))
    page.get_by_role("button", name="Test Connection").click()
    expect(page.get_by_text("Connection is OK")).to_be_visible()
    assert "Passed" in checked(page, "gradebook")
    assert_accessible(page)
    next_(page)
    expect(page.get_by_role("table", name="Schools of the app")).to_be_visible()
    assert_accessible(page)
    next_(page)
    expect(page.get_by_label("The SIS masters the roster")).to_be_checked()
    assert_accessible(page)
    next_(page)
    page.get_by_label("Sync", exact=True).select_option("Every hour")
    assert_accessible(page)
    next_(page)
    expect(page.get_by_text("kept, not shown").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Finish Configuration").click()
    expect(page.get_by_text("Infinite Campus is active.")).to_be_visible()
    run_sync(page, hub)
    page.get_by_role("link", name="Run Preview").click()
    expect(page.get_by_text("Nothing was sent.")).to_be_visible()
    assert_accessible(page)
    page.goto(at(hub, f"apps/{KEY}/"))
    page.get_by_role("main").get_by_role("link", name="Settings", exact=True).click()
    tabs = page.get_by_role("navigation", name="Settings")
    tabs.get_by_role("link", name="Attribute Mappings").click()
    for entity in ("Line Item", "Result", "Category", "Score Scale", "Assessment Result"):
        expect(
            page.get_by_role("main").get_by_role("link", name=entity, exact=True)
        ).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Line Item", exact=True).click()
    page.get_by_label("Attribute of the hub").fill("description")
    page.get_by_label("Attribute of the app").fill("title")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="How the first rows would come out")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(at(hub, f"apps/{KEY}/"))
    assert_accessible(page)
    assert fits(page)


def test_api_1_1_in_import_mode_waits_for_the_operator(open_as: Open, hub: Hub) -> None:
    page, operator = open_as("primary-admin"), open_as("operator")
    begin(page, hub, "Import")
    next_(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("The request is sent.")).to_be_visible()
    assert_accessible(page)
    next_(page)
    page.get_by_label("API version").select_option("1.1")
    expect(page.get_by_text("API 1.1 has no assessment line items").first).to_be_visible()
    fill(page, hub.campus.delivery_config("1.1"))
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("waits for an operator's approval")).to_be_visible()
    operator.goto(f"{hub.address}/server/support/")
    asked = operator.get_by_role("article", name="Infinite Campus, Lake Schools")
    asked.get_by_role("button", name="Decline").click()
    expect(operator.get_by_role("alert")).to_contain_text("declined with a reason")
    assert_accessible(operator)
    operator.get_by_role("article").get_by_role("button", name="Approve").click()
    expect(operator.get_by_text("Nothing waits for you.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("The operator approved Grade Sync.")).to_be_visible()
    page.get_by_role("link", name="Continue the setup").click()
    page.get_by_role("button", name="Finish Configuration").click()
    expect(page.get_by_text("Infinite Campus is active.")).to_be_visible()
    expect(page.get_by_text("API 1.1 has no assessment results.")).to_be_visible()
    page.goto(at(hub, f"apps/{KEY}/settings/mappings/?entity=assessmentResult"))
    expect(page.get_by_text("API 1.1 has no assessment results.")).to_be_visible()
    page.goto(at(hub, f"apps/{KEY}/"))
    run_sync(page, hub)


def test_a_wrong_secret_and_a_missing_vendor_key_are_explained_and_mended_without_javascript(
    open_as: Open, open_plain: Open, hub: Hub
) -> None:
    page = open_plain("primary-admin")
    begin(page, hub, "2-way Sync")
    next_(page)
    right = hub.campus.delivery_config("1.2")
    keys = {name: right.pop(name) for name in ("vendor_key", "vendor_secret")}
    fill(page, right | {"client_secret": "an old one"})
    page.get_by_role("button", name="Test Connection").click()
    expect(page.get_by_text("Connection is not OK: token")).to_be_visible()
    assert "refused the OAuth Client ID or the OAuth Client Secret" in checked(page, "token")
    assert "Copy both again" in checked(page, "token")
    assert "Left out" in checked(page, "gradebook")
    again = open_as("primary-admin")
    again.goto(page.url)  # which tests once more
    expect(again.get_by_text("Connection is not OK: token")).to_be_visible()
    assert_accessible(again)
    fill(page, {"client_secret": right["client_secret"]})
    page.get_by_role("button", name="Test Connection").click()
    expect(page.get_by_text("Connection is not OK: gradebook")).to_be_visible()
    assert "there is no Vendor Key and Vendor Secret" in checked(page, "gradebook")
    assert "Ask Infinite Campus support" in checked(page, "gradebook")
    fill(page, keys)
    page.get_by_role("button", name="Test Connection").click()
    expect(page.get_by_text("Connection is OK")).to_be_visible()
    # What is entered is kept, and the way goes on from the menu of the own name.
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("The setup is saved.")).to_be_visible()
    page.locator("summary").filter(has_text="primary-admin@").click()
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
