"""Was the student in the class when the work was done? Pure."""

from datetime import date
from zoneinfo import ZoneInfo

from homeroom.model.times import local_day
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.verdict import Hold, Refuse, Verdict
from homeroom.store.outgoing import Stay


def check_enrolment(case: GradeCase, mode: str) -> Verdict | None:
    """A student must have been in the class at some time between assign date and score date."""
    if mode == "off":
        return None
    if not case.stays:
        return Refuse("result.student_not_enrolled")
    first, last = case.assigned_on, case.scored_on
    if in_class(case, first, last):
        return None
    facts = {"assigned": first.isoformat(), "scored": last.isoformat()}
    ends = [_end(stay, case.zone) for stay in case.stays]
    left = [end for end in ends if end is not None and end < first]
    if len(left) == len(ends):
        facts["left"] = max(left).isoformat()
        code = "result.left_the_class"
    else:
        later = [stay.begin for stay in case.stays if stay.begin and stay.begin > last]
        facts["joined"] = min(later).isoformat() if later else "?"
        code = "result.not_in_class_then"
    return Hold(code, facts) if mode == "hold" else Refuse(code, facts)


def out_of_reach(case: GradeCase) -> Refuse | None:
    """Refuse a grade whose class or student the target does not know."""
    if case.class_id is None:
        return Refuse("line_item.class_not_at_target")
    return Refuse("result.student_not_at_target") if case.student_id is None else None


def in_class(case: GradeCase, first: date, last: date) -> bool:
    """Say whether the student was in the class at some time between two days."""
    return any(_covers(stay, first, last, case.zone) for stay in case.stays)


def _covers(stay: Stay, first: date, last: date, zone: ZoneInfo) -> bool:
    end = _end(stay, zone)
    if stay.begin and end and end < stay.begin:
        return False  # It was cancelled before it began.
    return (stay.begin is None or stay.begin <= last) and (end is None or end >= first)


def _end(stay: Stay, zone: ZoneInfo) -> date | None:
    """Return the last day of a stay; where the enrolment vanished, the day on which that showed."""
    vanished = local_day(stay.retired_at, zone) if stay.retired_at else None
    return min((one for one in (stay.end, vanished) if one), default=None)
