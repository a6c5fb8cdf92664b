"""What an app is can be told later: what it has brought is looked at again in that light."""

from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.uniqueness import usual
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.runs.conftest import FileApp
from tests.packages import Rows, enrolment, school

ALIKE = {"orgs": "identifier", "courses": "courseCode", "classes": "classCode"}


def known(students: int) -> dict[str, Rows]:
    """Return a school in which another system recognises everything by the usual ids."""
    files: dict[str, Rows] = dict(school(students))
    for name, field in ALIKE.items():
        files[name] = [{**one, field: f"no-{one['sourcedId']}"} for one in files[name]]
    files["users"] = [
        {**one, "email": f"{one['sourcedId']}@river.example"} for one in files["users"]
    ]
    return files


def guessed(district: District, folder: Path, key: str, *, grade_sync: bool = False) -> FileApp:
    """Activate an app whose role nobody says."""
    wish = Wish(
        connector="oneroster_csv",
        key=key,
        title=key,
        mode="import",
        grade_sync=grade_sync,
        delivery={"path": str(folder / f"{key}.zip")},
    )
    with district_scope(district.id) as scope:
        app = activation.activate(scope, wish, "test")
        if app.state == "requested":
            activation.approve(scope, app, "test")
    return FileApp(district, folder / f"{key}.zip", key)


def tell(district: District, key: str, role: str) -> App:
    with district_scope(district.id) as scope:
        return activation.change_role(scope, apps.keyed(scope, key), role, "test")


def stored(district: District, key: str) -> App:
    with district_scope(district.id) as scope:
        return apps.keyed(scope, key)


@pytest.mark.parametrize(("grade_sync", "role"), [(False, "sis"), (True, "learning")])
def test_a_file_with_grades_is_guessed_to_come_from_a_learning_app(
    district: District, tmp_path: Path, grade_sync: bool, role: str
) -> None:
    guessed(district, tmp_path, "file", grade_sync=grade_sync)
    assert (stored(district, "file").role, stored(district, "file").role_said) == (role, False)
    tell(district, "file", role)
    assert (stored(district, "file").role, stored(district, "file").role_said) == (role, True)


def test_members_that_only_a_learning_app_knows_leave_once_it_is_told_to_be_one(
    district: District, sis: FileApp, tmp_path: Path
) -> None:
    decide(district, uniqueness=usual())
    sis.sync(known(2))
    other = guessed(district, tmp_path, "other")
    files = known(3)
    other.sync(files)
    assert len(every(district, Kind.ENROLLMENT)) == 4, "two systems of record, as far as it seems"
    tell(district, "other", "learning")
    assert len(every(district, Kind.ENROLLMENT)) == 3
    other.sync(files)
    assert other.issues() == {"enrollment.only_in_app": 1}
    assert len(every(district, Kind.ENROLLMENT)) == 3
    assert len(every(district, Kind.USER)) == 4
    # The SIS comes to know the third student, too.
    sis.sync(known(3))
    assert other.issues() == {}
    assert len(every(district, Kind.ENROLLMENT)) == 4


def test_where_no_sis_is_the_members_of_the_only_source_stay(
    district: District, tmp_path: Path
) -> None:
    alone = guessed(district, tmp_path, "alone")
    alone.sync(known(2))
    before = every(district, Kind.ENROLLMENT)
    tell(district, "alone", "learning")
    assert every(district, Kind.ENROLLMENT) == before
    alone.sync(known(2))
    assert every(district, Kind.ENROLLMENT) == before


def test_a_role_that_is_only_confirmed_changes_no_record(
    district: District, sis: FileApp, tmp_path: Path
) -> None:
    sis.sync(known(2))
    before = {kind: every(district, kind) for kind in Kind}
    assert tell(district, "sis", "sis").role_said
    assert sis.sync(known(2)).changes == 0
    assert {kind: every(district, kind) for kind in Kind} == before


def test_the_role_of_a_draft_is_told_before_it_is_finished(
    district: District, tmp_path: Path
) -> None:
    wish = Wish(connector="oneroster_csv", key="draft", title="Draft", mode="import",
                grade_sync=False, draft=True)  # fmt: skip
    with district_scope(district.id) as scope:
        activation.activate(scope, wish, "test")
    app = tell(district, "draft", "learning")
    assert (app.state, app.role, app.role_said) == ("draft", "learning", True)


def test_what_somebody_did_is_in_the_audit_log(district: District, sis: FileApp) -> None:
    tell(district, "sis", "sis")
    with district_scope(district.id) as scope:
        acts = scope.rows("SELECT actor, subject, facts->>'role' FROM audit_events"
                          " WHERE act = 'app.role'")  # fmt: skip
    assert acts == [("test", "sis", "sis")]


def test_an_app_that_comes_back_is_what_it_is_said_to_be_then(
    district: District, tmp_path: Path
) -> None:
    app = guessed(district, tmp_path, "file")
    app.sync(known(1))
    tell(district, "file", "learning")
    with district_scope(district.id) as scope:
        activation.remove(scope, apps.keyed(scope, "file"), "test")
    with pytest.raises(NeedsDistrict, match="no active app"):
        stored(district, "file")
    guessed(district, tmp_path, "file")
    assert (stored(district, "file").role, stored(district, "file").role_said) == ("sis", False)
    assert app.sync({**known(1), "enrollments": [enrolment("t1", "teacher")]}).state == "done"
