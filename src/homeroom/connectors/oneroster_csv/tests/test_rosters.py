"""What the roster files become, in both versions."""

from datetime import date
from pathlib import Path

import pytest

from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import (
    objects,
    records,
    sheet,
    write_folder,
    write_zip,
)
from homeroom.model.kinds import ROSTER, Kind
from homeroom.model.records import Role, UserId, UserProfile
from homeroom.model.roster import AcademicSession, Class, Course, Demographics, Enrollment, User

BOTH = pytest.mark.parametrize("files", [DISTRICT_1_1, DISTRICT_1_2], ids=["1.1", "1.2"])


@BOTH
def test_every_roster_file_decodes_without_a_problem(tmp_path: Path, files: dict[str, str]) -> None:
    path = write_zip(tmp_path / "or.zip", files)
    assert all(records(path, kind) for kind in ROSTER)


@BOTH
def test_a_folder_reads_as_its_zip_does(tmp_path: Path, files: dict[str, str]) -> None:
    zipped = write_zip(tmp_path / "or.zip", files)
    folder = write_folder(tmp_path / "or", files)
    assert [objects(folder, kind) for kind in ROSTER] == [objects(zipped, kind) for kind in ROSTER]


@BOTH
def test_a_class_carries_its_lists_and_references(tmp_path: Path, files: dict[str, str]) -> None:
    [found] = records(write_zip(tmp_path / "or.zip", files), Kind.CLASS)
    assert found == Class(
        sourced_id="k1",
        title="Algebra I - 2",
        course="c1",
        school="s1",
        terms=("t1", "t2"),
        class_code="MA101-2",
        class_type="scheduled",
        location="Room 7",
        grades=("09", "10"),
        subjects=("Mathematics",),
        subject_codes=("02",),
        periods=("1", "3"),
        resources=("res1",),
    )


@BOTH
def test_a_course_refers_to_its_school_year(tmp_path: Path, files: dict[str, str]) -> None:
    [found] = records(write_zip(tmp_path / "or.zip", files), Kind.COURSE)
    assert found == Course(
        sourced_id="c1",
        title="Algebra I",
        course_code="MA101",
        grades=("09", "10"),
        subjects=("Mathematics", "Algebra"),
        subject_codes=("02", "0201"),
        org="s1",
        school_year="y27",
        resources=("res1",),
    )


@BOTH
def test_enrollments_keep_their_dates_and_their_primary_teacher(
    tmp_path: Path, files: dict[str, str]
) -> None:
    found = records(write_zip(tmp_path / "or.zip", files), Kind.ENROLLMENT)
    assert found == [
        Enrollment(
            sourced_id="e1",
            user="u1",
            class_="k1",
            school="s1",
            role="student",
            primary=False,
            begin_date=date(2026, 8, 15),
            end_date=date(2026, 12, 19),
        ),
        Enrollment(
            sourced_id="e2", user="u2", class_="k1", school="s1", role="teacher", primary=True
        ),
    ]


@BOTH
def test_demographics_belong_to_the_user_of_the_same_id(
    tmp_path: Path, files: dict[str, str]
) -> None:
    [found] = records(write_zip(tmp_path / "or.zip", files), Kind.DEMOGRAPHICS)
    assert isinstance(found, Demographics)
    assert (found.user, found.sex, found.birth_date) == ("u1", "female", date(2012, 3, 4))
    assert (found.asian, found.white, found.hispanic_or_latino_ethnicity) == (True, True, False)


def test_a_1_1_user_has_one_role_in_each_of_its_orgs(tmp_path: Path) -> None:
    found = records(write_zip(tmp_path / "or.zip", DISTRICT_1_1), Kind.USER)
    assert isinstance(found[1], User)
    assert found[1].roles == (
        Role(role_type="primary", role="teacher", org="s1"),
        Role(role_type="primary", role="teacher", org="d1"),
    )


def test_a_1_1_user_carries_ids_of_other_systems_and_its_parents(tmp_path: Path) -> None:
    [mira, _, ada] = records(write_zip(tmp_path / "or.zip", DISTRICT_1_1), Kind.USER)
    assert isinstance(mira, User)
    assert isinstance(ada, User)
    assert mira.user_ids == (UserId("Fed", "mira@x.example"), UserId("LDAP", "mira7"))
    assert (mira.agents, mira.grades, mira.middle_name) == (("u3",), ("09",), "Q")
    assert (ada.enabled_user, ada.roles[0].role) == (False, "parent")


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("student", "student"),
        ("Teacher", "teacher"),
        # Which of the three administrators of 1.2 it is shows once the org is known.
        ("administrator", "ext:administrator"),
        ("ADMINISTRATOR", "ext:administrator"),
        (" guardian ", "guardian"),
        ("janitor", "ext:janitor"),
    ],
)
def test_roles_of_1_1_become_roles_of_1_2(tmp_path: Path, word: str, role: str) -> None:
    users = sheet("enabledUser,orgSourcedIds,role,givenName,familyName", f"u,,,true,s,{word},A,B")
    [found] = records(write_folder(tmp_path / "or", {"users": users}), Kind.USER)
    assert isinstance(found, User)
    assert [one.role for one in found.roles] == [role]


def test_a_1_1_role_without_an_org_is_kept_beside_the_user(tmp_path: Path) -> None:
    users = sheet("orgSourcedIds,role,givenName,familyName", "u,,,,parent,Ada,Fernhollow")
    [found] = records(write_folder(tmp_path / "or", {"users": users}), Kind.USER)
    assert isinstance(found, User)
    assert (found.roles, found.metadata) == ((), {"role": "parent"})


def test_a_1_2_user_is_joined_with_roles_accounts_and_resources(tmp_path: Path) -> None:
    [mira, tove] = records(write_zip(tmp_path / "or.zip", DISTRICT_1_2), Kind.USER)
    assert mira == User(
        sourced_id="u1",
        given_name="Miranda",
        family_name="Fernhollow",
        middle_name="Quill",
        preferred_first_name="Mira",
        preferred_middle_name="Q",
        preferred_last_name="Fern",
        pronouns="she/her/hers",
        username="mira",
        user_master_identifier="m-1",
        identifier="900",
        email="mira@x.example",
        sms="1",
        phone="2",
        user_ids=(UserId("Fed", "mira@x.example"),),
        roles=(
            Role(
                role_type="primary",
                role="student",
                org="s1",
                user_profile="p1",
                begin_date=date(2026, 8, 15),
                end_date=date(2027, 6, 11),
            ),
        ),
        user_profiles=(
            UserProfile(
                profile_id="p1",
                profile_type="Learning app",
                vendor_id="acme",
                application_id="acme-app",
                description="Mira's account",
            ),
        ),
        primary_org="s1",
        agents=("u3",),
        grades=("09",),
        resources=("res1",),
    )
    assert isinstance(tove, User)
    assert [(one.role, one.org) for one in tove.roles] == [
        ("teacher", "s1"),
        ("siteAdministrator", "d1"),
    ]


@BOTH
def test_no_password_and_no_credential_is_read(tmp_path: Path, files: dict[str, str]) -> None:
    text = str(objects(write_zip(tmp_path / "or.zip", files), Kind.USER))
    assert "hunter2" not in text
    assert "mira-login" not in text
    assert "secret" not in text


@pytest.mark.parametrize(
    ("given", "year"),
    [
        ("2027", "2027"),
        ("2026-2027", "2027"),
        ("2026-27", "2027"),
        ("2026/2027", "2027"),
        (" 2026 - 2027 ", "2027"),
        ("1999-00", "2000"),
        ("Year 3", "Year 3"),
    ],
)
def test_a_school_year_is_the_year_in_which_it_ends(tmp_path: Path, given: str, year: str) -> None:
    sessions = sheet(
        "title,type,startDate,endDate,schoolYear",
        f"y,,,Year,schoolYear,2026-08-15,2027-06-11,{given}",
    )
    [found] = records(
        write_folder(tmp_path / "or", {"academicSessions": sessions}), Kind.ACADEMIC_SESSION
    )
    assert isinstance(found, AcademicSession)
    assert found.school_year == year


def test_enrollment_roles_that_only_1_1_has_become_extensions(tmp_path: Path) -> None:
    enrollments = sheet("classSourcedId,userSourcedId,role", "e,,,k,u,guardian")
    [found] = records(write_folder(tmp_path / "or", {"enrollments": enrollments}), Kind.ENROLLMENT)
    assert isinstance(found, Enrollment)
    assert found.role == "ext:guardian"


def test_ids_lose_the_blanks_around_them(tmp_path: Path) -> None:
    enrollments = sheet("classSourcedId,userSourcedId,role", " e ,,, k , u ,student")
    [found] = objects(write_folder(tmp_path / "or", {"enrollments": enrollments}), Kind.ENROLLMENT)
    assert (found["sourcedId"], found["class"]) == ("e", {"sourcedId": "k"})


def test_a_bulk_file_may_fill_status_and_date_as_real_exports_do(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o,active,2026-11-23T16:07:38.064Z,Acorn,school")
    [page] = [objects(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)]
    assert page[0]["status"] == "active"
    assert page[0]["dateLastModified"] == "2026-11-23T16:07:38.064Z"


def test_ids_in_other_systems_that_have_no_braces_are_left_to_the_hub(tmp_path: Path) -> None:
    users = sheet("userIds,givenName,familyName", "u,,,mira7,Mira,Fernhollow")
    [found] = objects(write_folder(tmp_path / "or", {"users": users}), Kind.USER)
    assert found["userIds"] == "mira7"
