"""The written school year is consistent in itself: keys, dates, scores, expectations."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

import homeroom.sandbox.school_year
from homeroom.sandbox.school_year.events import _ROSTER, _TEACHER
from homeroom.sandbox.school_year.scenario import (
    AppItem,
    Expected,
    Mark,
    Step,
    read_steps,
    read_year,
)

_STEPS = read_steps()
_NAMES = [step.name for step in _STEPS]
_YEARS = (read_year("district"), read_year("next_year"))


def _people() -> set[str]:
    people = {human.key for human in _YEARS[0].person}
    return people | {event.new.key for step in _STEPS for event in step.sis if event.new}


def _sections() -> set[str]:
    sections = {group.key for year in _YEARS for group in year.section}
    return sections | {event.group.key for step in _STEPS for event in step.sis if event.group}


def _shared() -> dict[str, tuple[str, ...]]:
    """Return the sections of the courses that the app holds as one, of all years."""
    found: dict[str, tuple[str, ...]] = {}
    for course in (course for year in _YEARS for course in year.shared):
        found[course.key] = (*found.get(course.key, ()), *course.sections)
    return found


def _items() -> dict[str, AppItem]:
    return {item.id: item for step in _STEPS for item in step.item}


def _expectations() -> list[tuple[Step, Expected]]:
    return [(step, row) for step in _STEPS for row in step.expect]


def test_steps_have_names_of_their_own_and_rising_days() -> None:
    assert len(set(_NAMES)) == len(_NAMES)
    assert len(_STEPS) >= 30
    assert all(before.day < after.day for before, after in pairwise(_STEPS))


@pytest.mark.parametrize(
    "name",
    [
        "first quiz",
        "percent item",
        "late entry",
        "flags",
        "zero",
        "extra credit",
        "cleared grade",
        "changed grade",
        "conflict",
        "alignment",
        "drop",
        "last day of the quarter",
        "late at night",
        "quarter flip",
        "closed quarter",
        "return",
        "move between sections",
        "move between schools",
        "cross-listed sections",
        "disabled account",
        "absent from one read",
        "listed again",
        "parent and teacher",
        "due in the break",
        "change of teachers",
        "closed term",
        "no longer listed",
        "deleted in the app",
        "title already taken",
        "summer session",
        "roll-over",
        "first quiz of the new year",
    ],
)
def test_step_is_there(name: str) -> None:
    assert name in _NAMES


@pytest.mark.parametrize("step", _STEPS, ids=_NAMES)
def test_step_tells_its_story_in_whole_sentences(step: Step) -> None:
    for text in (step.story, step.hub, step.hub_1p1 or "X."):
        assert text[0].isupper()
        assert text.endswith(".")
    assert len(step.hub) < 120


@pytest.mark.parametrize("step", _STEPS, ids=_NAMES)
def test_step_names_only_what_exists(step: Step) -> None:
    for event in step.sis:
        assert event.act in {*_ROSTER, *_TEACHER}
        assert event.person in _people() | {""}
        assert event.section in _sections() | {""}
        assert event.agent_of in _people() | {""}
        assert event.school in {school.key for school in _YEARS[0].school} | {""}
    for item in step.item:
        assert item.section in _sections() | _shared().keys()
        assert set(item.scores) <= _people()
    known = _items()
    for score in step.score:
        assert score.student in known[score.item].scores
    assert {*step.unlist, *step.delete} <= {*known, "*"}


@pytest.mark.parametrize("step", _STEPS, ids=_NAMES)
def test_work_is_assigned_due_and_graded_in_order(step: Step) -> None:
    for item in step.item:
        assert (item.due is None) != (item.due_at == "")
        due = item.due or date.fromisoformat(item.due_at[:10])
        assert item.assigned <= due
        assert item.assigned <= item.scored <= step.day
        assert len(item.title) <= 50
    assert all(score.scored <= step.day for score in step.score)


@pytest.mark.parametrize("act", sorted({*_ROSTER, *_TEACHER}))
def test_every_kind_of_event_is_used(act: str) -> None:
    assert act in {event.act for step in _STEPS for event in step.sis}


def test_items_have_ids_of_their_own_and_come_again_only_with_other_dates() -> None:
    first: dict[str, AppItem] = {}
    for item in (item for step in _STEPS for item in step.item):
        before = first.setdefault(item.id, item)
        assert (item.section, item.title) == (before.section, before.title)
        assert item is before or (item.due, item.dues) != (before.due, before.dues)


def test_shared_courses_have_sections_that_exist_and_students_have_one_due_date_each() -> None:
    for sections in _shared().values():
        assert len(sections) > 1
        assert set(sections) <= _sections()
    for item in (item for step in _STEPS for item in step.item if item.dues):
        assert item.section in _shared()
        assert item.dues.keys() <= item.scores.keys()


@pytest.mark.parametrize(
    ("step", "row"),
    _expectations(),
    ids=[f"{step.name}:{row.section}" for step, row in _expectations()],
)
def test_expectation_is_about_an_item_of_the_app(step: Step, row: Expected) -> None:
    (item,) = [
        item
        for item in _items().values()
        if item.title == row.item and row.section in _shared().get(item.section, (item.section,))
    ]
    assert row.points == item.points
    assert set(row.scores) <= set(item.scores) | {score.student for score in step.score}
    assert row.category[0] in ("Homework", "Quizzes", "Tests", "Projects")
    assert row.category[1] in ("", row.category[0])
    for cells in (row.scores, row.scores_1p1 or {}):
        for cell in cells.values():
            score, *flags = (cell,) if isinstance(cell, str) else cell
            assert re.fullmatch(r"(\d+(\.\d+)?)?", score)
            assert set(flags) <= {"T", "M", "L", "I", "Ch", "X", "Dr"}


@pytest.mark.parametrize("step", _STEPS, ids=_NAMES)
def test_1p1_expects_no_cell_without_a_score(step: Step) -> None:
    """1.1 needs a score in every result, so a hub can only hold the others."""
    for row in step.expect:
        cells = row.scores if row.scores_1p1 is None else row.scores_1p1
        for cell in cells.values():
            score = cell if isinstance(cell, str) else cell[0]
            assert score, f"{step.name}: {row.item}"


def test_1p1_items_are_uncategorised_until_the_teacher_aligns_them() -> None:
    aligned = {
        (event.section, event.item): event.category
        for step in _STEPS
        for event in step.sis
        if event.act == "align"
    }
    categories = {row.category[1] for _, row in _expectations()}
    assert categories == {"", *aligned.values()}


def test_expected_due_days_are_those_of_the_schools_zone() -> None:
    (late,) = [item for item in _items().values() if item.due_at]
    (row,) = [row for _, row in _expectations() if row.item == late.title]
    assert late.due_at.startswith("2026-10-17")
    assert row.due == date(2026, 10, 16)


@pytest.mark.parametrize("name", ["district", "next_year"])
def test_year_is_made_of_terms_that_hold_their_children(name: str) -> None:
    year = read_year(name)
    terms = {term.key: term for term in year.session}
    for term in terms.values():
        assert term.begin < term.last
        if term.parent:
            assert terms[term.parent].begin <= term.begin
            assert term.last <= terms[term.parent].last
    for group in year.section:
        assert set(group.sessions) <= set(terms)


def test_unknown_words_in_the_script_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "x", "day": date(2026, 1, 1), "typo": 1}, Step)


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ({"score": "8", "late": True}, Mark(score="8", late=True)),
        ({"status": "exempt"}, Mark(status="exempt")),
        ({}, Mark()),
    ],
)
def test_mark_is_graded_unless_it_says_otherwise(written: dict[str, Any], mark: Mark) -> None:
    assert msgspec.convert(written, Mark) == mark


def test_nobody_in_the_script_is_real() -> None:
    folder = Path(homeroom.sandbox.school_year.__file__).parent
    text = (folder / "district.toml").read_text()
    assert "Everybody in it is invented." in text
