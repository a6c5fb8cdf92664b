"""The words of notices: one sentence for each change, and never a name of a person."""

import pytest

from homeroom.issues.notices import ENDING, NOTICES, OWN_NOTICES, OWN_REFUSED, sentence


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Campus: 1 grade of your classes refused on the way into the gradebook."),
        (1_234, "Campus: 1,234 grades of your classes refused on the way into the gradebook."),
    ],
)
def test_a_teacher_reads_how_many_grades_of_the_own_classes(count: int, words: str) -> None:
    assert sentence(OWN_REFUSED, "began", "Campus", count) == words


@pytest.mark.parametrize(
    ("change", "count", "words"),
    [
        ("began", 30, "Campus: Vendor Key ends within 30 days."),
        ("began", 1, "Campus: Vendor Key ends within 1 day."),
        ("ended", 1, "Campus: Vendor Key does not end soon any more."),
    ],
)
def test_what_ends_is_named_with_its_step(change: str, count: int, words: str) -> None:
    assert sentence(ENDING, change, "Campus", count, "Vendor Key") == words


def test_what_teachers_hear_of_is_nothing_that_the_district_chooses() -> None:
    assert not OWN_NOTICES.keys() & NOTICES.keys()
