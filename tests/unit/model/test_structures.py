"""Values with members of their own: the gradebook's come whole or not, the roster's leniently."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model import structures
from homeroom.model.readers import Reading, Unusable
from homeroom.model.records import ObjectiveScore, ObjectiveScores, ObjectiveSet, ScaleValue, UserId
from tests.unit.model.examples import CHICAGO

ORG = {"sourcedId": "oak", "type": "org", "href": "https://x.example.org/orgs/oak"}


def reading() -> Reading:
    return Reading(CHICAGO)


@pytest.mark.parametrize("blank", [None, "", []])
@pytest.mark.parametrize(
    "reader",
    [
        structures.user_ids,
        structures.roles,
        structures.user_profiles,
        structures.scale_values,
        structures.objective_sets,
        structures.objective_scores,
    ],
    ids=lambda reader: str(reader.__name__),
)
def test_nothing_is_an_empty_list(reader: Any, blank: Any) -> None:
    assert reader(blank, reading()) == ()


@pytest.mark.parametrize("raw", ["text", 7, ["text"], [{"a": 1}, None], True], ids=repr)
def test_what_is_no_list_of_objects_is_refused(raw: Any) -> None:
    with pytest.raises(Unusable, match="is not a list of objects"):
        structures.members(raw, (), "userIds", reading())


def test_one_object_in_the_place_of_a_list_is_a_list_of_one() -> None:
    one = {"type": "LDAP", "identifier": "nferro"}
    assert structures.user_ids(one, reading()) == (UserId("LDAP", "nferro"),)


def test_a_member_that_the_standard_does_not_know_is_kept_with_its_place() -> None:
    held = reading()
    structures.user_ids([{"identifier": "a"}, {"identifier": "b", "system": "AD"}], held)
    assert held.extra == {"userIds.1.system": "AD"}


def test_an_id_without_a_type_is_of_an_unknown_one_and_one_without_an_id_is_none() -> None:
    raw = [{"identifier": "88"}, {"type": "LDAP"}, {"type": "LDAP", "identifier": ""}]
    assert structures.user_ids(raw, reading()) == (UserId("unknown", "88"),)


def test_the_first_role_in_an_org_is_primary_unless_it_says_otherwise() -> None:
    elm = {**ORG, "sourcedId": "elm"}
    raw = [
        {"role": "teacher", "org": ORG},
        {"role": "aide", "org": ORG},
        {"role": "teacher", "org": elm},
        {"role": "aide", "org": elm, "roleType": "primary"},
    ]
    found = structures.roles(raw, reading())
    assert [one.role_type for one in found] == ["primary", "secondary", "primary", "primary"]


@pytest.mark.parametrize(
    "entry",
    [{"role": "student"}, {"org": ORG}, {"role": "student", "org": {"sourcedId": ""}}, {}],
    ids=["no org", "no role", "blank org", "nothing"],
)
def test_a_role_without_role_or_org_is_left_out_and_said(entry: dict[str, Any]) -> None:
    held = reading()
    kept = structures.roles([entry, {"role": "student", "org": ORG}], held)
    assert [one.org for one in kept] == ["oak"]
    assert "has an entry without role or org" in held.left_out


def test_a_day_of_a_role_that_cannot_be_read_does_not_cost_the_role() -> None:
    held = reading()
    entry = {"role": "student", "org": ORG, "beginDate": "2026-08-17", "endDate": "soon"}
    (one,) = structures.roles([entry], held)
    assert (one.begin_date, one.end_date) == (date(2026, 8, 17), None)
    assert len(held.left_out) == 1
    assert "endDate" in held.left_out[0]


def test_an_account_is_kept_without_its_credentials() -> None:
    held = reading()
    raw = [
        {"profileId": "p1", "vendorId": "v", "credentials": [{"type": "p", "username": "n"}]},
        {"vendorId": "v"},
    ]
    (one,) = structures.user_profiles(raw, held)
    assert (one.profile_id, one.vendor_id) == ("p1", "v")
    assert held.left_out == ["has an entry without profileId"]
    assert not held.extra


def test_the_lines_of_a_scale_keep_their_order_and_their_words_as_they_came() -> None:
    raw = [
        {"itemValueLHS": "A", "itemValueRHS": "90-100"},
        {"itemValueLHS": " B ", "itemValueRHS": 85},
    ]
    assert structures.scale_values(raw, reading()) == (
        ScaleValue("A", "90-100"),
        ScaleValue(" B ", "85"),
    )


@pytest.mark.parametrize(
    "line", [{"itemValueLHS": "A"}, {"itemValueRHS": "90"}, {"itemValueLHS": "", "itemValueRHS": 1}]
)
def test_a_scale_with_half_a_line_is_refused_as_a_whole(line: dict[str, Any]) -> None:
    whole = {"itemValueLHS": "B", "itemValueRHS": "80"}
    with pytest.raises(Unusable, match="without its left or right side"):
        structures.scale_values([whole, line], reading())


def test_objectives_of_an_item_are_kept_by_source_and_an_empty_set_says_nothing() -> None:
    raw = [
        {"source": "case", "learningObjectiveIds": ["lo-1", "lo-2"]},
        {"source": "case", "learningObjectiveIds": []},
        {"learningObjectiveIds": ["lo-3"]},
    ]
    assert structures.objective_sets(raw, reading()) == (
        ObjectiveSet("case", ("lo-1", "lo-2")),
        ObjectiveSet("unknown", ("lo-3",)),
    )


def test_what_was_reached_in_an_objective_is_an_exact_number_or_a_word() -> None:
    raw = [
        {
            "source": "case",
            "learningObjectiveResults": [
                {"learningObjectiveId": "lo-1", "score": Decimal("3.50")},
                {"learningObjectiveId": "lo-2", "score": "2.25", "textScore": "Meets"},
                {"learningObjectiveId": "lo-3"},
            ],
        },
        {"source": "case", "learningObjectiveResults": []},
    ]
    assert structures.objective_scores(raw, reading()) == (
        ObjectiveScores(
            "case",
            (
                ObjectiveScore(id="lo-1", score=Decimal("3.50"), text=None),
                ObjectiveScore(id="lo-2", score=Decimal("2.25"), text="Meets"),
                ObjectiveScore(id="lo-3", score=None, text=None),
            ),
        ),
    )


@pytest.mark.parametrize("row", [{"score": 3}, {"learningObjectiveId": "", "score": 3}])
def test_a_score_of_no_objective_is_refused_so_that_it_is_not_lost(row: dict[str, Any]) -> None:
    raw = [{"source": "case", "learningObjectiveResults": [row]}]
    with pytest.raises(Unusable, match="without a learning objective"):
        structures.objective_scores(raw, reading())


def test_unknown_members_deep_inside_are_kept_with_the_whole_way_to_them() -> None:
    held = reading()
    row = {"learningObjectiveId": "lo-1", "score": 1, "level": "x"}
    structures.objective_scores([{"learningObjectiveResults": [row], "framework": "f"}], held)
    assert held.extra == {
        "learningObjectiveSet.0.framework": "f",
        "learningObjectiveSet.0.learningObjectiveResults.0.level": "x",
    }
