"""A hub between a faulty Infinite Campus and an app: synced again and again until it is done."""

from pathlib import Path
from typing import Any

from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.model.kinds import Kind
from homeroom.runs.setup.connecting import keep_delivery_config
from homeroom.store import apps, pages, parked
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, run
from tests.integration.faults.checker import Cell, Checker
from tests.integration.faults.rosters import differences
from tests.integration.sandbox.client import Client
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox

# So often an admin, or the schedule, syncs again before we call it stuck; a target that is silent
# three times in a row is left alone until the next time, so that a single round may be short.
ROUNDS = 25
# A delta is no worse for it: everything came.
IGNORED = "the server ignores the date filter"


class Scene:
    """`reach` is how the SIS is read; `trouble` are the sentences with which runs broke off."""

    def __init__(self, district: District, client: Client, api: str, folder: Path) -> None:
        self.district = district
        self.client = client
        self.api = api
        self.reach = "complete"
        self.checker = Checker(api)
        self.trouble: list[str] = []
        self.hits = 0
        self._export = folder / "mathly.zip"
        self._grades: dict[str, tuple[Cell, str, str]] = {}
        self._items: dict[str, dict[str, str]] = {}
        campus = Sandbox(client.ready)
        activate_campus(
            district, campus, api, page_size="10", retry_seconds="0", answer_seconds="20"
        )
        activate_mathly(district, self._export)
        rows = client.all(api, "enrollments")
        self.students: dict[str, list[str]] = {}
        for row in rows:
            if row["role"] == "student":
                seats = self.students.setdefault(row["class"]["sourcedId"], [])
                seats.append(row["user"]["sourcedId"])

    def switch(self, faults: str) -> None:
        """Let other things go wrong from now on."""
        self.hits += sum(one["hits"] for one in self.client.control("faults")["on"])
        self.client.control("faults", {"faults": faults})

    def teach(self, section: str, title: str, scores: list[str]) -> None:
        """Let a teacher make an item and enter the scores of the first students."""
        item = {"section": section, "title": title, "due": "2026-10-09", "points": 10}
        if not any(row["title"] == title for row in self._shown(section)):
            self.client.control("teacher/item", item)
        for student, score in zip(self.students[section], scores, strict=False):
            act = {"section": section, "item": title, "student": student, "score": score}
            self.client.control("teacher/score", act)
            self.checker.enter_by_hand(Cell(section, title, student), score)

    def grade(self, section: str, title: str, scores: list[str], points: str = "10") -> None:
        """Let the app give grades of an item to the first students of a class."""
        item = f"{title}-{section}".replace(" ", "-")
        self._items[item] = line_item(
            item,
            title=title,
            classSourcedId=section,
            categorySourcedId="quizzes",
            resultValueMax=points,
        )
        self.checker.say_worth(section, title, points)
        for student, score in zip(self.students[section], scores, strict=False):
            cell = Cell(section, title, student)
            self._grades[f"{item}-{student}"] = (cell, item, score)
            self.checker.say(cell, score)

    def export(self) -> None:
        """Let the app write its export with everything that it holds."""
        items = list(self._items.values())
        results = [result(item, cell.student, score) for cell, item, score in self._grades.values()]
        categories = [{"sourcedId": "quizzes", "title": "Quizzes"}]
        rows = {"categories": categories, "lineItems": items, "results": results}
        write_package(self._export, rows)

    def settle(self) -> None:
        """Sync until nothing is left to do; whatever breaks off must be resumable."""
        for _ in range(ROUNDS):
            done = [self._attempt(IC, self.reach), self._attempt(MATHLY, "complete")]
            view = self._witness()
            _none(self.checker.problems(view))
            if all(done) and self.checker.unfinished(view) == []:
                return
            self._send_again()
        raise AssertionError(f"stuck: {done} {self.checker.unfinished(view)} {self.trouble}")

    def check_at_rest(self) -> None:
        """Without faults, one more sync finds everything in place and writes nothing."""
        self.switch("")
        with district_scope(self.district.id) as scope:
            app = apps.keyed(scope, IC)
            _none(differences(self.client, scope, app.id, self.api))
        self.client.control("requests/reset", {})
        reports = [run(self.district, IC), run(self.district, MATHLY)]
        assert [one.changes for one in reports] == [0, 0]
        assert [one.state for one in reports] == ["done", "done"]
        assert self.client.control("requests")["writes"] == 0
        _none(self.checker.problems(self._witness()))

    def _attempt(self, key: str, reach: str) -> bool:
        """Sync once; False when it broke off, or could not read everything."""
        try:
            report = run(self.district, key, reach)
        except RetryLater as problem:
            self.trouble.append(str(problem))
            return False
        except NeedsDistrict as problem:
            self.trouble.append(str(problem))
            self._renew_secret(problem)
            return False
        with district_scope(self.district.id) as scope:
            readings = pages.readings(scope, report.run_id)
        notes = [one.note for one in readings.values() if one.note and one.note != IGNORED]
        self.trouble += [*report.notes, *notes]
        return report.state == "done" and not notes

    def _renew_secret(self, problem: NeedsDistrict) -> None:
        """Do what the sentence asks for; anything else that needs the district is a bug."""
        assert "Client Secret" in problem.message, problem
        renewed = self.client.control(f"connections/{self.client.ready['client_id']}", {})
        secret = renewed["client_secret"]
        with district_scope(self.district.id) as scope:
            keep_delivery_config(scope, apps.keyed(scope, IC), {"client_secret": secret})
        self.client.credentials = renewed
        self.client._token = ""

    def _send_again(self) -> None:
        """Do not wait for the back-off: homeroom deliveries again."""
        with district_scope(self.district.id) as scope:
            parked.send_again(scope, apps.keyed(scope, IC).id, ())

    def _witness(self) -> dict[str, Any]:
        """Tell the witness what the hub says it has delivered, and return the teacher view."""
        with district_scope(self.district.id) as scope:
            rows = scope.rows(
                "SELECT l.external_id, d.sent->>'score' FROM deliveries d"
                " JOIN record_links l ON l.record_id = d.record_id AND l.app_id = d.app_id"
                " WHERE d.kind = %(kind)s AND d.state = 'delivered'",
                kind=Kind.RESULT.value,
            )
        self.checker.acknowledge({self._grades[id_][0]: score for id_, score in rows})
        view: dict[str, Any] = self.client.control("teacher-view.json")
        return view

    def _shown(self, section: str) -> list[dict[str, Any]]:
        found = self.client.control(f"teacher-view.json?section={section}")["sections"]
        items: list[dict[str, Any]] = found[0]["items"]
        return items


def _none(problems: list[str]) -> None:
    assert not problems, "\n".join(problems[:20])
