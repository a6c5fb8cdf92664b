"""The generated gradebook: counted without being made, and the same when it is made."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from homeroom.sandbox.campus.instants import day_in, midnight_utc
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.districts.generate import generate
from homeroom.sandbox.districts.lazy_base import LazyBase
from homeroom.sandbox.districts.lessons import count_lessons, due_spots, lessons_of
from homeroom.sandbox.districts.section_book import (
    SIX_HOURS,
    Season,
    SectionBook,
    count_items,
    count_scores,
)
from tests.unit.sandbox.rows import ZONE

_DAYS = ["2026-07-20", "2026-08-17", "2026-10-14", "2026-12-25", "2027-03-20", "2027-06-20"]


@pytest.fixture(scope="module")
def district() -> tuple[Roster, list[date]]:
    roster, dates = generate(120, 2, date(2026, 10, 14))
    return roster, dates.school_days()


def _season(days: list[date], day: str) -> Season:
    return Season(days, date.fromisoformat(day), 2, ZONE)


@pytest.mark.parametrize("day", _DAYS)
def test_rows_are_counted_right_without_being_made(
    district: tuple[Roster, list[date]], day: str
) -> None:
    roster, days = district
    season = _season(days, day)
    for section in roster.sections.values():
        book = SectionBook(roster, section, season)
        made = sum(len(book.scores_of(item_id)) for item_id in book.gradings)
        assert count_scores(roster, section, season) == made
        assert count_items(roster, section, season) == len(book.items)


@pytest.mark.parametrize("day", _DAYS)
def test_rows_stand_in_the_order_of_their_ids(
    district: tuple[Roster, list[date]], day: str
) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, day))
    items = base.item_shelf(roster.sections)
    scores = base.score_shelf(roster.sections)
    for shelf in (items, scores):
        ids = [row.id for row in shelf.cut(0, len(shelf))]
        assert ids == sorted(set(ids))
        assert len(ids) == len(shelf)
        for place in range(0, len(ids), 501):
            assert shelf.rank(ids[place]) == place


def test_rows_are_found_by_their_ids(district: tuple[Roster, list[date]]) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2026-10-14"))
    scores = base.score_shelf(roster.sections)
    for place in range(0, len(scores), 997):
        (row,) = scores.cut(place, place + 1)
        assert base.find_score(row.id) == row
        item = base.find_item(row.item)
        assert item is not None
        assert row in base.scores_of(item)


@pytest.mark.parametrize(
    "row_id",
    ["", "x", "1000001", "1000001999", "9999999001", "1000001001-999999"],
)
def test_other_ids_name_nothing(district: tuple[Roster, list[date]], row_id: str) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2026-10-14"))
    assert base.find_item(row_id) is None
    assert base.find_score(row_id) is None


def test_section_of_another_year_has_nothing(district: tuple[Roster, list[date]]) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2026-10-14"))
    assert list(base.items_of(99)) == []
    assert list(base.categories_of(99)) == []
    assert len(base.item_shelf({99})) == 0
    assert list(base.changed_scores(0, {99})) == []


def test_changes_since_are_those_of_the_whole_collection(
    district: tuple[Roster, list[date]],
) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2026-10-14"))
    scores = base.score_shelf(roster.sections)
    whole = scores.cut(0, len(scores))
    for day in (date(2026, 10, 13), date(2026, 10, 14), date(2026, 9, 1)):
        since = midnight_utc(day)
        expected = {row.id for row in whole if row.modified >= since}
        assert {row.id for row in base.changed_scores(since, roster.sections)} == expected
    latest = midnight_utc(date(2026, 10, 14)) + SIX_HOURS
    assert any(row.modified == latest for row in whole)
    assert list(base.changed_scores(latest + 1, roster.sections)) == []
    assert list(base.changed_items(latest + 1, roster.sections)) == []
    items = base.item_shelf(roster.sections)
    since = midnight_utc(date(2026, 10, 1))
    expected = {row.id for row in items.cut(0, len(items)) if row.modified >= since}
    assert {row.id for row in base.changed_items(since, roster.sections)} == expected


def test_section_is_made_once_while_it_is_needed(district: tuple[Roster, list[date]]) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2026-10-14"))
    number = next(iter(roster.sections))
    assert base.items_of(number) is base.items_of(number)


def test_two_seasons_agree_on_what_both_have_seen(district: tuple[Roster, list[date]]) -> None:
    roster, days = district
    number = next(iter(roster.sections))
    section = roster.sections[number]
    early = SectionBook(roster, section, _season(days, "2026-10-14"))
    later = SectionBook(roster, section, _season(days, "2027-03-20"))
    assert [item.title for item in early.items] == [item.title for item in later.items]
    settled = [name for name, found in early.gradings.items() if found.graded < date(2026, 10, 14)]
    assert settled
    for name in settled:
        assert early.scores_of(name) == later.scores_of(name)


# --- lessons -----------------------------------------------------------------------------------


@pytest.mark.parametrize("section", range(1_000_001, 1_000_030))
def test_lessons_are_spread_over_the_year(
    district: tuple[Roster, list[date]], section: int
) -> None:
    _, days = district
    lessons = lessons_of(section, "Science", days, 2)
    assert 46 <= len(lessons) == count_lessons(section, 2) <= 54
    dues = [lesson.due for lesson in lessons]
    assert dues == sorted(dues)
    assert dues[0] <= days[8]
    assert dues[-1] >= days[-8]
    assert dues == [days[spot] for spot in due_spots(section, len(days), 2)]
    gaps = [later - sooner for sooner, later in pairwise(dues)]
    assert max(gaps) < timedelta(days=30)


@pytest.mark.parametrize("section", range(1_000_001, 1_000_030))
def test_lessons_have_titles_of_their_own_and_points_of_their_kind(
    district: tuple[Roster, list[date]], section: int
) -> None:
    _, days = district
    lessons = lessons_of(section, "Mathematics", days, 2)
    titles = [lesson.title for lesson in lessons]
    assert len(set(titles)) == len(titles)
    assert max(len(title) for title in titles) <= 50
    kinds = {lesson.category: lesson.points for lesson in lessons}
    assert kinds == {1: 10, 2: 20, 3: 100, 4: 50}
    assert all(lesson.assigned <= lesson.due for lesson in lessons)


# --- marks -------------------------------------------------------------------------------------


def test_marks_fit_their_flags(district: tuple[Roster, list[date]]) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2027-03-20"))
    shelf = base.score_shelf(roster.sections)
    for row in shelf.cut(0, 20_000):
        if row.posted:
            assert row.percent is not None
            assert row.text
            assert row.score is None
            continue
        assert row.percent is None
        assert (row.score is None) == (row.flags in (("M",), ("X",), ("T",)))
        if row.score is not None:
            assert row.score % Decimal("0.5") == 0
            assert row.score >= 0


def test_marks_are_given_to_students_who_were_there(district: tuple[Roster, list[date]]) -> None:
    roster, days = district
    base = LazyBase(roster, _season(days, "2027-06-20"))
    for number in list(roster.sections)[:20]:
        stays = {row.person: row for row in roster.rows_of_section[number]}
        for item in base.items_of(number):
            due = day_in(ZONE, item.due)
            for row in base.scores_of(item):
                assert stays[row.person].covers(due)
                assert row.day >= due
