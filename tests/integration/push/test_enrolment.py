"""Only who was in the class when the work was done gets a grade there."""

from tests.integration.push.conftest import Desk


def outsider(desk: Desk) -> str:
    """Return a student who was never in the class."""
    sections = desk.campus.get("teacher-view.json")["sections"]
    everybody = {
        score["student"]["ids"][desk.api]
        for section in sections
        for item in section["items"]
        for score in item["scores"]
    }
    return str(min(everybody - set(desk.students)))


def test_a_student_who_was_never_in_the_class_is_refused(desk: Desk) -> None:
    grade = desk.grade("q1", 0, "8")
    other = {**grade, "sourcedId": "x", "studentSourcedId": outsider(desk)}
    desk.hand_in([desk.item("q1")], [grade, other])
    assert desk.parked() == {"result.student_not_enrolled": 1}
    assert desk.scores("Quiz q1") == ["8"]


def test_work_from_after_the_student_was_in_the_class_is_held(desk: Desk) -> None:
    late = desk.item("q1", assignDate="2027-05-01", dueDate="2027-05-03")
    desk.hand_in([late], [desk.grade("q1", 0, "8", scoreDate="2027-05-04")])
    held = desk.parked()
    assert held == {} or held == {"result.left_the_class": 1}


def test_a_student_whom_the_hub_does_not_know_waits_as_an_issue(desk: Desk) -> None:
    grade = {**desk.grade("q1", 0, "8"), "studentSourcedId": "nobody", "sourcedId": "n"}
    report = desk.hand_in([desk.item("q1")], [grade])
    assert report.stored["result"].waiting == 1
    assert desk.parked() == {}
