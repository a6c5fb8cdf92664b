"""The gradebook of a class as a grid: who and what it shows, and what became of each grade."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.store import apps, audit
from homeroom.store.scope import Scope, district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import enrolment, line_item, person, result, role, school
from tests.people import Town, put_out


@pytest.fixture(scope="module", autouse=True)
def graded(sis: FileApp) -> FileApp:
    """Three students and one who left; four line items in two categories and without one."""
    with district_scope(sis.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = true WHERE key = 'sis'")
    files = school()
    files["users"][1] |= {"familyName": "Zoë <i>", "givenName": "O'Neil"}
    files["users"].append(person("s9"))
    files["roles"].append(role("s9", "student"))
    files["enrollments"].append(enrolment("s9"))
    files["categories"] = [
        {"sourcedId": "tests", "title": "Tests", "weight": "62.50"},
        {"sourcedId": "work", "title": "Homework", "weight": ""},
    ]
    files["lineItems"] = [
        line_item("a", dueDate="2026-10-05"),
        line_item("b", dueDate="2026-10-07", categorySourcedId="tests"),
        line_item("c", dueDate="2026-10-06", categorySourcedId="work"),
        line_item("d", dueDate="2026-10-08", categorySourcedId="tests"),
    ]
    files["results"] = [
        result("a", "s1", "8.50", textScore="B+"),
        result("a", "s2", "", textScore="pass"),
        result("a", "s3", "0", missing="true", incomplete="true"),
        result("b", "s1", "7", scoreStatus="submitted"),
        result("b", "s9", "3"),
        result("c", "s1", "", scoreStatus="not submitted", inProgress="true"),
    ]
    sis.sync(files)
    left = UUID(sis.hub_id(Kind.ENROLLMENT, "e-s9"))
    with district_scope(sis.district.id) as scope:
        scope.run("UPDATE enrollments SET retired_at = now() WHERE id = %(id)s", id=left)
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def address(graded: FileApp) -> str:
    return f"/d/riverbend/classes/{graded.hub_id(Kind.CLASS, 'alg-1')}/"


def rows(answer: Any) -> dict[str, list[Any]]:
    return {pupil.name: cells for pupil, cells in answer.context["rows"]}


def ways(answer: Any) -> dict[str, str]:
    return dict(answer.context["onward"])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_line_items_stand_by_category_the_newest_first_and_those_without_one_last(
    graded: FileApp, admin: Client
) -> None:
    answer = admin.get(address(graded))
    groups = [(title, [one.title for one in some]) for title, some in answer.context["groups"]]
    assert groups == [
        ("Homework", ["Quiz c"]),
        ("Tests (62.50 %)", ["Quiz d", "Quiz b"]),
        ("Without a category", ["Quiz a"]),
    ]
    # The heads and the cells below them are in the same order.
    assert [one.title for one, _ in answer.context["items"]] == [
        title for _, titles in groups for title in titles
    ]


def test_a_score_reads_as_its_teacher_gave_it(graded: FileApp, admin: Client) -> None:
    found = rows(admin.get(address(graded)))
    assert found["Zoë <i>, O'Neil"][3].score == "B+ (8.5)"
    assert found["Family s2, Given s2"][3].score == "pass"
    assert found["Family s3, Given s3"][3].score == "0"


def test_flags_and_states_that_are_no_grade_stand_beside_the_score(
    graded: FileApp, admin: Client
) -> None:
    found = rows(admin.get(address(graded)))
    one = found["Zoë <i>, O'Neil"]
    assert found["Family s3, Given s3"][3].flags == ("missing", "incomplete")
    assert one[2].flags == ("submitted",)
    assert one[0].flags == ("in progress", "not submitted")
    assert one[0].score == ""
    assert "no score" in text(admin.get(address(graded)))


def test_who_left_the_class_stays_with_the_grades_and_says_so(
    graded: FileApp, admin: Client
) -> None:
    answer = admin.get(address(graded))
    left = {pupil.name: pupil.left for pupil, _ in answer.context["rows"]}
    assert left["Family s9, Given s9"] is True
    assert list(left.values()).count(True) == 1
    assert rows(answer)["Family s9, Given s9"][2].score == "3"
    assert "Family t1, Given t1" not in left
    assert text(answer).count("left the class") == 1


def test_a_name_is_text(graded: FileApp, admin: Client) -> None:
    shown = text(admin.get(address(graded)))
    assert "Zoë &lt;i&gt;, O&#x27;Neil" in shown
    assert "<i>" not in shown


@pytest.mark.parametrize("place", ["²", "-1", "1.5", "9" * 30, "x", ""])
def test_a_place_that_is_none_begins_with_what_is_due(
    graded: FileApp, admin: Client, place: str
) -> None:
    answer = admin.get(address(graded), {"from": place})
    assert (answer.context["first"], answer.context["last"]) == (1, 4)


def test_a_place_behind_the_last_line_item_shows_the_last_one(
    graded: FileApp, admin: Client
) -> None:
    answer = admin.get(address(graded), {"from": "99"})
    assert "Line items 4 to 4 of 4" in text(answer)
    assert [one.title for one, _ in answer.context["items"]] == ["Quiz a"]
    assert ways(answer) == {"Newer line items": "?from=0&row=0"}


def test_pages_of_the_grid_lead_there_and_back(
    graded: FileApp, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.grid.ITEMS", 3)
    first = admin.get(address(graded))
    assert ways(first) == {"Older line items": "?from=3&row=0"}
    second = admin.get(address(graded) + ways(first)["Older line items"])
    assert ways(second) == {"Newer line items": "?from=0&row=0"}
    titles = [one.title for answer in (first, second) for one, _ in answer.context["items"]]
    # The newest due first; within a page by category.
    assert sorted(titles[:3]) == ["Quiz b", "Quiz c", "Quiz d"]
    assert titles[3:] == ["Quiz a"]


def test_a_large_class_is_paged_by_its_students(
    graded: FileApp, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = admin.get(address(graded))
    whole, titles = rows(answer), [one.title for one, _ in answer.context["items"]]
    monkeypatch.setattr("homeroom.console.views.grid.STUDENTS", 3)
    first = admin.get(address(graded), {"from": 1})
    assert "Students 1 to 3 of 4" in text(first)
    second = admin.get(address(graded) + ways(first)["Students after"])
    assert "Students 4 to 4 of 4" in text(second)
    assert ways(second) == {
        "Newer line items": "?from=0&row=3",
        "Students before": "?from=1&row=0",
    }
    # Whoever is on the second page has the same grades there as in the whole.
    (name,) = rows(second)
    assert [*rows(first), name] == list(whole)
    kept = [one.title for one, _ in second.context["items"]]
    assert [cell for cell in rows(second)[name] if cell] == [
        cell for cell, title in zip(whole[name], titles, strict=True) if cell and title in kept
    ]


@pytest.mark.parametrize("place", ["²", "-1", "x", ""])
def test_a_row_that_is_none_begins_with_the_first_student(
    graded: FileApp, admin: Client, place: str
) -> None:
    assert admin.get(address(graded), {"row": place}).context["students"] == (1, 4, 4)


@pytest.fixture
def outbox(graded: FileApp, town: Town) -> Any:
    """A way to put a delivery into the outbox, to one of two targets; all are gone at the end."""
    with district_scope(town.district.id) as scope:
        targets = [apps.keyed(scope, key).id for key in ("sis", "campus")]

    def put(target: int, kind: Kind, source_id: str, state: str, **more: Any) -> None:
        with district_scope(town.district.id) as scope:
            pair = (targets[target], targets[target])
            put_out(scope, pair, kind, graded.hub_id(kind, source_id), state, **more)

    yield put
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM deliveries WHERE app_id = ANY(%(ids)s::int[])", ids=targets)


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("delivered", "refused"), "refused"),
        (("conflict", "refused"), "conflict"),
        (("waiting", "held"), "held"),
        (("dropped", "delivered"), "delivered"),
        (("delivered", "sending"), "sending"),
    ],
)
def test_of_two_targets_the_one_that_needs_a_person_is_shown(
    graded: FileApp, admin: Client, outbox: Any, states: tuple[str, str], shown: str
) -> None:
    for target, state in enumerate(states):
        outbox(target, Kind.RESULT, "a-s1", state)
    assert rows(admin.get(address(graded)))["Zoë <i>, O'Neil"][3].state == shown


@pytest.mark.parametrize(
    ("held", "there"),
    [
        ({"score": "8.5", "text_score": "B+"}, ""),
        ({"score": "8.5"}, ""),
        ({"score": "9"}, "9"),
        ({"score": "8.5", "text_score": "A"}, "A 8.5"),
        ({"score": None, "text_score": None}, "no score"),
    ],
)
def test_what_the_sis_holds_is_shown_where_it_is_something_else(
    graded: FileApp, admin: Client, outbox: Any, held: dict[str, Any], there: str
) -> None:
    outbox(0, Kind.RESULT, "a-s1", "delivered", baseline=held)
    assert rows(admin.get(address(graded)))["Zoë <i>, O'Neil"][3].there == there


def test_the_delivery_of_a_line_item_stands_at_its_head(
    graded: FileApp, admin: Client, outbox: Any
) -> None:
    outbox(0, Kind.LINE_ITEM, "c", "held")
    answer = admin.get(address(graded))
    sent = {item.title: one.state for item, one in answer.context["items"] if one}
    assert sent == {"Quiz c": "held"}
    assert "Held" in text(answer)


def test_a_removed_target_has_no_say(
    graded: FileApp, admin: Client, town: Town, outbox: Any
) -> None:
    outbox(1, Kind.RESULT, "a-s1", "refused")
    turn = "UPDATE apps SET state = %(state)s WHERE key = 'campus'"
    with district_scope(town.district.id) as scope:
        scope.run(turn, state="removed")
    assert rows(admin.get(address(graded)))["Zoë <i>, O'Neil"][3].state == ""
    with district_scope(town.district.id) as scope:
        scope.run(turn, state="active")


def bare_class(scope: Scope) -> str:
    """Store a class of nobody and nothing beside the others; return its id."""
    id_ = uuid4()
    scope.run(
        "INSERT INTO classes (district_id, id, sourced_id, changed_at, title, course_id, school_id)"
        " SELECT district_id, %(id)s, %(text)s, %(now)s, 'Study hall', course_id, school_id"
        " FROM classes WHERE title = 'Algebra 1'",
        id=id_,
        text=str(id_),
        now=datetime.now(UTC),
    )
    return str(id_)


def test_a_class_without_anything_says_so(admin: Client, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        id_ = bare_class(scope)
    there = f"/d/riverbend/classes/{id_}/"
    assert "This class has no line items yet." in text(admin.get(there))
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO line_items (district_id, id, sourced_id, changed_at, title, class_id)"
            " VALUES (%(district)s, %(id)s, 'solo', now(), 'Solo', %(class)s)",
            id=uuid4(),
            **{"class": UUID(id_)},
        )
    shown = text(admin.get(there, {"from": "5"}))
    assert "Nobody is enrolled as a student." in shown
    assert "Line items 1 to 1 of 1" in shown


def test_a_retired_line_item_is_not_in_the_grid(graded: FileApp, admin: Client, town: Town) -> None:
    turn = "UPDATE line_items SET retired_at = {} WHERE id = %(id)s"
    id_ = UUID(graded.hub_id(Kind.LINE_ITEM, "d"))
    with district_scope(town.district.id) as scope:
        scope.run(turn.format("now()"), id=id_)
    titles = [one.title for one, _ in admin.get(address(graded)).context["items"]]
    assert titles == ["Quiz c", "Quiz b", "Quiz a"]
    with district_scope(town.district.id) as scope:
        scope.run(turn.format("NULL"), id=id_)


@pytest.mark.parametrize("visitor", ["help-desk", "school-admin", "teacher"])
def test_a_class_of_another_school_or_teacher_is_not_there(
    graded: FileApp, town: Town, visitor: str
) -> None:
    assert town.browser(visitor).get(address(graded)).status_code == 404


def test_the_grid_takes_no_forms(graded: FileApp, admin: Client) -> None:
    assert admin.post(address(graded)).status_code == 405


def test_the_grid_is_kept_as_a_file_and_that_is_written_down(
    graded: FileApp, admin: Client, town: Town
) -> None:
    link = admin.get(address(graded)).context["csv"]
    answer: Any = admin.get(address(graded) + link)
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = {row[0]: row[1:] for row in csv.reader(io.StringIO(sent, newline=""))}
    # Days travel at noon, in UTC.
    assert [head.split(";")[0] for head in lines["Student"]] == [
        "Quiz c", "Quiz d", "Quiz b", "Quiz a",
    ]  # fmt: skip
    assert lines["Student"][1].startswith("Quiz d; Tests; ")
    assert lines["Zoë <i>, O'Neil"] == ["no score; in progress; not submitted", "", "7; submitted",
                                        "B+ (8.5)"]  # fmt: skip
    assert lines["Family s9, Given s9"] == ["", "", "3", ""]
    with district_scope(town.district.id) as scope:
        _, actor, act, subject, facts = audit.latest(scope, 1)[0]
    room = graded.hub_id(Kind.CLASS, "alg-1")
    assert (actor, act, subject) == ("district-admin@river.example", "data.export", f"class {room}")
    assert facts == {"students": 4, "items": 4}
