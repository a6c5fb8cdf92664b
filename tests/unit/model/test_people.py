"""The parts of a person and of a grade: roles, accounts, other ids, scales, objectives."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.records import (
    ObjectiveScore,
    ObjectiveScores,
    ObjectiveSet,
    Role,
    ScaleValue,
    UserId,
    UserProfile,
)
from tests.unit.model.examples import JSON, read, record


def role(word: str = "student", org: str = "o1", **more: Any) -> JSON:
    return {"role": word, "org": {"sourcedId": org}, **more}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("teacher", "teacher"),
        ("Site Administrator", "siteAdministrator"),
        ("DISTRICT_ADMINISTRATOR", "districtAdministrator"),
        ("counselor", "counselor"),
        ("principal", "principal"),
        ("coach", "ext:coach"),
        ("ext:coach", "ext:coach"),
    ],
)
def test_a_role_is_a_word_of_the_standard_or_an_extension(given: str, kept: str) -> None:
    assert [one.role for one in record(Kind.USER, roles=[role(given)]).roles] == [kept]


def test_a_role_has_its_dates_and_its_account() -> None:
    given = role(beginDate="2026-08-17", endDate="2027-06-05", userProfile="p1", roleType="primary")
    assert record(Kind.USER, roles=[given]).roles == (
        Role(
            role_type="primary", role="student", org="o1", user_profile="p1",
            begin_date=date(2026, 8, 17), end_date=date(2027, 6, 5),
        ),
    )  # fmt: skip


def test_the_first_role_in_each_org_is_primary_unless_it_says_otherwise() -> None:
    given = [
        role("teacher"),
        role("guardian"),
        role("teacher", "o2"),
        role("aide", "o3", roleType="secondary"),
    ]
    types = [one.role_type for one in record(Kind.USER, roles=given).roles]
    assert types == ["primary", "secondary", "primary", "secondary"]


def test_one_person_is_parent_and_teacher_in_one_school() -> None:
    found = record(Kind.USER, roles=[role("teacher"), role("parent")])
    assert [(one.role, one.org) for one in found.roles] == [("teacher", "o1"), ("parent", "o1")]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"role": "guardian"}, ["has an entry without role or org"]),
        ({"org": {"sourcedId": "o1"}}, ["has an entry without role or org"]),
        ({"role": "guardian", "org": {}}, ["has an entry without role or org"]),
        (
            {"role": ["guardian"], "org": "o1"},
            ["has an entry whose role is not a text", "has an entry without role or org"],
        ),
    ],
    ids=["no org", "no role", "an empty org", "an unreadable role"],
)
def test_an_unusable_role_costs_no_other_role_and_is_told(broken: JSON, words: list[str]) -> None:
    decoded = read(Kind.USER, roles=[role("student"), broken, role("aide", "o2")])
    assert decoded.record is not None
    assert [one.role for one in decoded.record.roles] == ["student", "aide"]  # type: ignore[attr-defined]
    assert [(one.field, one.words, one.fatal) for one in decoded.problems] == [
        ("roles", word, False) for word in words
    ]
    assert "roles" not in decoded.unread


@pytest.mark.parametrize(
    ("member", "given", "words"),
    [
        ("roleType", "third", "is none of primary, secondary: 'third'"),
        ("beginDate", "August", "is not a date (2026-10-05): 'August'"),
        ("userProfile", {"x": 1}, "is not a text"),
    ],
)
def test_a_role_is_used_without_a_part_that_cannot_be_read(
    member: str, given: Any, words: str
) -> None:
    decoded = read(Kind.USER, roles=[role(**{member: given})])
    assert decoded.record is not None
    assert decoded.record.roles == (Role(role_type="primary", role="student", org="o1"),)  # type: ignore[attr-defined]
    assert [one.words for one in decoded.problems] == [f"has an entry whose {member} {words}"]


@pytest.mark.parametrize("given", ["student", ["student"], [["student"]], 5], ids=repr)
def test_roles_that_are_no_objects_are_left_out_and_told(given: Any) -> None:
    decoded = read(Kind.USER, roles=given)
    assert decoded.record is not None
    assert [(one.field, one.words) for one in decoded.problems] == [
        ("roles", "is not a list of objects")
    ]
    assert "roles" in decoded.unread


def test_the_problems_of_one_member_are_not_told_of_another() -> None:
    decoded = read(Kind.USER, roles=[{"role": "aide"}], userIds="mira7", email="a@river.example")
    assert sorted(one.field for one in decoded.problems) == ["roles", "userIds"]


def test_the_ids_of_other_systems_are_kept_with_their_type() -> None:
    given = [
        {"type": "Fed", "identifier": " ana@river.example "},
        {"identifier": 4711},
        {"type": "LDAP", "identifier": ""},
    ]
    assert record(Kind.USER, userIds=given).user_ids == (
        UserId("Fed", "ana@river.example"),
        UserId("unknown", "4711"),
    )


def test_an_account_is_kept_without_its_credentials() -> None:
    given = {
        "profileId": "p1", "profileType": "SSO", "vendorId": "v", "applicationId": "a",
        "description": "d",
        "credentials": [{"type": "plain", "username": "ana", "password": "hunter2"}],
    }  # fmt: skip
    found = record(Kind.USER, userProfiles=[given])
    assert found.user_profiles == (
        UserProfile(
            profile_id="p1", profile_type="SSO", vendor_id="v", application_id="a", description="d"
        ),
    )
    assert "hunter2" not in repr(found)
    assert found.metadata == {}


def test_an_account_without_an_id_is_left_out_and_told() -> None:
    decoded = read(Kind.USER, userProfiles=[{"vendorId": "v"}, {"profileId": "p1"}])
    assert decoded.record is not None
    assert [one.profile_id for one in decoded.record.user_profiles] == ["p1"]  # type: ignore[attr-defined]
    assert [one.words for one in decoded.problems] == ["has an entry without profileId"]


def test_a_single_entry_may_come_without_its_list() -> None:
    assert record(Kind.USER, roles=role("aide")).roles[0].role == "aide"
    assert record(Kind.USER, userIds={"identifier": "7"}).user_ids == (UserId("unknown", "7"),)


def test_a_scale_keeps_its_lines_in_order_as_texts() -> None:
    given = [
        {"itemValueLHS": "A+", "itemValueRHS": 100},
        {"itemValueLHS": "B", "itemValueRHS": "80 - 89.99"},
    ]
    assert record(Kind.SCORE_SCALE, scoreScaleValue=given).values == (
        ScaleValue("A+", "100"),
        ScaleValue("B", "80 - 89.99"),
    )


def test_a_line_item_names_the_objectives_that_it_assesses() -> None:
    given = [
        {"source": "case", "learningObjectiveIds": ["o-1", " o-2 "]},
        {"learningObjectiveIds": "o-3"},
    ]
    assert record(Kind.LINE_ITEM, learningObjectiveSet=given).learning_objectives == (
        ObjectiveSet("case", ("o-1", "o-2")),
        ObjectiveSet("unknown", ("o-3",)),
    )


def test_a_result_keeps_exactly_what_was_reached_in_each_objective() -> None:
    given = [
        {
            "source": "case",
            "learningObjectiveResults": [
                {"learningObjectiveId": "o-1", "score": Decimal("3.50"), "textScore": "meets"},
                {"learningObjectiveId": "o-2", "score": "0"},
                {"learningObjectiveId": "o-3"},
            ],
        }
    ]
    assert record(Kind.RESULT, learningObjectiveSet=given).objective_scores == (
        ObjectiveScores(
            "case",
            (
                ObjectiveScore(id="o-1", score=Decimal("3.50"), text="meets"),
                ObjectiveScore(id="o-2", score=Decimal(0)),
                ObjectiveScore(id="o-3"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("kind", "empty"),
    [
        (Kind.LINE_ITEM, {"source": "case", "learningObjectiveIds": []}),
        (Kind.RESULT, {"source": "case", "learningObjectiveResults": []}),
        (Kind.ASSESSMENT_RESULT, {"source": "case"}),
    ],
)
def test_an_empty_set_of_objectives_says_nothing(kind: Kind, empty: JSON) -> None:
    found = record(kind, learningObjectiveSet=[empty])
    assert found == record(kind)
