"""What is entered for each list of the rules, and the row that it makes."""

from datetime import date
from decimal import Decimal
from typing import Any

from homeroom.rules.categories import CategoryMapping, DefaultCategory, Unknown, UnknownCategory
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.posted import PostingWindow, Posts, TermGrade
from homeroom.rules.quality import Need, Requirement, Without
from homeroom.rules.scales import Conversion, Flag, LevelAs, Rounding, Wait
from homeroom.rules.schools import NewSchools, Unmapped
from homeroom.rules.scope import ClosedTerms, Deliver, FrozenDays, GoLive, Mark, PlaceScope
from homeroom.rules.standards import ScoreGroup, Standard
from homeroom.rules.windows import GradeWindow
from homeroom.rules.year import Stop, Suspension
from tests.people import CLASS

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
ALL: dict[str, Any] = {"level": "district", "which": ""}
DAYS = {"first": "2026-10-01", "last": "2026-11-01"}

ENTERED: dict[str, tuple[dict[str, Any], Any]] = {
    "categories.mappings": (
        {**ALL, "app": "mathly", "title": "Exit Ticket", "to": "Quizzes"},
        CategoryMapping(app="mathly", title="Exit Ticket", to="Quizzes"),
    ),
    "categories.defaults": ({**ALL, "title": "Homework"}, DefaultCategory(title="Homework")),
    "categories.unknown": ({**ALL, "then": "hold"}, UnknownCategory(then=Unknown.HOLD)),
    # What a row names has to be there: tables before conversions, groups before objectives.
    "scales.tables": (
        {"name": "letters",
         "letter1": "A", "minimum1": "89.5", "percent1": "95", "points1": "", "to1": "",
         "letter2": "F", "minimum2": "0", "percent2": "50", "points2": "", "to2": "NP",
         "letter3": "", "minimum3": "", "percent3": "", "points3": "", "to3": ""},
        LetterTable(name="letters", letters=(
            Letter(letter="A", minimum=Decimal("89.5"), percent=Decimal(95)),
            Letter(letter="F", minimum=Decimal(0), percent=Decimal(50), to="NP"),
        )),
    ),
    "scales.conversions": (
        {**ALL, "app": "campus", "table": "letters", "as_": "points", "rounding": "half up",
         "digits": "0", "late": "leave out", "zero": "hold"},
        Conversion(app="campus", table="letters", level=LevelAs.POINTS, digits=0,
                   rounding=Rounding.HALF_UP, late=Flag.LEAVE_OUT, zero=Wait.HOLD),
    ),
    "standards.groups": (
        {"name": "habits", "levels": "O\r\n S \r\n\r\nN"},
        ScoreGroup(name="habits", levels=("O", "S", "N")),
    ),
    "standards.crosswalk": (
        {**ALL, "objective": "MA.3", "item": "Work Habits", "group": "habits", "app": "mathly",
         "source": "case"},
        Standard(objective="MA.3", item="Work Habits", group="habits", app="mathly",
                 source="case"),
    ),
    "posted.term_grades": (
        {**ALL, "app": "mathly", "item": "Quarter 1", "task": "Q1 Grade", "posts": "percent",
         "table": ""},
        TermGrade(app="mathly", item="Quarter 1", task="Q1 Grade", posts=Posts.PERCENT),
    ),
    "posted.windows": (
        {**ALL, **DAYS, "task": ""}, PostingWindow(first=OCTOBER, last=NOVEMBER),
    ),
    "classes": (
        {"app": "mathly", "course": "course-7", "due_key": "due", "section1": "English 6 - 01",
         "section2": "", "section3": ""},
        ClassMap(app="mathly", course="course-7", sections=(CLASS,), due_key="due"),
    ),
    "quality.requirements": (
        {"entity": "student", "attribute": "email", "whose": "role sis", "need": "required",
         "without": "leave out"},
        Requirement(entity="student", attribute="email", role="sis", need=Need.REQUIRED,
                    without=Without.LEAVE_OUT),
    ),
    "scope.places": ({**ALL, "deliver": "hold"}, PlaceScope(deliver=Deliver.HOLD)),
    "scope.go_live": ({**ALL, "day": "2026-10-01"}, GoLive(day=OCTOBER)),
    "scope.frozen": (
        {**ALL, **DAYS, "why": "report cards"},
        FrozenDays(first=OCTOBER, last=NOVEMBER, why="report cards"),
    ),
    "scope.closed_terms": ({**ALL, "days_after": "5"}, ClosedTerms(days_after=5)),
    "scope.released": (
        {"app": "mathly", "key": "released", "value": "yes"},
        Mark(app="mathly", key="released", value="yes"),
    ),
    "scope.send_to_sis": (
        {"app": "mathly", "key": "sync", "value": "true"}, Mark(app="mathly", key="sync"),
    ),
    "windows": (
        {**ALL, "app": "", "hours": "12", "changed_percent": "40", "changed_minimum": "30",
         "emptied_percent": "20", "emptied_minimum": "10"},
        GradeWindow(hours=12, changed_percent=40, changed_minimum=30, emptied_percent=20,
                    emptied_minimum=10),
    ),
    "year.suspended": (
        {**DAYS, "what": "import", "app": "", "why": "the new year is set up"},
        Suspension(what=Stop.IMPORT, first=OCTOBER, last=NOVEMBER, why="the new year is set up"),
    ),
    "filters": (
        {"app": "mathly", "entity": "class", "keep": "exclude", "linked": "on",
         "attribute1": "title", "test1": "contains", "value1": "study hall",
         "attribute2": "endDate", "test2": "is past", "value2": "",
         "attribute3": "", "test3": "contains", "value3": ""},
        FilterRule("mathly", "class", Keep.EXCLUDE,
                   (Condition("title", How.CONTAINS, "study hall"), Condition("endDate", How.PAST)),
                   True),
    ),
    "new_schools": (
        {"app": "mathly", "schools": "leave out"}, NewSchools("mathly", Unmapped.LEAVE_OUT),
    ),
}  # fmt: skip
