"""The demo export: what Mathly has graded in the last fortnight, with a few planned faults.

Each of these is in the whole export once: a title of more than 50 characters, a due date outside
the school year, a result of a student who was never in the section, and an unknown letter.
"""

from collections import defaultdict
from datetime import date, timedelta

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.districts.guids import guid
from homeroom.sandbox.districts.mixing import mix
from homeroom.sandbox.learning_app.demo_items import (
    CHECKPOINT,
    ESSAY,
    LETTERS,
    LONG_TITLE,
    OUTSIDE,
    UNKNOWN_LETTER,
    USUAL,
    Outcome,
    Work,
    outcome,
)
from homeroom.sandbox.learning_app.demo_plan import ClassPlan, plan_classes
from homeroom.sandbox.learning_app.naming import Naming
from homeroom.sandbox.learning_app.package import zip_package

USUAL_CLASSES = 12
_OBJECTIVES = (guid("objective", 1), guid("objective", 2))
_CATEGORIES = ("Homework", "Quizzes", "Tests", "Projects")
_LAG = timedelta(days=1)


def demo_export(campus: Campus, api: Api, classes: int) -> bytes:
    """Return a bulk package that names classes, students, schools and terms by one API's ids."""
    book = _Book(campus, api)
    for plan in plan_classes(campus, classes):
        book.add_class(plan)
    return zip_package(book.tables, "bulk")


class _Book:
    def __init__(self, campus: Campus, api: Api) -> None:
        self._campus = campus
        self._naming = Naming(campus, api)
        self.tables: dict[str, list[dict[str, str]]] = defaultdict(list)
        for title in _CATEGORIES:
            self._add("categories", _category_id(title), title=title)

    def add_class(self, plan: ClassPlan) -> None:
        self._add_scales(plan)
        for place, work in enumerate(USUAL):
            due = plan.days[place * len(plan.days) // len(USUAL)]
            self._add_item(plan, work, due)
            for rank, person in enumerate(plan.students):
                self._add_result(plan, work, (person, due), outcome(work, rank, person))
        if plan.place == 0:
            self._add_faults(plan)

    def _add_faults(self, plan: ClassPlan) -> None:
        due = plan.days[0]
        self._add_item(plan, LONG_TITLE, due)
        for rank, person in enumerate(plan.students[:5]):
            self._add_result(plan, LONG_TITLE, (person, due), outcome(LONG_TITLE, rank, person))
        last = max(session.last for session in self._campus.roster.sessions.values())
        self._add_item(plan, OUTSIDE, last + timedelta(days=40))
        self._add_result(plan, CHECKPOINT, (plan.stranger, due), Outcome(score="15"))
        letter = next(row for row in self.tables["results"] if row["textScore"])
        letter["textScore"] = UNKNOWN_LETTER

    def _add_scales(self, plan: ClassPlan) -> None:
        letters = ",".join(f"{{{letter}:{least}}}" for letter, least in LETTERS)
        naming, section = self._naming, plan.section
        for kind, values in (("percent", "{0:0},{100:100}"), ("letter", letters)):
            self._add(
                "scoreScales",
                f"mathly-scale-{section.number}-{kind}",
                title=f"Mathly {kind}",
                type=kind,
                orgSourcedId=naming.school(section),
                courseSourcedId=naming.course(section),
                classSourcedId=naming.section(section),
                scoreScaleValue=values,
            )

    def _add_item(self, plan: ClassPlan, work: Work, due: date) -> None:
        section, naming = plan.section, self._naming
        item_id = _item_id(plan, work)
        self._add(
            "lineItems",
            item_id,
            title=work.title,
            description=f"Made in Mathly for {section.title}.",
            assignDate=(due - timedelta(days=3)).isoformat(),
            dueDate=due.isoformat(),
            classSourcedId=naming.section(section),
            categorySourcedId=_category_id(work.category),
            academicSessionSourcedId=naming.term(section, due),
            resultValueMin="0",
            resultValueMax=str(work.points),
            schoolSourcedId=naming.school(section),
        )
        if work.kind in ("percent", "letter"):
            scale = f"mathly-scale-{section.number}-{work.kind}"
            self._add(
                "lineItemScoreScales",
                f"{item_id}-scale",
                title=work.kind,
                lineItemSourcedId=item_id,
                scoreScaleSourcedId=scale,
            )
        for objective in _OBJECTIVES if work.kind == "standards" else ():
            self._add(
                "lineItemLearningObjectiveIds",
                f"{item_id}-{objective[:8]}",
                lineItemSourcedId=item_id,
                source="case",
                learningObjectiveId=objective,
            )

    def _add_result(
        self, plan: ClassPlan, work: Work, cell: tuple[int | str, date], done: Outcome
    ) -> None:
        person, due = cell
        section, naming = plan.section, self._naming
        result_id = f"{_item_id(plan, work)}-{person}"
        student = naming.student(section, person) if isinstance(person, int) else person
        self._add(
            "results",
            result_id,
            lineItemSourcedId=_item_id(plan, work),
            studentSourcedId=student,
            scoreStatus=done.status,
            score=done.score,
            scoreDate=min(due + _LAG, self._campus.clock.day).isoformat(),
            comment=done.comment,
            textScore=done.text,
            classSourcedId=naming.section(section),
            inProgress="false",
            incomplete=_word(done.incomplete),
            late=_word(done.late),
            missing=_word(done.missing),
        )
        if work is ESSAY:
            self._add(
                "resultScoreScales",
                f"{result_id}-scale",
                title="letter",
                resultSourcedId=result_id,
                scoreScaleSourcedId=f"mathly-scale-{section.number}-letter",
            )
        for place, objective in enumerate(_OBJECTIVES if work.kind == "standards" else ()):
            level = 1 + mix(person if isinstance(person, int) else 0, place) % 4
            self._add(
                "resultLearningObjectiveIds",
                f"{result_id}-{objective[:8]}",
                resultSourcedId=result_id,
                source="case",
                learningObjectiveId=objective,
                score=str(level),
            )

    def _add(self, table: str, sourced_id: str, **values: str) -> None:
        self.tables[table].append({"sourcedId": sourced_id, **values})


def _item_id(plan: ClassPlan, work: Work) -> str:
    return f"mathly-{plan.section.number}-{work.key}"


def _category_id(title: str) -> str:
    return f"mathly-category-{title.lower()}"


def _word(value: bool) -> str:
    return "true" if value else "false"
