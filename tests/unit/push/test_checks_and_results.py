"""What the checks say about letters is what the check of each grade decides."""

from itertools import product

import pytest

from homeroom.model.gradebook import ScoreScale
from homeroom.push.checks.category_place import Target
from homeroom.push.checks.checklist import Line, Stored, checklist
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Refuse, Send
from homeroom.rules.document import Rules
from homeroom.rules.scales import policy_for
from homeroom.rules.toml import from_toml
from homeroom.store.in_use import UsedLetter
from tests.unit.push.cases import LETTERS, WHERE, grade_case, item, result, rules, scale

WORDS = scale(("O", "outstanding"), ("S", "80"))
TWO_WAYS = scale(("4", "3"), ("3", "2"))
PERCENT = scale(("0", "0"), ("100", "100"), type_="percent")
TEXTS = ("A", "b", "Q", "O", "S", "4", "3", "", "85")
SCALES = {
    "none": None,
    "letters": LETTERS,
    "words": WORDS,
    "two ways": TWO_WAYS,
    "percent": PERCENT,
}
NOTHING = ""
TABLE = """
[[scales.tables]]
name = "marks"
letters = [{letter = "O", percent = 95}, {letter = "S"}, {letter = "4", points = 4}]

[[scales.conversions]]
table = "marks"
"""
AS_POINTS = TABLE + 'level = "points"\n'
REFUSED = '[[scales.conversions]]\nlevel = "refuse"\n'
ELSEWHERE = TABLE.replace("table = ", 'place = "school:elm"\ntable = ')
DECIDED = [from_toml(one) for one in (NOTHING, TABLE, AS_POINTS, REFUSED, ELSEWHERE)]
WRITE_RULES = rules()
NO_NUMBER = {"result.unknown_level", "result.level_without_number"}


def said_of(text: str, of: ScoreScale | None, held: Rules, *, scored: bool) -> list[Line]:
    """Return what the checks say of one letter."""
    target = Target(key="campus", title="Campus", rules=WRITE_RULES, version="1.2")
    stored = Stored(sources=(), letters=[UsedLetter("mathly", WHERE, of, text, scored, 1)])
    return [one for one in checklist(held, target, stored) if one.code]


def decided(text: str, of: ScoreScale | None, held: Rules, *, scored: bool) -> str:
    """Return the code for which a grade of this letter is refused, or nothing."""
    grade = result("80" if scored else None, text_score=text, score_status="fully graded")
    policy = policy_for(held.scales, "campus", WHERE)
    case = grade_case(grade, scale=of, policy=policy)
    verdict = check_result(case, WRITE_RULES, "1.2")
    if isinstance(verdict, Refuse):
        return verdict.code
    assert isinstance(verdict, Send)
    return ""


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("at", range(len(DECIDED)))
def test_a_letter_is_called_unknown_when_its_grade_would_be_refused_for_that(
    name: str, at: int
) -> None:
    of, held = SCALES[name], DECIDED[at]
    for text, scored in product(TEXTS, (False, True)):
        lines = said_of(text, of, held, scored=scored)
        code = decided(text, of, held, scored=scored)
        assert bool(lines) is (code in NO_NUMBER), (text, scored, code)


def test_there_are_cases_of_every_outcome() -> None:
    codes = {
        decided(text, of, one, scored=scored)
        for text, of, one, scored in product(TEXTS, SCALES.values(), DECIDED, (False, True))
    }
    assert {"", *NO_NUMBER, "result.level_not_sent"} <= codes


def test_a_maximum_that_is_missing_is_no_matter_of_scales() -> None:
    grade = result(None, text_score="A", score_status="fully graded")
    case = grade_case(grade, scale=LETTERS, item=item(result_value_max=None))
    verdict = check_result(case, WRITE_RULES, "1.2")
    assert verdict == Refuse("line_item.no_maximum")
    assert said_of("A", LETTERS, Rules(), scored=False) == []
