"""What a district decided about scores: every change is written down with the rule that made it."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from homeroom.model.gradebook import Result
from homeroom.model.scores import score_text
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send, Verdict
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.scales import Conversion, Extra, Rounding, Scales, policy_for
from tests.unit.push.cases import LETTERS, WHERE, grade_case, item, result, rules, scale

TABLE = LetterTable(
    name="letters",
    letters=(
        Letter(letter="A", minimum=Decimal("89.5"), percent=Decimal(95), points=Decimal(4)),
        Letter(letter="B", minimum=Decimal("79.5"), percent=Decimal("85.25"), points=Decimal(3)),
        Letter(letter="P"),
    ),
)
PERCENT = scale(type_="percent")


def check(grade: Result, version: str = "1.2", maximum: str | None = "10", **more: Any) -> Verdict:
    """Check a grade under a conversion for the whole district."""
    scale_ = more.pop("scale", None)
    lifted = more.pop("lifted", ())
    decided = Scales(tables=(TABLE,), conversions=(msgspec.convert(more, Conversion),))
    points = None if maximum is None else Decimal(maximum)
    case = grade_case(
        grade,
        item=item(result_value_max=points),
        scale=scale_,
        policy=policy_for(decided, "campus", WHERE),
        lifted=lifted,
    )
    return check_result(case, rules(), version)


def outcome(verdict: Verdict) -> str:
    """Return in a word what goes out: the score, or why there is none."""
    match verdict:
        case Send(record):
            assert isinstance(record, Result)
            return "no score" if record.score is None else score_text(record.score)
        case Refuse(code) | Hold(code):
            return code
        case Leave(why):
            return why


def letter(text: str) -> Result:
    return result(None, text_score=text)


UNSCORED = "unscored work is not sent"
NEEDS, UNKNOWN = "result.exempt_needs_score", "result.unknown_level"
NO_MAXIMUM = "line_item.no_maximum"
HALF_UP = {"rounding": Rounding.HALF_UP}
BY_TABLE = {"scale": LETTERS, "table": "letters"}


@pytest.mark.parametrize(
    ("grade", "maximum", "decided", "on_1_1", "on_1_2"),
    [
        pytest.param(result("0"), "10", {}, "0", "0", id="zero is a score"),
        pytest.param(result("10"), "10", {"extra": Extra.CAP}, "10", "10", id="the maximum"),
        pytest.param(result("12"), "10", {}, "12", "12", id="over it: kept"),
        pytest.param(result("12"), "10", {"extra": Extra.CAP}, "10", "10", id="over it: capped"),
        pytest.param(
            result("12"), "10", {"extra": Extra.REFUSE},
            "result.over_maximum", "result.over_maximum", id="over it: refused",
        ),
        pytest.param(result("3"), "0", {}, "3", "3", id="a bonus"),
        pytest.param(
            result("3"), "0", {"extra": Extra.CAP},
            "result.over_maximum", "result.over_maximum", id="a bonus is not capped to nothing",
        ),
        pytest.param(
            result("80", score_scale="p"), "0", {"scale": PERCENT}, NO_MAXIMUM, NO_MAXIMUM,
            id="a percent of nothing",
        ),
        pytest.param(
            result("85.5", score_scale="p"), "10", {"scale": PERCENT, **HALF_UP}, "9", "9",
            id="a percent, rounded",
        ),
        pytest.param(letter("b"), "10", BY_TABLE, "8.525", "8.525", id="a letter by the table"),
        pytest.param(
            letter("B"), "10", {**BY_TABLE, "level": "points"}, "3", "3", id="a letter as points"
        ),
        pytest.param(
            letter("B"), "0", {**BY_TABLE, "level": "points"}, "3", "3", id="points of a bonus"
        ),
        pytest.param(letter("B"), "0", BY_TABLE, NO_MAXIMUM, NO_MAXIMUM, id="letter of nothing"),
        pytest.param(letter("C"), "10", BY_TABLE, UNKNOWN, UNKNOWN, id="an unknown letter"),
        pytest.param(
            letter("P"), "10", BY_TABLE,
            "result.level_without_number", "result.level_without_number", id="without a number",
        ),
        pytest.param(
            result("8", text_score="B", score_scale="s"), "10", BY_TABLE,
            "result.level_contradicts", "result.level_contradicts", id="a number that contradicts",
        ),
        pytest.param(
            letter("B"), "10", {**BY_TABLE, "level": "refuse"},
            "result.level_not_sent", "result.level_not_sent", id="no letters here",
        ),
        pytest.param(result(None), "10", {}, UNSCORED, UNSCORED, id="blank"),
        pytest.param(
            result(None, score_status="exempt"), "10", {}, NEEDS, "no score", id="exempt"
        ),
        pytest.param(
            result("8", score_status="exempt"), "10", {}, "8", "no score", id="exempt with a score"
        ),
        pytest.param(
            result(None, missing=True), "10", {}, "result.missing_needs_score", "no score",
            id="missing",
        ),
        pytest.param(
            result(None, missing=True), "10", {"missing": "leave out"}, UNSCORED, UNSCORED,
            id="missing, left out",
        ),
        pytest.param(
            result("8.5"), "10", {"decimals": "refuse"}, "result.not_whole", "result.not_whole",
            id="whole numbers only",
        ),
        pytest.param(
            result("8.5"), "10", {"decimals": "refuse", **HALF_UP}, "9", "9",
            id="whole numbers by rounding",
        ),
    ],
)  # fmt: skip
def test_the_table_of_conversions(
    grade: Result, maximum: str, decided: dict[str, Any], on_1_1: str, on_1_2: str
) -> None:
    assert outcome(check(grade, "1.1", maximum, **decided)) == on_1_1
    assert outcome(check(grade, "1.2", maximum, **decided)) == on_1_2


@pytest.mark.parametrize(
    ("rounding", "digits", "score", "expected"),
    [
        ("half up", 0, "8.5", "9"),
        ("half up", 0, "8.4999999999999999999999999999", "8"),
        ("half up", 1, "8.25", "8.3"),
        ("half even", 0, "8.5", "8"),
        ("half even", 0, "9.5", "10"),
        ("half even", 1, "8.35", "8.4"),
        ("floor", 0, "8.99", "8"),
        ("floor", 2, "8.999", "8.99"),
        ("none", 0, "8.999", "8.999"),
    ],
)
def test_scores_are_rounded_by_name(rounding: str, digits: int, score: str, expected: str) -> None:
    verdict = check(result(score), rounding=Rounding(rounding), digits=digits)
    assert outcome(verdict) == expected


def test_a_delivery_records_which_rule_made_what_of_a_score() -> None:
    verdict = check(letter("B"), extra=Extra.CAP, maximum="2", level="points",
                    table="letters", scale=LETTERS)  # fmt: skip
    assert isinstance(verdict, Send)
    assert verdict.notes == {
        "converted": '"B" is 3 in the scale letters: 3 points',
        "converted_by": "rule table of scales for district",
        "capped": "3 to the maximum 2",
        "capped_by": "rule extra of scales for district",
    }
    verdict = check(result("85.55", score_scale="p"), scale=PERCENT, digits=1, **HALF_UP)
    assert isinstance(verdict, Send)
    assert verdict.notes["converted_by"] == "write rule percent"
    assert verdict.notes["rounded"] == "8.555 to 8.6: half up, 1 digits after the point"
    assert verdict.notes["rounded_by"] == "rule rounding of scales for district"


@pytest.mark.parametrize("word", ["late", "missing", "incomplete"])
def test_a_word_that_is_left_out_does_not_travel_and_is_told(word: str) -> None:
    for grade in (result("8", **{word: True}), result("8", score_status=word)):
        verdict = check(grade, **{word: "leave out"})
        assert isinstance(verdict, Send)
        assert isinstance(verdict.record, Result)
        assert verdict.record.score_status == "fully graded"
        assert not getattr(verdict.record, word)
        assert verdict.notes["left_out"] == {word: f"rule {word} of scales for district"}


@pytest.mark.parametrize(
    ("word", "grade"),
    [
        ("late", result("8", late=True)),
        ("missing", result(None, missing=True)),
        ("incomplete", result("8", incomplete=True)),
        ("not_submitted", result("8", score_status="not submitted")),
        ("exempt", result("8", score_status="exempt")),
        ("zero", result("0.0")),
    ],
)
def test_each_word_waits_for_a_person_by_its_own_rule(word: str, grade: Result) -> None:
    said = f"rule {word} of scales for district"
    held = Hold("scales.state", {"state": word.replace("_", " "), "rule": said})
    assert check(grade, **{word: "hold"}) == held
    assert isinstance(check(grade, **{word: "hold"}, lifted=("scales.state",)), Send)
    others = {"late", "missing", "incomplete", "not_submitted", "exempt", "zero"} - {word}
    assert isinstance(check(grade, **dict.fromkeys(others, "hold")), Send)


def test_the_letter_that_points_earn_stands_beside_them_on_1_2() -> None:
    verdict = check(result("8"), table="letters", beside="letter")
    assert isinstance(verdict, Send)
    assert verdict.record == structs.replace(verdict.record, text_score="B", score=Decimal(8))
    assert verdict.notes["letter"] == "8 of 10 points earn B"
    low = check(result("1"), table="letters", beside="letter")
    assert isinstance(low, Send)
    assert low.notes["letter"] == "1 of 10 points are below every minimum of letters"
    on_1_1 = check(result("8"), "1.1", table="letters", beside="letter")
    assert isinstance(on_1_1, Send)
    assert getattr(on_1_1.record, "text_score", "") is None


numbers = st.decimals(min_value=-5, max_value=150, places=4)


@given(
    score=numbers,
    maximum=st.sampled_from(["0", "7", "10", "100", "33.3"]),
    percent=st.booleans(),
    rounding=st.sampled_from(Rounding),
    extra=st.sampled_from([None, *Extra]),
    version=st.sampled_from(["1.1", "1.2"]),
)
def test_no_score_is_lost_silently(
    score: Decimal, maximum: str, percent: bool, rounding: Rounding, extra: Extra | None,
    version: str,
) -> None:  # fmt: skip
    """The exact points go out, or a code says why not, or a note says what was changed by whom."""
    came = result(str(score), score_scale="p" if percent else None)
    verdict = check(came, version, maximum, scale=PERCENT if percent else None,
                    rounding=rounding, extra=extra)  # fmt: skip
    if isinstance(verdict, Refuse):
        return
    assert isinstance(verdict, Send)
    assert isinstance(verdict.record, Result)
    assert verdict.record.score is not None
    exact = Fraction(score) * Fraction(maximum) / 100 if percent else Fraction(score)
    changed = {"rounded", "capped"} & verdict.notes.keys()
    assert (Fraction(verdict.record.score) == exact) is not bool(changed) or changed == {
        "rounded", "capped"
    }  # fmt: skip
    assert all(f"{one}_by" in verdict.notes for one in changed)
    assert ("converted" in verdict.notes) is percent
