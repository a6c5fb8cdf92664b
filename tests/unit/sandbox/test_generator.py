"""The generator of districts: dates, names, plans, people, classes."""

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.sandbox.districts.dates import year_of
from homeroom.sandbox.districts.generate import generate
from homeroom.sandbox.districts.guids import guid
from homeroom.sandbox.districts.mixing import mix
from homeroom.sandbox.districts.names import catalogue, first_names, last_names, school_name
from homeroom.sandbox.districts.people import stay_of
from homeroom.sandbox.districts.plan import LEVELS, plan_schools

_DAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("day", "ends_in"),
    [
        ("2026-07-01", 2027),
        ("2026-12-31", 2027),
        ("2027-01-01", 2027),
        ("2027-06-30", 2027),
        ("2027-07-01", 2028),
    ],
)
def test_school_year_of_a_day_is_named_by_its_end(day: str, ends_in: int) -> None:
    assert year_of(date.fromisoformat(day)).ends_in == ends_in


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_quarters_follow_one_another_from_august_to_june(day: date) -> None:
    dates = year_of(day)
    first, second, third, fourth = dates.quarters
    assert (dates.begin.month, dates.last.month) == (8, 6)
    assert (dates.begin.weekday(), dates.last.weekday()) == (0, 4)
    assert second[0] - first[1] == timedelta(days=3)
    assert fourth[0] - third[1] == timedelta(days=3)
    assert timedelta(days=12) < third[0] - second[1] < timedelta(days=28)
    assert dates.semesters == ((first[0], second[1]), (third[0], fourth[1]))
    days = dates.school_days()
    assert days == sorted(set(days))
    assert all(found.weekday() < 5 for found in days)
    assert 185 <= len(days) <= 205


def test_dates_of_the_default_year_are_what_the_docs_say() -> None:
    dates = year_of(_DAY)
    assert [quarter[1].isoformat() for quarter in dates.quarters] == [
        "2026-10-16",
        "2026-12-18",
        "2027-03-12",
        "2027-06-04",
    ]


def test_names_are_many_and_each_is_listed_once() -> None:
    for names, least in ((first_names(), 200), (last_names(), 400)):
        assert len(names) >= least
        assert len(set(names)) == len(names)
        assert all(name[0].isupper() and name.isalpha() for name in names)


def test_every_grade_has_seven_courses_and_every_subject_twelve_topics() -> None:
    book = catalogue()
    assert len(book.courses) == 13
    for rows in book.courses.values():
        assert len(rows) == 7
        assert len({title for title, _, _ in rows}) == 7
        assert {subject for _, subject, _ in rows} <= set(book.topics)
    assert {len(topics) for topics in book.topics.values()} == {12}
    codes = [code for rows in book.courses.values() for _, _, code in rows]
    assert len(set(codes)) == len(codes)


def test_school_names_differ_for_250_schools() -> None:
    names = [school_name(place, "School") for place in range(250)]
    assert len(set(names)) == 250
    assert all(name.endswith(" School") for name in names)


def test_guids_have_the_form_of_uuid_4_and_follow_from_their_parts() -> None:
    found = guid(1, "person", 7)
    assert uuid.UUID(found).version == 4
    assert found == guid(1, "person", 7) != guid(2, "person", 7)


def test_mixed_numbers_are_spread_evenly() -> None:
    counts = Counter(mix(1, place) % 10 for place in range(10_000))
    assert min(counts.values()) > 850
    assert mix(1, 2) != mix(2, 1)
    assert mix(3) == mix(3)


# --- plan --------------------------------------------------------------------------------------


@given(st.integers(20, 6000))
def test_every_student_has_exactly_one_place(students: int) -> None:
    plans = plan_schools(students)
    places = [place for plan in plans for found in plan.students.values() for place in found]
    assert sorted(places) == list(range(students))
    assert len({plan.name for plan in plans}) == len(plans)


@pytest.mark.parametrize(
    ("students", "schools"), [(20, 1), (149, 1), (150, 2), (399, 2), (400, 3), (25_000, 40)]
)
def test_number_of_schools_follows_the_size(students: int, schools: int) -> None:
    assert len(plan_schools(students)) == schools


def test_schools_of_a_level_are_about_as_large_as_usual() -> None:
    for plan in plan_schools(25_000):
        level = next(level for level in LEVELS if plan.name.endswith(level.kind))
        size = sum(len(found) for found in plan.students.values())
        assert 0.8 * level.usual_size < size < 1.3 * level.usual_size


def test_siblings_stand_near_each_other() -> None:
    for plan in plan_schools(5000):
        for places in plan.students.values():
            assert places == sorted(places)


# --- people and classes ------------------------------------------------------------------------


def test_few_students_come_late_leave_early_or_never_come() -> None:
    dates = year_of(_DAY)
    stays = [stay_of(place, dates) for place in range(10_000)]
    late = sum(begin > dates.begin for begin, _, _ in stays)
    left = sum(last < dates.last for _, last, _ in stays)
    never = sum(no_show for _, _, no_show in stays)
    assert (late, left, never) == (103, 88, 32)
    assert all(stay_of(place, dates) == (dates.begin, dates.last, False) for place in range(50))


def test_tables_of_a_district_refer_to_each_other() -> None:
    roster, dates = generate(500, 3, _DAY)
    assert roster.school_year == dates.ends_in == 2027
    for section in roster.sections.values():
        assert section.course in roster.courses
        assert roster.orgs[section.school].type == "school"
        assert {roster.sessions[number].title for number in section.sessions} == {"S1", "S2"}
    for row in (*roster.student_rows.values(), *roster.staff_rows.values()):
        assert row.person in roster.people
        assert roster.sections[row.section].school == row.school
    for person in roster.people.values():
        assert set(person.agents) <= set(roster.people)
        assert all(duty.org in roster.orgs for duty in person.duties)
    students = {row.person for row in roster.student_rows.values()}
    assert set(roster.demographics) == students


def test_numbers_have_a_fixed_width_so_that_ids_sort_as_numbers() -> None:
    roster, _ = generate(2500, 3, _DAY)
    for table, width in (
        (roster.sections, 7),
        (roster.people, 6),
        (roster.student_rows, 7),
        (roster.staff_rows, 6),
        (roster.courses, 5),
        (roster.sessions, 4),
    ):
        assert {len(str(number)) for number in table} == {width}


def test_student_sits_in_one_section_of_each_of_seven_courses() -> None:
    roster, _ = generate(700, 3, _DAY)
    for person, rows in roster.rows_of_person.items():
        if rows[0].role == "student":
            courses = [roster.sections[row.section].course for row in rows]
            assert len(set(courses)) == len(courses) == 7
            grades = {roster.courses[course].grades for course in courses}
            assert grades == {roster.people[person].grades}


def test_parents_who_teach_have_both_roles_and_the_children() -> None:
    roster, _ = generate(2500, 3, _DAY)
    both = [
        person
        for person in roster.people.values()
        if {duty.role for duty in person.duties} == {"teacher", "guardian"}
    ]
    assert len(both) > 5
    for person in both:
        assert person.agents
        for kid in person.agents:
            assert person.number in roster.people[kid].agents


def test_co_teachers_come_from_the_same_school() -> None:
    roster, _ = generate(2500, 3, _DAY)
    pairs = [rows for rows in roster.staff_of_section.values() if len(rows) == 2]
    assert len(pairs) > 20
    for rows in pairs:
        assert sorted(bool(row.primary) for row in rows) == [False, True]
        schools = {roster.people[row.person].duties[0].org for row in rows}
        assert schools == {rows[0].school}


def test_same_seed_gives_the_same_district_and_another_one_other_people() -> None:
    first, _ = generate(120, 5, _DAY)
    second, _ = generate(120, 5, _DAY)
    third, _ = generate(120, 6, _DAY)
    assert first == second
    assert first.people != third.people
    assert first.sections.keys() == third.sections.keys()


def test_smallest_district_is_one_class_in_seven_courses() -> None:
    roster, _ = generate(20, 1, _DAY)
    assert len(roster.sections) == 7
    assert {len(rows) for rows in roster.rows_of_section.values()} == {20}
