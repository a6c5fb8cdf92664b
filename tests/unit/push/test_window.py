"""The rolling window: when changed or empty grades of a class wait for a person."""

from typing import Any

import pytest

from homeroom.push.checks.verdict import Hold
from homeroom.push.checks.window import (
    Figures,
    figures_of,
    is_empty,
    too_many_changes,
    too_many_empty,
)
from homeroom.rules.windows import GradeWindow

RULE = GradeWindow(
    changed_percent=50, changed_minimum=5, emptied_percent=40, emptied_minimum=4, hours=2
)
EIGHT = {"score": "8", "missing": False, "late": False, "incomplete": False}
SENT = {"id": "r1", "digest": "d", **EIGHT}


@pytest.mark.parametrize(
    ("changed", "standing", "held"),
    [(4, 4, False), (5, 5, True), (5, 10, False), (6, 11, True), (5, 0, True)],
)
def test_changes_wait_over_both_the_share_and_the_minimum(
    changed: int, standing: int, held: bool
) -> None:
    hold = too_many_changes(RULE, Figures(changed=changed, standing=standing))
    facts = {"changed": changed, "standing": standing, "hours": 2}
    assert hold == (Hold("window.changed", facts) if held else None)


@pytest.mark.parametrize(
    ("emptied", "written", "held"), [(3, 3, False), (4, 10, False), (4, 9, True), (5, 12, True)]
)
def test_zeros_and_blanks_wait_over_both_the_share_and_the_minimum(
    emptied: int, written: int, held: bool
) -> None:
    hold = too_many_empty(RULE, Figures(emptied=emptied, written=written))
    facts = {"emptied": emptied, "written": written, "hours": 2}
    assert hold == (Hold("window.emptied", facts) if held else None)


def test_a_share_of_100_percent_never_holds() -> None:
    off = GradeWindow(changed_percent=100, emptied_percent=100)
    flood = Figures(standing=500, written=500, changed=500, emptied=500)
    assert too_many_changes(off, flood) is None
    assert too_many_empty(off, flood) is None


@pytest.mark.parametrize(
    ("sent", "wanted", "changed"),
    [
        ({}, EIGHT, 0),
        (SENT, EIGHT, 0),
        (SENT, {**EIGHT, "score": "9"}, 1),
        (SENT, {**EIGHT, "late": True}, 1),
        ({"kept": True, **EIGHT}, {**EIGHT, "score": "9"}, 0),
    ],
    ids=["never sent", "the same", "another score", "a flag", "nothing of ours stands there"],
)
def test_a_change_is_what_families_see_become_different(
    sent: dict[str, Any], wanted: dict[str, Any], changed: int
) -> None:
    assert figures_of(sent, wanted).changed == changed


@pytest.mark.parametrize(
    ("wanted", "empty"),
    [
        ({"score": "0"}, True),
        ({"score": None}, True),
        ({"score": None, "score_status": "exempt"}, False),
        ({"score": None, "text_score": "B"}, False),
        ({"score": "0.5"}, False),
    ],
)
def test_zeros_and_blanks_are_empty_and_exempt_work_is_not(
    wanted: dict[str, Any], empty: bool
) -> None:
    assert is_empty(wanted) is empty
    assert figures_of({}, wanted) == Figures(written=1, emptied=int(empty))
