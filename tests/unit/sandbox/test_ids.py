"""The id schemes, and the way back from an id to a row."""

import pytest

from homeroom.sandbox.campus.given_ids import GivenIds
from homeroom.sandbox.campus.ids import CampusIds
from homeroom.sandbox.campus.nouns import Api
from tests.unit.sandbox.rows import ALGEBRA, ANA, PAM, Q1, S1, SCHOOL, TEO, roster

_ROSTER = roster()
_PLUS, _PLAIN = CampusIds(), CampusIds(plus=False)


@pytest.mark.parametrize(
    ("role", "letter"),
    [
        ("student", "s"),
        ("teacher", "t"),
        ("administrator", "a"),
        ("guardian", "g"),
        ("parent", "p"),
        ("relative", "r"),
        ("aide", "e"),
        ("proctor", "c"),
    ],
)
def test_every_role_has_a_letter_of_its_own(role: str, letter: str) -> None:
    person = _ROSTER.people[ANA]
    assert _PLUS.user(person, "1.1", role) == f"{letter}+{ANA}"
    assert _PLAIN.user(person, "1.1", role) == f"{letter}{ANA}"
    assert _PLUS.find_user(_ROSTER, f"{letter}+{ANA}", "1.1") == (ANA, role)
    assert _PLAIN.find_user(_ROSTER, f"{letter}{ANA}", "1.1") == (ANA, role)


def test_1p2_user_is_the_guid_whatever_the_role() -> None:
    person = _ROSTER.people[ANA]
    assert _PLUS.user(person, "1.2", "student") == person.guid
    assert _PLUS.find_user(_ROSTER, person.guid, "1.2") == (ANA, "")
    assert _PLUS.find_user(_ROSTER, person.guid, "1.1") is None


@pytest.mark.parametrize(
    "text", ["", "s", "s+", "s+99", "s21", "s++21", "s+021", "s+2 1", "x+21", "+21", "s+²", "S+21"]
)
def test_text_that_is_no_1p1_user_id_names_nobody(text: str) -> None:
    assert _PLUS.find_user(_ROSTER, text, "1.1") is None


@pytest.mark.parametrize("text", ["s+21", "s", "s021", "21"])
def test_plain_scheme_knows_no_plus(text: str) -> None:
    assert _PLAIN.find_user(_ROSTER, text, "1.1") is None


@pytest.mark.parametrize(
    ("api", "known", "unknown"), [("1.1", str(SCHOOL), "9"), ("1.2", "guid", str(SCHOOL))]
)
def test_orgs_are_numbers_or_guids(api: Api, known: str, unknown: str) -> None:
    org = _ROSTER.orgs[SCHOOL]
    name = _PLUS.org(org, api)
    assert name == (org.guid if known == "guid" else known)
    assert _PLUS.find_org(_ROSTER, name, api) == SCHOOL
    assert _PLUS.find_org(_ROSTER, unknown, api) is None


def test_grading_period_is_named_apart_from_its_term() -> None:
    assert _PLUS.session(_ROSTER.sessions[S1]) == str(S1)
    assert _PLUS.session(_ROSTER.sessions[Q1]) == f"gp{Q1}"
    assert _PLUS.find_session(_ROSTER, f"gp{Q1}") == Q1
    assert _PLUS.find_session(_ROSTER, str(Q1)) is None
    assert _PLUS.find_session(_ROSTER, f"gp{S1}") is None
    assert _PLUS.find_session(_ROSTER, "gp") is None


def test_enrolments_are_found_in_the_table_that_their_letter_names() -> None:
    student, teacher = _ROSTER.student_rows[501], _ROSTER.staff_rows[601]
    assert (_PLUS.enrollment(student), _PLUS.enrollment(teacher)) == ("s501", "t601")
    assert _PLUS.find_enrollment(_ROSTER, "s501") is student
    assert _PLUS.find_enrollment(_ROSTER, "t601") is teacher
    for wrong in ("t501", "s601", "501", "", "s"):
        assert _PLUS.find_enrollment(_ROSTER, wrong) is None


def test_sections_and_courses_are_plain_numbers() -> None:
    assert _PLUS.section(ALGEBRA) == str(ALGEBRA)
    assert _PLUS.find_section(_ROSTER, str(ALGEBRA)) == ALGEBRA
    assert _PLUS.find_section(_ROSTER, "0701") is None
    assert _PLUS.find_course(_ROSTER, "31") == 31
    assert _PLUS.find_course(_ROSTER, "99") is None


def test_demographics_are_found_by_guid() -> None:
    person = _ROSTER.people[ANA]
    assert _PLUS.demographics(person) == person.guid
    assert _PLUS.find_demographics(_ROSTER, person.guid) == ANA


def _given() -> GivenIds:
    return GivenIds(
        orgs={SCHOOL: "S"},
        sessions={S1: "T"},
        courses={31: "C"},
        sections={ALGEBRA: "K"},
        enrollments={501: "E", 601: "F"},
        people={ANA: "U", TEO: "V", PAM: "W"},
    )


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_given_ids_are_the_same_in_both_versions(api: Api) -> None:
    ids = _given()
    assert ids.row_per_role is False
    assert ids.org(_ROSTER.orgs[SCHOOL], api) == "S"
    assert ids.user(_ROSTER.people[ANA], api, "student") == "U"
    assert ids.user(_ROSTER.people[ANA], api, "guardian") == "U"
    assert ids.find_org(_ROSTER, "S", api) == SCHOOL
    assert ids.find_user(_ROSTER, "U", api) == (ANA, "")
    assert ids.find_user(_ROSTER, "none", api) is None


def test_given_ids_lead_back_to_their_rows() -> None:
    ids = _given()
    assert ids.session(_ROSTER.sessions[S1]) == "T"
    assert ids.find_session(_ROSTER, "T") == S1
    assert (ids.course(31), ids.find_course(_ROSTER, "C")) == ("C", 31)
    assert (ids.section(ALGEBRA), ids.find_section(_ROSTER, "K")) == ("K", ALGEBRA)
    assert ids.find_enrollment(_ROSTER, "E") is _ROSTER.student_rows[501]
    assert ids.find_enrollment(_ROSTER, "F") is _ROSTER.staff_rows[601]
    assert ids.enrollment(_ROSTER.staff_rows[601]) == "F"
    assert ids.find_enrollment(_ROSTER, "none") is None
    assert ids.demographics(_ROSTER.people[TEO]) == "V"
    assert ids.find_demographics(_ROSTER, "V") == TEO
