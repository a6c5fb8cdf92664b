"""PUT and DELETE of line items."""

from msgspec import Struct, structs

from homeroom.sandbox.campus.calendar import in_a_term
from homeroom.sandbox.campus.grades import Item
from homeroom.sandbox.campus.nouns import Section
from homeroom.sandbox.oneroster.bodies import (
    ItemBody1p1,
    ItemBody1p2,
    Reference,
    number,
    read_body,
)
from homeroom.sandbox.oneroster.errors import forbidden, invalid, unknown
from homeroom.sandbox.oneroster.frame import View
from homeroom.sandbox.oneroster.grade_lists import scales_of
from homeroom.sandbox.oneroster.placeholders import PLACEHOLDERS
from homeroom.sandbox.oneroster.targets import (
    check_school,
    check_within_reach,
    instant,
    target_period,
    target_section,
)


class Write(Struct, frozen=True):
    """A write whose address and rights are settled; `connection` is the application's name."""

    view: View
    ids: list[str]
    body: bytes
    connection: str


def put_item(write: Write) -> int:
    """Create (201) or replace (200) a line item under the client's own id."""
    view, row_id = write.view, write.ids[0]
    before = view.campus.book.item(row_id)
    if before is not None and not before.deleted:
        _check_owner(view, before)
    if view.api == "1.1":
        first = read_body(write.body, "lineItem", ItemBody1p1, row_id)
        wanted, status = _draft_1p1(view, row_id, first, before), first.status
    else:
        second = read_body(write.body, "lineItem", ItemBody1p2, row_id)
        wanted, status = _draft_1p2(view, row_id, second), second.status
    living = before is not None and not before.deleted
    if living and before is not None and before.section != wanted.section:
        raise invalid("A line item cannot move to another class.")
    if status == "tobedeleted":
        _remove(view, before)
        return 200
    checked = _checked(view, wanted)
    stamp = view.campus.clock.stamp()
    view.campus.book.put_item(structs.replace(checked, connection=write.connection, modified=stamp))
    return 200 if living else 201


def delete_item(write: Write) -> int:
    """Delete a line item; its results go with it."""
    before = write.view.campus.book.item(write.ids[0])
    if before is not None and not before.deleted:
        check_within_reach(write.view, before.section, f"line item {before.id}")
        _check_owner(write.view, before)
    _remove(write.view, before)
    return 204


def _remove(view: View, before: Item | None) -> None:
    if before is None or before.deleted:
        raise unknown("There is no such line item.")
    book, clock = view.campus.book, view.campus.clock
    for score in book.scores_of(before):
        book.put_score(structs.replace(score, deleted=True, modified=clock.stamp()))
    book.put_item(structs.replace(before, deleted=True, modified=clock.stamp()))


def _check_owner(view: View, before: Item) -> None:
    """Refuse to touch what a teacher or the SIS itself made."""
    if before.task is not None:
        raise forbidden("A grading task cannot be written.")
    view.campus.rules.check("teacher_item", before.origin == "teacher")


def _draft_1p1(view: View, row_id: str, body: ItemBody1p1, before: Item | None) -> Item:
    section = target_section(view, body.class_)
    low = number(body.resultValueMin, "resultValueMin")
    high = number(body.resultValueMax, "resultValueMax")
    if low is None or high is None:
        raise invalid("resultValueMin and resultValueMax are required.")
    # Categories are not captured in 1.1 (KB-T11): what the teacher aligned stays.
    category = before.category if before and not before.deleted else None
    return Item(
        id=row_id,
        section=section.number,
        title=body.title,
        description=body.description or "",
        assigned=instant(body.assignDate, "assignDate"),
        due=instant(body.dueDate, "dueDate"),
        low=low,
        high=high,
        origin="api",
        modified=0,
        category=category,
        period=target_period(view, section, body.gradingPeriod, "grading period"),
        api="1.1",
    )


def _draft_1p2(view: View, row_id: str, body: ItemBody1p2) -> Item:
    section = target_section(view, body.class_)
    check_school(view, section, body.school)
    objectives = [structs.asdict(row) for row in body.learningObjectiveSet or ()]
    return Item(
        id=row_id,
        section=section.number,
        title=body.title,
        description=body.description or "",
        assigned=instant(body.assignDate, "assignDate"),
        due=instant(body.dueDate, "dueDate"),
        low=number(body.resultValueMin, "resultValueMin"),
        high=number(body.resultValueMax, "resultValueMax"),
        origin="api",
        modified=0,
        category=_category(view, section, body.category),
        period=target_period(view, section, body.gradingPeriod, "grading period"),
        session=target_period(view, section, body.academicSession, "academic session"),
        api="1.2",
        scale=_scale(view, section, body.scoreScale),
        objectives=objectives,
    )


def _category(view: View, section: Section, named: Reference | None) -> str | None:
    """Return the category's id, or None where a rule was switched off that would refuse."""
    rules = view.campus.rules
    missing = named is None or named.sourcedId in PLACEHOLDERS
    rules.check("category_required", missing)
    if named is None or missing:
        return None
    known = {row.id for row in view.campus.book.categories_of(section.number)}
    rules.check("category_of_class", named.sourcedId not in known)
    return named.sourcedId if named.sourcedId in known else None


def _scale(view: View, section: Section, named: Reference | None) -> str:
    if named is None:
        return ""
    if named.sourcedId not in {row.id for row in scales_of(view, section)}:
        raise invalid(f"The score scale {named.sourcedId} is none of this class.")
    return named.sourcedId


def _checked(view: View, item: Item) -> Item:
    """Hold a line item against the rules; a title may come out shorter."""
    campus = view.campus
    rules, roster = campus.rules, campus.roster
    if not item.title.strip():
        raise invalid("The title is empty.")
    if item.high is not None and item.high < (item.low or 0):
        raise invalid("resultValueMax is below resultValueMin.")
    if rules.check("title_length", len(item.title) > rules.limit("title_length")):
        item = structs.replace(item, title=item.title[: rules.limit("title_length")].rstrip())
    taken = {
        row.title.casefold() for row in campus.book.items_of(item.section) if row.id != item.id
    }
    rules.check("duplicate_title", item.title.casefold() in taken)
    section = roster.sections[item.section]
    rules.check("due_outside_terms", not in_a_term(roster, section, campus.day_of(item.due)))
    rules.check("assigned_after_due", campus.day_of(item.assigned) > campus.day_of(item.due))
    return item
