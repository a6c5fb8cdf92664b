"""A grade that an app writes by API stands in the SIS, by the same checks as every other grade."""

import threading
from typing import Any

import pytest

from homeroom.runs.deliver.delivering import deliver
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.api import ApiClient, add_vendor, token_of
from tests.hub import IC
from tests.integration.push.conftest import Desk

BASES = {"1.2": "/ims/oneroster/gradebook/v1p2", "1.1": "/ims/oneroster/v1p1"}


class Quizzly:
    """An app that knows the class and its students by the ids that Homeroom shows."""

    def __init__(self, desk: Desk, version: str) -> None:
        self._desk = desk
        self._base = BASES[version]
        self._client = ApiClient(token_of(add_vendor(desk.district)))
        self._section = self._shown("classes", "class", desk.section)
        self._students = [self._shown("users", "user", one) for one in desk.students]

    def _shown(self, table: str, kind: str, external: str) -> str:
        with district_scope(self._desk.district.id) as scope:
            return str(
                scope.value(
                    f"SELECT t.sourced_id FROM {table} t JOIN record_links l"
                    " ON l.district_id = t.district_id AND l.record_id = t.id"
                    " WHERE l.kind = %(kind)s AND l.external_id = %(id)s",
                    kind=kind,
                    id=external,
                )
            )

    def put(self, path: str, wrapper: str, held: dict[str, Any]) -> None:
        body = {wrapper: held}
        done = self._client.put(f"{self._base}/{path}", body, content_type="application/json")
        assert done.status_code in (200, 201), done.content

    def item(self, id_: str) -> None:
        self.put("categories/quizzes", "category", {"title": "Quizzes"})
        dates = {"assignDate": "2026-10-01T12:00:00Z", "dueDate": "2026-10-09T12:00:00Z"}
        within = {"class": {"sourcedId": self._section}, "category": {"sourcedId": "quizzes"}}
        points = {"resultValueMin": 0, "resultValueMax": 10}
        self.put(
            f"lineItems/{id_}", "lineItem", {"title": f"Quiz {id_}", **dates, **within, **points}
        )

    def grade(self, item: str, at: int, score: Any, **more: Any) -> None:
        of = {"lineItem": {"sourcedId": item}, "student": {"sourcedId": self._students[at]}}
        held = {**of, "scoreStatus": "fully graded", "scoreDate": "2026-10-10", "score": score}
        self.put(f"results/{item}-{at}", "result", {**held, **more})

    def delete(self, path: str) -> None:
        assert self._client.delete(f"{self._base}/{path}").status_code == 204

    def deliver(self) -> None:
        with district_scope(self._desk.district.id) as scope:
            target = apps.keyed(scope, IC)
        deliver(self._desk.district, target, threading.Event(), lambda sent: None)


@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_a_grade_that_is_written_stands_in_the_sis_once_and_follows_its_changes(
    desk: Desk, version: str
) -> None:
    app = Quizzly(desk, version)
    quiz = f"a{version}"  # the tests of a file share the SIS
    app.item(quiz)
    app.grade(quiz, 0, "8.25")
    app.grade(quiz, 1, 9)
    app.deliver()
    assert desk.scores(f"Quiz {quiz}") == ["8.25", "9"]
    puts = desk.puts()
    app.grade(quiz, 1, 9)
    app.deliver()
    assert desk.puts() == puts
    app.grade(quiz, 1, 7.5)
    app.grade(quiz, 2, 3, scoreStatus="not submitted", missing=True)
    app.deliver()
    assert desk.scores(f"Quiz {quiz}")[:2] == ["8.25", "7.5"]
    assert desk.parked() == {}


def test_what_is_read_back_from_the_sis_is_known_as_the_apps_own(desk: Desk) -> None:
    app = Quizzly(desk, "1.2")
    app.item("b1")
    app.grade("b1", 0, 6)
    app.deliver()
    desk.sync_campus()
    app.grade("b1", 0, 5)
    app.deliver()
    desk.sync_campus()
    assert desk.scores("Quiz b1") == ["5"]
    assert desk.parked() == {}


def test_what_an_app_deletes_waits_for_a_person_before_it_goes_from_the_sis(desk: Desk) -> None:
    app = Quizzly(desk, "1.2")
    app.item("c1")
    app.grade("c1", 0, 6)
    app.deliver()
    app.delete("results/c1-0")
    app.deliver()
    assert desk.scores("Quiz c1") == ["6"]
    assert set(desk.parked()) == {"delete.needs_approval"}
