"""Who left a class before its end and goes on elsewhere, with grades left behind."""

from datetime import date

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.roster import AcademicSession, Enrollment
from homeroom.store import delivery_counts, years
from homeroom.store.moves import Move
from homeroom.store.scope import Scope
from homeroom.store.years import OldYear, Session
from tests.integration.store.schools import FIRST, LAST, NOW, OCT, TODAY, School


@pytest.fixture
def oak(scope: Scope) -> School:
    return School(scope)


def test_a_move_is_told_whole(oak: School) -> None:
    oak.stay("alg-1", end=OCT)
    oak.stay("alg-2", begin=date(2026, 10, 12))
    oak.grade("alg-1", date(2026, 9, 30))
    oak.grade("alg-1", date(2026, 10, 8))
    oak.grade("alg-2", date(2026, 10, 15))
    assert oak.moves() == [
        Move(
            student="ana", name="Ana Ruiz", how="section", class_id="alg-1", class_title="alg-1",
            school="Oak", left_on=OCT, now=["alg-2"], grades=2, last_graded=date(2026, 10, 8),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sections", "how", "now"),
    [
        (["alg-2"], "section", ["alg-2"]),
        (["alg-2", "bio-1"], "section", ["alg-2"]),
        (["alg-e", "art-e"], "section", ["alg-e"]),
        (["art-e"], "school", ["art-e"]),
        (["bio-1"], "", []),
        (["bio-1", "art-e"], "", []),
        ([], "", []),
    ],
    ids=[
        "another section",
        "another section, and one of something else",
        "the same course at another school",
        "another school",
        "a class was dropped",
        "a class was dropped, and one more school is attended",
        "left the district",
    ],
)
def test_only_who_goes_on_elsewhere_has_moved(
    oak: School, sections: list[str], how: str, now: list[str]
) -> None:
    oak.stay("alg-1", end=OCT)
    oak.grade("alg-1")
    for section in sections:
        oak.stay(section, begin=date(2026, 10, 12))
    found = oak.moves()
    assert [(one.how, list(one.now)) for one in found] == ([(how, now)] if how else [])


@pytest.mark.parametrize(
    ("held", "how", "now"),
    [
        (["alg-1", "bio-1"], "section", ["bio-1"]),
        (["alg-1", "art-e", "bio-1"], "section", ["bio-1"]),
        (["alg-1", "art-e"], "", []),
        (["alg-2", "bio-1"], "", []),
        (["alg-1", "gone"], "", []),
    ],
    ids=["the two", "with a third", "one of them", "the other one", "one that is not there"],
)
def test_sections_that_an_app_holds_as_one_course_are_sections_of_one(
    oak: School, held: list[str], how: str, now: list[str]
) -> None:
    oak.hold_as_one(*held)
    oak.stay("alg-1", end=OCT)
    oak.stay("bio-1", begin=date(2026, 10, 12))
    oak.grade("alg-1")
    assert [(one.how, list(one.now)) for one in oak.moves()] == ([(how, now)] if how else [])


def test_who_left_no_grade_behind_is_not_listed(oak: School) -> None:
    oak.stay("alg-1", end=OCT)
    oak.stay("alg-2")
    assert oak.moves() == []
    oak.retire(Kind.RESULT, oak.grade("alg-1"))
    assert oak.moves() == []


@pytest.mark.parametrize(
    "end", [LAST, date(2027, 6, 3), None], ids=["last day", "day before", "open"]
)
def test_who_was_there_to_the_end_has_not_moved(oak: School, end: date | None) -> None:
    oak.stay("alg-1", end=end)
    oak.stay("alg-2")
    oak.grade("alg-1")
    assert oak.moves(today=date(2027, 7, 1)) == []


def test_who_is_back_in_the_class_has_not_moved(oak: School) -> None:
    oak.stay("alg-1", end=OCT)
    oak.stay("alg-1", begin=date(2026, 10, 26))
    oak.stay("alg-2")
    oak.grade("alg-1")
    assert oak.moves() == []


def test_an_enrolment_that_vanished_ended_on_that_day(oak: School) -> None:
    oak.retire(Kind.ENROLLMENT, oak.stay("alg-1"))
    oak.stay("alg-2")
    oak.grade("alg-1")
    (found,) = oak.moves()
    assert found.left_on == NOW.date()


@pytest.mark.parametrize(
    ("since", "listed"), [(date(2026, 10, 9), True), (date(2026, 10, 10), False)]
)
def test_the_list_begins_on_a_day(oak: School, since: date, listed: bool) -> None:
    oak.stay("alg-1", end=OCT)
    oak.stay("alg-2")
    oak.grade("alg-1")
    assert bool(oak.moves(since)) is listed


def test_a_move_that_is_to_come_is_not_one_yet(oak: School) -> None:
    oak.stay("alg-1", end=date(2026, 11, 6))
    oak.stay("alg-2", begin=date(2026, 11, 9))
    oak.grade("alg-1")
    assert oak.moves(today=date(2026, 11, 6)) == []
    assert len(oak.moves(today=date(2026, 11, 7))) == 1


@pytest.mark.parametrize(
    ("most", "left"), [(None, ["bio-1", "alg-1"]), (2, ["bio-1", "alg-1"]), (1, ["bio-1"])]
)
def test_no_more_than_so_many_ends_are_looked_at_the_last_ones_first(
    oak: School, most: int | None, left: list[str]
) -> None:
    for section, end in (("alg-1", OCT), ("bio-1", date(2026, 10, 16))):
        oak.stay(section, end=end)
        oak.grade(section)
    oak.hold_as_one("bio-1", "art-e")
    oak.stay("alg-2")
    oak.stay("art-e")
    assert [one.class_id for one in oak.moves(most=most)] == left


def test_ends_and_retirements_are_bounded_each_for_itself(oak: School) -> None:
    oak.stay("alg-1", end=OCT)
    oak.retire(Kind.ENROLLMENT, oak.stay("bio-1", end=None))
    oak.hold_as_one("bio-1", "art-e")
    for section in ("alg-1", "bio-1"):
        oak.grade(section)
    for section in ("alg-2", "art-e"):
        oak.stay(section)
    assert [one.class_id for one in oak.moves(most=1)] == ["bio-1", "alg-1"]


def test_teachers_do_not_move(oak: School) -> None:
    oak.put(Kind.ENROLLMENT, "t", Enrollment, user=oak.ids["ana"], class_=oak.ids["alg-1"],
            role="teacher", begin_date=FIRST, end_date=OCT)  # fmt: skip
    oak.stay("alg-2")
    oak.grade("alg-1")
    assert oak.moves() == []


@pytest.mark.parametrize(
    ("today", "classes", "last"),
    [
        (TODAY, 0, None),
        (LAST, 0, None),
        (date(2027, 6, 5), 5, LAST),
    ],
)
def test_a_class_is_over_when_its_last_term_is(
    oak: School, today: date, classes: int, last: date | None
) -> None:
    oak.grade("alg-1")
    found = years.old_year(oak.scope, today)
    assert found == OldYear(classes=classes, results=1 if classes else 0, last=last)


def test_a_retired_class_is_over_in_any_case(oak: School) -> None:
    oak.grade("alg-1")
    oak.grade("bio-1")
    oak.retire(Kind.CLASS, oak.ids["alg-1"])
    assert years.old_year(oak.scope, TODAY) == OldYear(classes=1, results=1, last=LAST)
    assert years.retired(oak.scope, Kind.CLASS, ["alg-1", "bio-1"]) == {"alg-1": oak.ids["alg-1"]}


def test_grades_of_what_is_over_are_counted_up_to_a_bound(
    oak: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("alg-1", "bio-1"):
        oak.grade(name)
        oak.retire(Kind.CLASS, oak.ids[name])
    assert years.old_year(oak.scope, TODAY).results == 2
    monkeypatch.setattr(delivery_counts, "MOST", 0)
    assert years.old_year(oak.scope, TODAY).results == 1


def test_sessions_that_are_over_or_retired_are_not_shown(oak: School) -> None:
    assert years.sessions(oak.scope, TODAY) == [Session("2026-27", FIRST, LAST)]
    assert years.sessions(oak.scope, date(2027, 6, 5)) == []
    oak.put(Kind.ACADEMIC_SESSION, "s1", AcademicSession, title="S1", type="semester",
            start_date=FIRST, end_date=date(2026, 12, 18))  # fmt: skip
    assert [one.title for one in years.sessions(oak.scope, TODAY)] == ["2026-27", "S1"]
    oak.retire(Kind.ACADEMIC_SESSION, oak.ids["year"])
    assert [one.title for one in years.sessions(oak.scope, TODAY)] == ["S1"]
