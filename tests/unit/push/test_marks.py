"""Percent and letter of a posted grade: made by the table, and never contradicting."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from homeroom.model.gradebook import Result
from homeroom.model.scores import grade_of
from homeroom.push.checks.marks import Mark, mark_of
from homeroom.push.checks.verdict import Refuse
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.posted import Posts, TermGrade
from homeroom.rules.scales import Conversion, Scales, policy_for
from tests.unit.push.cases import LETTERS, WHERE, item, result, rules, scale

# The score group of the pretend Infinite Campus, with what letters count as.
TABLE = LetterTable(
    name="letters",
    letters=(
        Letter(letter="A", minimum=Decimal(93), percent=Decimal(95)),
        Letter(letter="A-", minimum=Decimal(90), percent=Decimal("91.5")),
        Letter(letter="B+", minimum=Decimal(87)),
        Letter(letter="Passed", to="P", minimum=Decimal(60)),
        Letter(letter="X"),
    ),
)
PERCENT = scale(type_="percent")


def mark(grade: Result, posts: Posts = Posts.BOTH, **more: Any) -> str:
    """Return in a word what is posted: percent and letter, or the code of the reason."""
    found = made(grade, posts, **more)
    return found.words if isinstance(found, Mark) else found.code


def made(grade: Result, posts: Posts = Posts.BOTH, **more: Any) -> Mark | Refuse:
    maximum, under = Decimal(more.pop("maximum", 100)), more.pop("scale", None)
    write, table = more.pop("write", {}), more.pop("table", "letters")
    said = {**more, "table": table} if table else more
    policy = policy_for(
        Scales(tables=(TABLE,), conversions=(msgspec.convert(said, Conversion),)), "campus", WHERE
    )
    thing = item(result_value_max=maximum)
    term = TermGrade(app="mathly", item="Quarter 1", task="Q1 Grade", posts=posts)
    way = (term, policy)
    return mark_of(grade_of(grade, thing, under), grade, maximum, way, rules(**write))


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        ("100", "100 % A"),
        ("93", "93 % A"),
        ("92.99", "92.99 % A-"),
        ("90", "90 % A-"),
        ("89.999999999999999999", "89.999999999999999999 % B+"),
        ("87", "87 % B+"),
        ("86.9", "86.9 % P"),
        ("59.9", "59.9 %"),
        ("0", "0 %"),
        ("104", "104 % A"),
    ],
)
def test_a_percent_earns_the_letter_by_the_minimum_values(percent: str, expected: str) -> None:
    assert mark(result(percent, score_scale="p"), scale=PERCENT) == expected


@pytest.mark.parametrize(
    ("score", "maximum", "more", "expected"),
    [
        ("46.5", "50", {}, "93 % A"),
        ("9", "10", {}, "90 % A-"),
        ("0", "10", {}, "0 %"),
        ("11", "10", {}, "110 % A"),
        ("11", "10", {"extra": "cap"}, "100 % A"),
        ("11", "10", {"extra": "refuse"}, "result.over_maximum"),
        ("-1", "10", {}, "result.below_minimum"),
        ("5", "0", {}, "line_item.no_maximum"),
        ("2", "3", {}, "result.percent_without_end"),
        ("26", "28", {"rounding": "half up"}, "93 % A"),
        ("26", "28", {"rounding": "floor", "digits": 1}, "92.8 % A-"),
        ("37", "40", {"decimals": "refuse"}, "result.not_whole"),
        ("37", "40", {"decimals": "refuse", "rounding": "half even"}, "92 % A-"),
    ],
)
def test_points_become_a_percent_of_the_maximum(
    score: str, maximum: str, more: dict[str, Any], expected: str
) -> None:
    assert mark(result(score), maximum=maximum, **more) == expected


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        pytest.param(result(None, text_score="A"), "95 % A", id="a letter that counts percent"),
        pytest.param(result(None, text_score=" a- "), "91.5 % A-", id="as somebody types it"),
        pytest.param(result(None, text_score="B+"), "B+", id="a letter that counts none"),
        pytest.param(result(None, text_score="passed"), "P", id="as the SIS calls it"),
        pytest.param(result(None, text_score="X"), "X", id="a letter without any number"),
        pytest.param(result(None, text_score="Z"), "result.unknown_level", id="no letter of it"),
        pytest.param(result("94", text_score="A"), "94 % A", id="both, as they are"),
        pytest.param(result("70", text_score="Passed"), "70 % P", id="both, by the other name"),
        pytest.param(
            result("94", text_score="A-"), "posted.letter_contradicts", id="they contradict"
        ),
        pytest.param(result("92.999", text_score="A"), "posted.letter_contradicts", id="by a hair"),
        pytest.param(result("12", text_score="X"), "12 % X", id="below every minimum, with a word"),
        pytest.param(result("94", text_score=" "), "94 % A", id="a blank letter is none"),
    ],
)
def test_letters_that_the_app_gives_are_held_against_the_table(
    grade: Result, expected: str
) -> None:
    assert mark(grade) == expected


def test_without_a_table_percent_and_letter_go_as_the_app_says_them() -> None:
    assert mark(result("94", text_score="B"), table="") == "94 % B"
    assert mark(result("94"), table="") == "94 %"
    assert mark(result(None, text_score="Z"), table="") == "Z"


def test_a_level_with_points_in_a_scale_of_letters_is_a_percent_of_the_maximum() -> None:
    grade = result("47.5", text_score="A", score_scale="s")
    assert mark(grade, scale=LETTERS, maximum="50") == "95 % A"


def test_only_the_percent_or_only_the_letter_is_posted_where_the_district_says_so() -> None:
    percent = made(result("94"), Posts.PERCENT)
    assert isinstance(percent, Mark)
    assert (percent.words, percent.notes["letter"]) == ("94 %", "A is not posted: the percent is")
    letter = made(result("94"), Posts.LETTER)
    assert isinstance(letter, Mark)
    assert (letter.words, letter.notes["percent"]) == ("A", "94 % is not posted: the letter is")


def test_what_is_wanted_and_not_there_is_not_made_up() -> None:
    assert mark(result("94"), Posts.LETTER, table="") == "posted.nothing_to_post"
    assert mark(result("12"), Posts.LETTER) == "posted.nothing_to_post"
    assert mark(result(None, text_score="B+"), Posts.PERCENT) == "posted.nothing_to_post"


def test_every_step_is_noted_with_the_rule_that_made_it() -> None:
    found = made(result("26"), maximum="28", rounding="half up")
    assert isinstance(found, Mark)
    assert found.notes == {
        "as_percent": "26 of 28 points = 93 %: half up, whole numbers",
        "as_percent_by": "posted grades are percents",
        "rounded_by": "rule rounding of scales for district",
        "letter": "93 % earn A",
        "letter_by": "table letters",
    }
    counted = made(result(None, text_score="A"))
    assert isinstance(counted, Mark)
    assert counted.notes == {"converted": '"A" counts as 95 %', "converted_by": "table letters"}
    low = made(result("12"))
    assert isinstance(low, Mark)
    assert low.notes["letter"] == "12 % are below every minimum of letters"
