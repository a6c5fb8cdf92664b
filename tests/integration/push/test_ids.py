"""The id of a record at a target is made once and kept, whatever happens around it."""

import pytest

from homeroom.model.ids import new_id
from homeroom.runs.setup import activation
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)


def ids(desk: Desk) -> tuple[str, str]:
    """Return the ids of the item and of the first grade at the target, as the hub kept them."""
    return desk.items()[0]["id"], str(desk.delivery("q1", 0).sent["id"])


def one_grade(desk: Desk, score: str = "8") -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, score)])


@BOTH
def test_every_id_is_looked_up_before_it_is_first_written(desk: Desk) -> None:
    one_grade(desk)
    seen = [(one["method"], one["path"]) for one in desk.campus.get("requests")["last"]]
    made = [place for place, (method, _) in enumerate(seen) if method == "PUT"]
    item, grade = ids(desk)
    assert seen[made[0] - 1][0] == "GET"
    assert seen[made[0] - 1][1].endswith(f"/lineItems/{item}")
    assert seen[made[0]][1].endswith(f"/lineItems/{item}")
    assert seen[made[1] - 1][1].endswith(f"/lineItems/{item}/results")
    assert seen[made[1]][1].endswith(f"/results/{grade}")


def test_a_changed_lasting_name_of_the_app_changes_no_id(desk: Desk) -> None:
    one_grade(desk)
    before = ids(desk)
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, MATHLY)
        activation.change_settings(scope, app, {"identity": "another"}, "test")
    desk.hand_in([desk.item("q1", title="Quiz 1")], [desk.grade("q1", 0, "9")])
    assert ids(desk) == before
    assert desk.scores("Quiz 1") == ["9"]


def test_a_student_whom_the_sis_calls_otherwise_now_keeps_the_grade_and_its_id(
    desk: Desk,
) -> None:
    one_grade(desk)
    before = ids(desk)
    # The SIS shows the same person under a new id; the old one is no longer there.
    desk.sql(
        "INSERT INTO record_links SELECT district_id, app_id, kind, space, %(old)s, record_id,"
        " origin FROM record_links WHERE kind = 'user' AND external_id = %(id)s",
        id=desk.students[0],
        old="0-was-called-so",
    )
    desk.sql(
        "INSERT INTO source_records SELECT district_id, app_id, kind, %(old)s, 0, page_id, place,"
        " 'gone' FROM source_records WHERE kind = 'user' AND source_id = %(id)s",
        id=desk.students[0],
        old="0-was-called-so",
    )
    one_grade(desk, "9")
    assert desk.scores("Quiz q1") == ["9"]
    assert ids(desk) == before
    assert desk.parked() == {}


def test_a_grade_that_the_app_calls_otherwise_now_is_the_same_grade(desk: Desk) -> None:
    one_grade(desk)
    before = ids(desk)
    other = {**desk.grade("q1", 0, "9"), "dateLastModified": "2026-10-09T10:00:00Z"}
    other["sourcedId"] = f"second-{desk.section}"
    desk.hand_in([desk.item("q1")], [other])
    desk.hand_in([desk.item("q1")], [other])
    assert desk.scores("Quiz q1") == ["9"]
    assert desk.items()[0]["scores"][0]["score"] == "9"
    assert ids(desk) == before


def test_people_who_were_merged_keep_the_ids_of_what_was_delivered(desk: Desk) -> None:
    one_grade(desk)
    before = ids(desk)
    twin = new_id()
    with district_scope(desk.district.id) as scope:
        columns = [
            name
            for (name,) in scope.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'users'"
                " AND column_name NOT IN ('id', 'sourced_id') AND is_generated = 'NEVER'"
            )
        ]
        listed = ", ".join(columns)
        old = scope.value(
            "SELECT record_id::text FROM record_links WHERE kind = 'user' AND external_id ="
            " %(id)s LIMIT 1",
            id=desk.students[0],
        )
        scope.run(
            f"INSERT INTO users (id, sourced_id, {listed})"
            f" SELECT %(new)s::uuid, %(new)s::text, {listed} FROM users WHERE id = %(old)s::uuid",
            new=twin,
            old=old,
        )
        for table, column in (
            ("results", "student_id"),
            ("enrollments", "user_id"),
            ("record_links", "record_id"),
        ):
            scope.run(
                f"UPDATE {table} SET {column} = %(new)s::uuid WHERE {column} = %(old)s::uuid",
                new=twin,
                old=old,
            )
    one_grade(desk, "9")
    assert desk.scores("Quiz q1") == ["9"]
    assert ids(desk) == before
    assert desk.parked() == {}


def test_one_grade_can_be_followed_through_every_system(desk: Desk) -> None:
    one_grade(desk)
    with district_scope(desk.district.id) as scope:
        rows = scope.rows(
            "SELECT a.key, l.origin FROM record_links l JOIN apps a ON a.id = l.app_id"
            " WHERE l.record_id = %(id)s::uuid ORDER BY a.key",
            id=desk.delivery("q1", 0).record_id,
        )
    assert rows == [(IC, "derived"), (MATHLY, "read")]
