"""A published 1.1 sample district of another maker, read whole."""

from datetime import date
from pathlib import Path

import pytest

import homeroom
from homeroom.connectors.checks import CheckState
from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.tests.packages import checks, pages, records
from homeroom.model.kinds import Kind
from homeroom.model.records import Role
from homeroom.model.roster import AcademicSession, Enrollment, User

REPOSITORY = Path(homeroom.__file__).resolve().parents[2]
SAMPLE = REPOSITORY.parent / "shared" / "data" / "oneroster-1.1-district-medium.zip"

pytestmark = pytest.mark.skipif(
    not SAMPLE.exists(), reason="the sample district does not lie beside this repository"
)

COUNTS = {
    Kind.ORG: 9,
    Kind.ACADEMIC_SESSION: 2,
    Kind.COURSE: 91,
    Kind.CLASS: 364,
    Kind.USER: 837,
    Kind.DEMOGRAPHICS: 778,
    Kind.ENROLLMENT: 5_810,
}


def test_it_holds_seven_kinds() -> None:
    with CONNECTOR.connect({"path": str(SAMPLE)}) as connection:
        found = connection.source.collections(frozenset(Kind))
    assert {one.kind for one in found} == COUNTS.keys()


@pytest.mark.parametrize(("kind", "count"), COUNTS.items())
def test_every_row_is_a_record_without_a_problem(kind: Kind, count: int) -> None:
    assert len(records(SAMPLE, kind)) == count


def test_it_is_complete() -> None:
    assert {page.note for kind in COUNTS for page in pages(SAMPLE, kind)} == {""}


def test_its_school_years_are_one_year() -> None:
    found = records(SAMPLE, Kind.ACADEMIC_SESSION)
    assert [one.school_year for one in found if isinstance(one, AcademicSession)] == ["2027"] * 2


def test_its_first_user_is_an_administrator_of_a_school() -> None:
    first = records(SAMPLE, Kind.USER)[0]
    assert isinstance(first, User)
    assert first.sourced_id == "8393e069-660c-4c50-8aad-8e854588ab94"
    assert first.roles == (
        Role(
            role_type="primary",
            role="ext:administrator",
            org="180c9d00-a2c1-44a7-a062-76882f2cdef8",
        ),
    )


def test_its_first_enrollment_is_a_primary_teacher() -> None:
    first = records(SAMPLE, Kind.ENROLLMENT)[0]
    assert isinstance(first, Enrollment)
    assert (first.role, first.primary) == ("teacher", True)
    assert (first.begin_date, first.end_date) == (date(2026, 8, 15), date(2027, 6, 10))


def test_it_passes_every_check() -> None:
    found = checks(SAMPLE)
    assert {check.state for check in found.values()} == {CheckState.PASSED}
    assert found["enrollments.csv"].words == "5,810 rows, bulk."
