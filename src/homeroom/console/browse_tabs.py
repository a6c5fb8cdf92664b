"""The lists of Data Browsing: the kind that each shows, its columns, and what sorts it."""

from django.utils.translation import gettext_noop as _
from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.store.browsing import Order
from homeroom.store.browsing_words import How
from homeroom.store.columns import TABLES

NAME, TITLE = (("name_folded", "text"),), (("title", "text"),)


class Tab(Struct, frozen=True, kw_only=True):
    """One list; `columns` are those that are shown until somebody chooses others."""

    key: str
    group: str  # Rostering, Gradebook or Resources
    title: str
    kind: Kind
    columns: tuple[str, ...]
    person: str = ""
    sorts: dict[str, tuple[tuple[str, str], ...]] = {}  # by attribute: what an index bears
    newest_first: bool = False

    def order(self, asked: str) -> tuple[str, Order]:
        """Return by which attribute the list is sorted, and how; a minus asks for descending."""
        name = asked.removeprefix("-")
        if name in self.sorts:
            return asked, Order(self.sorts[name], asked.startswith("-"))
        first = next(iter(self.sorts), "")
        if first and not self.newest_first:
            return first, Order(self.sorts[first])
        return "", Order((), self.newest_first)

    @property
    def fields(self) -> dict[str, Field]:
        """Return the attributes of the records, by the standard's names."""
        return {field.wire: field for field in ENTITIES[self.kind].fields}

    def column_of(self, wire: str) -> str:
        """Return the column of an attribute."""
        if wire == "sourcedId":
            return "sourced_id"
        field = self.fields[wire]
        return next(one.name for one in TABLES[self.kind].columns if one.field == field.name)


def _people(key: str, title: str, person: str, *columns: str) -> Tab:
    return Tab(
        key=key,
        group=_("Rostering"),
        title=title,
        kind=Kind.USER,
        person=person,
        columns=("familyName", "givenName", *columns, "sourcedId"),
        sorts={"familyName": NAME},
    )


_ITEM = (("line_item_id", "uuid"),)
_STUDENT = (("student_id", "uuid"),)
TABS = (
    Tab(
        key="schools",
        group=_("Rostering"),
        title=_("Schools"),
        kind=Kind.ORG,
        columns=("name", "type", "identifier", "parent", "sourcedId"),
    ),
    _people("students", _("Students"), "student", "primaryOrg", "grades", "identifier"),
    _people("contacts", _("Contacts"), "contact", "identifier"),
    _people("teachers", _("Teachers"), "teacher", "primaryOrg", "email", "identifier"),
    Tab(
        key="courses",
        group=_("Rostering"),
        title=_("Courses"),
        kind=Kind.COURSE,
        columns=("title", "courseCode", "org", "schoolYear", "sourcedId"),
    ),
    Tab(
        key="classes",
        group=_("Rostering"),
        title=_("Classes"),
        kind=Kind.CLASS,
        columns=("title", "course", "school", "terms", "sourcedId"),
        sorts={"title": TITLE},
    ),
    Tab(
        key="calendars",
        group=_("Rostering"),
        title=_("Calendars"),
        kind=Kind.ACADEMIC_SESSION,
        columns=("title", "type", "startDate", "endDate", "parent", "sourcedId"),
    ),
    _people("admins", _("Admins"), "administrator", "primaryOrg", "email", "roles"),
    Tab(
        key="categories",
        group=_("Gradebook"),
        title=_("Categories"),
        kind=Kind.CATEGORY,
        columns=("title", "weight", "sourcedId"),
    ),
    Tab(
        key="line-items",
        group=_("Gradebook"),
        title=_("Line Items"),
        kind=Kind.LINE_ITEM,
        columns=("title", "class", "category", "dueDate", "resultValueMax", "sourcedId"),
        sorts={"class": (("class_id", "uuid"),)},
        newest_first=True,
    ),
    Tab(
        key="results",
        group=_("Gradebook"),
        title=_("Results"),
        kind=Kind.RESULT,
        columns=("lineItem", "student", "score", "textScore", "scoreStatus", "scoreDate"),
        sorts={"lineItem": _ITEM, "student": _STUDENT},
        newest_first=True,
    ),
    Tab(
        key="score-scales",
        group=_("Gradebook"),
        title=_("Score Scales"),
        kind=Kind.SCORE_SCALE,
        columns=("title", "type", "class", "course", "scoreScaleValue", "sourcedId"),
    ),
    Tab(
        key="assessment-line-items",
        group=_("Gradebook"),
        title=_("Assessment Line Items"),
        kind=Kind.ASSESSMENT_LINE_ITEM,
        columns=("title", "class", "parentAssessmentLineItem", "resultValueMax", "sourcedId"),
    ),
    Tab(
        key="assessment-results",
        group=_("Gradebook"),
        title=_("Assessment Results"),
        kind=Kind.ASSESSMENT_RESULT,
        columns=("assessmentLineItem", "student", "score", "textScore", "scoreStatus"),
    ),
    Tab(
        key="resources",
        group=_("Resources"),
        title=_("Resources"),
        kind=Kind.RESOURCE,
        columns=("title", "vendorResourceId", "roles", "importance", "sourcedId"),
    ),
)
BY_KEY = {one.key: one for one in TABS}
_ANY = (How.IS, How.IS_NOT, How.EMPTY, How.FILLED)
_HOWS = {
    Shape.TEXT: (How.IS, How.IS_NOT, How.HAS, How.BEGINS, How.EMPTY, How.FILLED),
    Shape.NUMBER: (*_ANY, How.LESS, How.MORE),
    Shape.DAY: (*_ANY, How.LESS, How.MORE),
    Shape.MOMENT: (*_ANY, How.LESS, How.MORE),
    Shape.ROLES: (How.HAS, How.EMPTY, How.FILLED),
    Shape.STRUCTURE: (How.HAS, How.EMPTY, How.FILLED),
}


def hows(field: Field | None) -> tuple[How, ...]:
    """Return how an attribute can be compared; None is the id."""
    return _HOWS.get(field.shape, _ANY) if field else (How.IS,)
