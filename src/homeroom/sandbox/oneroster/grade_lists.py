"""Which gradebook rows a reader gets from each collection."""

from collections.abc import Iterator

from msgspec import Struct

from homeroom.sandbox.campus.grades import Assessment, AssessmentScore, Category, ScoreGroup
from homeroom.sandbox.campus.nouns import Section
from homeroom.sandbox.campus.score_groups import GROUPS, LETTERS
from homeroom.sandbox.campus.shelf import ListShelf, Shelf
from homeroom.sandbox.oneroster.filters import Filter
from homeroom.sandbox.oneroster.frame import View
from homeroom.sandbox.oneroster.roster_lists import sections


class GroupRow(Struct, frozen=True):
    """A score group as `scoreGroups` lists it."""

    id: str
    group: ScoreGroup
    modified: int
    deleted: bool = False


class ScaleRow(Struct, frozen=True):
    """A score scale of one section, which 1.2 demands to be of a class."""

    id: str
    section: int
    course: int
    group: ScoreGroup
    modified: int
    deleted: bool = False


def categories(view: View) -> Iterator[Category]:
    for section in sections(view):
        yield from view.campus.book.categories_of(section.number)


def scales(view: View) -> Iterator[ScaleRow]:
    for section in sections(view):
        yield from scales_of(view, section)


def scales_of(view: View, section: Section) -> list[ScaleRow]:
    name = f"{view.campus.ids.section(section.number)}-letters"
    return [ScaleRow(name, section.number, section.course, LETTERS, section.modified)]


def score_groups(view: View) -> Iterator[GroupRow]:
    newest = min(row.modified for row in view.campus.roster.orgs.values())
    return (GroupRow(group.id, group, newest) for group in GROUPS.values())


def assessments(view: View) -> Iterator[Assessment]:
    """Yield assessment line items; those without a class belong to no school and are shown."""
    roster = view.campus.roster
    for row in view.campus.assessments.items.values():
        if row.section is None or (
            row.section in roster.sections and view.scope.has(roster.sections[row.section].school)
        ):
            yield row


def assessment_scores(view: View) -> Iterator[AssessmentScore]:
    shown = {row.id for row in assessments(view)}
    people = view.campus.roster.people
    for row in view.campus.assessments.scores.values():
        if row.assessment in shown and row.person in people:
            yield row


def item_shelf(view: View, wanted: Filter | None) -> Shelf:
    """Return line items by id, no more than the filter can match."""
    numbers = _sections(view, wanted)
    book = view.campus.book
    if wanted and (since := wanted.since()) is not None:
        return ListShelf(book.changed_items(since, numbers))
    return book.item_shelf(numbers, asks_for_deleted(wanted))


def score_shelf(view: View, wanted: Filter | None) -> Shelf:
    """Return results by id, no more than the filter can match."""
    numbers = _sections(view, wanted)
    book = view.campus.book
    if wanted and (item_id := wanted.only("lineItem", "sourcedId")) is not None:
        item = book.item(item_id)
        numbers = {item.section} & numbers if item else set()
    if wanted and (since := wanted.since()) is not None:
        return ListShelf(book.changed_scores(since, numbers))
    return book.score_shelf(numbers, asks_for_deleted(wanted))


def asks_for_deleted(wanted: Filter | None) -> bool:
    """Whether tombstones are shown: only to a reader who names status or dateLastModified."""
    return wanted is not None and wanted.names("status", "dateLastModified")


def _sections(view: View, wanted: Filter | None) -> set[int]:
    named = wanted.only("class", "sourcedId") if wanted else None
    if named is not None:
        number = view.campus.ids.find_section(view.campus.roster, named)
        section = view.campus.roster.sections.get(number) if number is not None else None
        return {section.number} if section and view.scope.has(section.school) else set()
    return {section.number for section in sections(view)}
