"""What holds of every posted grade, whatever an app says and a district decides."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from homeroom.model.gradebook import LineItemNature, Result
from homeroom.push.checks.posting import PostingCase, check_posting
from homeroom.push.checks.verdict import Hold, Refuse, Send, Verdict
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.posted import PostingWindow, Posts, TermGrade
from homeroom.rules.scales import Extra, Policy, Rounding
from homeroom.store.posting import Signed, Task
from tests.unit.push.cases import grade_case, item, result, rules

LEAST = {"A": Decimal(93), "B": Decimal("82.5"), "C": Decimal(70), "F": Decimal(0)}
TABLE = LetterTable(
    name="letters",
    letters=tuple(Letter(letter=one, minimum=least) for one, least in LEAST.items()),
)
PLACES = {"rounding": "district", "extra": "district"}
AT = datetime(2026, 10, 7, 14, 30, tzinfo=UTC)


def case(grade: Result, maximum: str, policy: Policy, posts: Posts, last: int) -> PostingCase:
    task = Task(
        target_id="q1",
        title="Q1 Grade",
        nature=LineItemNature.GRADING_TASK,
        window_open=True,
        first=date(2026, 8, 17),
        last=date(2026, 10, 16),
    )
    return PostingCase(
        grade=grade_case(grade, item=item(result_value_max=Decimal(maximum))),
        wanted=("Q1 Grade", LineItemNature.GRADING_TASK),
        term_grade=TermGrade(app="mathly", item="Quiz", task="Q1 Grade", posts=posts),
        policy=policy,
        app="mathly",
        right=True,
        tasks=(task,),
        windows=(PostingWindow(first=date(2026, 10, 1), last=date(2026, 10, last)),),
    )


def signed(one: PostingCase, version: str) -> Verdict:
    """Let a person sign off what waits, and check again."""
    waits = check_posting(one, rules(), version)
    if not isinstance(waits, Hold):
        return waits
    by = Signed(waits.facts["digest"], "ms. reyes", AT)
    return check_posting(structs.replace(one, signed=(by,)), rules(), version)


drawn: dict[str, Any] = {
    "score": st.sampled_from([None, "-1", "0", "2.31", "28", "33", "37.2", "65", "92.999", "120"]),
    "letter": st.sampled_from([None, "A", "b", " C ", "F", "Z"]),
    "maximum": st.sampled_from(["100", "100", "40", "7", "33.3", "0"]),
    "rounding": st.sampled_from(Rounding),
    "extra": st.sampled_from([None, *Extra]),
    "posts": st.sampled_from([Posts.BOTH, Posts.BOTH, *Posts]),
    "last": st.sampled_from([20, 20, 7, 6]),
    "version": st.sampled_from(["1.1", "1.2"]),
}


@settings(max_examples=200)
@given(**drawn)
def test_what_is_posted_is_exact_or_noted_agrees_with_its_letter_and_came_in_time(
    score: str | None, letter: str | None, maximum: str, **more: Any
) -> None:
    policy = Policy(table=TABLE, rounding=more["rounding"], extra=more["extra"], places=PLACES)
    grade = result(score, text_score=letter)
    one = case(grade, maximum, policy, more["posts"], more["last"])
    verdict = signed(one, more["version"])
    if not isinstance(verdict, Send):
        assert getattr(verdict, "code", "") or score is None, "nothing is left out without a word"
        return
    posted = verdict.record
    assert isinstance(posted, Result)
    assert more["last"] >= 7, "the window closed on the 6th, and this is the 7th"
    assert posted.score is not None or posted.text_score is not None
    assert (more["version"], posted.text_score) != ("1.2", None)
    if posted.score is not None:
        assert score is not None, "no letter of this table counts as a percent"
        exact = Fraction(score) * 100 / Fraction(maximum)
        changed = {"rounded_by", "capped_by"} & verdict.notes.keys()
        assert Fraction(posted.score) == exact or changed
        assert posted.score >= 0
    if posted.score is not None and posted.text_score is not None:
        above = [least for one, least in LEAST.items() if least > LEAST[posted.text_score]]
        assert posted.score >= LEAST[posted.text_score]
        assert not above or posted.score < min(above)


@given(**drawn)
def test_nothing_is_posted_without_its_right_or_without_its_signature(
    score: str | None, letter: str | None, maximum: str, **more: Any
) -> None:
    policy = Policy(table=TABLE, rounding=more["rounding"], extra=more["extra"], places=PLACES)
    grade = result(score, text_score=letter)
    one = case(grade, maximum, policy, more["posts"], more["last"])
    stranger = Signed("0" * 32, "ms. reyes", AT)
    unsigned = check_posting(structs.replace(one, signed=(stranger,)), rules(), more["version"])
    assert not isinstance(unsigned, Send)
    refused = check_posting(structs.replace(one, right=False), rules(), more["version"])
    assert isinstance(refused, Refuse)
    assert refused.code == "posted.no_right"
