"""What stands around every page: who is signed in, where one is, and where one can go."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from homeroom import __version__
from homeroom.access.models import User
from homeroom.access.people import teach_in, verified_addresses
from homeroom.console.here import Here
from homeroom.console.page import Menu, Page, Place
from homeroom.console.pages import PAGES
from homeroom.store import districts, people


class Way(Struct, frozen=True):
    """One entry of the navigation."""

    title: str
    address: str
    current: bool
    icon: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html shows, for the page at hand."""
    here: Here | None = getattr(request, "here", None)
    user = getattr(request, "user", None)
    return {
        "hub_version": __version__,
        "language": get_language() or "en",
        "here": here,
        "signed_in": user if isinstance(user, User) else None,
        "operator": bool(here and here.person.is_operator),
        "ways": ways(here) if here else [],
        "part_tabs": tabs(here) if here else [],
        "others": _other_districts(here) if here else [],
    }


def ways(here: Here) -> list[Way]:
    """Return the parts of the navigation that the person may open, each with its first page."""
    found: dict[Menu, Page] = {}
    for one in PAGES:
        if one.menu and "<" not in one.path and one.place is Place.DISTRICT and here.may(one.opens):
            found.setdefault(one.menu, one)
    slug = here.district.slug
    part = part_of(here.page)
    return [
        Way(
            _(menu.value),
            reverse(page.name, kwargs={"slug": slug}),
            menu is part,
            menu.name.lower(),
        )
        for menu in Menu
        if (page := found.get(menu))
    ]


def tabs(here: Here) -> list[Way]:
    """Return the pages of the part at hand that have a title, when there are several to open."""
    part = part_of(here.page)
    slug = here.district.slug
    found = [
        Way(_(one.title), reverse(one.name, kwargs={"slug": slug}), one.name == here.page.name, "")
        for one in PAGES
        if one.title and one.menu and one.menu is part and here.may(one.opens)
    ]
    return found if len(found) > 1 else []


def part_of(page: Page) -> Menu | None:
    """Return the part of the navigation that a page belongs to: its own, or that of its noun."""
    if page.menu:
        return page.menu
    noun = page.view.partition(".")[0]
    return next((one.menu for one in PAGES if one.menu and one.view.startswith(f"{noun}.")), None)


def _other_districts(here: Here) -> list[tuple[str, str]]:
    """Return the names and addresses of the person's other districts."""
    known = {one.district_id for one in here.person.memberships}
    if not here.person.is_operator and known <= {here.district.id, None}:
        return []
    return [
        (one.name, reverse("home", kwargs={"slug": one.slug}))
        for one in districts.every()
        if one.id != here.district.id and (here.person.is_operator or one.id in known)
    ]


def first_place(user: User) -> str:
    """Return the address where a person who has just signed in begins; empty: nowhere."""
    found = [one.district_id for one in people.of_user(user.pk)]
    operator = None in found
    addresses, now = verified_addresses(user), datetime.now(UTC)
    for district in districts.every():
        if operator or district.id in found or teach_in(district, addresses, now):
            return reverse("home", kwargs={"slug": district.slug})
    return ""
