"""Who teaches what now, who has which role, and what is looked up of acts."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from homeroom.access import people as access
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.errors import NeedsDistrict
from homeroom.store import audit, audit_search, districts, people
from homeroom.store.audit_search import ActFilter
from homeroom.store.districts import District
from homeroom.store.people import classes_taught
from homeroom.store.scope import Scope, district_scope
from tests.people import CLASS, OTHER_SCHOOL, SCHOOL, TEACHER, insert, make_town

TODAY = date(2026, 10, 5)
SECOND = "0198f000-0000-7000-8000-0000000000a2"
HELPER = "0198f000-0000-7000-8000-0000000000a3"


@pytest.fixture
def rivers(district: District) -> District:
    make_town(district)
    return district


def taught(district: District, *emails: str, today: date = TODAY) -> list[str]:
    with district_scope(district.id) as scope:
        return classes_taught(scope, list(emails), today)


def set_enrolment(scope: Scope, **columns: object) -> None:
    """Change what the roster says of the teacher's place in the class."""
    assigned = ", ".join(f"{name} = %({name})s" for name in columns)
    scope.run(f"UPDATE enrollments SET {assigned} WHERE id = %(id)s", id=UUID(CLASS), **columns)


def test_a_teacher_is_found_by_an_address_that_the_roster_writes_otherwise(
    rivers: District,
) -> None:
    assert taught(rivers, TEACHER) == [CLASS]  # the roster has it with capital letters
    assert taught(rivers, "other@river.example", TEACHER) == [CLASS]
    assert taught(rivers, "other@river.example") == []
    assert taught(rivers) == []


@pytest.mark.parametrize(
    ("ends", "teaches"),
    [(None, True), (date(2026, 10, 5), True), (date(2026, 10, 4), False)],
    ids=["no end", "the last day", "the day after it"],
)
def test_a_class_is_taught_to_the_end_of_its_last_day(
    rivers: District, ends: date | None, teaches: bool
) -> None:
    with district_scope(rivers.id) as scope:
        set_enrolment(scope, end_date=ends)
    assert bool(taught(rivers, TEACHER)) is teaches


@pytest.mark.parametrize(
    ("moment", "teaches"),
    [
        (datetime(2026, 10, 6, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 6, 5, tzinfo=UTC), False),
    ],
    ids=["before midnight", "after midnight"],
)
def test_the_last_day_ends_on_the_districts_clock(
    rivers: District, moment: datetime, teaches: bool
) -> None:
    with district_scope(rivers.id) as scope:
        set_enrolment(scope, end_date=date(2026, 10, 5))
    assert access.teach_in(rivers, [TEACHER], moment) is teaches
    assert access.teach_somewhere([TEACHER], moment) is teaches


@pytest.mark.parametrize("role", ["aide", "student", "proctor"])
def test_who_is_in_a_class_as_something_else_does_not_teach_it(rivers: District, role: str) -> None:
    with district_scope(rivers.id) as scope:
        set_enrolment(scope, role=role)
    assert taught(rivers, TEACHER) == []


@pytest.mark.parametrize("table", ["users", "enrollments"])
def test_who_is_no_longer_in_the_roster_teaches_nothing(rivers: District, table: str) -> None:
    with district_scope(rivers.id) as scope:
        scope.run(f"UPDATE {table} SET retired_at = now() WHERE id = %(id)s", id=UUID(CLASS))
    assert taught(rivers, TEACHER) == []


def test_whose_access_the_roster_has_switched_off_teaches_nothing(rivers: District) -> None:
    with district_scope(rivers.id) as scope:
        scope.run("UPDATE users SET enabled_user = false WHERE id = %(id)s", id=UUID(CLASS))
    assert taught(rivers, TEACHER) == []
    assert not access.teach_in(rivers, [TEACHER], datetime.now(UTC))


def test_a_class_that_two_records_of_one_teacher_name_counts_once(rivers: District) -> None:
    with district_scope(rivers.id) as scope:
        name = {"given_name": "Ada", "family_name": "Brook", "enabled_user": True}
        insert(scope, "users", HELPER, email=TEACHER, **name)
        of = {"user_id": UUID(HELPER), "class_id": UUID(CLASS), "school_id": UUID(SCHOOL)}
        insert(scope, "enrollments", SECOND, role="teacher", **of)
    assert taught(rivers, TEACHER) == [CLASS]


def test_a_teacher_of_one_district_teaches_nothing_in_another(rivers: District) -> None:
    other = districts.named("lakeside")
    assert taught(other, TEACHER) == []
    assert not access.teach_in(other, [TEACHER], datetime.now(UTC))


def test_members_are_those_of_a_district_or_of_all(rivers: District) -> None:
    here = {one.email for one in people.members(rivers.id)}
    assert "primary-admin@river.example" in here
    assert {"admin@lake.example", "operator@river.example"} & here == set()
    every = [one.email for one in people.members(None)]
    assert {"admin@lake.example", "operator@river.example"} <= set(every)
    assert every == sorted(every)


def test_taking_roles_away_says_how_many_and_leaves_those_of_other_districts(
    rivers: District,
) -> None:
    other = districts.named("lakeside")
    user, fresh = access.add(
        "Two@River.example ", Role.HELP_DESK, Place(district_id=rivers.id, schools=[SCHOOL]), "t"
    )
    assert fresh
    same, fresh = access.add(user.email, Role.DISTRICT_ADMIN, Place(district_id=rivers.id), "t")
    assert (same, fresh) == (user, True)
    access.add(user.email, Role.DISTRICT_ADMIN, Place(district_id=other.id), "t")
    again = Place(district_id=rivers.id, schools=[OTHER_SCHOOL])
    assert access.add(user.email, Role.HELP_DESK, again, "t") == (user, False)
    before = user.sessions_ended
    assert access.remove(user, rivers.id, Role.SCHOOL_ADMIN) == 0
    assert user.sessions_ended == before  # nothing was taken, so nobody is signed out
    assert access.remove(user, rivers.id, None) == 2
    assert user.sessions_ended == before + 1
    assert [one.district_id for one in access.memberships(user)] == [other.id]


@pytest.mark.parametrize(
    ("role", "more", "words"),
    [
        (Role.TEACHER, {}, "not added by hand"),
        (Role.DISTRICT_ADMIN, {"district_id": None}, "needs a district"),
        (Role.HELP_DESK, {}, "the schools do not fit"),
        (Role.PRIMARY_ADMIN, {"schools": [SCHOOL]}, "the schools do not fit"),
        (Role.VENDOR_ADMIN, {}, "the app does not fit"),
        (Role.DISTRICT_ADMIN, {"app_id": 1}, "the app does not fit"),
    ],
)
def test_a_role_that_does_not_fit_its_place_makes_nobody(
    district: District, role: Role, more: dict[str, object], words: str
) -> None:
    place = Place(**({"district_id": district.id} | more))  # type: ignore[arg-type]
    with pytest.raises(NeedsDistrict, match=words):
        access.add("x@river.example", role, place, "test")
    assert people.members(None) == []


def test_when_something_was_last_done_and_by_whom(scope: Scope) -> None:
    for actor, act, subject in (
        ("ada", "app.request", "sis"),
        ("bea", "app.mode", "sis"),
        ("cid", "app.delivery", "sis"),
        ("dora", "app.mode", "other"),
    ):
        audit.note(scope, actor, act, subject, {})
    found = audit.last_about(scope, "sis", ("app.request", "app.mode"))
    assert found is not None
    assert found[1] == "bea"
    assert audit.last_about(scope, "sis", ("app.remove",)) is None
    assert audit.last_about(scope, "nobody", ("app.mode",)) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("50%", ["rate 50% off"]),
        ("a_b", ["a_b"]),
        ("c\\d", ["c\\d"]),
        ("ärg", ["ärger"]),
        ("ada@river.example days", ["ärger", "c\\d", "a_b", "axb", "rate 50% off"]),
    ],
    ids=["percent", "underscore", "backslash", "an umlaut", "across columns"],
)
def test_a_search_takes_its_words_as_they_are_written(
    scope: Scope, words: str, found: list[str]
) -> None:
    for subject in ("rate 50% off", "axb", "a_b", "c\\d", "ärger"):
        audit.note(scope, "ada@river.example", "days", subject, {})
    page = audit_search.page(scope, ActFilter(words=words), None, 10)
    assert [one.subject for one in page.acts] == found
    assert page.next is None


def test_every_act_comes_once_however_many_are_read_at_a_time(scope: Scope) -> None:
    for number in range(7):
        audit.note(scope, "ada", "count", str(number), {})
    for size in (1, 3, 7, 50):
        subjects = [one.subject for one in audit_search.every(scope, ActFilter(), size)]
        assert subjects == ["6", "5", "4", "3", "2", "1", "0"]


@pytest.mark.parametrize("stretch", [1, 3, 7])
def test_what_is_rare_is_looked_for_in_stretches(
    scope: Scope, monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    monkeypatch.setattr(audit_search, "STRETCH", stretch)
    audit.note(scope, "ada", "rare", "first", {})
    for number in range(5):
        audit.note(scope, "ada", "count", str(number), {})
    audit.note(scope, "ada", "rare", "last", {})
    wanted = ActFilter(words="rare")
    found = audit_search.page(scope, wanted, None, 10)
    assert [one.subject for one in found.acts] == ["last", "first"][: 2 if stretch == 7 else 1]
    assert [one.subject for one in audit_search.every(scope, wanted, 10)] == ["last", "first"]
