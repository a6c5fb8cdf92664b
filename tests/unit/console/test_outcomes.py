"""What becomes of a grade on its way, in words that people read."""

from typing import Any

import pytest

from homeroom.console.outcomes import goes_as, outcome
from homeroom.console.words import KEPT_BACK, SHOWN
from homeroom.issues.catalogue import ENTRIES
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.push.checks.conflict import standing
from homeroom.push.otherwise import GOES, NOTHING, OTHERWISE, Case, Outcome

BARE = {"score": "9.5", "text_score": None, "missing": False, "late": False, "comment": None}


def case(now: Outcome, then: Outcome) -> Case:
    return Case(kind=Kind.RESULT, record_id="r", title="Quiz 4", now=now, then=then)


@pytest.mark.parametrize("code", [code for code in ENTRIES if code.startswith("scope.")])
def test_everything_that_scope_keeps_back_is_said_in_a_few_words(code: str) -> None:
    assert outcome(code, {}) == str(KEPT_BACK[code])


@pytest.mark.parametrize("code", [GOES, OTHERWISE, NOTHING])
def test_what_no_problem_keeps_back_has_words_as_well(code: str) -> None:
    assert code not in ENTRIES
    assert outcome(code, {}) == str(KEPT_BACK[code])


def test_every_other_problem_is_told_with_its_facts() -> None:
    words = outcome("result.over_maximum", {"score": "105", "maximum": "100"})
    assert "105" in words
    assert "100" in words


@pytest.mark.parametrize(
    ("sent", "other", "words"),
    [
        (BARE, {**BARE, "score": "10"}, "Score: 9.5"),
        ({**BARE, "late": True}, BARE, "Late: yes"),
        (BARE, {**BARE, "late": True}, "Late: no"),
        ({**BARE, "score": None, "text_score": "A"}, BARE, "Score: -; Letter or level: A"),
        (BARE, BARE, ""),
        (BARE, {}, "Score: 9.5"),
        ({**BARE, "missing": True}, {}, "Score: 9.5; Missing: yes"),
        ({}, BARE, ""),
        ({"title": "Qu...", "maximum": "10"}, {"title": "Quiz 4", "maximum": "10"}, "Title: Qu..."),
        ({"standards": "Work Habits"}, {}, "Standards: Work Habits"),
    ],
)
def test_only_what_differs_is_named_and_all_that_is_said_where_it_is_new(
    sent: dict[str, Any], other: dict[str, Any], words: str
) -> None:
    assert goes_as(sent, other) == words


def test_every_field_that_a_preview_compares_has_a_word() -> None:
    names = set(standing(Result(sourced_id="r", line_item="i", student="s")))
    assert names <= SHOWN.keys()
    assert {"title", "maximum", "standards"} <= SHOWN.keys()


@pytest.mark.parametrize(
    ("now", "then", "codes"),
    [
        (Outcome(GOES), Outcome("scales.state"), (GOES, "scales.state")),
        (Outcome("scope.place"), Outcome(GOES), ("scope.place", GOES)),
        (Outcome(GOES, {}, {"score": "9"}), Outcome(GOES, {}, {"score": "10"}), (GOES, OTHERWISE)),
        (Outcome(NOTHING), Outcome(GOES, {}, {"standards": "MA"}), (NOTHING, GOES)),
    ],
)
def test_records_are_counted_together_by_what_becomes_of_them_now_and_then(
    now: Outcome, then: Outcome, codes: tuple[str, str]
) -> None:
    assert case(now, then).codes == codes
