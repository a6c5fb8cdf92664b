"""From changed rows to stored records: what is new, what changed, what waits, what is refused."""

from homeroom.model.kinds import Kind
from homeroom.stage.kept_rows import KeptRows
from homeroom.store import history
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import enrolment, person, role, school


def test_a_first_sync_stores_everything_once(sis: FileApp) -> None:
    report = sis.sync(school(students=3))
    assert report.state == "done"
    assert report.changes == 2 + 1 + 1 + 1 + 4 + 4
    assert len(sis.records(Kind.ENROLLMENT)) == 4


def test_an_unchanged_file_changes_nothing_and_writes_no_history(sis: FileApp) -> None:
    sis.sync(school())
    assert sis.sync(school()).changes == 0
    with district_scope(sis.district.id) as scope:
        assert scope.value("SELECT count(*) FROM record_history") == 0


def test_a_changed_field_is_one_row_of_history_with_before_after_and_reason(sis: FileApp) -> None:
    sis.sync(school())
    changed = school()
    changed["users"][1] = person("s1", email="s1@river.example")
    assert sis.sync(changed).changes == 1
    with district_scope(sis.district.id) as scope:
        rows = history.of_record(scope, sis.hub_id(Kind.USER, "s1"))
    assert [(row["field"], row["before"], row["after"]) for row in rows] == [
        ("email", None, "s1@river.example")
    ]
    assert "sis" in rows[0]["reason"]


def test_a_blank_does_not_erase_an_email(sis: FileApp) -> None:
    first = school()
    first["users"][1] = person("s1", email="s1@river.example")
    sis.sync(first)
    sis.sync(school())
    assert getattr(sis.records(Kind.USER)["s1"], "email") == "s1@river.example"  # noqa: B009


def test_an_end_date_that_is_taken_back_is_gone(sis: FileApp) -> None:
    left = school()
    left["enrollments"][1] = enrolment("s1", endDate="2026-10-09")
    sis.sync(left)
    sis.sync(school())
    assert getattr(sis.records(Kind.ENROLLMENT)["e-s1"], "end_date") is None  # noqa: B009


def test_a_changed_order_of_rows_changes_nothing(sis: FileApp) -> None:
    sis.sync(school(students=9))
    turned = {name: rows[::-1] for name, rows in school(students=9).items()}
    assert sis.sync(turned).changes == 0


def test_an_enrolment_waits_for_its_person_and_wakes_with_it(sis: FileApp) -> None:
    early = school()
    early["enrollments"].append(enrolment("late"))
    report = sis.sync(early)
    assert report.stored["enrollment"].waiting == 1
    assert sis.issues() == {"reference.unknown": 1}
    early["users"].append(person("late"))
    early["roles"].append(role("late", "student"))
    assert sis.sync(early).stored["enrollment"].new == 1
    assert sis.issues() == {}


def test_people_who_name_each_other_are_stored_in_one_pass(sis: FileApp) -> None:
    family = school()
    family["users"][1] = person("s1", agentSourcedIds="t1")
    family["users"][0] = person("t1", agentSourcedIds="s1")
    report = sis.sync(family)
    assert (report.stored["user"].new, report.stored["user"].changed) == (4, 0)
    assert getattr(sis.records(Kind.USER)["t1"], "agents") == (  # noqa: B009
        sis.hub_id(Kind.USER, "s1"),
    )


def test_a_reference_that_is_not_hard_is_left_out_and_filled_in_later(sis: FileApp) -> None:
    family = school()
    family["users"][1] = person("s1", agentSourcedIds="mother")
    sis.sync(family)
    assert sis.issues() == {"reference.left_out": 1}
    family["users"].append(person("mother"))
    family["roles"].append(role("mother", "parent"))
    sis.sync(family)
    assert getattr(sis.records(Kind.USER)["s1"], "agents") == (  # noqa: B009
        sis.hub_id(Kind.USER, "mother"),
    )
    assert sis.issues() == {}


def test_a_row_that_cannot_be_used_is_told_with_its_line_and_the_others_are_used(
    sis: FileApp,
) -> None:
    broken = school()
    broken["academicSessions"][0]["startDate"] = "soon"
    report = sis.sync(broken)
    assert report.state == "done with issues"
    assert sis.issues()["row.unreadable"] == 1
    assert len(sis.records(Kind.USER)) == 4
    sis.sync(school())
    assert sis.issues() == {}


def test_passwords_are_neither_stored_nor_spooled(sis: FileApp) -> None:
    told = school()
    told["users"][1] = person("s1", password="Hunter-2-secret")
    sis.sync(told)
    with district_scope(sis.district.id) as scope:
        kept = [KeptRows(bytes(body)) for (body,) in scope.rows("SELECT body FROM pages")]
        tables = ("users", "record_history", "issues", "source_records")
        rows = [scope.rows(f"SELECT t::text FROM {table} t") for table in tables]
    bodies = b"".join(row for rows in kept for row in rows)
    assert b"Given s1" in bodies
    assert "Hunter-2-secret" not in f"{bodies!r}{rows}"
