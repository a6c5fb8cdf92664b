"""The pictures of the documentation, taken from the pages as they are now.

    HOMEROOM_PICTURES=docs/pictures python -m pytest tests/journeys/test_pictures.py

renews them; without it one is taken all the same, and thrown away.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.hub import IC
from tests.journeys.conftest import CHOSEN
from tests.journeys.hub import Hub

Open = Callable[[str], Page]
# What is looked at: the page where it begins, the links to follow from there, and its heading.
SCREENS: dict[str, tuple[str, list[str], str]] = {
    "home": ("", [], "Home"),
    "gallery": ("gallery/", [], "Application Gallery"),
    "activate": ("gallery/infinite_campus/activate/", [], "Infinite Campus"),
    "mappings": (f"apps/{IC}/settings/mappings/", [], "Settings of Infinite Campus"),
    "run": ("runs/", ["2"], "Run"),
    "history": ("runs/", [], "Data Sync History"),
    "students": ("data/students/", [], "Students"),
    "record": ("data/students/", ["Adeyemi"], "Adeyemi"),
    "grid": ("data/classes/", ["Algebra", "Gradebook"], ""),
    "issues": ("quality/", [], "Issues by cause"),
    "masters": ("quality/master-fields/", [], "Master Fields"),
    "charts": (f"grades/{IC}/charts/", [], "Grades out"),
    "rules": ("rules/", [], "Rules"),
    "notices": ("notices/", [], "Notices"),
    "grades-out": (f"grades/{IC}/", [], "Grades out to Infinite Campus"),
    "delivery": (f"grades/{IC}/kept/", ["Mathly"], ""),
    "people": ("people/", [], "People"),
    "messages": ("help/messages/", [], "Messages"),
}


@pytest.mark.parametrize("name", SCREENS if CHOSEN else ["home"])
def test_a_screen_is_there_to_be_shown(name: str, open_as: Open, hub: Hub, album: Path) -> None:
    path, links, heading = SCREENS[name]
    page = open_as("primary-admin")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(hub.at(path))
    for link in links:
        page.locator("#main").get_by_role("link", name=link).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.screenshot(path=album / f"console-{name}.png")
    assert (album / f"console-{name}.png").stat().st_size > 20_000
