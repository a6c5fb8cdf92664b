"""The learning app of the scripted year: what it holds, and its export after each step."""

from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec import Struct

from homeroom.sandbox.campus.instants import instant_text
from homeroom.sandbox.campus.nouns import Api, Section
from homeroom.sandbox.learning_app.naming import Naming
from homeroom.sandbox.learning_app.package import zip_package
from homeroom.sandbox.school_year.scenario import AppItem, Mark, Step
from homeroom.sandbox.school_year.world import World

_CATEGORIES = ("Homework", "Quizzes", "Tests", "Projects")
_ALL = "*"


class Cell(Struct, frozen=True):
    mark: Mark
    scored: date


@dataclass
class App:
    """Mathly as of the present step; `deleted` are the items deleted in this step."""

    items: dict[str, AppItem] = field(default_factory=dict)
    cells: dict[str, dict[str, Cell]] = field(default_factory=dict)
    deleted: list[AppItem] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """Do what the app does in a step."""
        self.deleted = [self._drop(key) for key in step.delete]
        for key in list(self.items) if _ALL in step.unlist else step.unlist:
            self._drop(key)
        for item in step.item:
            self.items[item.id] = item
            self.cells[item.id] = {
                student: Cell(_mark(mark), item.scored) for student, mark in item.scores.items()
            }
        for score in step.score:
            self.cells[score.item][score.student] = Cell(_mark(score.mark), score.scored)

    def _drop(self, key: str) -> AppItem:
        self.cells.pop(key)
        return self.items.pop(key)

    def export(self, world: World, api: Api) -> bytes:
        """Return all that the app holds as a bulk package, or its deletions as a delta."""
        book = _Book(world, Naming(world.campus, api))
        if self.deleted:
            stamp = instant_text(world.campus.clock.now())
            rows = [book.item(item) for item in self.deleted]
            gone = {"status": "tobedeleted", "dateLastModified": stamp}
            return zip_package({"lineItems": [row | gone for row in rows]}, "delta")
        return zip_package(book.tables(self), "bulk")


def _mark(written: str | Mark) -> Mark:
    return Mark(score=written) if isinstance(written, str) else written


@dataclass(frozen=True)
class _Book:
    """Writes the app's rows with the SIS's ids of one API version."""

    world: World
    naming: Naming

    def tables(self, app: App) -> dict[str, list[dict[str, str]]]:
        percents = [item for item in app.items.values() if item.percent]
        return {
            "categories": [
                {"sourcedId": _category_id(title), "title": title} for title in _CATEGORIES
            ],
            "lineItems": [self.item(item) for item in app.items.values()],
            "results": [
                self._result(item, student, cell)
                for item in app.items.values()
                for student, cell in app.cells[item.id].items()
            ],
            "scoreScales": [self._scale(item) for item in percents],
            "lineItemScoreScales": [
                {
                    "sourcedId": f"{item.id}-scale-link",
                    "title": "percent",
                    "lineItemSourcedId": item.id,
                    "scoreScaleSourcedId": f"{item.id}-scale",
                }
                for item in percents
            ],
        }

    def item(self, item: AppItem) -> dict[str, str]:
        section = self._section(item)
        return {
            "sourcedId": item.id,
            "title": item.title,
            "assignDate": item.assigned.isoformat(),
            "dueDate": item.due_at or self._due_day(item).isoformat(),
            "classSourcedId": self._class_id(item),
            "categorySourcedId": _category_id(item.category),
            "academicSessionSourcedId": self.naming.term(section, self._due_day(item)),
            "resultValueMin": "0",
            "resultValueMax": item.points,
            "schoolSourcedId": self.naming.school(section),
        }

    def _result(self, item: AppItem, student: str, cell: Cell) -> dict[str, str]:
        section, mark = self._section(item), cell.mark
        return {
            "sourcedId": f"{item.id}-{student}",
            "lineItemSourcedId": item.id,
            "studentSourcedId": self.naming.student(section, self.world.people[student]),
            "scoreStatus": mark.status,
            "score": mark.score,
            "scoreDate": cell.scored.isoformat(),
            "classSourcedId": self._class_id(item),
            "inProgress": "false",
            "incomplete": "true" if mark.incomplete else "false",
            "late": "true" if mark.late else "false",
            "missing": "true" if mark.missing else "false",
            **self._own_due(item, student),
        }

    def _own_due(self, item: AppItem, student: str) -> dict[str, str]:
        own = item.dues.get(student)
        return {"metadata.due": own.isoformat()} if own else {}

    def _scale(self, item: AppItem) -> dict[str, str]:
        section = self._section(item)
        return {
            "sourcedId": f"{item.id}-scale",
            "title": "Percent",
            "type": "percent",
            "orgSourcedId": self.naming.school(section),
            "courseSourcedId": self.naming.course(section),
            "classSourcedId": self.naming.section(section),
            "scoreScaleValue": "{0:0},{100:100}",
        }

    def _class_id(self, item: AppItem) -> str:
        """Return the SIS's id of a section; a shared course has one of the app's own."""
        if item.section in self.world.shared:
            return f"mathly-{item.section}"
        return self.naming.section(self._section(item))

    def _section(self, item: AppItem) -> Section:
        key = self.world.shared.get(item.section, (item.section,))[0]
        section = self.world.campus.section(self.world.sections[key])
        assert section is not None
        return section

    def _due_day(self, item: AppItem) -> date:
        if item.due is not None:
            return item.due
        return datetime.fromisoformat(item.due_at).astimezone(self.world.campus.zone).date()


def _category_id(title: str) -> str:
    return f"mathly-category-{title.lower()}"
