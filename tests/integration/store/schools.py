"""A district of two schools, stored without any source, whose years tests ask about."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import AcademicSession, Class, Course, Enrollment, Org, User
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import Rules
from homeroom.store import records, retiring, rules
from homeroom.store.moves import Move, moves
from homeroom.store.scope import Scope

NOW = datetime(2026, 10, 20, tzinfo=UTC)
TODAY = date(2026, 11, 2)
FIRST, LAST = date(2026, 8, 17), date(2027, 6, 4)
OCT = date(2026, 10, 9)


class School:
    """Two sections of Algebra and one of Biology at Oak, one of Algebra and Art each at Elm."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.ids: dict[str, str] = {}
        self.put(Kind.ACADEMIC_SESSION, "year", AcademicSession, title="2026-27", type="schoolYear",
                 start_date=FIRST, end_date=LAST)  # fmt: skip
        for school in ("oak", "elm"):
            self.put(Kind.ORG, school, Org, name=school.title(), type="school")
        for course in ("alg", "bio", "art"):
            self.put(Kind.COURSE, course, Course, title=course)
        for section, course, school in (
            ("alg-1", "alg", "oak"), ("alg-2", "alg", "oak"), ("bio-1", "bio", "oak"),
            ("alg-e", "alg", "elm"), ("art-e", "art", "elm"),
        ):  # fmt: skip
            self.put(Kind.CLASS, section, Class, title=section, course=self.ids[course],
                     school=self.ids[school], terms=(self.ids["year"],))  # fmt: skip
        self.put(Kind.USER, "ana", User, given_name="Ana", family_name="Ruiz", enabled_user=True)

    def put(self, kind: Kind, key: str, type_: type[Record], **fields: Any) -> str:
        id_ = self.ids[key] = new_id()
        made = type_(sourced_id=key, **fields)
        records.insert(self.scope, kind, {id_: made}, NOW)
        return id_

    def stay(self, section: str, begin: date = FIRST, end: date | None = LAST) -> str:
        """Enrol Ana in a section."""
        return self.put(
            Kind.ENROLLMENT, f"stay-{len(self.ids)}", Enrollment, user=self.ids["ana"],
            class_=self.ids[section], role="student", begin_date=begin, end_date=end,
        )  # fmt: skip

    def grade(self, section: str, day: date = OCT) -> str:
        """Grade Ana once in a section."""
        item = self.put(Kind.LINE_ITEM, f"item-{len(self.ids)}", LineItem, title="Quiz",
                        class_=self.ids[section])  # fmt: skip
        return self.put(
            Kind.RESULT, f"result-{len(self.ids)}", Result, line_item=item, student=self.ids["ana"],
            score=Decimal(8), score_date=day,
        )  # fmt: skip

    def retire(self, kind: Kind, id_: str) -> None:
        retiring.retire(self.scope, kind, [id_], NOW, "gone", (0, None))

    def hold_as_one(self, *sections: str) -> None:
        """Let an app hold sections as one course."""
        maps = (ClassMap(app="mathly", course="course-7", sections=sections),)
        rules.save(self.scope, Rules(classes=maps), 0, ("test", "cross-listed"), NOW)

    def moves(
        self, since: date = FIRST, today: date = TODAY, most: int | None = None
    ) -> list[Move]:
        return moves(self.scope, today, since, 50, most)
