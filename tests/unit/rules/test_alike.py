"""Near duplicates differ by case, blanks, signs or a plural, and by nothing else."""

import pytest

from homeroom.rules.alike import alike, bare

SAME = [
    ("Quiz", "Quizzes"),
    ("quiz", "QUIZ"),
    ("Homework", "Home Work"),
    ("Homework", "home-work"),
    ("Homework", "Homeworks"),
    ("Test", "Tests"),
    ("Lab", "Labs."),
    ("Class Work", "Classes work"),
    ("Exit Ticket", "Exit Tickets!"),
    ("Project/Lab", "Projects & Labs"),
    ("Essay", "Essays"),
    ("Activity", "Activities"),
    ("Box", "Boxes"),
    ("Sketch", "Sketches"),
    ("Teacher's choice", "Teachers choice"),
    ("Devoir \u00e9crit", "devoir ecrit"),
    ("Quiz 1", "quiz  1"),
]
OTHERS = [
    ("Quiz", "Quiz 2"),
    ("Test", "Text"),
    ("Class", "Clas"),
    ("Bonus", "Bon"),
    ("Homework", "Housework"),
    ("Lab", "Label"),
    ("Gas", "Ga"),
    ("Participation", "Preparation"),
    ("Unit 1 Test", "Unit 11 Test"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_probably_the_same(one: str, other: str) -> None:
    assert bare(one) == bare(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_these_are_not(one: str, other: str) -> None:
    assert bare(one) != bare(other)


def test_titles_stand_together_in_their_order() -> None:
    found = alike(["Tests", "Quiz", "test", "QUIZZES", "Labs"])
    assert list(found.values()) == [["Tests", "test"], ["Quiz", "QUIZZES"], ["Labs"]]


def test_a_title_without_any_letter_is_like_none_that_has_some() -> None:
    assert bare("???") == ""
    assert bare("\u6570\u5b66") == "\u6570\u5b66"
