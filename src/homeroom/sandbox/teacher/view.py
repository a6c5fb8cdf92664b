"""What a teacher sees in the gradebook, section by section, as plain data."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from homeroom.sandbox.campus.averages import counts, in_progress
from homeroom.sandbox.campus.calendar import current_period
from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.decimals import plain
from homeroom.sandbox.campus.grades import Category, Item, Score
from homeroom.sandbox.campus.instants import instant_text
from homeroom.sandbox.campus.nouns import Person, Section
from homeroom.sandbox.campus.roster import Roster

Row = dict[str, Any]


def sections_shown(campus: Campus, named: str | None, touched: bool, every_year: bool) -> list[int]:
    """Return section numbers in order: one, those written to, or all; of this year or of all."""
    rosters = [*campus.past, campus.roster] if every_year or named else [campus.roster]
    if named is not None:
        found = (campus.ids.find_section(roster, named) for roster in rosters)
        return [number for number in found if number is not None][:1]
    numbers = sorted(number for roster in rosters for number in roster.sections)
    return [number for number in numbers if number in campus.book.touched or not touched]


def teacher_view(campus: Campus, sections: Iterable[int]) -> Row:
    """Return the view as /sandbox/teacher-view.json gives it; all numbers are texts."""
    return {
        "day": campus.clock.day.isoformat(),
        "school_year": campus.roster.school_year,
        "sections": [section_view(campus, number) for number in sections],
    }


def section_view(campus: Campus, number: int) -> Row:
    roster = campus.roster_of(number)
    section = roster.sections[number]
    name = campus.ids.section(number)
    categories = campus.book.categories_of(number)
    items = campus.book.items_of(number)
    term = current_period(roster, section, campus.clock.day)
    return {
        "section_id": name,
        "ids": {"1.1": name, "1.2": name},
        "title": section.title,
        "course": roster.courses[section.course].title,
        "school": roster.orgs[section.school].name,
        "term": term.title if term else None,
        "school_year": roster.school_year,
        "teachers": _teachers(campus, roster, section),
        "categories": [_category(row) for row in categories],
        "items": [_item(campus, item, categories) for item in items if item.task is None],
        "posted": [row for item in items if item.task for row in _posted(campus, item)],
        "in_progress": _in_progress(campus, section, items, categories),
    }


def _teachers(campus: Campus, roster: Roster, section: Section) -> list[str]:
    """Return the names of today's teachers, the primary one first."""
    rows = roster.staff_of_section.get(section.number, ())
    day = campus.clock.day
    present = sorted((row for row in rows if row.covers(day)), key=lambda row: not row.primary)
    return [roster.people[row.person].name for row in present]


def _category(row: Category) -> Row:
    weight = None if row.weight is None else plain(row.weight)
    return {"ids": {"1.1": row.id, "1.2": row.id}, "title": row.title, "weight": weight}


def _item(campus: Campus, item: Item, categories: list[Category]) -> Row:
    category = next((row for row in categories if row.id == item.category), None)
    period = campus.period_of(item)
    scores = campus.book.scores_of(item)
    return {
        "id": item.id,
        "title": item.title,
        "assigned": campus.day_of(item.assigned).isoformat(),
        "due": campus.day_of(item.due).isoformat(),
        "points": None if item.high is None else plain(item.high),
        "category": category.title if category else None,
        "uncategorised": category is None,
        "term": period.title if period else None,
        "origin": item.origin,
        "connection": item.connection or None,
        "modified": instant_text(item.modified),
        "scores": [_score(campus, item, category, score) for score in scores],
    }


def _score(campus: Campus, item: Item, category: Category | None, score: Score) -> Row:
    roster = campus.roster_of(item.section)
    return {
        "result_id": score.id,
        "student": person_view(campus, roster.people[score.person]),
        "score": None if score.score is None else plain(score.score),
        "text": score.text or None,
        "percent": None if score.percent is None else plain(score.percent),
        "status": score.status,
        "flags": list(score.flags),
        "comment": score.comment or None,
        "day": score.day.isoformat(),
        "origin": score.origin,
        "counts": counts(item, category, score),
        "enrolled": _enrolled(campus, roster, score),
    }


def person_view(campus: Campus, person: Person, role: str = "student") -> Row:
    ids = campus.ids
    names = {"1.1": ids.user(person, "1.1", role), "1.2": ids.user(person, "1.2", role)}
    return {"name": person.name, "ids": names}


def _enrolled(campus: Campus, roster: Roster, score: Score) -> bool:
    rows = roster.rows_of_section.get(score.section, ())
    return any(row.person == score.person and row.covers(campus.clock.day) for row in rows)


def _posted(campus: Campus, item: Item) -> list[Row]:
    roster, period = campus.roster_of(item.section), campus.period_of(item)
    return [
        {
            "task": item.title,
            "item_id": item.id,
            "result_id": score.id,
            "term": period.title if period else None,
            "student": person_view(campus, roster.people[score.person]),
            "percent": None if score.percent is None else plain(score.percent),
            "grade": score.text or None,
            "comment": score.comment or None,
            "window_open": campus.window_open(item),
        }
        for score in campus.book.scores_of(item)
    ]


def _in_progress(
    campus: Campus, section: Section, items: list[Item], categories: list[Category]
) -> list[Row]:
    """Return each student's percent in the present grading period."""
    roster = campus.roster_of(section.number)
    term = current_period(roster, section, campus.clock.day)
    by_id = {row.id: row for row in categories}
    marks: dict[int, list[tuple[Item, Category | None, Score]]] = defaultdict(list)
    for item in items:
        period = campus.period_of(item)
        if item.task is None and period is not None and period == term:
            for score in campus.book.scores_of(item):
                marks[score.person].append((item, by_id.get(item.category or ""), score))
    return [
        {
            "student": person_view(campus, roster.people[person]),
            "term": term.title if term else None,
            "percent": _percent(in_progress(found)),
        }
        for person, found in sorted(marks.items())
    ]


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
