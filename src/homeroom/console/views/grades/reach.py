"""What of grades out somebody may see, and to which targets."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from msgspec import Struct

from homeroom.access.roles import Role
from homeroom.console import telling
from homeroom.console.here import Here
from homeroom.console.page import GRADERS, SCHOOLS
from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import ENTRIES
from homeroom.issues.entry import Owner
from homeroom.model.kinds import Kind
from homeroom.runs.deliver.deciding import asks_a_person
from homeroom.runs.deliver.ports import is_target
from homeroom.store import apps, class_items, links
from homeroom.store.apps import App
from homeroom.store.grades_out import Cause, Chosen, Within
from homeroom.store.scope import Scope


def within(here: Here) -> Within:
    """Return what the person may see, or act on when a form was sent.

    That is all, the classes of own schools, and the classes that the person teaches.
    """
    return _within(here.schools, here.classes)


def acting(here: Here) -> Within:
    """Return on what of it the person may act: help desk reads, and teachers teach."""
    return _within(here.schools_of(GRADERS), here.classes)


def deciding(here: Here) -> Within:
    """Return what the person looks after for the district or for a school, not as a teacher."""
    return _within(here.schools_of(SCHOOLS), frozenset())


def _within(schools: frozenset[str] | None, classes: frozenset[str]) -> Within:
    if schools is None:
        return Within(whole=True)
    return Within(whole=False, schools=tuple(schools), classes=tuple(classes))


def class_in(here: Here, class_id: str, among: Within) -> bool:
    """Say whether a class is among these."""
    if among.whole or not (among.schools or among.classes):
        return among.whole
    return class_items.seen_class(here.scope, class_id, among) is not None


def is_teacher(here: Here) -> bool:
    """Say whether the person sees this because of classes that they teach, and of nothing else."""
    return here.has(Role.TEACHER) and not here.has(*_OF_THE_DISTRICT)


_OF_THE_DISTRICT = tuple(role for role in Role if role is not Role.TEACHER)


def targets(here: Here) -> list[App]:
    """Return the apps that grades go to."""
    return [one for one in apps.every(here.scope) if is_target(one)]


def target(here: Here, key: str) -> App:
    """Return one of them; 404 beyond."""
    return target_in(here.scope, key)


def target_in(scope: Scope, key: str) -> App:
    """Return an app that grades go to, for a page that enters the district itself."""
    for one in apps.every(scope):
        if one.key == key and is_target(one):
            return one
    raise Http404


def class_named(scope: Scope, words: str) -> str:
    """Return the id of the class that somebody names by it, or by its title; "" stays "".

    The id may be that of any system, where it means one class.

    Raises NeedsDistrict where none is called so, or several are.
    """
    words = words.strip()
    if not words or _is_id(words):
        return words
    found = class_items.classes_titled(scope, words)
    if len(found) == 1:
        return found[0]
    if found:
        raise NeedsDistrict(
            _("Several classes are called %(title)s.") % {"title": words},
            fix=_("Open the class under Grades out, and go on from its page."),
        )
    elsewhere = links.find_anywhere(scope, Kind.CLASS, words)
    if elsewhere is not None:
        return elsewhere
    raise NeedsDistrict(
        _("No class is called %(title)s.") % {"title": words},
        fix=_("Find it under Grades out, and write its title as it stands there."),
    )


def _is_id(word: str) -> bool:
    try:
        return bool(UUID(word))
    except ValueError:
        return False


class Said(Struct, frozen=True, kw_only=True):
    """A reason as people read it: what is the matter, what to do, and who acts."""

    cause: Cause
    words: str
    fix: str
    owner: Owner | None
    again: bool  # whether it may be checked again without a decision


def said(cause: Cause) -> Said:
    """Return a reason in words."""
    told = telling.told(cause.code, cause.facts) if cause.code else None
    return Said(
        cause=cause,
        words=told.words if told else "",
        fix=told.fix if told else "",
        owner=ENTRIES[cause.code].owner if cause.code else None,
        again=cause.state in ("refused", "held") and not asks_a_person(cause.code),
    )


def chosen_of(given: dict[str, str]) -> Chosen:
    """Return what a form or an address narrows to; 404 where it names no class or line item.

    A state that is none narrows nothing.
    """
    states = (given["state"],) if given.get("state") in Chosen().states else Chosen().states
    return Chosen(
        states=states,
        code=given.get("code", ""),
        class_id=_id(given.get("class", "")),
        item_id=_id(given.get("item", "")),
    )


def _id(word: str) -> str | None:
    try:
        return str(UUID(word)) if word else None
    except ValueError:
        raise Http404 from None
