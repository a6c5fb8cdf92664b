"""Signing in: with a password, with a second step, and what is said when it does not work."""

import base64
import hmac
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits

Open = Callable[[str], Page]
WRONG = "do not go together"
ACCOUNT = {
    "": ["/", "/account/login/", "/account/password/reset/", "/account/password/reset/done/"],
    "operator": ["/me/", "/account/2fa/", "/account/password/set/", "/server/log/", "/nowhere/"],
}
PASSWORD = "seven-green-otters-swim"


@pytest.fixture
def newcomer(hub: Hub) -> Iterator[str]:
    """The address of somebody whom a test invites; gone afterwards."""
    email = f"new-{time.time_ns()}@river.example"
    yield email
    hub.act("people", "remove", email)


def invite(open_as: Open, hub: Hub, email: str) -> str:
    """Let an admin invite somebody; return the link that is to be handed over."""
    page = open_as("primary-admin")
    page.goto(hub.at("people/"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Invite").click()
    assert_accessible(page)
    return page.get_by_label("Invitation").input_value()


def come_in(page: Page, link: str) -> None:
    """Follow the link of an invitation, and choose a password."""
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Keep it and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def sign_in(page: Page, hub: Hub, email: str, password: str) -> None:
    """Fill in the form of the sign-in and send it."""
    page.goto(f"{hub.address}/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_a_wrong_password_is_explained_and_the_summary_is_read_first(
    open_as: Open, hub: Hub
) -> None:
    page = open_as("")
    sign_in(page, hub, "district-admin@river.example", "not-the-password")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(WRONG)
    expect(alert).to_be_focused()
    assert_accessible(page)


def test_who_guesses_is_locked_out_in_words(open_as: Open, hub: Hub) -> None:
    page = open_as("")
    for _ in range(4):
        sign_in(page, hub, "guessed@river.example", "guess")
        expect(page.get_by_role("alert")).to_contain_text(WRONG)
    sign_in(page, hub, "guessed@river.example", "guess")
    expect(page.get_by_role("heading", level=1)).to_have_text("The sign-in waits for 15 minutes")
    assert_accessible(page)
    sign_in(page, hub, "district-admin@river.example", "guess")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)


def test_a_second_step_is_set_up_and_then_asked_for(open_as: Open, hub: Hub, newcomer: str) -> None:
    page = open_as("")
    come_in(page, invite(open_as, hub, newcomer))
    page.goto(f"{hub.address}/account/2fa/totp/activate/")
    assert_accessible(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_at(secret, time.time()))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery Codes")
    assert_accessible(page)
    recovery = page.locator("textarea").input_value().split()[0]
    for code in (code_at(secret, time.time() + 30), recovery):
        again = open_as("")
        sign_in(again, hub, newcomer, PASSWORD)
        again.get_by_label("Code").fill("000000")
        again.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(again.get_by_role("alert")).to_contain_text("That is not the code")
        again.get_by_label("Code").fill(code)
        again.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(again.get_by_role("heading", level=1)).to_have_text("Home")


def code_at(secret: str, moment: float) -> str:
    """Return the code that an authenticator app shows: RFC 6238 with its defaults."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    made = hmac.digest(key, int(moment // 30).to_bytes(8, "big"), "sha1")
    at = made[-1] & 15
    return f"{(int.from_bytes(made[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_an_account_have_nothing_that_axe_finds(
    open_as: Open, hub: Hub, scheme: str
) -> None:
    for role, paths in ACCOUNT.items():
        page = open_as(role)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": 320, "height": 900})
        for path in paths:
            page.goto(f"{hub.address}{path}")
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            assert_accessible(page)
            assert fits(page), path


def test_a_passkey_signs_in_without_a_password(
    browser: Browser, open_as: Open, hub: Hub, newcomer: str
) -> None:
    # Browsers make no passkeys for a bare number.
    there = hub.address.replace("127.0.0.1", "localhost")
    context = browser.new_context()
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    come_in(page, invite(open_as, hub, newcomer).replace("127.0.0.1", "localhost"))
    page.goto(f"{there}/account/2fa/webauthn/add/")
    assert_accessible(page)
    page.get_by_label("Passwordless").check()
    page.get_by_role("main").get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery Codes")
    context.clear_cookies()
    page.goto(f"{there}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    context.close()
