"""The outbox of a town: rows that a test puts there, and the pages that show them."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from homeroom.model.kinds import Kind
from homeroom.runs.setup.connecting import connector_of
from homeroom.store import apps, deliveries
from homeroom.store.deliveries import Delivery
from homeroom.store.scope import district_scope
from tests.people import CLASS, GRADE, ITEM, OTHER_SCHOOL, PUPIL, Town, insert, put_out

APP = "/d/riverbend/grades/campus/"
OVER = {"code": "result.over_maximum", "facts": {"score": "105", "maximum": "100"}}
STAY = "0198f000-0000-7000-8000-000000000081"
DUE = datetime(2026, 10, 9, 18, 0, tzinfo=UTC)
# A class of the other school, its line item, and the grade of it.
ELSEWHERE = "0198f000-0000-7000-8000-000000000021"
THEIR_ITEM = "0198f000-0000-7000-8000-000000000022"
THEIR_GRADE = "0198f000-0000-7000-8000-000000000023"


@dataclass(frozen=True)
class Outbox:
    """What is on the way to Campus, from Mathly."""

    town: Town

    def run(self, sql: str, **params: Any) -> int:
        """Execute a statement in the district."""
        with district_scope(self.town.district.id) as scope:
            return scope.run(sql, **params)

    def ids(self) -> tuple[int, int]:
        """Return Campus and Mathly by their numbers."""
        with district_scope(self.town.district.id) as scope:
            return apps.keyed(scope, "campus").id, apps.keyed(scope, "mathly").id

    def empty(self) -> None:
        """Take out everything, what was decided about it, and the grades that tests add."""
        for table in (
            "sign_offs",
            "posting_rights",
            "delivery_attempts",
            "attempt_counts",
            "result_parts",
            "deliveries",
            "rule_versions",
        ):
            self.run(f"DELETE FROM {table} WHERE district_id = %(district)s")
        kept = [GRADE, THEIR_GRADE]
        self.run(
            "DELETE FROM results WHERE district_id = %(district)s"
            " AND NOT id = ANY(%(kept)s::uuid[])",
            kept=kept,
        )

    def put(self, kind: Kind, record: str, state: str, **columns: Any) -> None:
        """Put a row there; `columns` are its others."""
        with district_scope(self.town.district.id) as scope:
            put_out(scope, self.ids(), kind, record, state, **columns)

    def row(self, record: str) -> Delivery:
        """Return the row of a record."""
        with district_scope(self.town.district.id) as scope:
            (one,) = deliveries.about(scope, record)
            return one

    def grades(self, count: int, item: str = ITEM, **columns: Any) -> list[str]:
        """Store so many more grades of a line item, and return their ids in order."""
        ids = sorted(str(uuid5(UUID(item), str(at))) for at in range(count))
        with district_scope(self.town.district.id) as scope:
            for id_ in ids:
                insert(scope, "results", id_, line_item_id=UUID(item),
                       **{"student_id": UUID(PUPIL), "score": 1, **columns})  # fmt: skip
        return ids

    def part(self, grade: str, objective: str) -> str:
        """Give a grade a learning objective of its own, and return its id."""
        id_ = str(uuid5(UUID(grade), objective))
        self.run(
            "INSERT INTO result_parts (district_id, target_id, id, result_id, source, objective,"
            " said) VALUES (%(district)s, %(sis)s, %(id)s::uuid, %(grade)s::uuid, 'ccss',"
            " %(objective)s, 'O')",
            sis=self.ids()[0], id=id_, grade=grade, objective=objective,
        )  # fmt: skip
        return id_

    def see(self, path: str, by: str = "district-admin", status: int = 200, **asked: Any) -> str:
        """Return a page as somebody sees it, its blanks made one."""
        answer = self.town.browser(by).get(APP + path, asked)
        assert answer.status_code == status, answer.content
        return " ".join(answer.content.decode().split())

    def send(self, path: str, by: str = "district-admin", status: int = 200, **given: Any) -> str:
        """Send a form and return the page that follows."""
        answer = self.town.browser(by).post(APP + path, given, follow=True)
        assert answer.status_code == status, answer.content
        return " ".join(answer.content.decode().split())

    def sheet(self, by: str = "district-admin", **asked: Any) -> list[dict[str, str]]:
        """Return the rows of the CSV of what is kept back."""
        answer = self.town.browser(by).get(f"{APP}kept/", {**asked, "format": "csv"})
        assert answer.status_code == 200
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        return list(csv.DictReader(io.StringIO(text)))


@contextmanager
def on_their_way(out: Outbox) -> Iterator[Outbox]:
    """Let a line item and a grade of 9.5 wait that may go to Campus as they are."""
    sis, mathly = out.ids()
    with district_scope(out.town.district.id) as scope:
        campus = apps.change(scope, sis, api_version="1.2")
        space = connector_of(campus).capabilities("1.2").id_space
        for kind, id_ in (("class", CLASS), ("user", PUPIL)):
            scope.run(
                "INSERT INTO record_links (district_id, app_id, kind, space, external_id,"
                " record_id, origin) VALUES (%(district)s, %(app)s, %(kind)s, %(space)s, %(id)s,"
                " %(record)s::uuid, 'read')",
                app=sis, kind=kind, space=space, id=id_, record=id_,
            )  # fmt: skip
        scope.run(
            "INSERT INTO record_links (district_id, app_id, kind, space, external_id, record_id,"
            " origin) VALUES"
            " (%(district)s, %(app)s, 'class', '', 'course-7', %(id)s::uuid, 'read'),"
            " (%(district)s, %(app)s, 'lineItem', '', 'q4', %(item)s::uuid, 'read')",
            app=mathly, id=CLASS, item=ITEM,
        )  # fmt: skip
        insert(scope, "enrollments", STAY, user_id=UUID(PUPIL), class_id=UUID(CLASS),
               role="student")  # fmt: skip
        scope.run("UPDATE line_items SET due_date = %(due)s WHERE id = %(id)s", due=DUE, id=ITEM)
        scope.run("UPDATE results SET score = 9.5 WHERE id = %(id)s", id=GRADE)
    out.put(Kind.LINE_ITEM, ITEM, "waiting")
    out.put(Kind.RESULT, GRADE, "waiting")
    try:
        yield out
    finally:
        _take_away(out, sis)


def _take_away(out: Outbox, sis: int) -> None:
    with district_scope(out.town.district.id) as scope:
        apps.change(scope, sis, api_version=None, settings={})
        scope.run("DELETE FROM enrollments WHERE id = %(id)s", id=STAY)
        scope.run("DELETE FROM record_links WHERE external_id IN (%(class)s, %(user)s, 'q4',"
                  " 'course-7')", **{"class": CLASS, "user": PUPIL})  # fmt: skip
        scope.run("UPDATE line_items SET due_date = NULL WHERE id = %(id)s", id=ITEM)
        scope.run("UPDATE results SET score = 105 WHERE id = %(id)s", id=GRADE)


def add_other_class(town: Town) -> None:
    """Store a class in the other school, of a teacher nobody knows, with a line item and grade."""
    with district_scope(town.district.id) as scope:
        insert(scope, "classes", ELSEWHERE, title="Biology 9 - 02", course_id=UUID(CLASS),
               school_id=UUID(OTHER_SCHOOL))  # fmt: skip
        insert(scope, "line_items", THEIR_ITEM, title="Lab", class_id=UUID(ELSEWHERE))
        insert(scope, "results", THEIR_GRADE, score=4, line_item_id=UUID(THEIR_ITEM),
               student_id=UUID(PUPIL))  # fmt: skip
