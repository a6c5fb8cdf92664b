"""Missing, late, incomplete, exempt, zero and no score are six different things in the SIS."""

import pytest

from tests.integration.push.conftest import Desk

ROWS = [
    ("8", {"late": "true"}),
    ("", {"scoreStatus": "not submitted", "missing": "true"}),
    ("", {"scoreStatus": "exempt"}),
    ("0", {}),
]


def hand_in(desk: Desk) -> None:
    grades = [desk.grade("q1", at, score, **more) for at, (score, more) in enumerate(ROWS)]
    desk.hand_in([desk.item("q1")], grades)


def test_each_state_arrives_as_itself_on_1_2(desk: Desk) -> None:
    hand_in(desk)
    cells = desk.cells("Quiz q1")
    assert [cells[student] for student in desk.students[:4]] == [
        ("8", ["L"]),
        (None, ["M"]),
        (None, ["X"]),
        ("0", []),
    ]
    assert desk.parked() == {}


@pytest.mark.parametrize("api", ["1.1"], indirect=True)
def test_on_1_1_what_has_no_score_is_refused_visibly_and_never_sent_as_0(desk: Desk) -> None:
    hand_in(desk)
    cells = desk.cells("Quiz q1")
    assert {student: cells[student][0] for student in cells} == {
        desk.students[0]: "8",
        desk.students[3]: "0",
    }
    assert desk.parked() == {"result.exempt_needs_score": 1, "result.missing_needs_score": 1}


@pytest.mark.parametrize("api", ["1.1"], indirect=True)
def test_on_1_1_a_flag_without_room_is_listed_on_the_delivery(desk: Desk) -> None:
    desk.rule(flags="leave out")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8", late="true")])
    assert desk.delivery("q1", 0).notes["not_carried"] == ["late"]
    assert desk.cells("Quiz q1")[desk.students[0]] == ("8", [])


def test_an_exempt_grade_with_a_score_does_not_count_and_says_what_was_left_out(
    desk: Desk,
) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8", scoreStatus="exempt")])
    assert desk.cells("Quiz q1")[desk.students[0]] == (None, ["X"])
    assert "8" in desk.delivery("q1", 0).notes["score_with_exempt"]


def test_a_comment_is_not_sent_unless_the_district_chooses_so(desk: Desk) -> None:
    grades = [desk.grade("q1", 0, "8", comment="see me")]
    desk.hand_in([desk.item("q1")], grades)
    assert [row["comment"] for row in desk.items()[0]["scores"]] == [None]
    assert desk.delivery("q1", 0).notes["not_carried"] == ["comment"]
    desk.rule(comment="send")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9", comment="see me")])
    assert [row["comment"] for row in desk.items()[0]["scores"]] == ["see me"]
