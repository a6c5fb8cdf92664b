"""The judge of latency sees what is late, lost, doubled or another grade."""

from typing import Any

from homeroom.bench.latency import judged

ANSWERED = {("Quiz", f"s{n}"): (f"{n}.5", 100.0 + n) for n in range(10)}
HELD = [("Quiz", f"s{n}", f"{n}.50", 100.2 + n) for n in range(10)]


def changed(at: int, **more: Any) -> list[tuple[str, str, str, float]]:
    title, student, score, since = HELD[at]
    names: dict[str, Any] = {
        "title": title,
        "student": student,
        "score": score,
        "since": since,
        **more,
    }
    row = (names["title"], names["student"], names["score"], names["since"])
    return [*HELD[:at], row, *HELD[at + 1 :]]


def test_what_is_held_as_it_was_written_is_timed_from_its_answer() -> None:
    found = judged(ANSWERED, HELD)
    assert (found["grades"], found["lost"], found["doubled"]) == (10, 0, 0)
    assert (found["p50_s"], found["p95_s"], found["max_s"]) == (0.2, 0.2, 0.2)


def test_a_late_grade_shows_at_the_high_end_alone() -> None:
    found = judged(ANSWERED, changed(3, since=113.0))
    assert found["p50_s"] == 0.2
    assert found["max_s"] == 10.0
    assert found["p95_s"] > 1


def test_a_grade_that_is_missing_or_another_one_is_lost() -> None:
    assert judged(ANSWERED, HELD[1:])["lost"] == 1
    assert judged(ANSWERED, changed(3, score="3.4"))["lost"] == 1


def test_a_grade_under_another_student_or_line_item_is_lost() -> None:
    assert judged(ANSWERED, changed(3, student="s99"))["lost"] == 1
    assert judged(ANSWERED, changed(3, title="Test"))["lost"] == 1


def test_a_second_grade_in_a_cell_is_doubled() -> None:
    assert judged(ANSWERED, [*HELD, HELD[0]])["doubled"] == 1


def test_nothing_held_is_all_lost_and_has_no_time() -> None:
    found = judged(ANSWERED, [])
    assert (found["lost"], found["p50_s"], found["p95_s"]) == (10, None, None)
