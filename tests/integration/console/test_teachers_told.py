"""Teachers hear of refused grades of their own classes: when district and teacher want it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test.utils import override_settings

from homeroom import settings
from homeroom.access import people
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.runs.care import noticing, teachers
from homeroom.store import notices
from homeroom.store.scope import district_scope
from homeroom.store.teachers_told import TeachersTold
from tests.people import CLASS, SCHOOL, TEACHER, Town, insert

ELSEWHERE = "0198f000-0000-7000-8000-000000000041"
CO_TEACHER = "0198f000-0000-7000-8000-000000000042"
STRANGER = "0198f000-0000-7000-8000-000000000043"
NOON = datetime(2026, 11, 10, 18, tzinfo=UTC)  # 12:00 in Chicago
NOTICES, ACCOUNT = "/d/riverbend/notices/", "/me/"


@pytest.fixture(autouse=True)
def fresh(town: Town) -> Iterator[None]:
    """Begin each test with no notice, with a refused grade, and with teachers who are told."""
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM notices WHERE district_id = %(district)s")
        scope.run("UPDATE enrollments SET end_date = NULL WHERE district_id = %(district)s")
    became(town, "refused")
    told(town, TeachersTold(True, None))
    teachers.choose_for_oneself(town.people["teacher"].pk, teachers.AS_DISTRICT)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield


def told(town: Town, wanted: TeachersTold) -> None:
    with district_scope(town.district.id) as scope:
        teachers.choose_for_district(scope, wanted, "tester")


def became(town: Town, state: str) -> None:
    """Let the grade that the SIS refused be in this state."""
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE deliveries SET state = %(state)s WHERE district_id = %(district)s"
            " AND kind = 'result'",
            state=state,
        )


def leave(town: Town, last: str) -> None:
    """Let the teacher's class be over after a day."""
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE enrollments SET end_date = %(last)s WHERE district_id = %(district)s",
            last=last,
        )


def sent(town: Town, now: datetime = NOON) -> list[mail.EmailMessage]:
    """Look and tell as the worker does; return what went to the teacher then."""
    before = len(mail.outbox)
    noticing.notice(town.district, now)
    noticing.tell(town.district, now)
    return [one for one in mail.outbox[before:] if one.to == [TEACHER]]


def test_a_teacher_hears_once_that_grades_were_refused_and_once_that_none_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ADDRESS", "https://hub.example")
    (first,) = sent(town)
    assert "Campus: 1 grade of your classes refused" in first.subject
    assert "https://hub.example/d/riverbend/grades/?state=refused" in first.body
    assert "https://hub.example/me/" in first.body
    assert not any(name in first.subject + str(first.body) for name in ("Nadia", "Ferro"))
    assert sent(town) == []
    became(town, "delivered")
    (second,) = sent(town)
    assert "no grade of your classes is refused any more" in second.subject
    assert sent(town) == []


def test_nobody_is_told_unless_the_district_wants_it(town: Town) -> None:
    told(town, TeachersTold(False, None))
    assert sent(town) == []
    told(town, TeachersTold(True, None))
    assert len(sent(town)) == 1
    told(town, TeachersTold(False, None))
    assert sent(town) == []  # not that it is over either: it is not


def test_a_teacher_may_want_no_messages(town: Town) -> None:
    teachers.choose_for_oneself(town.people["teacher"].pk, teachers.NEVER)
    assert sent(town) == []


@pytest.mark.parametrize(
    ("district", "way", "clock"),
    [
        (time(7), teachers.AS_DISTRICT, time(7)),
        (None, teachers.DAILY, teachers.USUAL_CLOCK),
        (time(7), teachers.AT_ONCE, None),
    ],
    ids=["as the district", "the own choice of a digest", "the own choice of at once"],
)
def test_it_comes_at_once_or_once_a_day(
    town: Town, district: time | None, way: str, clock: time | None
) -> None:
    told(town, TeachersTold(True, district))
    teachers.choose_for_oneself(town.people["teacher"].pk, way)
    assert len(sent(town)) == (clock is None)
    if clock is not None:
        tomorrow = datetime.combine(NOON.date() + timedelta(days=1), clock, town.district.zone)
        assert sent(town, tomorrow - timedelta(minutes=1)) == []
        assert len(sent(town, tomorrow)) == 1


def test_who_does_not_teach_any_more_is_told_nothing(town: Town) -> None:
    leave(town, "2026-11-09")
    assert sent(town) == []
    leave(town, "2026-11-10")
    assert len(sent(town)) == 1
    leave(town, "2026-11-09")
    assert sent(town) == []  # it is over for the teacher, who does not hear of that


def test_what_waited_for_the_daily_message_is_dropped_when_the_class_is_over(town: Town) -> None:
    told(town, TeachersTold(True, time(7)))
    assert sent(town) == []
    leave(town, "2026-11-10")
    assert sent(town, NOON + timedelta(days=1)) == []
    leave(town, "2026-12-31")
    with district_scope(town.district.id) as scope:
        assert notices.due(scope, NOON + timedelta(days=9)) == []


def test_whose_access_the_roster_has_switched_off_hears_nothing(town: Town) -> None:
    turn = "UPDATE users SET enabled_user = %(on)s WHERE id = %(id)s::uuid"
    for on, messages in ((False, 0), (True, 1)):
        with district_scope(town.district.id) as scope:
            scope.run(turn, on=on, id=CLASS)
        assert len(sent(town)) == messages


def test_an_address_that_was_not_verified_is_nobodys(town: Town) -> None:
    mine = EmailAddress.objects.filter(user=town.people["teacher"])
    mine.update(verified=False)
    assert sent(town) == []
    mine.update(verified=True)
    assert len(sent(town)) == 1


def test_a_co_teacher_hears_of_it_too_and_the_teacher_of_another_class_does_not(
    town: Town,
) -> None:
    with district_scope(town.district.id) as scope:
        insert(scope, "courses", ELSEWHERE, title="History")
        insert(
            scope,
            "classes",
            ELSEWHERE,
            title="History - 01",
            course_id=UUID(ELSEWHERE),
            school_id=UUID(SCHOOL),
        )
        for id_, email, of in ((CO_TEACHER, "Co@river.example", CLASS),
                               (STRANGER, "other@river.example", ELSEWHERE)):  # fmt: skip
            insert(scope, "users", id_, email=email, given_name="C", family_name="T",
                   enabled_user=True)  # fmt: skip
            of_class = {"user_id": UUID(id_), "class_id": UUID(of)}
            insert(scope, "enrollments", id_, role="teacher", **of_class)
    for email in ("co@river.example", "other@river.example"):
        people.add(email, Role.DISTRICT_ADMIN, Place(district_id=town.district.id), "t")
    assert len(sent(town)) == 1
    assert sorted(one.to[0] for one in mail.outbox) == ["co@river.example", TEACHER]
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM enrollments WHERE user_id = %(id)s", id=UUID(CO_TEACHER))


def test_a_locked_account_gets_no_messages(town: Town) -> None:
    user = town.people["teacher"]
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sent(town) == []
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert len(sent(town)) == 1


def test_what_two_gradebooks_refuse_are_two_lines_of_one_daily_message(town: Town) -> None:
    told(town, TeachersTold(True, time(7)))
    with district_scope(town.district.id) as scope:
        other = scope.value(
            "INSERT INTO apps (district_id, key, connector, title, role, mode, grade_sync, state)"
            " VALUES (%(district)s, 'second', 'infinite_campus', 'Second', 'sis', '2-way', true,"
            " 'active') RETURNING id"
        )
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
            " code) SELECT district_id, %(other)s, kind, record_id, app_id, act, 'refused',"
            " 'line_item.no_maximum' FROM deliveries WHERE district_id = %(district)s",
            other=other,
        )
    assert sent(town) == []
    (only,) = sent(town, NOON + timedelta(days=1))
    assert "2 changes" in only.subject
    assert "Campus: 1 grade of your classes refused" in str(only.body)
    assert "Second: 2 grades of your classes refused" in str(only.body)
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM deliveries WHERE target_id = %(other)s", other=other)


def test_a_category_that_is_refused_belongs_to_no_teacher(town: Town) -> None:
    became(town, "delivered")
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state)"
            " SELECT district_id, target_id, 'category', %(record)s::uuid, app_id, 'put',"
            " 'refused' FROM deliveries WHERE district_id = %(district)s AND kind = 'lineItem'",
            record=ELSEWHERE,
        )
    assert sent(town) == []
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM deliveries WHERE kind = 'category'")


def test_who_has_another_address_since_is_told_there(town: Town) -> None:
    told(town, TeachersTold(True, time(7)))
    assert sent(town) == []
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE users SET email = 'ada@new.example' WHERE email = %(old)s",
                  old=TEACHER.title())  # fmt: skip
    mine = EmailAddress.objects.filter(user=town.people["teacher"])
    mine.update(email="ada@new.example")
    assert sent(town, NOON + timedelta(days=1)) == []  # the old one is nobody's any more
    became(town, "delivered")
    noticing.notice(town.district, NOON + timedelta(days=2))
    noticing.tell(town.district, NOON + timedelta(days=3))
    assert [one.to for one in mail.outbox] == [["ada@new.example"]]
    mine.update(email=TEACHER)
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE users SET email = %(old)s WHERE email = 'ada@new.example'",
                  old=TEACHER.title())  # fmt: skip


def test_without_the_address_of_the_server_the_mail_says_where_to_go(town: Town) -> None:
    (only,) = sent(town)
    assert "http" not in str(only.body)
    assert "say so under Your account" in str(only.body)


def test_teachers_are_not_among_the_receivers_of_the_district(town: Town) -> None:
    assert len(sent(town)) == 1
    with district_scope(town.district.id) as scope:
        assert TEACHER not in [one.address for one in notices.receivers(scope)]
        assert {one.what for one in notices.latest(scope, 50)}.isdisjoint({"own refused"})


def test_the_district_switches_it_in_the_browser_and_each_teacher_chooses(town: Town) -> None:
    admin = town.browser("district-admin")
    shown = admin.post(NOTICES, {"teachers": "1", "told": "on", "clock": "07:15"}, follow=True)
    assert "Teachers are told from now on." in shown.content.decode()
    assert 'value="07:15' in shown.content.decode()
    wrong = admin.post(NOTICES, {"teachers": "1", "told": "on", "clock": "noon"})
    assert wrong.status_code == 422
    teacher = town.browser("teacher")
    assert "Once a day" in teacher.get(ACCOUNT).content.decode()
    kept = teacher.post(ACCOUNT, {"way": "never"}, follow=True).content.decode()
    assert "Your choice is kept." in kept
    assert teachers.chosen_by(town.people["teacher"].pk) == teachers.NEVER
    assert sent(town, NOON + timedelta(days=1)) == []
    assert "Once a day" not in town.browser("help-desk").get(ACCOUNT).content.decode()
    off = admin.post(NOTICES, {"teachers": "1"}, follow=True).content.decode()
    assert "Teachers are not told any more." in off
    assert teacher.post(ACCOUNT, {"way": "by pigeon"}).status_code == 422
