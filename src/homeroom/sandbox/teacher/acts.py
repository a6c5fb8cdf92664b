"""What a teacher does in the gradebook by hand."""

from datetime import date
from decimal import Decimal

from msgspec import Struct, structs

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.grades import Item, Score
from homeroom.sandbox.campus.instants import instant_at
from homeroom.sandbox.campus.nouns import Person, Section

_OWN_ITEMS = "teacher-"


class Mistake(ValueError):
    """A control request that names something that is not there."""


class GiveScore(Struct, frozen=True):
    """`item` is a title or an id, `student` a name or an id; `score` None clears the cell."""

    section: str
    item: str
    student: str
    score: Decimal | None = None
    flags: list[str] = []
    comment: str = ""


class Align(Struct, frozen=True):
    """`category` is a title or an id; None makes the item uncategorised."""

    section: str
    item: str
    category: str | None = None


class MakeItem(Struct, frozen=True):
    section: str
    title: str
    due: date
    points: Decimal
    assigned: date | None = None
    category: str | None = None


def give_score(campus: Campus, act: GiveScore) -> Score:
    """Enter or change a score; of several results of one student the newest is changed."""
    section = find_section(campus, act.section)
    item = find_item(campus, section, act.item)
    person = find_student(campus, section, act.student)
    rows = [row for row in campus.book.scores_of(item) if row.person == person.number]
    stamp = campus.clock.stamp()
    status = "exempt" if "X" in act.flags else "fully graded"
    if act.score is None and "X" not in act.flags:
        status = "not submitted" if "M" in act.flags else "submitted"
    before = max(rows, key=lambda row: row.modified, default=None)
    row = before or Score(
        id=f"{item.id}-{person.number}",
        item=item.id,
        section=section.number,
        person=person.number,
        status=status,
        day=campus.clock.day,
        origin="teacher",
        modified=stamp,
    )
    changed = structs.replace(
        row,
        status=status,
        score=act.score,
        text="",
        flags=tuple(act.flags),
        comment=act.comment or row.comment,
        day=campus.clock.day,
        origin="teacher",
        modified=stamp,
    )
    campus.book.put_score(changed)
    return changed


def align(campus: Campus, act: Align) -> Item:
    """Put an item into a category of its section."""
    section = find_section(campus, act.section)
    item = find_item(campus, section, act.item)
    category = None if act.category is None else _category(campus, section, act.category)
    changed = structs.replace(item, category=category, modified=campus.clock.stamp())
    campus.book.put_item(changed)
    return changed


def make_item(campus: Campus, act: MakeItem) -> Item:
    section = find_section(campus, act.section)
    count = sum(1 for row_id in campus.book.items if row_id.startswith(_OWN_ITEMS)) + 1
    item = Item(
        id=f"{_OWN_ITEMS}{count}",
        section=section.number,
        title=act.title,
        assigned=instant_at(campus.zone, act.assigned or act.due, 0, 0),
        due=instant_at(campus.zone, act.due, 23, 59),
        low=Decimal(0),
        high=act.points,
        origin="teacher",
        modified=campus.clock.stamp(),
        category=None if act.category is None else _category(campus, section, act.category),
    )
    campus.book.put_item(item)
    return item


def find_section(campus: Campus, text: str) -> Section:
    """Return this year's section by id or, where only one has it, by title."""
    number = campus.ids.find_section(campus.roster, text)
    if number is not None:
        return campus.roster.sections[number]
    titled = [row for row in campus.roster.sections.values() if row.title == text]
    if len(titled) != 1:
        raise Mistake(f"{len(titled)} sections are called '{text}'.")
    return titled[0]


def find_item(campus: Campus, section: Section, text: str) -> Item:
    for item in campus.book.items_of(section.number):
        if text in (item.id, item.title):
            return item
    raise Mistake(f"{section.title} has no item '{text}'.")


def find_student(campus: Campus, section: Section, text: str) -> Person:
    """Return somebody who is or was on the section's roster."""
    roster, ids = campus.roster, campus.ids
    for row in roster.rows_of_section.get(section.number, ()):
        person = roster.people[row.person]
        names = (ids.user(person, "1.1", "student"), ids.user(person, "1.2", "student"))
        if text in (person.name, *names):
            return person
    raise Mistake(f"{section.title} has no student '{text}'.")


def _category(campus: Campus, section: Section, text: str) -> str:
    for row in campus.book.categories_of(section.number):
        if text in (row.id, row.title):
            return row.id
    raise Mistake(f"{section.title} has no category '{text}'.")
