"""The campus: columns, windows, categories, and people's roles."""

from datetime import date

import pytest
from msgspec import structs

from homeroom.sandbox.campus.instants import instant_at
from homeroom.sandbox.campus.nouns import Duty
from homeroom.sandbox.campus.roles import (
    UserRow,
    active_duties,
    agent_role,
    role_1p1,
    roles_1p1,
)
from homeroom.sandbox.campus.score_groups import LETTERS, WORK_HABITS, usual_categories
from homeroom.sandbox.campus.tasks import grading_tasks
from tests.unit.sandbox.rows import (
    ALGEBRA,
    ANA,
    BEGIN,
    HEALTH,
    PAM,
    Q2,
    SCHOOL,
    TEO,
    ZONE,
    campus,
    item,
    person,
    roster,
)


def test_item_stands_in_the_quarter_of_its_due_date_whatever_it_names() -> None:
    place = campus()
    found = place.period_of(item(period=Q2))
    assert found is not None
    assert found.title == "Q1"
    late = item(due=instant_at(ZONE, date(2026, 12, 28), 8, 0))
    assert place.period_of(late) is None


def test_task_stands_in_the_quarter_it_is_of() -> None:
    place = campus()
    titles = {}
    for row in place.book.items_of(ALGEBRA):
        period = place.period_of(row)
        titles[row.title] = period.title if period else None
    assert titles == {
        "Q1 Grade": "Q1",
        "Q2 Grade": "Q2",
        "Q3 Grade": "Q3",
        "Q4 Grade": "Q4",
        "Work Habits": "Q4",
    }


def test_tasks_have_the_ids_of_section_term_and_task() -> None:
    found = roster()
    rows = grading_tasks(found, campus().ids, found.sections[HEALTH], ZONE)
    assert [row.id for row in rows] == ["702141", "702151", "702152"]
    assert [row.task.standard for row in rows if row.task] == [False, False, True]


def test_section_without_terms_has_no_tasks() -> None:
    found = roster(sessions={})
    assert grading_tasks(found, campus().ids, found.sections[HEALTH], ZONE) == []


def test_window_of_the_present_quarter_is_open() -> None:
    place = campus()
    open_now = [row.title for row in place.book.items_of(ALGEBRA) if place.window_open(row)]
    assert open_now == ["Q1 Grade"]
    assert not place.window_open(item())


def test_window_opened_by_hand_stays_so_on_another_day() -> None:
    place = campus()
    second = next(row for row in place.book.items_of(ALGEBRA) if row.title == "Q2 Grade")
    place.set_window(second, True)
    place.clock.set_day(date(2027, 5, 3))
    open_now = [row.title for row in place.book.items_of(ALGEBRA) if place.window_open(row)]
    assert open_now == ["Q2 Grade", "Q4 Grade"]


def test_section_of_an_earlier_year_keeps_its_view_and_loses_its_windows() -> None:
    place = campus()
    first = next(row for row in place.book.items_of(ALGEBRA) if row.title == "Q1 Grade")
    place.past.append(place.roster)
    place.change_roster(roster(sections={}))
    assert place.roster_changes == 1
    assert not place.window_open(first)
    section = place.section(ALGEBRA)
    assert section is not None
    assert place.roster_of(ALGEBRA) is place.past[0]
    assert place.section(999) is None


def test_category_of_an_item_is_one_that_lives() -> None:
    place = campus()
    aligned = item(category="701-3")
    found = place.category_of(aligned)
    assert found is not None
    assert found.title == "Tests"
    assert place.category_of(item()) is None
    assert place.category_of(item(category="gone")) is None
    place.book.put_category(structs.replace(found, deleted=True))
    assert place.category_of(aligned) is None


@pytest.mark.parametrize("section", range(700, 706))
def test_usual_categories_weigh_100_together(section: int) -> None:
    rows = usual_categories(section, str(section), 1)
    assert sum(row.weight or 0 for row in rows) == 100
    assert [row.id for row in rows] == [f"{section}-{n}" for n in (1, 2, 3, 4)]


def test_letters_have_unique_minimums_and_work_habits_have_not() -> None:
    assert LETTERS.has_unique_minimums()
    assert not WORK_HABITS.has_unique_minimums()
    assert WORK_HABITS.letters() == {"O", "S", "N"}


# --- roles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "old"),
    [
        ("districtAdministrator", "administrator"),
        ("siteAdministrator", "administrator"),
        ("systemAdministrator", "administrator"),
        ("principal", "administrator"),
        ("counselor", "aide"),
        ("student", "student"),
        ("parent", "parent"),
    ],
)
def test_role_of_1p2_has_a_name_in_1p1(role: str, old: str) -> None:
    assert role_1p1(role) == old


def test_1p1_roles_come_once_each_with_the_primary_one_first() -> None:
    somebody = person(
        9,
        "Many Hats",
        Duty("guardian", 3, primary=False),
        Duty("principal", SCHOOL),
        Duty("siteAdministrator", 3),
        Duty("teacher", SCHOOL, primary=False),
    )
    assert roles_1p1(somebody) == ["administrator", "guardian", "teacher"]


def test_disabled_or_unlisted_people_have_no_role_today() -> None:
    ana = roster().people[ANA]
    assert [duty.role for duty in active_duties(ana, BEGIN)] == ["student"]
    assert active_duties(ana, date(2026, 8, 1)) == []
    assert active_duties(structs.replace(ana, enabled=False), BEGIN) == []
    assert active_duties(structs.replace(ana, unlisted=True), BEGIN) == []


def test_agent_is_family_of_a_student_and_student_of_a_family() -> None:
    people = roster().people
    assert agent_role(people[PAM], of_student=True) == "guardian"
    assert agent_role(people[ANA], of_student=False) == "student"
    both = person(9, "Tea Parent", Duty("teacher", SCHOOL), Duty("guardian", 3, primary=False))
    assert agent_role(both, of_student=True) == "guardian"
    assert agent_role(people[TEO], of_student=True) == "teacher"


def test_user_row_has_the_dates_of_its_person() -> None:
    ana = structs.replace(roster().people[ANA], modified=7, deleted=True)
    row = UserRow(ana, "student")
    assert (row.modified, row.deleted) == (7, True)
