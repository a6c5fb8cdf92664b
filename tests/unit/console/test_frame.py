"""The navigation: each role finds what it may open, and sees where it is."""

import ast
from pathlib import Path

import pytest
from django.test import RequestFactory

from homeroom import console
from homeroom.access.roles import Role
from homeroom.console.frame import frame, part_of, tabs, ways
from homeroom.console.page import Menu, Place
from homeroom.console.pages import BY_NAME, PAGES
from tests.visits import visit

OF_SCHOOLS = ["Home", "Connect", "Data Browsing", "Data Quality", "Data Sync History", "Grades out",
              "Help"]  # fmt: skip
EVERYTHING = [*OF_SCHOOLS[:-1], "Vendor apps", "Settings", "Administration", "Help"]


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        (Role.PRIMARY_ADMIN, EVERYTHING),
        (Role.DISTRICT_ADMIN, EVERYTHING),
        (Role.OPERATOR, EVERYTHING),
        (Role.SCHOOL_ADMIN, [*OF_SCHOOLS[:-1], "Settings", "Help"]),
        (Role.HELP_DESK, OF_SCHOOLS),
        (Role.TEACHER, ["Home", "Grades out", "Help"]),
        (Role.VENDOR_ADMIN, ["Home", "Grades out", "Vendor apps", "Help"]),
    ],
    ids=str,
)
def test_each_role_finds_the_parts_that_it_may_open(role: Role, titles: list[str]) -> None:
    assert [one.title for one in ways(visit(role))] == titles


def test_a_part_leads_to_the_first_page_of_it_that_somebody_may_open() -> None:
    def administration(role: Role) -> str:
        return next(one.address for one in ways(visit(role)) if one.title == "Administration")

    assert administration(Role.PRIMARY_ADMIN) == "/d/riverbend/people/"
    assert administration(Role.DISTRICT_ADMIN) == "/d/riverbend/notices/"


def test_who_has_two_roles_finds_what_either_opens() -> None:
    both = [one.title for one in ways(visit(Role.TEACHER, Role.VENDOR_ADMIN))]
    assert both == ["Home", "Grades out", "Vendor apps", "Help"]


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("home", Menu.HOME),
        ("app", Menu.CONNECT),
        ("first", Menu.CONNECT),
        ("setup", Menu.CONNECT),
        ("settings-safety", Menu.CONNECT),
        ("record", Menu.BROWSING),
        ("run", Menu.HISTORY),
        ("review", Menu.HISTORY),
        ("grades-one", Menu.GRADES),
        ("vendor-sharing", Menu.VENDORS),
        ("rules-part", Menu.SETTINGS),
        ("person", Menu.ADMINISTRATION),
        ("help-words", Menu.HELP),
        ("reason", None),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_page_belongs_to_the_part_of_its_noun(page: str, part: Menu | None) -> None:
    assert part_of(BY_NAME[page]) is part


def test_exactly_one_part_is_marked_as_the_present_one() -> None:
    for page in PAGES:
        if page.place is Place.DISTRICT and page.name != "reason":
            marked = [
                one.title for one in ways(visit(Role.PRIMARY_ADMIN, page=page.name)) if one.current
            ]
            part = part_of(page)
            assert part is not None, page.name
            assert marked == [part.value], page.name


def test_the_pages_of_a_part_are_tabs_for_those_who_may_open_several() -> None:
    found = tabs(visit(Role.PRIMARY_ADMIN, page="people"))
    assert [one.title for one in found] == [
        "People and roles",
        "Second step",
        "Notices",
        "Keys and certificates",
        "Retention",
        "Audit log",
    ]
    assert [one.title for one in found if one.current] == ["People and roles"]
    fewer = tabs(visit(Role.DISTRICT_ADMIN, page="log"))
    assert [one.title for one in fewer] == [
        "Notices",
        "Keys and certificates",
        "Retention",
        "Audit log",
    ]
    own = tabs(visit(Role.SCHOOL_ADMIN, page="issues"))
    assert [one.title for one in own] == ["Issues", "Duplicates"]
    assert tabs(visit(Role.HELP_DESK, page="issues")) == []  # one page needs no tabs
    assert tabs(visit(Role.PRIMARY_ADMIN, page="home")) == []


def test_a_page_below_a_tab_leads_back_to_all_of_them_and_is_none_itself() -> None:
    found = tabs(visit(Role.PRIMARY_ADMIN, page="person"))
    assert len(found) == 6
    assert not any(one.current for one in found)


def test_no_view_gives_a_template_what_the_frame_shows_under_the_same_name() -> None:
    """It would take the place of the navigation, or of the version at the foot."""
    names = set(frame(RequestFactory().get("/"))) - {"others"}  # of a value, deep in a record
    assert {"ways", "hub_version"} <= names
    room = Path(next(iter(console.__path__)))
    found = {
        (path.name, key.value)
        for part in ("views", "setup")
        for path in (room / part).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value in names
    }
    assert found == set()
