"""The frame around every page: reached after the sign-in, by keyboard, in every width and light."""

from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from homeroom.console.page import Place
from homeroom.console.pages import PAGES
from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits

Open = Callable[[str], Page]
LOOKS = [("light", 1280), ("dark", 320)]
# Pages whose address needs nothing but the district; journeys that lead to the others visit them.
PLAIN = [page for page in PAGES if page.place in (Place.DISTRICT, Place.SERVER)]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_has_anything_that_axe_finds(
    open_as: Open, hub: Hub, scheme: str, width: int
) -> None:
    page = open_as("operator")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(hub.at("reason/"))
    page.get_by_label("Reason").fill("A visit of every page by the tests")
    page.get_by_role("button", name="Go on").click()
    for one in PLAIN:
        if "<" not in one.path:
            page.goto(f"{hub.address}/{one.route.replace('<slug:slug>', hub.slug)}")
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            assert_accessible(page)
            assert fits(page), one.path


def test_home_tells_how_each_app_does_and_what_waits(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.address)
    expect(page).to_have_url(hub.at())
    campus = page.get_by_role("article", name="Infinite Campus")
    expect(campus).to_contain_text("Active")
    expect(campus).to_contain_text("Done")
    expect(campus).to_contain_text("Delivered")
    expect(page.get_by_role("region", name="What needs you")).to_contain_text("refused")


def test_the_keyboard_skips_to_the_content(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.at())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_dark_is_remembered(open_as: Open, hub: Hub) -> None:
    page = open_as("district-admin")
    page.goto(hub.at())
    page.get_by_role("button", name="Switch to dark colours").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_link_signs_in_once(open_as: Open, hub: Hub) -> None:
    link = hub.command("people", "link", "district-admin@river.example", "--address", hub.address)
    page = open_as("")
    page.goto(link.strip())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    other = open_as("")
    other.goto(link.strip())
    expect(other.get_by_role("heading", level=1)).to_have_text("This link no longer works")


def test_who_is_not_signed_in_comes_back_to_the_page_after_the_sign_in(
    open_as: Open, hub: Hub
) -> None:
    page = open_as("")
    page.goto(hub.at("reason/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert "next=/d/riverbend/reason/" in page.url


def test_requests_of_apps_pass_neither_sessions_nor_sign_in(hub: Hub) -> None:
    with pytest.raises(HTTPError) as answered:
        urlopen(f"{hub.address}/ims/oneroster/nothing")
    answered.value.close()
    assert answered.value.code == 401
    assert "Content-Security-Policy" not in answered.value.headers
    with urlopen(f"{hub.address}/account/login/") as page:
        assert "Content-Security-Policy" in page.headers
        assert "csrftoken" in page.headers["Set-Cookie"]
