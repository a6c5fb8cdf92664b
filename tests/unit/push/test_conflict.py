"""What counts as an edit in the SIS, and which changes go to which targets."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.ids import derived_id
from homeroom.model.kinds import Kind
from homeroom.push.checks.conflict import differences, edit, score_alone, shown
from homeroom.push.lanes.outbox import Outlet, wanted
from homeroom.store.deliveries import Wanted
from tests.unit.push.cases import result

BASELINE = shown(result("10"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"score": Decimal("10.0")}, []),
        ({"score": Decimal("1E+1")}, []),
        ({"late": False}, []),
        ({"missing": None}, []),
        ({"comment": "well done"}, []),
        ({"score_date": None}, []),
        ({"metadata": {"ext": "x"}}, []),
        ({"score": Decimal("9.99")}, ["score"]),
        ({"score": None}, ["score"]),
        ({"score": Decimal(0)}, ["score"]),
        ({"text_score": "A"}, ["text_score"]),
        ({"score_status": "exempt"}, ["score_status"]),
        ({"missing": True}, ["missing"]),
        ({"late": True, "incomplete": True}, ["late", "incomplete"]),
    ],
)
def test_what_families_see_of_a_grade_is_compared_and_nothing_else(
    changes: dict[str, Any], expected: list[str]
) -> None:
    fields = {"score": Decimal(10), **changes}
    score = fields.pop("score")
    grade = result(None if score is None else str(score), score_status="fully graded")
    now = shown(structs.replace(grade, **fields))
    assert differences(BASELINE, now) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"late": True, "missing": True}, []),
        ({"score_status": "submitted"}, []),
        ({"text_score": "A"}, []),
        ({"score": Decimal("9.5")}, ["score"]),
        ({"score": None}, ["score"]),
    ],
)
def test_of_another_api_version_only_the_score_is_known(
    changes: dict[str, Any], expected: list[str]
) -> None:
    now = shown(structs.replace(result("10"), **changes))
    known = {"score": BASELINE["score"]}
    assert score_alone(known)
    assert differences(known, now) == expected


@pytest.mark.parametrize("baseline", [BASELINE, {}, {"score": "1", "late": False}])
def test_a_baseline_that_knows_more_is_compared_whole(baseline: dict[str, Any]) -> None:
    assert not score_alone(baseline)


def test_no_score_is_not_zero() -> None:
    empty, zero = result(None, score_status="x"), result("0", score_status="x")
    assert differences(shown(empty), shown(zero)) == ["score"]


def test_an_edit_is_told_field_by_field_with_what_stood_there_before() -> None:
    now = shown(result("9", late=True))
    facts = edit(BASELINE, now)
    assert facts["seen"] == "score 9, late True"
    assert facts["sent"] == "score 10, late False"
    assert facts["shown"] == now


SIS = Outlet(7, frozenset({Kind.LINE_ITEM, Kind.RESULT}), 30)


def test_a_change_goes_to_every_target_that_takes_its_kind_with_its_rest() -> None:
    other = Outlet(8, frozenset({Kind.CATEGORY}))
    assert wanted([SIS, other], 2, Kind.RESULT, ["a", "b"], "put") == [
        Wanted(7, Kind.RESULT, "a", 2, "put", 30),
        Wanted(7, Kind.RESULT, "b", 2, "put", 30),
    ]
    assert wanted([SIS, other], 2, Kind.CATEGORY, ["c"], "put") == [
        Wanted(8, Kind.CATEGORY, "c", 2, "put", 0)
    ]


def test_nothing_goes_back_to_the_app_that_it_came_from() -> None:
    assert wanted([SIS], 7, Kind.RESULT, ["a"], "put") == []


def test_the_ids_of_a_generator_reach_every_target() -> None:
    two = [SIS, Outlet(9, frozenset({Kind.RESULT}))]
    assert len(wanted(two, 2, Kind.RESULT, iter(["a", "b"]), "put")) == 4


def test_an_id_at_a_target_depends_on_target_app_kind_and_source_id_and_nothing_else() -> None:
    parts = ("infinite_campus:host", "csv:mathly", "result", "q1-s1")
    first = derived_id(*parts)
    assert derived_id(*parts) == first
    assert first[14] == "4", "Infinite Campus demands UUID v4"
    assert first[19] in "89ab"
    others = [
        derived_id(*(f"{part}x" if place == at else part for place, part in enumerate(parts)))
        for at in range(4)
    ]
    assert len({first, *others}) == 5


def test_the_parts_of_an_id_do_not_run_into_each_other() -> None:
    assert derived_id("a", "bc", "k", "1") != derived_id("ab", "c", "k", "1")
