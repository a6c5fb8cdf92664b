"""Which grades go onto the report card rather than into a column, and what decides about them."""

from collections.abc import Sequence

from msgspec import structs

from homeroom.model.gradebook import LineItem, LineItemNature
from homeroom.model.scores import NoScore, State, grade_of
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.posting import PostingCase, check_posting
from homeroom.push.checks.results import check_result
from homeroom.push.checks.standards import Reached, mapped, reached, said_of
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Verdict
from homeroom.push.lanes.port import Port
from homeroom.rules.categories import folded
from homeroom.rules.places import Where
from homeroom.rules.posted import TermGrade, term_grade_for, windows_for
from homeroom.rules.scales import Policy
from homeroom.store import parts, posting
from homeroom.store.deliveries import Delivery
from homeroom.store.outgoing import Loaded, Room
from homeroom.store.parts import Part
from homeroom.store.posting import NOBODY, Board
from homeroom.store.scope import district_scope

COLUMN = LineItemNature.ASSIGNMENT
TASK = LineItemNature.GRADING_TASK
STANDARD = LineItemNature.STANDARD
# What is said in the stead of any score, also one of a standard.
_INSTEAD = frozenset({State.MISSING, State.EXEMPT})


def board_for(port: Port, batch: Sequence[Delivery], loaded: Loaded) -> Board:
    """Load what decides about posting; nothing where the district posts nothing."""
    if not (port.decided.posted.term_grades or port.decided.standards.crosswalk):
        return NOBODY
    ids = [one.record_id for one in batch]
    with district_scope(port.district.id) as scope:
        return posting.board(scope, port.target_id, port.space, list(loaded.rooms), ids)


def want_objectives(port: Port, batch: Sequence[Delivery], loaded: Loaded) -> None:
    """Give each objective of a result that a standard is named for a row of its own."""
    if not port.decided.standards.crosswalk:
        return
    whole = [one for one in batch if one.record_id not in loaded.objectives]
    whole = [one for one in whole if one.act in ("put", "clear")]
    said = []
    for one in whole:
        result = loaded.results[one.record_id]
        where = loaded.rooms[loaded.line_items[result.line_item].class_].where
        app = port.keys.get(one.app_id, "")
        scores = () if one.act == "clear" else result.objective_scores
        said += [
            Part(result_id=one.record_id, source=source, objective=each.id, said=said_of(each))
            for source, each in mapped(scores, port.decided.standards, app, where)
        ]
    apps = {one.record_id: one.app_id for one in whole}
    with district_scope(port.district.id) as scope:
        parts.want(scope, port.target_id, apps, said)


def term_grade_of(port: Port, delivery: Delivery, item: LineItem, where: Where) -> TermGrade | None:
    """Return the rule by which grades of a line item are term grades; None: it is a column."""
    app = port.keys.get(delivery.app_id, "")
    return term_grade_for(port.decided.posted, app, where, item.title)


def check_grade(
    port: Port, board: Board, delivery: Delivery, case: GradeCase, room: Room
) -> tuple[Verdict, LineItemNature]:
    """Check a grade on the way that the district's rules send it, and say into what it goes."""
    made = _posting_case(port, delivery, case, room)
    if isinstance(made, PostingCase):
        verdict = check_posting(_informed(port, board, (delivery, room), made), port.rules,
                                port.version)  # fmt: skip
        return verdict, made.wanted[1]
    if made is not None:
        return made, STANDARD
    if case.objective and not case.sent:
        return Leave("the app says nothing about the objective any more"), STANDARD
    if case.sent.get("into"):
        return taken_back(case.sent_score), COLUMN
    return check_result(case, port.rules, port.version), COLUMN


def taken_back(score: str) -> Hold:
    """Return the hold of a posted grade that its app, or a person, would take back."""
    return Hold("posted.taken_back", {"score": score})


def _posting_case(
    port: Port, delivery: Delivery, case: GradeCase, room: Room
) -> PostingCase | Refuse | None:
    """Return a grade that is for the report card, or why it is not sent; None: it is a score."""
    term = term_grade_of(port, delivery, case.item, room.where)
    if term is not None:
        wanted, policy = (term.task, TASK), _with_table(port, term, case.policy)
        return PostingCase(grade=case, wanted=wanted, term_grade=term, policy=policy)
    if port.rules.mode("standards", port.version) != "crosswalk" or case.cleared_by_absence:
        return None
    if not case.objective:
        return _without_standard(case)
    app = port.keys.get(delivery.app_id, "")
    found = reached(case.result.objective_scores, port.decided.standards, app, room.where)
    if not isinstance(found, Reached):
        return found
    return PostingCase(grade=case, wanted=(found.item, STANDARD), mark=found.mark)


def _without_standard(case: GradeCase) -> Refuse | None:
    """Refuse a result that has nothing but objectives, some of them without a crosswalk."""
    if not case.no_crosswalk:
        return None
    grade = grade_of(case.result, case.item, case.scale)
    if not isinstance(grade.score, NoScore) or grade.states & _INSTEAD:
        return None
    first, *more = case.no_crosswalk
    objectives = f"{first} and {len(more)} more" if more else first
    return Refuse("result.no_crosswalk", {"objectives": objectives})


def _informed(
    port: Port, board: Board, about: tuple[Delivery, Room], made: PostingCase
) -> PostingCase:
    """Return a case with the right, the windows and the signatures that decide about it."""
    delivery, room = about
    return structs.replace(
        made,
        app=port.keys.get(delivery.app_id, ""),
        right=(delivery.app_id, folded(made.title)) in board.rights,
        tasks=board.tasks.get(room.hub_id, ()),
        windows=windows_for(port.decided.posted, made.title, room.where),
        signed=board.signed.get(delivery.record_id, ()),
    )


def _with_table(port: Port, term: TermGrade, policy: Policy) -> Policy:
    """Return what a district decided about scores, with the table of the task's score group."""
    if not term.table:
        return policy
    table = next(one for one in port.decided.scales.tables if one.name == term.table)
    return structs.replace(policy, table=table)
