"""An app that calls: an admin gives it credentials, it reads and writes, and its page says so.

    HOMEROOM_PICTURES=docs/pictures python -m pytest tests/journeys/test_calls.py

renews the picture of it.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.journeys.hub import Hub
from tests.journeys.looking import assert_accessible, fits, look_until
from tests.journeys.west import SLUG

Open = Callable[[str], Page]
JSON = dict[str, Any]


def west(hub: Hub, path: str = "") -> str:
    """Return the address of a page of the second district, from which nothing goes out."""
    return f"{hub.address}/d/{SLUG}/{path}"


class App:
    """An app of a vendor, with the credentials and addresses that it was given."""

    def __init__(self, given: dict[str, str]) -> None:
        body = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": given["Client id"],
                "client_secret": given["Client secret"],
            }
        )
        with urlopen(given["Token address"], body.encode()) as answer:
            self._token = json.load(answer)["access_token"]
        self._api = given["API address"].rstrip("/")

    def ask(self, path: str, body: JSON | None = None) -> tuple[int, JSON]:
        """Read, or put a body; return the status and what was answered."""
        asked = Request(f"{self._api}/{path}", method="PUT" if body else "GET")
        asked.add_header("Authorization", f"Bearer {self._token}")
        if body:
            asked.add_header("Content-Type", "application/json")
            asked.data = json.dumps(body).encode()
        try:
            with urlopen(asked) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else {}
        except HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)


def test_an_app_gets_credentials_calls_and_is_seen(open_as: Open, hub: Hub, album: Path) -> None:
    page, operator = open_as("primary-admin"), open_as("operator")
    page.goto(west(hub, "vendor-apps/"))
    page.get_by_label("Vendor", exact=True).fill("Quizzly Inc.")
    page.get_by_label("App", exact=True).fill("Quizzly")
    page.get_by_label("Short name").fill("quizzly")
    page.get_by_label("It writes grades").check()
    page.get_by_role("button", name="Make credentials").click()
    labels = ("Client id", "Client secret", "Token address", "API address")
    given = {label: page.get_by_label(label).input_value() for label in labels}
    assert_accessible(page)
    operator.goto(f"{hub.address}/server/support/")
    asked = operator.get_by_role("article", name="Quizzly, Westend Schools")
    asked.get_by_role("button", name="Approve").click()
    expect(asked).to_have_count(0)
    work_through(App(given))
    page.goto(west(hub, "apps/quizzly/"))
    # Requests are written down some moments after they were answered.
    look_until(page, "4 were written, 1 request was refused")
    expect(page.locator("#main")).to_contain_text(" records were read")
    expect(page.get_by_text("Some refused")).to_have_count(1)
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 860})
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(west(hub))
    card = page.get_by_role("article", name="Quizzly")
    expect(card).to_contain_text("1 request was refused")
    card.screenshot(path=album / "console-calls.png")
    assert (album / "console-calls.png").stat().st_size > 5_000
    page.goto(west(hub, "data/results/"))
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Where it came from").click()
    # It has no syncs: its values were seen when it wrote them.
    expect(page.get_by_role("row", name="Quizzly").first.locator("time")).to_have_count(1)


def work_through(app: App) -> None:
    """Read the roster, write a line item with three grades, and one of somebody unknown."""
    status, found = app.ask("rostering/v1p2/classes")
    assert status == 200
    class_id = found["classes"][0]["sourcedId"]
    _, found = app.ask("rostering/v1p2/users?limit=100&filter=" + quote("status='active'"))
    students = [one["sourcedId"] for one in found["users"] if one["roles"][0]["role"] == "student"]
    item = {
        "title": "Fractions",
        "assignDate": "2026-10-01T12:00:00Z",
        "dueDate": "2026-10-09T12:00:00Z",
        "class": {"sourcedId": class_id},
        "resultValueMin": 0,
        "resultValueMax": 20,
    }
    assert app.ask("gradebook/v1p2/lineItems/fractions", {"lineItem": item})[0] == 201
    statuses = []
    for number, student in enumerate((*students[:3], "nobody")):
        grade = {
            "lineItem": {"sourcedId": "fractions"},
            "student": {"sourcedId": student},
            "scoreStatus": "fully graded",
            "score": 15 + number,
            "scoreDate": "2026-10-10",
        }
        statuses.append(app.ask(f"gradebook/v1p2/results/f-{number}", {"result": grade})[0])
    assert statuses[:3] == [201, 201, 201]
    assert statuses[3] >= 400
