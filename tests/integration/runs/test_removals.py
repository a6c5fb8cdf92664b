"""What a source no longer shows: counted, held over the threshold, retired, or only hidden."""

from datetime import date

from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.runs.setup import activation
from homeroom.store import absences, apps, causes
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import Rows, enrolment, person, role, school

Files = dict[str, list[dict[str, str]]]


def without(files: Files, student: str, *names: str) -> Files:
    """Return a package without a student's rows in some files."""
    key = {"users": "sourcedId", "roles": "userSourcedId", "enrollments": "userSourcedId"}
    return {
        name: [row for row in rows if name not in names or row[key[name]] != student]
        for name, rows in files.items()
    }


def leaves(files: Files, *students: str) -> Files:
    for student in students:
        files = without(files, student, "users", "roles", "enrollments")
    return files


def active(sis: FileApp, kind: Kind) -> set[str]:
    held = sis.records(kind)
    return {id_ for id_, record in held.items() if record.status is Status.ACTIVE}


def test_one_complete_read_without_a_record_retires_nothing(sis: FileApp) -> None:
    sis.sync(school())
    report = sis.sync(leaves(school(), "s3"))
    assert report.changes == 0
    assert "s3" in active(sis, Kind.USER)


def test_two_complete_reads_without_a_record_retire_it_with_its_reason(sis: FileApp) -> None:
    sis.sync(school())
    sis.sync(leaves(school(), "s3"))
    report = sis.sync(leaves(school(), "s3"))
    assert report.removed["enrollment"]["retired"] == 1
    assert report.removed["user"]["retired"] == 1
    assert active(sis, Kind.USER) == {"t1", "s1", "s2"}
    with district_scope(sis.district.id) as scope:
        reason = scope.value("SELECT retired_reason FROM users WHERE retired_at IS NOT NULL")
    assert reason == "two complete pulls did not show it"


def test_a_record_that_is_back_in_between_starts_anew(sis: FileApp) -> None:
    sis.sync(school())
    for files in (leaves(school(), "s3"), school(), leaves(school(), "s3")):
        sis.sync(files)
    assert "s3" in active(sis, Kind.USER)


def test_a_retired_record_that_returns_is_the_same_record(sis: FileApp) -> None:
    sis.sync(school())
    before = sis.hub_id(Kind.USER, "s3")
    sis.sync(leaves(school(), "s3"))
    sis.sync(leaves(school(), "s3"))
    sis.sync(school())
    assert "s3" in active(sis, Kind.USER)
    assert sis.hub_id(Kind.USER, "s3") == before


def test_a_person_who_vanished_while_still_enrolled_is_hidden_not_retired(sis: FileApp) -> None:
    sis.sync(school())
    hidden = without(school(), "s3", "users", "roles")
    for _ in range(3):
        report = sis.sync(hidden)
    assert report.removed["user"] == {"retired": 0, "held": 0, "hidden": 1}
    assert "s3" in active(sis, Kind.USER)
    assert sis.issues()["user.hidden_by_sis"] == 1
    sis.sync(school())
    assert sis.issues() == {}


def test_an_explicit_deletion_needs_no_second_read(sis: FileApp) -> None:
    sis.sync(school())
    gone = {**person("s3"), "status": "tobedeleted", "dateLastModified": "2026-10-05T10:00:00Z"}
    sis.sync({"users": [gone], "roles": [role_row("s3")]}, mode="delta")
    assert active(sis, Kind.USER) == {"t1", "s1", "s2"}


def role_row(student: str) -> dict[str, str]:
    stamp = {"status": "active", "dateLastModified": "2026-10-05T10:00:00Z"}
    return {**role(student, "student"), **stamp}


def test_a_delta_retires_nothing_that_it_does_not_list(sis: FileApp) -> None:
    sis.sync(school())
    stamp = {"status": "active", "dateLastModified": "2026-10-05T10:00:00Z"}
    for _ in range(3):
        report = sis.sync({"enrollments": [{**enrolment("s1"), **stamp}]}, mode="delta")
        assert report.removed == {}
    assert len(active(sis, Kind.ENROLLMENT)) == 4


def big(leaving: int) -> Files:
    return leaves(school(students=60), *(f"s{number}" for number in range(1, leaving + 1)))


def test_removals_over_the_threshold_wait_while_additions_go_on(sis: FileApp) -> None:
    sis.sync(big(0))
    sis.sync(big(12))
    grown = big(12)
    grown["users"].append(person("new"))
    grown["roles"].append(role("new", "student"))
    report = sis.sync(grown)
    assert report.state == "on hold"
    assert report.removed["user"] == {"retired": 0, "held": 12, "hidden": 0}
    assert report.stored["user"].new == 1
    assert len(active(sis, Kind.USER)) == 62


def test_approved_removals_are_carried_out_by_the_next_sync(sis: FileApp) -> None:
    for files in (big(0), big(12), big(12)):
        sis.sync(files)
    with district_scope(sis.district.id) as scope:
        assert absences.approve_held(scope, apps.keyed(scope, "sis").id) == 24
    report = sis.sync(big(12))
    assert report.removed["user"]["retired"] == 12
    assert report.state == "done"
    assert len(active(sis, Kind.USER)) == 49


def test_declined_removals_keep_the_records_until_the_source_shows_them_again(
    sis: FileApp,
) -> None:
    for files in (big(0), big(12), big(12)):
        sis.sync(files)
    with district_scope(sis.district.id) as scope:
        assert absences.decline_held(scope, apps.keyed(scope, "sis").id) == 24
    report = sis.sync(big(12))
    assert (report.removed, report.state) == ({}, "done")
    assert len(active(sis, Kind.USER)) == 61
    for files in (big(11), big(12), big(12)):  # the twelfth was back, so it is counted anew
        report = sis.sync(files)
    assert report.removed["user"]["retired"] == 1


def test_one_record_may_be_left_out_of_an_approval(sis: FileApp) -> None:
    for files in (big(0), big(12), big(12)):
        sis.sync(files)
    with district_scope(sis.district.id) as scope:
        app_id = apps.keyed(scope, "sis").id
        stay = [(Kind.USER, "s3"), (Kind.ENROLLMENT, "e-s3")]
        assert absences.approve_held(scope, app_id, stay) == 22
    sis.sync(big(12))
    assert "s3" in active(sis, Kind.USER)
    assert len(active(sis, Kind.USER)) == 50


def test_a_term_that_ended_is_told_as_the_cause(sis: FileApp) -> None:
    for files in (big(0), big(12), big(12)):
        sis.sync(files)
    with district_scope(sis.district.id) as scope:
        app_id = apps.keyed(scope, "sis").id
        during, after = date(2027, 6, 4), date(2027, 6, 5)
        seen = causes.in_common(scope, app_id, Kind.ENROLLMENT, during)
        assert (seen.held, seen.ended, seen.school, seen.of_school) == (12, 0, "Oak", 12)
        assert causes.in_common(scope, app_id, Kind.ENROLLMENT, after).ended == 12
        assert causes.in_common(scope, app_id, Kind.USER, after).held == 12


def test_ten_percent_exactly_is_not_too_much(sis: FileApp) -> None:
    hundred: Rows = school(students=99)["users"]
    assert len(hundred) == 100
    for count in (0, 10, 10):
        report = sis.sync(leaves(school(students=99), *(f"s{n}" for n in range(1, count + 1))))
    assert report.removed["user"]["retired"] == 10


def test_a_district_sets_its_own_threshold(sis: FileApp) -> None:
    with district_scope(sis.district.id) as scope:
        app = apps.keyed(scope, "sis")
        activation.change_settings(scope, app, {"safety": {"retired_percent": 50}}, "test")
    for files in (big(0), big(12), big(12)):
        report = sis.sync(files)
    assert report.removed["user"]["retired"] == 12


def test_an_empty_file_retires_nothing(sis: FileApp) -> None:
    sis.sync(school())
    for _ in range(3):
        sis.sync({"orgs": school()["orgs"]})
    assert len(active(sis, Kind.USER)) == 4
