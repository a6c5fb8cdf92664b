"""OneRoster 1.1 seen as 1.2, and back: what differs, and that it comes back as it was."""

from decimal import Decimal
from typing import Any

import pytest

from homeroom.model import v1p1
from homeroom.model.decode import decode
from homeroom.model.encode import encode, reference_by_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from tests.unit.model.examples import CHICAGO, JSON, least


def org(*ids: str) -> list[JSON]:
    return [{"sourcedId": one} for one in ids]


def read(kind: Kind, **members: Any) -> Any:
    """Read a 1.1 object."""
    wire = {"sourcedId": "x1", "status": "active", **least(kind), **members}
    decoded = decode(kind, v1p1.to_1_2(kind, wire), CHICAGO)
    assert decoded.problems == ()
    assert isinstance(decoded.record, Record)
    return decoded.record


def shown(kind: Kind, **members: Any) -> JSON:
    """Write a 1.2 object as 1.1."""
    decoded = decode(kind, least(kind, **members), CHICAGO)
    assert decoded.record is not None
    return v1p1.from_1_2(kind, encode(kind, decoded.record, reference_by_id))


def back(kind: Kind, **members: Any) -> JSON:
    """Read a 1.1 object and write it as 1.1 again."""
    return v1p1.from_1_2(kind, encode(kind, read(kind, **members), reference_by_id))


def roles_of(record: Any) -> list[tuple[str, str, str]]:
    return [(one.role_type, one.role, one.org) for one in record.roles]


def role(word: str, org_: str, type_: str = "primary", **more: Any) -> JSON:
    return {"roleType": type_, "role": word, "org": {"sourcedId": org_}, **more}


@pytest.mark.parametrize(
    ("word", "read_"),
    [
        *[(one, one) for one in ("aide", "guardian", "parent", "proctor", "relative", "student")],
        ("teacher", "teacher"),
        ("Teacher", "teacher"),
        ("administrator", "ext:administrator"),
        ("Administrator", "ext:administrator"),
        ("coach", "ext:coach"),
    ],
)
def test_the_one_role_of_1_1_is_a_role_in_each_org(word: str, read_: str) -> None:
    person = read(Kind.USER, role=word, orgs=org("o1", "o2"))
    assert roles_of(person) == [("primary", read_, "o1"), ("primary", read_, "o2")]


@pytest.mark.parametrize(
    ("word", "shown_"),
    [
        ("siteAdministrator", "administrator"),
        ("districtAdministrator", "administrator"),
        ("systemAdministrator", "administrator"),
        ("principal", "administrator"),
        ("counselor", "aide"),
        ("teacher", "teacher"),
        ("guardian", "guardian"),
    ],
)
def test_a_role_that_1_1_does_not_know_is_shown_as_the_nearest_one(word: str, shown_: str) -> None:
    out = shown(Kind.USER, roles=[role(word, "o1")])
    assert (out["role"], out["orgs"]) == (shown_, org("o1"))


def test_the_primary_role_is_the_one_that_1_1_shows() -> None:
    out = shown(
        Kind.USER, roles=[role("guardian", "o1", "secondary"), role("teacher", "o2", "primary")]
    )
    assert out["role"] == "teacher"
    assert out["orgs"] == org("o1", "o2")


@pytest.mark.parametrize(
    "roles",
    [
        pytest.param([role("siteAdministrator", "o1")], id="a word that 1.1 lacks"),
        pytest.param([role("teacher", "o1"), role("guardian", "o1", "secondary")], id="two roles"),
        pytest.param([role("teacher", "o1", beginDate="2026-08-17")], id="with a date"),
        pytest.param([role("teacher", "o1", "secondary")], id="secondary"),
        pytest.param([role("ext:coach", "o1")], id="an extension"),
    ],
)
def test_roles_that_1_1_cannot_express_travel_whole_and_come_back(roles: list[JSON]) -> None:
    out = shown(Kind.USER, roles=roles)
    assert out["metadata"]["roles"] == roles
    seen = v1p1.to_1_2(Kind.USER, out)
    assert seen["roles"] == roles
    assert "metadata" not in seen or "roles" not in seen["metadata"]
    assert "role" not in seen
    assert "orgs" not in seen


def test_roles_that_1_1_can_express_do_not_travel_twice() -> None:
    out = shown(Kind.USER, roles=[role("teacher", "o1"), role("teacher", "o2")])
    assert "metadata" not in out


@pytest.mark.parametrize(
    "members",
    [{"role": "student"}, {"role": "student", "orgs": []}, {"orgs": org("o1", "o2")}],
    ids=["a role", "a role and no orgs", "orgs"],
)
def test_half_a_role_is_no_role_but_is_not_lost(members: JSON) -> None:
    person = read(Kind.USER, **members)
    assert person.roles == ()
    given = {key: held for key, held in members.items() if held}
    assert person.metadata == given
    out = back(Kind.USER, **members)
    assert {key: out[key] for key in ("role", "orgs") if key in out} == given
    assert "metadata" not in out


def test_a_word_in_the_metadata_that_only_looks_like_a_role_stays_there() -> None:
    out = shown(Kind.USER, metadata={"role": "Band captain", "orgs": "two"})
    assert "role" not in out
    assert out["metadata"] == {"role": "Band captain", "orgs": "two"}


@pytest.mark.parametrize("word", ["aide", "guardian", "parent", "relative"])
def test_an_enrolment_of_1_1_may_be_of_people_that_1_2_does_not_enrol(word: str) -> None:
    assert read(Kind.ENROLLMENT, role=word).role == f"ext:{word}"
    assert back(Kind.ENROLLMENT, role=word)["role"] == word


@pytest.mark.parametrize("word", ["student", "teacher", "administrator", "proctor"])
def test_an_enrolment_that_both_versions_know_stays_as_it_is(word: str) -> None:
    assert read(Kind.ENROLLMENT, role=word).role == word
    assert back(Kind.ENROLLMENT, role=word)["role"] == word


def test_flags_are_json_booleans_in_1_1_and_either_is_read() -> None:
    assert back(Kind.ENROLLMENT, primary="true")["primary"] is True
    assert back(Kind.ENROLLMENT, primary=False)["primary"] is False
    person = shown(Kind.USER, enabledUser="false")
    assert person["enabledUser"] is False
    facts = shown(Kind.DEMOGRAPHICS, asian="true", white="false", sex="female")
    assert (facts["asian"], facts["white"]) == (True, False)


def test_the_misspelt_member_of_some_1_1_documents_is_understood() -> None:
    assert read(Kind.DEMOGRAPHICS, americanIndianOrAlsakaNative=True).metadata == {}
    facts = read(Kind.DEMOGRAPHICS, americanIndianOrAlsakaNative=True)
    assert facts.american_indian_or_alaska_native is True
    both = read(
        Kind.DEMOGRAPHICS, americanIndianOrAlsakaNative=True, americanIndianOrAlaskaNative=False
    )
    assert both.american_indian_or_alaska_native is False


def test_the_one_role_of_a_resource_is_a_list_of_one() -> None:
    assert read(Kind.RESOURCE, role="Teacher").roles == ("teacher",)
    assert read(Kind.RESOURCE, roles=["student", "teacher"]).roles == ("student", "teacher")


def test_a_line_item_keeps_its_grading_period_and_its_maximum() -> None:
    item = read(
        Kind.LINE_ITEM, gradingPeriod={"sourcedId": "q1"}, resultValueMin=0.0,
        resultValueMax=Decimal("12.50"), category={"sourcedId": "k"},
        dueDate="2026-10-05T00:00:00.000Z", assignDate="2026-10-01T00:00:00.000Z",
    )  # fmt: skip
    assert (item.grading_period, item.category) == ("q1", "k")
    assert item.result_value_max == Decimal("12.50")
    out = v1p1.from_1_2(Kind.LINE_ITEM, encode(Kind.LINE_ITEM, item, reference_by_id))
    assert out["gradingPeriod"] == {"sourcedId": "q1"}
    assert str(out["resultValueMax"]) == "12.50"
    assert out["dueDate"] == "2026-10-05T00:00:00.000Z"


def test_a_session_keeps_its_school_year_and_a_course_the_session_of_it() -> None:
    assert back(Kind.ACADEMIC_SESSION, schoolYear="2027")["schoolYear"] == "2027"
    assert read(Kind.ACADEMIC_SESSION, schoolYear="2026-2027").school_year == "2027"
    assert back(Kind.COURSE, schoolYear={"sourcedId": "y27"})["schoolYear"] == {"sourcedId": "y27"}


@pytest.mark.parametrize(
    "word", ["exempt", "fully graded", "not submitted", "partially graded", "submitted"]
)
def test_the_five_score_statuses_are_the_same_in_both_versions(word: str) -> None:
    assert back(Kind.RESULT, scoreStatus=word, score=5)["scoreStatus"] == word


@pytest.mark.parametrize("word", ["late", "Late", " LATE "])
def test_late_as_a_score_status_is_a_flag_of_1_2(word: str) -> None:
    grade = read(Kind.RESULT, scoreStatus=word, score=5)
    assert (grade.score_status, grade.late) == ("submitted", True)


MOVED: list[tuple[Kind, str, Any]] = [
    (Kind.USER, "pronouns", "they/them"),
    (Kind.USER, "preferredFirstName", "Annie"),
    (Kind.USER, "userMasterIdentifier", "m-1"),
    (Kind.USER, "primaryOrg", {"sourcedId": "o1"}),
    (Kind.USER, "resources", org("r1", "r2")),
    (Kind.USER, "userProfiles", [{"profileId": "p", "vendorId": "v"}]),
    (Kind.CATEGORY, "weight", Decimal("12.5")),
    (Kind.LINE_ITEM, "school", {"sourcedId": "o1"}),
    (Kind.LINE_ITEM, "academicSession", {"sourcedId": "t1"}),
    (Kind.LINE_ITEM, "scoreScale", {"sourcedId": "s1"}),
    (Kind.LINE_ITEM, "learningObjectiveSet", [{"source": "x", "learningObjectiveIds": ["o"]}]),
    (Kind.RESULT, "class", {"sourcedId": "c1"}),
    (Kind.RESULT, "scoreScale", {"sourcedId": "s1"}),
    (Kind.RESULT, "textScore", "B+"),
    (Kind.RESULT, "late", "true"),
    (Kind.RESULT, "missing", "false"),
    (Kind.RESULT, "incomplete", "true"),
    (Kind.RESULT, "inProgress", "true"),
    (
        Kind.RESULT,
        "learningObjectiveSet",
        [
            {
                "source": "case",
                "learningObjectiveResults": [{"learningObjectiveId": "o", "score": Decimal(3)}],
            }
        ],
    ),
]


@pytest.mark.parametrize(("kind", "member", "held"), MOVED, ids=lambda one: str(one)[:24])
def test_what_1_1_has_no_place_for_travels_in_its_metadata_and_comes_back(
    kind: Kind, member: str, held: Any
) -> None:
    out = shown(kind, **{member: held}, metadata={"own": 1})
    assert member not in out
    assert out["metadata"] == {member: held, "own": 1}
    seen = v1p1.to_1_2(kind, out)
    assert seen[member] == held
    assert seen["metadata"] == {"own": 1}


@pytest.mark.parametrize(
    ("kind", "member", "held"),
    [
        pytest.param(Kind.USER, "roles", "Staff", id="roles as a text"),
        pytest.param(Kind.USER, "roles", ["Staff"], id="roles as texts"),
        pytest.param(Kind.USER, "roles", [{"role": "x"}], id="roles without orgs"),
        pytest.param(Kind.USER, "primaryOrg", "Oak School", id="a school by its name"),
        pytest.param(Kind.USER, "userProfiles", {"profileId": "p"}, id="no list"),
        pytest.param(Kind.USER, "userProfiles", [{"profileId": "p", "x": 1}], id="more in it"),
        pytest.param(Kind.USER, "resources", ["r1"], id="resources by name"),
        pytest.param(Kind.CATEGORY, "weight", "heavy", id="a weight in words"),
        pytest.param(Kind.LINE_ITEM, "school", "Oak School", id="a school's name"),
        pytest.param(Kind.LINE_ITEM, "scoreScale", "Letters", id="a scale's name"),
        pytest.param(Kind.RESULT, "class", "Algebra 1", id="a class's name"),
        pytest.param(Kind.RESULT, "late", "by two days", id="late in words"),
        pytest.param(Kind.RESULT, "textScore", {"a": 1}, id="an object"),
        pytest.param(Kind.RESULT, "textScore", None, id="nothing"),
    ],
)
def test_a_sources_own_extension_that_only_shares_a_name_stays_what_it_is(
    kind: Kind, member: str, held: Any
) -> None:
    given = {"role": "student", "orgs": org("o1")} if kind is Kind.USER else {}
    found = read(kind, metadata={member: held}, **given)
    assert found.metadata == {member: held}
    if kind is Kind.USER:
        assert roles_of(found) == [("primary", "student", "o1")]


def test_a_member_in_its_own_place_counts_more_than_one_that_travelled() -> None:
    grade = read(Kind.RESULT, textScore="A", metadata={"textScore": "B"})
    assert grade.text_score == "A"
    assert grade.metadata == {"textScore": "B"}


def test_metadata_that_is_no_object_breaks_nothing() -> None:
    assert read(Kind.RESULT, metadata="free text").metadata == {"metadata": "free text"}
    person = read(Kind.USER, role="student", metadata=["a"])
    assert person.metadata == {"role": "student", "metadata": ["a"]}


def test_what_is_sent_to_a_1_1_gradebook_has_no_member_of_1_2() -> None:
    wire = encode(
        Kind.RESULT,
        read(Kind.RESULT, score=5, metadata={"textScore": "B", "late": "true"}),
        reference_by_id,
    )
    kept, moved = v1p1.split_1_1(Kind.RESULT, wire)
    assert set(kept) == {"sourcedId", "status", "lineItem", "student", "score"}
    assert moved == {"textScore": "B", "late": "true"}


def test_seeing_an_object_in_another_version_leaves_it_as_it_was() -> None:
    given = least(Kind.USER, role="student", orgs=org("o1"), metadata={"pronouns": "she"})
    before = repr(given)
    v1p1.to_1_2(Kind.USER, given)
    assert repr(given) == before
    wire = least(Kind.RESULT, late="true", metadata={"own": 1})
    before = repr(wire)
    v1p1.from_1_2(Kind.RESULT, wire)
    assert repr(wire) == before
