"""May this grade go onto the report card, in which form, and has a person signed it off? Pure."""

import hashlib
from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import LineItemNature, Result
from homeroom.model.scores import NoScore, State, grade_of, score_text
from homeroom.push.checks.comments import comment_of
from homeroom.push.checks.enrolment import check_enrolment, out_of_reach
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.marks import Mark, mark_of
from homeroom.push.checks.posting_window import window_of
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send, Verdict
from homeroom.rules.categories import folded
from homeroom.rules.posted import PostingWindow, TermGrade
from homeroom.rules.scales import AS_IT_COMES, Policy
from homeroom.store.posting import SIGN_OFF, Signed, Task

# States that a report card has no place for beside a grade, or in its stead.
_NO_PLACE = (State.EXEMPT, State.MISSING, State.INCOMPLETE)


class PostingCase(Struct, frozen=True, kw_only=True):
    """A grade for the report card, and everything that decides about it.

    `wanted` is the title and the nature of what it is posted to; `mark` is there already where it
    came by the crosswalk, else the rule of its term grade makes it.
    """

    grade: GradeCase
    wanted: tuple[str, LineItemNature]
    term_grade: TermGrade | None = None
    policy: Policy = AS_IT_COMES
    mark: Mark | None = None
    app: str = ""
    right: bool = False
    tasks: Sequence[Task] = ()
    windows: Sequence[PostingWindow] = ()
    signed: Sequence[Signed] = ()

    @property
    def title(self) -> str:
        """Return the title of what it is posted to."""
        return self.wanted[0]


def check_posting(case: PostingCase, rules: Rules, version: str) -> Verdict:
    """Check a grade for the report card, in the order in which people mend what is wrong."""
    if case.mark is None and case.grade.stands and _is_empty(case.grade):
        return Hold("posted.taken_back", {"score": case.grade.sent_score})
    if rules.mode("posted", version) == "refuse":
        return Refuse("posted.not_taken", {"task": case.title})
    if not case.right:
        return Refuse("posted.no_right", {"app": case.app, "task": case.title})
    sent = case.grade.sent
    if sent.get("id") and not sent.get("into"):
        return Refuse("posted.sent_as_score", {"task": case.title})
    task = _task(case)
    if isinstance(task, Refuse):
        return task
    mark = case.mark or _mark(case, rules)
    if not isinstance(mark, Mark):
        return mark
    problem: Verdict | None = out_of_reach(case.grade)
    problem = problem or check_enrolment(case.grade, rules.mode("student_enrolled", version))
    if problem:
        return problem
    if mark.letter is None and rules.mode("posted_letter", version) == "required":
        return Refuse("posted.no_letter", {"percent": mark.words})
    return _signed_off(case, task, mark, (rules, version))


def _task(case: PostingCase) -> Task | Refuse:
    """Return the one task that is meant: of several of one title, that of the grade's period."""
    title, nature = case.wanted
    named = [
        one for one in case.tasks if one.nature is nature and folded(one.title) == folded(title)
    ]
    if not named:
        known = ", ".join(one.title for one in case.tasks if one.nature is nature)
        return Refuse("posted.no_task", {"task": title, "known": known or "it has none"})
    if len(named) > 1:
        due = case.grade.due_on
        named = [one for one in named if _covers(one, due)] if due else named
    if len(named) != 1:
        return Refuse("posted.which_task", {"task": title, "many": len(named)})
    return named[0]


def _covers(task: Task, day: date) -> bool:
    return task.first is not None and task.last is not None and task.first <= day <= task.last


def _mark(case: PostingCase, rules: Rules) -> Mark | Verdict:
    """Return percent and letter of a term grade."""
    one, term = case.grade, case.term_grade
    assert term is not None
    grade = grade_of(one.result, one.item, one.scale)
    told = [state for state in _NO_PLACE if state in grade.states]
    if told:
        return Refuse("posted.state", {"state": told[0].value, "task": case.title})
    if _is_empty(one):
        return Leave("there is no term grade yet")
    maximum = one.item.result_value_max
    return mark_of(grade, one.result, maximum, (term, case.policy), rules)


def _is_empty(one: GradeCase) -> bool:
    """Say whether the app has no term grade, or no longer lists it."""
    grade = grade_of(one.result, one.item, one.scale)
    return isinstance(grade.score, NoScore) or one.cleared_by_absence


def _signed_off(case: PostingCase, task: Task, mark: Mark, way: tuple[Rules, str]) -> Verdict:
    """Let a grade go that a person has signed off in this very form, while the window is open."""
    one = case.grade
    comment = comment_of(one.result, *way)
    if isinstance(comment, Refuse):
        return comment
    digest = digest_of_mark(task, mark, comment.text)
    window = window_of(task, case.windows, one.today)
    if not window.is_open and not _stands(one, mark):
        facts = {"task": task.title, "mark": mark.words, "window": window.words}
        return Refuse("posted.window_closed", facts)
    signed = next((each for each in case.signed if each.digest == digest), None)
    if signed is None:
        closes = window.closes.isoformat() if window.closes else None
        facts = {"task": task.title, "mark": mark.words, "window": window.words}
        return Hold(SIGN_OFF, {**facts, "closes": closes, "digest": digest})
    assert one.student_id is not None
    record = Result(
        sourced_id=one.id,
        date_last_modified=one.now,
        line_item=task.target_id,
        student=one.student_id,
        class_=one.class_id,
        score_status=State.FULLY_GRADED.value,
        score=mark.percent,
        text_score=mark.letter,
        score_date=one.scored_on,
        comment=comment.text,
    )
    by = f"{signed.actor}, {signed.at:%Y-%m-%d %H:%M} UTC"
    notes = {**mark.notes, **comment.notes, "posted": f"{task.title}: {mark.words}"}
    return Send(record, {**notes, "signed_off": by})


def _stands(one: GradeCase, mark: Mark) -> bool:
    """Say whether this mark was posted already: then a closed window has nothing to refuse."""
    percent = None if mark.percent is None else score_text(mark.percent)
    same = (one.sent.get("score"), one.sent.get("text_score")) == (percent, mark.letter)
    return bool(one.sent.get("into")) and same


def digest_of_mark(task: Task, mark: Mark, comment: str | None) -> str:
    """Return what a signature is bound to: where a mark goes, and all that families read of it."""
    percent = None if mark.percent is None else score_text(mark.percent)
    held = (task.target_id, percent, mark.letter, comment)
    return hashlib.sha256(msgspec.json.encode(held)).hexdigest()[:32]
