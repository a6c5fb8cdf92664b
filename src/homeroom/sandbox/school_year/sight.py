"""What teachers should see after a step, as written down, and what they do see, in one shape."""

from datetime import date
from typing import Any

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.decimals import plain
from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.school_year.scenario import Expected, Step
from homeroom.sandbox.school_year.world import World

Sight = list[dict[str, Any]]


def expected_sight(world: World, done: tuple[Step, ...], api: Api) -> Sight:
    """Return the line items that the steps so far say are there, each as last written down."""
    rows: dict[tuple[str, str], Expected] = {}
    for step in done:
        rows.update(((row.section, row.item), row) for row in step.expect)
    return sorted((_expected_row(world, row, api) for row in rows.values()), key=_order)


def _expected_row(world: World, row: Expected, api: Api) -> dict[str, Any]:
    number = world.sections[row.section]
    cells = row.scores
    if api == "1.1" and row.scores_1p1 is not None:
        cells = row.scores_1p1
    shown = [
        _cell(world.person(key).name, *((cell,) if isinstance(cell, str) else cell))
        for key, cell in cells.items()
    ]
    category = row.category[0 if api == "1.2" else 1]
    return _row(
        world.campus, number, (row.item, row.points, row.due), (row.term, category or None, shown)
    )


def actual_sight(campus: Campus) -> Sight:
    """Return the line items that an application made, of all school years."""
    found: Sight = []
    for roster in (*campus.past, campus.roster):
        for number in roster.sections:
            for item in campus.book.items_of(number):
                if item.origin != "api":
                    continue
                category, period = campus.category_of(item), campus.period_of(item)
                scores = [
                    _cell(
                        roster.people[score.person].name,
                        "" if score.score is None else plain(score.score),
                        *score.flags,
                    )
                    for score in campus.book.scores_of(item)
                ]
                points = "" if item.high is None else plain(item.high)
                found.append(
                    _row(
                        campus,
                        number,
                        (item.title, points, campus.day_of(item.due)),
                        (
                            period.title if period else None,
                            category.title if category else None,
                            scores,
                        ),
                    )
                )
    return sorted(found, key=_order)


def _cell(student: str, score: str, *flags: str) -> dict[str, Any]:
    return {"student": student, "score": score or None, "flags": list(flags)}


def _row(
    campus: Campus,
    number: int,
    item: tuple[str, str, date],
    place: tuple[str | None, str | None, list[dict[str, Any]]],
) -> dict[str, Any]:
    roster = campus.roster_of(number)
    section = roster.sections[number]
    title, points, due = item
    term, category, scores = place
    return {
        "school_year": roster.school_year,
        "school": roster.orgs[section.school].name,
        "section": section.title,
        "item": title,
        "points": points,
        "due": due.isoformat(),
        "term": term,
        "category": category,
        "uncategorised": category is None,
        "scores": sorted(scores, key=lambda cell: (cell["student"], cell["score"] or "")),
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["school_year"], row["school"], row["section"], row["item"]
