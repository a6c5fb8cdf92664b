"""Sync Mode x Grade Sync: the steps of activation, what is read, and what is written."""

import pytest

from homeroom.connectors.base import Capabilities, Mode
from homeroom.model.kinds import GRADEBOOK, ROSTER, Kind
from homeroom.runs.setup.modes import ADDRESS_KINDS, PLANS, plan_of, reads_of

BOTH = frozenset((*ROSTER, *GRADEBOOK))
NOTHING: frozenset[Kind] = frozenset()
FIRST, SECOND = "Sync Mode", "Delivery Config"
LAST = ("Schedule and Safety", "Finish Configuration")
SHORT = (FIRST, SECOND, "Schools Mapping", *LAST)
FIELDS = (SECOND, "Schools Mapping", "Master Fields", *LAST)

# mode, grade sync, what is read, whether it becomes truth, whether grades are written, approval
TABLE = [
    ("import", False, frozenset(ROSTER), True, False, False, SHORT),
    ("import", True, BOTH, True, False, True, (FIRST, "Grade Sync request", *FIELDS)),
    ("export", False, NOTHING, False, False, False, (FIRST, SECOND, *LAST)),
    ("export", True, ADDRESS_KINDS, False, True, False, (FIRST, SECOND, *LAST)),
    ("2-way", False, frozenset(ROSTER), True, False, False, SHORT),
    ("2-way", True, BOTH, True, True, False, (FIRST, *FIELDS)),
]
IDS = [f"{row[0]} {'with' if row[1] else 'without'} grades" for row in TABLE]
ROWS = pytest.mark.parametrize(
    ("mode", "grades", "reads", "truth", "writes", "approval", "steps"), TABLE, ids=IDS
)


@ROWS
def test_the_table_of_modes(
    mode: str,
    grades: bool,
    reads: frozenset[Kind],
    truth: bool,
    writes: bool,
    approval: bool,
    steps: tuple[str, ...],
) -> None:
    plan = plan_of(mode, grade_sync=grades)
    assert (plan.reads, plan.into_truth, plan.writes) == (reads, truth, writes)
    assert (plan.needs_approval, plan.steps) == (approval, steps)


def test_the_table_has_every_mode_with_and_without_grades_once() -> None:
    rows = [(plan.mode, plan.grade_sync) for plan in PLANS]
    assert sorted(rows) == sorted((mode, grades) for mode in Mode for grades in (False, True))


def test_import_never_writes() -> None:
    assert not any(plan.writes for plan in PLANS if plan.mode is Mode.IMPORT)


def test_without_grade_sync_nothing_is_written_and_no_gradebook_is_read() -> None:
    for plan in PLANS:
        if not plan.grade_sync:
            assert not plan.writes
            assert not plan.reads & frozenset(GRADEBOOK)


def test_what_is_read_only_to_address_a_target_holds_no_grade_and_no_enrolment() -> None:
    assert not ADDRESS_KINDS & {Kind.RESULT, Kind.LINE_ITEM, Kind.ENROLLMENT, Kind.DEMOGRAPHICS}
    assert {Kind.CLASS, Kind.USER, Kind.ACADEMIC_SESSION} <= ADDRESS_KINDS


def test_every_plan_says_in_a_sentence_what_it_means() -> None:
    says = [plan.says for plan in PLANS]
    assert len(set(says)) == len(says)
    assert all(words.endswith(".") for words in says)


def test_what_a_system_does_not_have_is_not_read() -> None:
    can = Capabilities(reads=frozenset({Kind.USER, Kind.RESULT}))
    assert reads_of(plan_of("2-way", grade_sync=True), can) == {Kind.USER, Kind.RESULT}
    assert reads_of(plan_of("export", grade_sync=True), can) == {Kind.USER}
    assert reads_of(plan_of("2-way", grade_sync=False), can) == {Kind.USER}
