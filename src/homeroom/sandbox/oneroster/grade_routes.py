"""The addresses of the gradebook and of assessments (oneroster.md, sections 6.2 and 7)."""

from collections.abc import Iterable
from typing import Any

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.oneroster import finding as find
from homeroom.sandbox.oneroster import grade_lists as lists
from homeroom.sandbox.oneroster.errors import unknown
from homeroom.sandbox.oneroster.routes import Ask, Many, One, Route

_BOTH: tuple[Api, ...] = ("1.1", "1.2")
_ONLY_1P1: tuple[Api, ...] = ("1.1",)
_ONLY_1P2: tuple[Api, ...] = ("1.2",)


def _items_of_section(ask: Ask) -> Iterable[Any]:
    section = find.find_section(ask.view, ask.ids[0])
    return ask.view.campus.book.items_of(section.number)


def _categories_of_section(ask: Ask) -> Iterable[Any]:
    section = find.find_section(ask.view, ask.ids[0])
    return ask.view.campus.book.categories_of(section.number)


def _scores_of_section(ask: Ask) -> Iterable[Any]:
    book = ask.view.campus.book
    for item in _items_of_section(ask):
        yield from book.scores_of(item)


def _scores_of_item(ask: Ask) -> Iterable[Any]:
    section = find.find_section(ask.view, ask.ids[0])
    item = find.find_item(ask.view, ask.ids[1])
    if item.section != section.number:
        raise unknown(f"Line item {item.id} is not of class {ask.ids[0]}.")
    return ask.view.campus.book.scores_of(item)


def _scores_of_student_in_section(ask: Ask) -> Iterable[Any]:
    find.find_section(ask.view, ask.ids[0])
    person = find.find_person(ask.view, ask.ids[1])
    return (row for row in _scores_of_section(ask) if row.person == person)


def _scores_of_student(ask: Ask) -> Iterable[Any]:
    """Yield a student's results in all sections (a client of Infinite Campus asks for them)."""
    person = find.find_person(ask.view, ask.ids[0])
    campus, scope = ask.view.campus, ask.view.scope
    stays = campus.roster.rows_of_person.get(person, ())
    for number in {stay.section for stay in stays if scope.has(stay.school)}:
        for item in campus.book.items_of(number):
            yield from (row for row in campus.book.scores_of(item) if row.person == person)


def _score_of_cell(ask: Ask) -> Any:
    """Return lineItems/*/students/*/results/*, an address that only Infinite Campus has."""
    item, person = find.find_item(ask.view, ask.ids[0]), find.find_person(ask.view, ask.ids[1])
    row = find.find_score(ask.view, ask.ids[2])
    if (row.item, row.person) != (item.id, person):
        raise unknown(f"Result {row.id} is not of that line item and student.")
    return row


def _scales_of_section(ask: Ask) -> Iterable[Any]:
    return lists.scales_of(ask.view, find.find_section(ask.view, ask.ids[0]))


def _scales_of_school(ask: Ask) -> Iterable[Any]:
    school = find.find_org(ask.view, ask.ids[0], "school").number
    sections = ask.view.campus.roster.sections_of_school.get(school, ())
    return (row for section in sections for row in lists.scales_of(ask.view, section))


def _many(path: str, entity: str, many: Many, apis: tuple[Api, ...] = _BOTH) -> Route:
    group = "assessments" if path.startswith("assessment") else "gradebook"
    return Route(tuple(path.split("/")), group, entity, many=many, apis=apis)


def _one(path: str, entity: str, one: One, apis: tuple[Api, ...] = _BOTH) -> Route:
    group = "assessments" if path.startswith("assessment") else "gradebook"
    return Route(tuple(path.split("/")), group, entity, one=one, apis=apis)


def _kept(listing: Any, kind: str) -> One:
    """Find a row of a small collection by its id."""
    return lambda ask: find.find_in(listing(ask.view), ask.ids[0], kind)


GRADE_ROUTES = [
    _many("categories", "category", lambda ask: lists.categories(ask.view)),
    _many("lineItems", "lineItem", lambda ask: lists.item_shelf(ask.view, ask.filter)),
    _many("results", "result", lambda ask: lists.score_shelf(ask.view, ask.filter)),
    _many("classes/*/lineItems", "lineItem", _items_of_section),
    _many("classes/*/results", "result", _scores_of_section),
    _many("classes/*/lineItems/*/results", "result", _scores_of_item),
    _many("classes/*/students/*/results", "result", _scores_of_student_in_section),
    # Not in the standard of 1.1; Google's 1.1 suite and vendors use it.
    _many("classes/*/categories", "category", _categories_of_section),
    _many("students/*/results", "result", _scores_of_student, _ONLY_1P1),
    _many("scoreGroups", "scoreGroup", lambda ask: lists.score_groups(ask.view), _ONLY_1P1),
    _many("scoreScales", "scoreScale", lambda ask: lists.scales(ask.view), _ONLY_1P2),
    _many("classes/*/scoreScales", "scoreScale", _scales_of_section, _ONLY_1P2),
    _many("schools/*/scoreScales", "scoreScale", _scales_of_school, _ONLY_1P2),
    _many(
        "assessmentLineItems",
        "assessmentLineItem",
        lambda ask: lists.assessments(ask.view),
        _ONLY_1P2,
    ),
    _many(
        "assessmentResults",
        "assessmentResult",
        lambda ask: lists.assessment_scores(ask.view),
        _ONLY_1P2,
    ),
    _one("categories/*", "category", lambda ask: find.find_category(ask.view, ask.ids[0])),
    _one("lineItems/*", "lineItem", lambda ask: find.find_item(ask.view, ask.ids[0])),
    _one("results/*", "result", lambda ask: find.find_score(ask.view, ask.ids[0])),
    _one("lineItems/*/students/*/results/*", "result", _score_of_cell, _ONLY_1P1),
    _one("scoreGroups/*", "scoreGroup", _kept(lists.score_groups, "score group"), _ONLY_1P1),
    _one("scoreScales/*", "scoreScale", _kept(lists.scales, "score scale"), _ONLY_1P2),
    _one(
        "assessmentLineItems/*",
        "assessmentLineItem",
        _kept(lists.assessments, "assessment line item"),
        _ONLY_1P2,
    ),
    _one(
        "assessmentResults/*",
        "assessmentResult",
        _kept(lists.assessment_scores, "assessment result"),
        _ONLY_1P2,
    ),
]
