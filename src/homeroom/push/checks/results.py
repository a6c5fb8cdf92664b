"""May this grade go to the target? Pure."""

from decimal import Decimal

from msgspec import structs

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import LineItemNature
from homeroom.model.scores import Grade, NoScore, State, grade_of, score_text
from homeroom.push.checks.enrolment import check_enrolment, in_class, out_of_reach
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.result_form import Form, cleared, graded
from homeroom.push.checks.scaled import (
    bounds,
    letter_beside,
    narrowed,
    said_by_policy,
    scaled,
    waits,
    wants_percent,
)
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Verdict

# States that say something about work without a score; without one of them it is just unscored.
_TELLING = frozenset({State.MISSING, State.EXEMPT, State.INCOMPLETE})
# States that stand in the place of a score; a grade that becomes one of them was not cleared.
_INSTEAD = frozenset({State.MISSING, State.EXEMPT})


def check_result(case: GradeCase, rules: Rules, version: str) -> Verdict:
    """Check a grade against the rules of the target."""
    if case.item.nature is not LineItemNature.ASSIGNMENT or case.item_found_in_sis:
        return Refuse("item.not_ours", {"nature": case.item.nature.value})
    if case.cleared_by_absence:
        return _absent(case, rules, version)
    policy = case.policy
    said, left_out = said_by_policy(case.result, policy)
    case = structs.replace(case, result=said)
    grade = grade_of(said, case.item, case.scale)
    unscored = isinstance(grade.score, NoScore)
    problem = _unscored(case, grade, rules, version) if unscored else None
    problem = problem or out_of_reach(case)
    problem = problem or check_enrolment(case, rules.mode("student_enrolled", version))
    if problem:
        return problem
    maximum = case.item.result_value_max
    converted = scaled(grade.score, maximum, case.scale, (rules, policy, version))
    if isinstance(converted, Refuse):
        return converted
    least, most = bounds(case.item, rules, version)
    problem = _in_range(converted.points, (least, most), narrowed(rules, policy), version)
    problem = problem or _needs_score(converted.points, grade, rules, version)
    if problem:
        return problem
    hold = waits(grade.states, converted.points, policy)
    if hold is not None and hold.code not in case.lifted:
        return hold
    if case.item_id is None:
        return Hold("parent.not_delivered", {"parent": "line item"})
    going = most, wants_percent(rules, version)
    letter, told = letter_beside(grade.score, converted, going, policy)
    form = Form(grade, converted, letter, {**left_out, **told})
    return graded(case, form, rules, version)


def _absent(case: GradeCase, rules: Rules, version: str) -> Verdict:
    """The app no longer lists a grade that was delivered; that alone takes nothing back."""
    gone = not in_class(case, case.today, case.today)
    over = case.item.status.value != "active"
    kept = gone or over or not case.stands
    if kept or rules.mode("cleared_by_absence", version) == "ignore":
        return Leave("the app no longer lists it, and the SIS keeps it")
    if not case.approved:
        return Hold("result.no_longer_listed", {"score": case.sent_score})
    return cleared(case, version)


def _unscored(case: GradeCase, grade: Grade, rules: Rules, version: str) -> Verdict | None:
    """Unscored work is not sent; but where something stands at the target, it was taken back.

    None: it tells something of its own, and goes the way of every grade.
    """
    told = grade.states & _TELLING
    if told & _INSTEAD or (told and case.sent.get("score") is None):
        return None
    if not case.stands:
        if grade.objectives and rules.mode("standards", version) == "refuse":
            return Refuse("result.standards_only")
        return Leave("unscored work is not sent")
    if rules.mode("cleared", version) == "hold" and not case.approved:
        return Hold("result.cleared", {"score": case.sent_score})
    return None if told and version != "1.1" else cleared(case, version)


def _in_range(
    points: Decimal | None, within: tuple[Decimal, Decimal | None], rules: Rules, version: str
) -> Refuse | None:
    if points is None:
        return None
    minimum, maximum = within
    score = score_text(points)
    if points < minimum and rules.mode("score_below_minimum", version) == "refuse":
        return Refuse("result.below_minimum", {"score": score, "minimum": score_text(minimum)})
    strict = rules.mode("score_over_maximum", version) == "refuse"
    if strict and maximum is not None and points > maximum:
        return Refuse("result.over_maximum", {"score": score, "maximum": score_text(maximum)})
    whole = points == points.to_integral_value()
    if not whole and rules.mode("decimals", version) == "refuse":
        return Refuse("result.not_whole", {"score": score})
    return None


def _needs_score(points: Decimal | None, grade: Grade, rules: Rules, version: str) -> Refuse | None:
    """API 1.1 demands a score; Homeroom never makes one up."""
    if version != "1.1":
        return None
    exempt, missing = State.EXEMPT in grade.states, State.MISSING in grade.states
    if exempt and (points is None or rules.mode("exempt", version) == "refuse"):
        return Refuse("result.exempt_needs_score")
    if points is None or (missing and rules.mode("missing", version) == "refuse"):
        return Refuse("result.missing_needs_score" if missing else "result.no_score_on_1_1")
    return None
