"""Teachers are told of refused grades of own classes: if the district and the teacher want it."""

from collections.abc import Sequence
from datetime import date, datetime, time

from homeroom.errors import NeedsDistrict
from homeroom.issues.notices import OWN_REFUSED
from homeroom.store import audit, notices, preferences, schedules, teachers_told
from homeroom.store.districts import District
from homeroom.store.notices import Beginning, Receiver
from homeroom.store.scope import Scope
from homeroom.store.teachers_told import Teacher, TeachersTold

AS_DISTRICT, AT_ONCE, DAILY, NEVER = "district", "at once", "daily", "never"
WAYS = (AS_DISTRICT, AT_ONCE, DAILY, NEVER)
# When a teacher who wants one message a day gets it, where the district has chosen no clock.
USUAL_CLOCK = time(6, 30)


def notice(scope: Scope, district: District, now: datetime) -> int:
    """Note whose classes began to have refused grades, and whose have none now; return how many.

    Who does not teach any more, or wants no messages, is told nothing of either.
    """
    wanted = teachers_told.of_district(district.id)
    known = teachers_told.open_ones(scope)
    if not wanted.told and not known:
        return 0
    today = _today(district, now)
    refused = teachers_told.refused(scope, today) if wanted.told else []
    present = {(one.user_id, one.app_id): one for one in refused}
    new = [one for key, one in present.items() if key not in known]
    over = {key: id_ for key, id_ in known.items() if key not in present}
    hearing = _hearing(scope, district, {key[0] for key in (*present, *over)}, now)
    for one in new:
        begun = Beginning(app_id=one.app_id, what=OWN_REFUSED, count=one.count, user_id=one.user_id)
        id_ = notices.begin(scope, begun, now)
        _plan(scope, (id_, "began"), hearing.get(one.user_id), (district, wanted, now))
    for (user_id, _app), id_ in over.items():
        notices.end(scope, id_, now)
        _plan(scope, (id_, "ended"), hearing.get(user_id), (district, wanted, now))
    return len(new) + len(over)


def _plan(
    scope: Scope,
    change: tuple[int, str],
    teacher: Teacher | None,
    when: tuple[District, TeachersTold, datetime],
) -> None:
    if teacher is None:
        return
    district, wanted, now = when
    due = schedules.at_once_or(_clock(wanted, teacher.way), district.time_zone, now)
    notices.plan(scope, change[0], teachers_told.receiver(scope, teacher), change[1], due)


def _clock(wanted: TeachersTold, way: str) -> time | None:
    """Return once a day at which clock a teacher is told; None: at once."""
    if way == AT_ONCE:
        return None
    return wanted.daily_at or USUAL_CLOCK if way == DAILY else wanted.daily_at


def _hearing(
    scope: Scope, district: District, user_ids: set[int], now: datetime
) -> dict[int, Teacher]:
    """Return those of some people who teach now and want messages, if the district sends any."""
    if not user_ids or not teachers_told.of_district(district.id).told:
        return {}
    teaching = teachers_told.teaching(scope, sorted(user_ids), _today(district, now))
    return {user: one for user, one in teaching.items() if one.way != NEVER}


def who_hear_no_more(
    scope: Scope, district: District, receivers: Sequence[Receiver], now: datetime
) -> list[Receiver]:
    """Return teachers among some receivers who are not to be told: they have left, or want none."""
    teachers = {one.user_id for one in receivers if one.user_id is not None}
    hearing = _hearing(scope, district, teachers, now)
    return [
        one
        for one in receivers
        if one.user_id is not None
        and (one.user_id not in hearing or hearing[one.user_id].email != one.address)
    ]


def choose_for_district(scope: Scope, wanted: TeachersTold, by: str) -> None:
    """Switch on or off that teachers are told, and choose when."""
    teachers_told.choose(scope.district, wanted)
    clock = wanted.daily_at.strftime("%H:%M") if wanted.daily_at else None
    audit.note(scope, by, "notices.teachers", "", {"on": wanted.told, "daily_at": clock})


def choose_for_oneself(user_id: int, way: str) -> None:
    """Keep how a teacher wants to be told; raises NeedsDistrict where there is no such way."""
    if way not in WAYS:
        raise NeedsDistrict(f"There is no way {way}.", fix=f"Choose from: {', '.join(WAYS)}.")
    preferences.keep(user_id, teachers_told.PREFERENCE, way)


def chosen_by(user_id: int) -> str:
    """Return how a person wants to be told."""
    return str(preferences.kept(user_id, teachers_told.PREFERENCE) or AS_DISTRICT)


def _today(district: District, now: datetime) -> date:
    return now.astimezone(district.zone).date()
