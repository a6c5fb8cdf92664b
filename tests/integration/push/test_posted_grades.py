"""The report card from end to end: no right, a right, a signature, an open window, a closed one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.writes import Outcome, Write
from homeroom.model.gradebook import LineItemNature, Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.rules.toml import from_toml
from homeroom.runs.deliver.reconcile import reconcile
from homeroom.runs.deliver.repair import repair
from homeroom.store import audit
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.cli.conftest import Terminal
from tests.integration.push.conftest import Desk
from tests.integration.push.test_scales import decide

RULES = """
[[scales.tables]]
name = "letters"
letters = [
  {{letter = "A", minimum = 93}}, {{letter = "A-", minimum = 90}}, {{letter = "B+", minimum = 87}},
  {{letter = "C+", minimum = 77}}, {{letter = "D", minimum = 60}}, {{letter = "F", minimum = 0}},
]
[[posted.term_grades]]
app = "mathly"
item = "Quarter 1 grade"
task = "Q1 Grade"
table = "letters"
[[posted.windows]]
first = {first}
last = {last}
"""
NO_COLUMN = {"posted.no_column": 1}
MARKS = ("91.5", "70")


@pytest.fixture
def terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Somebody who types commands in the desk's district."""
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", desk.database.app_url)
    monkeypatch.setenv("HOMEROOM_DATABASE_OWNER_URL", desk.database.owner_url)
    return Terminal()


def today(desk: Desk) -> datetime:
    return datetime.now(UTC).astimezone(desk.district.zone)


def decide_windows(desk: Desk, last: int) -> None:
    """Let the district's window close so many days from now."""
    days = {"first": today(desk).date() - timedelta(days=9)}
    days["last"] = today(desk).date() + timedelta(days=last)
    decide(desk, from_toml(RULES.format(**days)))


def hand_in(desk: Desk, *marks: str, **more: str) -> None:
    item = desk.item("q1", title="Quarter 1 grade", resultValueMax="100")
    desk.hand_in([item], [desk.grade("q1", at, one, **more) for at, one in enumerate(marks)])


def report_card(desk: Desk, task: str = "Q1 Grade") -> dict[str, tuple[str | None, str | None]]:
    """Return what stands on the report card: student -> (percent, letter)."""
    view = desk.campus.get(f"teacher-view.json?section={desk.section}")["sections"][0]
    rows = [row for row in view["posted"] if row["task"] == task]
    students = [row["student"]["ids"][desk.api] for row in rows]
    assert len(students) == len(set(students)), "a grade stands there twice"
    return {
        student: (row["percent"], row["grade"]) for student, row in zip(students, rows, strict=True)
    }


def set_window(desk: Desk, is_open: bool) -> None:
    """Let the district open or close the grading windows of the class in the SIS."""
    desk.campus.post("window", {"section": desk.section, "open": is_open})
    desk.sync_campus()


def test_a_term_grade_on_its_way_to_the_report_card(desk: Desk, terminal: Terminal) -> None:
    decide_windows(desk, last=5)
    hand_in(desk, *MARKS)
    assert desk.parked() == {**NO_COLUMN, "posted.no_right": 2}
    assert desk.items() == [], "term grades are no column of the gradebook"

    asked = terminal.json("posting", "ask", "mathly", "Q1 Grade")
    assert asked == {"app": "mathly", "task": "Q1 Grade", "state": "requested"}
    desk.sync_campus()
    assert desk.parked() == {**NO_COLUMN, "posted.no_right": 2}
    terminal.well("posting", "grant", "mathly", "q1 grade")
    (right,) = terminal.json("posting", "rights")["rights"]
    assert (right["state"], right["task"]) == ("granted", "Q1 Grade")

    desk.sync_campus()
    assert desk.parked() == {**NO_COLUMN, "posted.sign_off": 2}
    assert report_card(desk) == {}
    waiting = terminal.json("posting", "list")["waiting"]
    assert sorted(one["mark"] for one in waiting) == ["70 % D", "91.5 % A-"]
    assert {one["countdown"].partition(", ")[2] for one in waiting} == {"in 5 days"}
    assert terminal.run("deliveries", "approve", "infinite-campus", waiting[0]["record"]).status

    signed = terminal.json("posting", "sign-off", "--task", "Q1 Grade", "--all")["signed_off"]
    assert sorted(signed) == sorted(one["record"] for one in waiting)
    desk.sync_campus()
    first, second = desk.students[:2]
    posted = {first: ("91.5", "A-"), second: ("70", "D")}
    assert report_card(desk) == posted
    assert "command line" in desk.delivery("q1", 0).notes["signed_off"]
    with district_scope(desk.district.id) as scope:
        acts = {act: facts for _, _, act, _, facts in audit.latest(scope, 50)}
    assert {"posting.ask", "posting.grant", "posting.sign_off"} <= acts.keys()
    assert set(acts["posting.sign_off"]["records"]) == set(signed)

    # The SIS shows what we posted: that is no edit, and nothing is sent again.
    desk.campus.post("requests/reset")
    desk.sync_campus()
    hand_in(desk, *MARKS)
    assert desk.parked() == NO_COLUMN
    assert not [key for key in desk.campus.get("requests")["by_resource"] if "PUT" in key]

    # Another grade needs another signature, and a closed window refuses it.
    hand_in(desk, "95", "70")
    assert desk.parked() == {**NO_COLUMN, "posted.sign_off": 1}
    set_window(desk, False)
    assert desk.parked() == {**NO_COLUMN, "posted.window_closed": 1}
    hand_in(desk, "95", "70", "88")
    assert desk.parked() == {**NO_COLUMN, "posted.window_closed": 2}
    late = desk.delivery("q1", 2)
    assert (late.facts["window"], late.facts["mark"]) == (
        "the SIS says that it is closed", "88 % B+",
    )  # fmt: skip
    assert report_card(desk) == posted


@pytest.mark.parametrize("api", ["1.1"], indirect=True)
def test_what_stands_on_the_report_card_is_not_overwritten_nor_taken_back_unseen(
    desk: Desk, terminal: Terminal
) -> None:
    decide_windows(desk, last=0)
    terminal.well("posting", "ask", "mathly", "Q1 Grade")
    terminal.well("posting", "grant", "mathly", "Q1 Grade")
    hand_in(desk, *MARKS)
    terminal.well("posting", "sign-off", "--all", "--except", desk.delivery("q1", 1).record_id)
    desk.sync_campus()
    assert report_card(desk) == {desk.students[0]: ("91.5", "A-")}
    assert desk.parked() == {**NO_COLUMN, "posted.sign_off": 1}

    # The app takes the grade back: the report card stays, and a person is told.
    hand_in(desk, "", "70")
    assert desk.parked() == {**NO_COLUMN, "posted.sign_off": 1, "posted.taken_back": 1}
    assert report_card(desk) == {desk.students[0]: ("91.5", "A-")}

    # Without the right nothing more goes, though it had waited for a signature.
    terminal.well("posting", "withdraw", "mathly", "Q1 Grade")
    desk.sync_campus()
    assert desk.parked() == {**NO_COLUMN, "posted.no_right": 1, "posted.taken_back": 1}
    said = terminal.run("posting", "sign-off", "--all")
    assert (said.status, "waits for a signature" in said.all) == (1, True)


def test_a_right_that_is_declined_says_why_and_may_be_asked_for_again(
    desk: Desk, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.well("posting", "ask", "mathly", "Q1 Grade")
    terminal.well("posting", "decline", "mathly", "Q1 Grade", "--reason", "after the pilot")
    (right,) = terminal.json("posting", "rights")["rights"]
    assert (right["state"], right["reason"]) == ("declined", "after the pilot")
    again = terminal.run("posting", "grant", "mathly", "Q1 Grade")
    assert (again.status, "no such request" in again.all) == (1, True)
    assert terminal.json("posting", "ask", "mathly", "Q1 Grade")["state"] == "requested"
    monkeypatch.setattr("homeroom.settings.GRADE_SYNC_APPROVAL", False)
    assert terminal.json("posting", "ask", "mathly", "Q1 Grade")["state"] == "granted"
    assert terminal.json("posting", "ask", "mathly", "Q1 Grade")["state"] == "granted"
    wrong = terminal.run("posting", "ask", "infinite-campus", "Q1 Grade")
    assert (wrong.status, "Name a learning app" in wrong.all) == (1, True)


def post_by_hand(desk: Desk, at: int, percent: str, letter: str, id_: str = "") -> None:
    """Let somebody else post a grade of the first quarter, over the one of an id if given."""
    with district_scope(desk.district.id) as scope:
        task = scope.value(
            "SELECT l.external_id FROM line_items i JOIN record_links l"
            " ON l.district_id = i.district_id AND l.record_id = i.id"
            " JOIN record_links c ON c.district_id = i.district_id AND c.record_id = i.class_id"
            " WHERE i.title = 'Q1 Grade' AND c.external_id = %(section)s",
            section=desk.section,
        )
    grade = Result(
        sourced_id=id_ or new_id(),
        line_item=task,
        student=desk.students[at],
        class_=desk.section,
        score=Decimal(percent),
        text_score=letter,
        score_status="fully graded",
        score_date=date(2026, 10, 13),
    )
    into = LineItemNature.GRADING_TASK
    with CONNECTOR.connect(desk.campus.delivery_config(desk.api)) as opened:
        write = Write(kind=Kind.RESULT, record=grade, class_id=desk.section, into=into)
        (receipt,) = opened.target.put([write])
    assert receipt.outcome is Outcome.STORED, receipt


def test_what_a_teacher_posted_first_is_a_conflict_even_for_a_signed_grade(
    desk: Desk, terminal: Terminal
) -> None:
    decide_windows(desk, last=5)
    terminal.well("posting", "ask", "mathly", "Q1 Grade")
    terminal.well("posting", "grant", "mathly", "Q1 Grade")
    post_by_hand(desk, 0, "88", "B+")
    hand_in(desk, *MARKS)
    terminal.well("posting", "sign-off", "--all")
    desk.sync_campus()
    assert desk.parked() == {**NO_COLUMN, "conflict.there_before": 1}
    first, second = desk.students[:2]
    assert report_card(desk) == {first: ("88", "B+"), second: ("70", "D")}
    desk.approve("q1", 0)
    desk.sync_campus()
    assert report_card(desk) == {first: ("91.5", "A-"), second: ("70", "D")}
    assert desk.parked() == NO_COLUMN


def test_a_comparison_looks_at_the_report_card_and_mends_nothing_there(
    desk: Desk, terminal: Terminal
) -> None:
    decide_windows(desk, last=5)
    terminal.well("posting", "ask", "mathly", "Q1 Grade")
    terminal.well("posting", "grant", "mathly", "Q1 Grade")
    post_by_hand(desk, 2, "88", "B+")  # a teacher's own is nobody's finding
    hand_in(desk, *MARKS)
    terminal.well("posting", "sign-off", "--all")
    desk.sync_campus()
    mine = desk.section
    done = reconcile(desk.district, IC, class_id=mine)
    assert (done.line_items, done.cells, done.found) == (1, 2, [])

    ids = [desk.delivery("q1", at).sent["id"] for at in (0, 1)]
    post_by_hand(desk, 0, "88", "B+", ids[0])
    desk.delete_in_sis("results", ids[1])
    done = reconcile(desk.district, IC, class_id=mine)
    assert done.counts() == {"reconcile.posted": 2}
    said = {one.finding.target_id: one.finding.facts for one in done.found}
    assert said == {
        ids[0]: {"seen": "88 % B+", "sent": "91.5 % A-"},
        ids[1]: {"seen": "nothing", "sent": "70 % D"},
    }
    assert repair(desk.district, done, overwrite=True, by="test") == {}
    desk.sync_campus()
    first, _, third = desk.students[:3]
    assert report_card(desk) == {first: ("88", "B+"), third: ("88", "B+")}


def test_a_column_that_becomes_a_term_grade_is_not_posted_beside_itself(
    desk: Desk, terminal: Terminal
) -> None:
    hand_in(desk, "91.5")
    assert desk.scores("Quarter 1 grade") == ["91.5"]
    decide_windows(desk, last=5)
    terminal.well("posting", "ask", "mathly", "Q1 Grade")
    terminal.well("posting", "grant", "mathly", "Q1 Grade")
    hand_in(desk, "92", "70")
    assert desk.parked() == {"posted.sent_as_score": 1, "posted.sign_off": 1}
    assert desk.scores("Quarter 1 grade") == ["91.5"], "the column stays as it was"

    # Whoever dismisses a grade will not see it on the report card, until the app changes it.
    terminal.well("deliveries", "dismiss", "infinite-campus", desk.delivery("q1", 1).record_id)
    desk.sync_campus()
    assert desk.parked() == {"posted.sent_as_score": 1}
    assert report_card(desk) == {}
    hand_in(desk, "92", "71")
    assert desk.parked() == {"posted.sent_as_score": 1, "posted.sign_off": 1}


OBJECTIVE = "5e7b2f0a-0000-4000-8000-{:012d}"


def hand_in_levels(desk: Desk, *levels: dict[int, str], score: str = "") -> None:
    """Hand in results of learning objectives: for each student a level by objective."""
    grades = [desk.grade("q1", at, score) for at in range(len(levels))]
    rows = [
        {
            "sourcedId": f"o{at}-{objective}",
            "resultSourcedId": f"q1-{desk.students[at]}",
            "source": "case",
            "learningObjectiveId": OBJECTIVE.format(objective),
            "textScore": level,
        }
        for at, some in enumerate(levels)
        for objective, level in some.items()
    ]
    desk.hand_in([desk.item("q1")], grades, resultLearningObjectiveIds=rows)


def crosswalk(terminal: Terminal, path: Path, **items: str) -> dict[str, Any]:
    """Take in a crosswalk: objective -> title of a standard."""
    lines = [f"{OBJECTIVE.format(int(id_[1:])).upper()},{title},habits,O|S|N"
             for id_, title in items.items()]  # fmt: skip
    path.write_text("\n".join(["objective,item,group,levels", *lines, ""]), encoding="utf-8")
    return terminal.json("standards", "import", str(path))


def test_levels_of_objectives_go_where_the_crosswalk_says(
    desk: Desk, terminal: Terminal, tmp_path: Path
) -> None:
    hand_in_levels(desk, {3: "s"}, {3: "Great", 4: "O"})
    assert desk.parked() == {"result.no_crosswalk": 2}
    taken = crosswalk(terminal, tmp_path / "c.csv", o3="Work Habits")
    assert taken == {"version": 1, "new": 1, "changed": 0, "same": 0}
    assert crosswalk(terminal, tmp_path / "c.csv", o3="Work Habits")["version"] == 1
    assert "Work Habits" in terminal.well("standards", "list")

    # Each objective is a grade of its own; what has no crosswalk keeps its result back, not them.
    desk.sync_campus()
    unmapped = {"result.no_crosswalk": 1, "result.level_not_in_group": 1}
    assert desk.parked() == {**unmapped, "posted.no_right": 1}
    terminal.well("posting", "ask", "mathly", "Work Habits")
    terminal.well("posting", "grant", "mathly", "Work Habits")
    set_window(desk, True)
    assert desk.parked() == {**unmapped, "posted.sign_off": 1}
    listed = terminal.json("posting", "list", "--class", shown_class(desk))["waiting"]
    assert [(one["mark"], "Quiz q1" in one["name"]) for one in listed] == [("S", True)]
    terminal.well("posting", "sign-off", "--task", "work habits", "--all")
    desk.sync_campus()
    assert report_card(desk, "Work Habits") == {desk.students[0]: (None, "S")}
    assert desk.parked() == unmapped

    # The same levels again are nothing new, another one is, and one that vanishes is told.
    hand_in_levels(desk, {3: "S"}, {3: "N", 4: "O"})
    assert desk.parked() == {"result.no_crosswalk": 1, "posted.sign_off": 1}
    hand_in_levels(desk, {}, {3: "N", 4: "O"})
    assert desk.parked()["posted.taken_back"] == 1
    assert report_card(desk, "Work Habits") == {desk.students[0]: (None, "S")}


def test_a_score_and_the_objectives_beside_it_go_their_own_ways(
    desk: Desk, terminal: Terminal, tmp_path: Path
) -> None:
    crosswalk(terminal, tmp_path / "c.csv", o3="Work Habits")
    terminal.well("posting", "ask", "mathly", "Work Habits")
    terminal.well("posting", "grant", "mathly", "Work Habits")
    set_window(desk, True)
    hand_in_levels(desk, {3: "O", 4: "S"}, score="8")
    assert desk.scores("Quiz q1") == ["8"]
    told = f"not sent: no crosswalk for {OBJECTIVE.format(4)}"
    assert desk.delivery("q1", 0).notes["standards"] == told
    terminal.well("posting", "sign-off", "--all")
    desk.sync_campus()
    assert report_card(desk, "Work Habits") == {desk.students[0]: (None, "O")}
    assert desk.scores("Quiz q1") == ["8"]


def shown_class(desk: Desk) -> str:
    """Return the id that Homeroom shows for the class."""
    with district_scope(desk.district.id) as scope:
        return str(
            scope.value(
                "SELECT c.sourced_id FROM classes c JOIN record_links l"
                " ON l.district_id = c.district_id AND l.record_id = c.id AND l.kind = 'class'"
                " WHERE l.external_id = %(id)s",
                id=desk.section,
            )
        )
