"""Every role tries every page: the answers equal one written table."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from homeroom.console.page import Page, Place
from homeroom.console.pages import PAGES
from tests.people import CLASS, GRADE, ITEM, RUN, VISITORS, Town

WRITTEN = Path(__file__).parent / "access.txt"
SERVED = (200, 204, 302, 303, 422)
# Values for the parts of addresses; they name things that are there.
PARTS: dict[str, Any] = {
    "slug": "riverbend",
    "sis": "campus",
    "part": "scope",
    "version": 0,
    "class_id": CLASS,
    "item_id": ITEM,
    "record_id": GRADE,
    "key": "mathly",
    "connector": "infinite_campus",
    "run_id": RUN,
    "step": "sync-mode",
    "number": 1,
    "user_id": 1,  # the first person who was made has a role in the district
    "tab": "students",
    "kind": "result",
}


def written() -> dict[tuple[str, str], dict[str, str]]:
    """Return the written table: (page, method) -> visitor -> answer."""
    lines = WRITTEN.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {
        (name, method): dict(zip(VISITORS, answers, strict=True)) for name, method, *answers in rows
    }


def address(page: Page) -> str:
    """Return a real address of a page."""
    wanted = {part.split(":")[1] for part in page.route.replace(">", "<").split("<") if ":" in part}
    return reverse(page.name, kwargs={part: PARTS[part] for part in wanted})


GUARDED = [page for page in PAGES if page.place is not Place.OPEN]


def answer(town: Town, page: Page, method: str, visitor: str) -> str:
    """Return what a visitor is answered, in the words of the table."""
    client = town.browser(visitor)
    done = client.get(address(page)) if method == "GET" else client.post(address(page))
    where = done.headers.get("Location", "")
    if where.startswith("/account/login/"):
        return "sign-in"
    if where.startswith("/d/riverbend/reason/?next="):
        return "reason"
    return "yes" if done.status_code in SERVED else str(done.status_code)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("page", GUARDED, ids=lambda page: page.name)
def test_every_role_is_answered_as_it_is_written(town: Town, page: Page, method: str) -> None:
    table = written()
    got = {visitor: answer(town, page, method, visitor) for visitor in VISITORS}
    assert got == table[page.name, method]


def test_the_written_table_has_no_page_that_is_not_there() -> None:
    assert {name for name, _ in written()} == {page.name for page in GUARDED}


def test_open_pages_are_few_and_name_no_district(town: Town) -> None:
    assert {page.name for page in PAGES if page.place is Place.OPEN} == {"front", "monitor", "link"}
    for path in ("/", "/healthz", "/link/guessed/", "/account/login/"):
        shown = town.browser("nobody").get(path).content.decode()
        assert "Riverbend" not in shown
        assert "riverbend" not in shown
