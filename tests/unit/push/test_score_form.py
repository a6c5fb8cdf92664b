"""Where a target takes percents: the same grade in another form, exact or rounded by name."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.scores import score_text
from homeroom.push.checks.line_items import check_line_item
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Refuse, Send, Verdict
from homeroom.rules.scales import Conversion, Rounding, Scales, policy_for
from tests.unit.push.cases import LETTERS, WHERE, grade_case, item, item_case, result, rules, scale
from tests.unit.push.test_scaled import TABLE, letter, outcome

PERCENT = scale(type_="percent")
NO_MAXIMUM, WITHOUT_END = "line_item.no_maximum", "result.percent_without_end"


def check(grade: Result, version: str = "1.2", maximum: str | None = "10", **more: Any) -> Verdict:
    """Check a grade on its way to a target that takes percents."""
    scale_, least = more.pop("scale", None), more.pop("least", None)
    write = {"score_form": "percent", **more.pop("write", {})}
    decided = Scales(tables=(TABLE,), conversions=(msgspec.convert(more, Conversion),))
    points = None if maximum is None else Decimal(maximum)
    minimum = None if least is None else Decimal(least)
    case = grade_case(
        grade,
        item=item(result_value_max=points, result_value_min=minimum),
        scale=scale_,
        policy=policy_for(decided, "campus", WHERE),
    )
    return check_result(case, rules(**write), version)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize(
    ("grade", "maximum", "decided", "expected"),
    [
        pytest.param(result("8"), "10", {}, "80", id="points"),
        pytest.param(result("0"), "10", {}, "0", id="zero is a score"),
        pytest.param(result("10"), "10", {}, "100", id="the maximum"),
        pytest.param(result("12"), "10", {}, "120", id="over it: kept"),
        pytest.param(result("12"), "10", {"extra": "cap"}, "100", id="over it: capped"),
        pytest.param(
            result("12"), "10", {"extra": "refuse"}, "result.over_maximum", id="over it: refused"
        ),
        pytest.param(result("3"), "0", {}, NO_MAXIMUM, id="points of a maximum of 0"),
        pytest.param(result("3"), None, {}, NO_MAXIMUM, id="points of no maximum"),
        pytest.param(
            result("84.25", score_scale="p"), "10", {"scale": PERCENT}, "84.25", id="a percent"
        ),
        pytest.param(
            result("84.25", score_scale="p"), "0", {"scale": PERCENT}, "84.25",
            id="a percent needs no maximum",
        ),
        pytest.param(
            result("84.25", score_scale="p"), "10", {"scale": PERCENT, "rounding": "floor"}, "84",
            id="a percent, rounded",
        ),
        pytest.param(result("1"), "3", {}, WITHOUT_END, id="a third, and nobody said how"),
        pytest.param(result("1"), "3", {"rounding": "half up"}, "33", id="a third, half up"),
        pytest.param(
            result("2"), "3", {"rounding": "floor", "digits": 2}, "66.66", id="two thirds, floor"
        ),
        pytest.param(
            result("1"), "3", {"rounding": "half up", "digits": 1, "decimals": "refuse"},
            "result.not_whole", id="whole numbers only",
        ),
        pytest.param(letter("B"), "10", {"table": "letters", "scale": LETTERS}, "85.25",
                     id="a letter by the table"),
        pytest.param(letter("B"), "4", {"table": "letters", "level": "points"}, "75",
                     id="a letter that counts points"),
        pytest.param(letter("Z"), "10", {"table": "letters"}, "result.unknown_level",
                     id="an unknown letter"),
        pytest.param(result(None), "10", {}, "unscored work is not sent", id="blank"),
        pytest.param(result("-1"), "10", {}, "result.below_minimum", id="below the minimum"),
        pytest.param(result("4"), "10", {"least": "5"}, "result.below_minimum",
                     id="below a minimum in percent"),
        pytest.param(result("5"), "10", {"least": "5"}, "50", id="at a minimum in percent"),
    ],
)  # fmt: skip
def test_the_table_of_percents(
    grade: Result, maximum: str | None, decided: dict[str, Any], expected: str, version: str
) -> None:
    assert outcome(check(grade, version, maximum, **decided)) == expected


def test_exempt_work_has_no_percent_either() -> None:
    assert outcome(check(result("8", score_status="exempt"))) == "no score"
    assert outcome(check(result(None, score_status="exempt"), "1.1")) == "result.exempt_needs_score"


def test_a_delivery_tells_of_which_points_a_percent_was_made() -> None:
    exact = check(result("8.5"), maximum="40")
    assert isinstance(exact, Send)
    assert exact.notes == {
        "as_percent": "8.5 of 40 points = 21.25 %",
        "as_percent_by": "write rule score_form",
    }
    rounded = check(result("2"), maximum="3", rounding="half up", digits=1)
    assert isinstance(rounded, Send)
    assert rounded.notes == {
        "as_percent": "2 of 3 points = 66.7 %: half up, 1 digits after the point",
        "as_percent_by": "write rule score_form",
        "rounded_by": "rule rounding of scales for district",
    }
    without = check(result("1"), maximum="3")
    assert without == Refuse(WITHOUT_END, {"score": "1", "maximum": "3"})


def test_the_letter_beside_a_percent_is_earned_by_it() -> None:
    verdict = check(result("3.2"), maximum="4", table="letters", beside="letter")
    assert isinstance(verdict, Send)
    assert isinstance(verdict.record, Result)
    assert (verdict.record.score, verdict.record.text_score) == (Decimal(80), "B")
    assert verdict.notes["letter"] == "80 % earn B"


@pytest.mark.parametrize(
    ("least", "most", "sent"), [(None, "10", ("0", "100")), ("5", "40", ("12.5", "100"))]
)
def test_a_line_item_goes_out_with_a_hundred_points(
    least: str | None, most: str, sent: tuple[str, str]
) -> None:
    minimum = None if least is None else Decimal(least)
    thing = item(result_value_min=minimum, result_value_max=Decimal(most))
    verdict = check_line_item(item_case(thing), rules(score_form="percent"), "1.2")
    assert isinstance(verdict, Send)
    assert isinstance(verdict.record, LineItem)
    low, high = verdict.record.result_value_min, verdict.record.result_value_max
    assert low is not None
    assert high is not None
    assert (score_text(low), score_text(high)) == sent
    assert verdict.notes["maximum"] == f"{most} points go out as 100 %"


@pytest.mark.parametrize("maximum", [None, Decimal(0)])
def test_a_line_item_without_points_has_no_percents(maximum: Decimal | None) -> None:
    case = item_case(item(result_value_max=maximum))
    verdict = check_line_item(case, rules(score_form="percent"), "1.2")
    assert verdict == Refuse(NO_MAXIMUM)


@given(
    score=st.decimals(min_value=0, max_value=150, places=3),
    maximum=st.sampled_from(["3", "7", "10", "33.3", "64"]),
    rounding=st.sampled_from(Rounding),
    digits=st.integers(0, 4),
)
def test_no_percent_is_off_by_more_than_its_note_says(
    score: Decimal, maximum: str, rounding: Rounding, digits: int
) -> None:
    verdict = check(result(str(score)), maximum=maximum, rounding=rounding, digits=digits)
    exact = Fraction(score) * 100 / Fraction(maximum)
    if isinstance(verdict, Refuse):
        assert (verdict.code, rounding) == (WITHOUT_END, Rounding.NONE)
        return
    assert isinstance(verdict, Send)
    assert isinstance(verdict.record, Result)
    assert verdict.record.score is not None
    there = Fraction(verdict.record.score)
    assert abs(there - exact) < Fraction(1, 10**digits)
    assert there == exact or "rounded_by" in verdict.notes
