"""What changed goes to every target that takes it, and never back to where it came from."""

import pytest

from homeroom.model.kinds import Kind
from homeroom.push.lanes.outbox import Outlet, wanted
from homeroom.store.deliveries import Wanted

CAMPUS = Outlet(1, frozenset({Kind.LINE_ITEM, Kind.RESULT}), settle=120)
SCHOOL = Outlet(2, frozenset({Kind.CATEGORY, Kind.RESULT}))
MATHLY = 7


def test_a_grade_goes_to_each_target_that_takes_grades_with_the_delay_of_each() -> None:
    assert wanted([CAMPUS, SCHOOL], MATHLY, Kind.RESULT, ["r1"], "put") == [
        Wanted(1, Kind.RESULT, "r1", MATHLY, "put", 120),
        Wanted(2, Kind.RESULT, "r1", MATHLY, "put", 0),
    ]


@pytest.mark.parametrize(
    ("kind", "targets"),
    [(Kind.CATEGORY, [2]), (Kind.LINE_ITEM, [1]), (Kind.RESULT, [1, 2]), (Kind.USER, [])],
)
def test_a_target_gets_only_the_kinds_that_it_takes(kind: Kind, targets: list[int]) -> None:
    rows = wanted([CAMPUS, SCHOOL], MATHLY, kind, ["x"], "put")
    assert [one.target_id for one in rows] == targets


def test_a_target_that_is_the_source_itself_gets_nothing_back() -> None:
    rows = wanted([CAMPUS, SCHOOL], CAMPUS.target_id, Kind.RESULT, ["r1"], "put")
    assert [one.target_id for one in rows] == [SCHOOL.target_id]


@pytest.mark.parametrize("act", ["put", "delete", "clear"])
def test_every_record_has_a_row_and_each_says_what_is_to_be_done(act: str) -> None:
    rows = wanted([CAMPUS], MATHLY, Kind.RESULT, (f"r{number}" for number in range(3)), act)
    assert [(one.record_id, one.act) for one in rows] == [("r0", act), ("r1", act), ("r2", act)]


def test_records_that_are_told_once_are_told_to_every_target() -> None:
    rows = wanted([CAMPUS, SCHOOL], MATHLY, Kind.RESULT, iter(["r1", "r2"]), "put")
    assert len(rows) == 4


@pytest.mark.parametrize("outlets", [[], [CAMPUS]])
def test_without_targets_or_records_nothing_goes_out(outlets: list[Outlet]) -> None:
    assert wanted(outlets, MATHLY, Kind.RESULT, [], "put") == []
