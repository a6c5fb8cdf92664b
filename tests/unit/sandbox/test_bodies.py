"""Bodies of writes, as strict as each version is."""

import json
from decimal import Decimal
from typing import Any

import pytest
from msgspec import Raw

from homeroom.sandbox.oneroster.bodies import (
    ItemBody1p1,
    ItemBody1p2,
    ResultBody1p1,
    ResultBody1p2,
    number,
    read_body,
    status_1p2,
    true,
)
from homeroom.sandbox.oneroster.errors import Refused

_ITEM: dict[str, Any] = {
    "title": "Quiz",
    "assignDate": "2026-09-28T05:00:00Z",
    "dueDate": "2026-10-03T04:59:00Z",
    "class": {"sourcedId": "1"},
    "school": {"sourcedId": "2"},
    "category": {"sourcedId": "3"},
    "resultValueMin": 0,
    "resultValueMax": 20.50,
}
_RESULT: dict[str, Any] = {
    "lineItem": {"sourcedId": "i"},
    "student": {"sourcedId": "s"},
    "scoreStatus": "fully graded",
    "scoreDate": "2026-10-02",
    "score": 17.5,
}


def _item(body: dict[str, Any]) -> ItemBody1p2:
    return read_body(json.dumps({"lineItem": body}).encode(), "lineItem", ItemBody1p2, "x")


def _result(body: dict[str, Any]) -> ResultBody1p2:
    return read_body(json.dumps({"result": body}).encode(), "result", ResultBody1p2, "x")


def test_line_item_is_read() -> None:
    body = _item(_ITEM)
    assert body.title == "Quiz"
    assert body.class_.sourcedId == "1"
    assert number(body.resultValueMax, "resultValueMax") == Decimal("20.5")
    assert body.description is None


def test_null_is_as_good_as_absent() -> None:
    body = _item(_ITEM | {"description": None, "gradingPeriod": None, "resultValueMax": None})
    assert body.description is None
    assert body.gradingPeriod is None
    assert number(body.resultValueMax, "resultValueMax") is None


def test_reference_may_be_whole_or_the_id_alone() -> None:
    whole = {"sourcedId": "1", "href": "http://x", "type": "class"}
    assert _item(_ITEM | {"class": whole}).class_.sourcedId == "1"
    with pytest.raises(Refused):
        _item(_ITEM | {"class": {"href": "http://x"}})


def test_1p2_takes_no_member_it_does_not_know_and_1p1_does() -> None:
    with pytest.raises(Refused, match="shoeSize"):
        _item(_ITEM | {"shoeSize": 44})
    data = json.dumps({"lineItem": _ITEM | {"shoeSize": 44}}).encode()
    assert read_body(data, "lineItem", ItemBody1p1, "x").title == "Quiz"


def test_wrapper_may_hold_other_members() -> None:
    data = json.dumps({"lineItem": _ITEM, "note": "x"}).encode()
    assert read_body(data, "lineItem", ItemBody1p2, "x").title == "Quiz"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b'{"lineItem": ', 400),
        (b"\xff\xfe", 400),
        (b"[1]", 422),
        (b"3", 422),
        (b"{}", 422),
        (b'{"lineItem": 3}', 422),
        (b'{"lineitem": {}}', 422),
    ],
)
def test_data_that_is_no_body_is_refused(data: bytes, status: int) -> None:
    with pytest.raises(Refused) as caught:
        read_body(data, "lineItem", ItemBody1p2, "x")
    assert caught.value.status == status
    assert caught.value.code == "invaliddata"


def test_id_of_the_path_wins_over_none_and_not_over_another() -> None:
    assert _item(_ITEM | {"sourcedId": "x"}).sourcedId == "x"
    with pytest.raises(Refused, match="names y"):
        _item(_ITEM | {"sourcedId": "y"})


@pytest.mark.parametrize("flag", ["late", "missing", "incomplete", "inProgress"])
@pytest.mark.parametrize("value", [True, False, 1, "yes", "True", ""])
def test_flag_of_1p2_is_one_of_two_words(flag: str, value: Any) -> None:
    assert _result(_RESULT | {flag: "true"})
    with pytest.raises(Refused, match=flag):
        _result(_RESULT | {flag: value})


def test_flags_of_1p1_are_not_looked_at() -> None:
    data = json.dumps({"result": _RESULT | {"late": 7, "textScore": []}}).encode()
    assert read_body(data, "result", ResultBody1p1, "x").scoreStatus == "fully graded"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17.5", Decimal("17.5")),
        ("0", Decimal(0)),
        ("-3", Decimal(-3)),
        ("1e2", Decimal(100)),
        ("0.1", Decimal("0.1")),
        ("12345678901234567890.123", Decimal("12345678901234567890.123")),
        ("null", None),
        (" 5 ", Decimal(5)),
    ],
)
def test_number_is_read_digit_for_digit(text: str, value: Decimal | None) -> None:
    assert number(Raw(text.encode()), "score") == value


@pytest.mark.parametrize("text", ['"17.5"', "true", "[]", "{}", '""'])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(Refused, match="score must be a number"):
        number(Raw(text.encode()), "score")


@pytest.mark.parametrize(
    "text",
    [
        "exempt",
        "fully graded",
        "not submitted",
        "partially graded",
        "submitted",
        "ext:late",
        "ext:a.b-c_1",
    ],
)
def test_score_status_of_1p2_is_one_of_five_or_an_extension(text: str) -> None:
    assert status_1p2(text) == text


@pytest.mark.parametrize(
    "text", ["late", "", "Exempt", "fullyGraded", "ext:", "ext:a b", "xext:a", "exempt "]
)
def test_other_score_status_of_1p2_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no scoreStatus"):
        status_1p2(text)


def test_only_the_word_true_is_true() -> None:
    assert true("true")
    assert not true("false")
    assert not true(None)


def test_objectives_keep_their_scores_exactly() -> None:
    row = {"learningObjectiveId": "o", "score": 3.25}
    sets = [{"source": "case", "learningObjectiveResults": [row]}]
    body = _result(_RESULT | {"learningObjectiveSet": sets})
    assert body.learningObjectiveSet is not None
    (found,) = body.learningObjectiveSet[0].learningObjectiveResults
    assert found.score == Decimal("3.25")
    with pytest.raises(Refused):
        _result(_RESULT | {"learningObjectiveSet": [{"source": "case"}]})
