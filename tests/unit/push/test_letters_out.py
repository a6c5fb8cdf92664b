"""Levels and letters on their way: as numbers, as other letters, or as letters alone."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from homeroom.model.gradebook import Result
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send, Verdict
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.scales import Conversion, Scales, policy_for
from tests.unit.push.cases import LETTERS, WHERE, grade_case, result, rules

TABLE = LetterTable(
    name="levels",
    letters=(
        Letter(letter="Meeting", to="B", minimum=Decimal(80), percent=Decimal(85)),
        Letter(letter="Beginning", to="D", minimum=Decimal(0), percent=Decimal(65)),
        Letter(letter="P"),
    ),
)


def check(grade: Result, version: str = "1.2", **more: Any) -> Verdict:
    """Check a grade; without a table its level is looked up in the score scale."""
    sent, write = more.pop("sent", {}), more.pop("write", {})
    decided = Scales(tables=(TABLE,), conversions=(msgspec.convert(more, Conversion),))
    policy = policy_for(decided, "campus", WHERE)
    case = grade_case(grade, scale=LETTERS, policy=policy, sent=sent)
    return check_result(case, rules(**write), version)


def sent(verdict: Verdict) -> tuple[Decimal | None, str | None, str | None]:
    assert isinstance(verdict, Send)
    assert isinstance(verdict.record, Result)
    return verdict.record.score, verdict.record.text_score, verdict.record.score_status


def level(text: str, score: str | None = None) -> Result:
    return result(score, text_score=text, score_scale="s")


@pytest.mark.parametrize(
    ("text", "letter"), [("Meeting", "B"), (" meeting ", "B"), ("Beginning", "D"), ("P", "P")]
)
def test_a_level_goes_out_as_the_letter_that_the_district_names(text: str, letter: str) -> None:
    verdict = check(level(text), table="levels", level="letter")
    assert sent(verdict) == (None, letter, "fully graded")
    assert isinstance(verdict, Send)
    assert verdict.notes == {
        "converted": f'"{text}" goes out as the letter {letter}',
        "converted_by": "rule table of scales for district",
    }


def test_without_a_table_a_level_of_the_score_scale_goes_out_as_it_is() -> None:
    verdict = check(level("B"), write={"level": "letter"})
    assert sent(verdict) == (None, "B", "fully graded")
    assert isinstance(verdict, Send)
    assert verdict.notes["converted_by"] == "write rule level"


@pytest.mark.parametrize("decided", [{"table": "levels", "level": "letter"}, {"level": "letter"}])
def test_a_level_that_nobody_knows_is_refused(decided: dict[str, str]) -> None:
    verdict = check(level("Soaring"), **decided)
    assert isinstance(verdict, Refuse)
    assert verdict.code == "result.unknown_level"


def test_a_number_beside_a_letter_that_goes_alone_is_told() -> None:
    verdict = check(level("Meeting", "3"), table="levels", level="letter")
    assert sent(verdict) == (None, "B", "fully graded")
    assert isinstance(verdict, Send)
    assert verdict.notes["score_with_letter"] == "3 is not sent: the letter is"


def test_a_letter_alone_finds_no_place_on_1_1() -> None:
    verdict = check(level("Meeting"), "1.1", table="levels", level="letter")
    assert verdict == Refuse("result.no_score_on_1_1")


def test_the_other_letter_stands_beside_the_number_and_is_told() -> None:
    verdict = check(level("Meeting"), table="levels", beside="letter")
    assert sent(verdict) == (Decimal("8.5"), "B", "fully graded")
    assert isinstance(verdict, Send)
    assert verdict.notes["letter"] == '"Meeting" goes out as B'
    assert verdict.notes["letter_by"] == "rule table of scales for district"


def test_exempt_work_goes_without_its_letter() -> None:
    grade = result(None, text_score="Meeting", score_scale="s", score_status="exempt")
    assert sent(check(grade, table="levels", level="letter")) == (None, None, "exempt")


def test_a_letter_that_was_delivered_and_taken_back_is_cleared_and_not_forgotten() -> None:
    delivered = {"id": "r", "score": None, "text_score": "B"}
    verdict = check(result(None), sent=delivered)
    assert sent(verdict) == (None, None, "submitted")
    assert isinstance(verdict, Send)
    assert verdict.notes["cleared"] == "the app took B back"
    assert check(result(None)) == Leave("unscored work is not sent")
    held = check(result(None), sent=delivered, write={"cleared": "hold"})
    assert held == Hold("result.cleared", {"score": "B"})
