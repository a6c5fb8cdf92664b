"""Comments: not sent unless chosen, and a long one is cut, left out or refused, never silently."""

from typing import Any

import pytest

from homeroom.model.gradebook import Result
from homeroom.push.checks.comments import Comment, comment_of
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Refuse, Send
from tests.unit.push.cases import grade_case, result, rules

LONG = "Well done. " * 100  # 1,100 characters
SAID = "it has 1100 characters, and the SIS takes 500 (rule comment_length)"


def comment(text: str | None, **write: Any) -> Comment | Refuse:
    return comment_of(result(comment=text), rules(**{"comment": "send", **write}), "1.2")


@pytest.mark.parametrize("text", [None, ""])
def test_no_comment_is_none(text: str | None) -> None:
    assert comment(text) == Comment()


def test_comments_are_not_sent_unless_a_district_chooses_so() -> None:
    assert comment_of(result(comment="see me"), rules(), "1.2") == Comment()


@pytest.mark.parametrize("length", [1, 499, 500])
def test_a_comment_up_to_the_length_goes_as_it_is(length: int) -> None:
    assert comment("x" * length) == Comment("x" * length)


def test_a_longer_comment_ends_in_three_dots_and_that_is_told() -> None:
    cut = comment(LONG)
    assert isinstance(cut, Comment)
    assert cut.text is not None
    assert cut.text.endswith("Well done. We...")
    assert len(cut.text) <= 500
    assert LONG.startswith(cut.text.removesuffix("..."))
    assert cut.notes == {"comment": f"cut: {SAID}"}


def test_a_longer_comment_may_be_left_out_or_refuse_the_grade() -> None:
    left = comment(LONG, comment_length="leave out")
    assert left == Comment(None, {"comment": f"not sent: {SAID}"})
    refused = comment(LONG, comment_length="refuse")
    assert refused == Refuse("result.comment_too_long", {"length": 1100, "limit": 500})
    assert comment(LONG, comment_length="off") == Comment(LONG)


def test_the_length_is_the_districts_choice() -> None:
    short = comment("x" * 101, comment_length=["shorten", 100])
    assert isinstance(short, Comment)
    assert short.text == "x" * 97 + "..."


def test_a_grade_goes_with_its_comment_and_waits_only_where_a_long_one_is_refused() -> None:
    case = grade_case(result(comment=LONG))
    sent = check_result(case, rules(comment="send"), "1.2")
    assert isinstance(sent, Send)
    assert isinstance(sent.record, Result)
    assert (sent.record.comment or "").endswith("...")
    assert sent.notes["comment"] == f"cut: {SAID}"
    kept = check_result(case, rules(comment="send", comment_length="refuse"), "1.2")
    assert isinstance(kept, Refuse)
    off = check_result(case, rules(), "1.1")
    assert isinstance(off, Send)
    assert off.notes == {"not_carried": ["comment"]}
