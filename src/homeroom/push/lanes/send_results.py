"""Plan the delivery of grades: check each, and let those of one line item go together."""

from collections.abc import Sequence
from functools import partial

from homeroom.model.kinds import Kind
from homeroom.push.checks.gate import kept_out, not_seen_yet
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.report_card import (
    COLUMN,
    board_for,
    check_grade,
    taken_back,
    want_objectives,
)
from homeroom.push.checks.standards import without_crosswalk
from homeroom.push.checks.verdict import Hold, Send
from homeroom.push.lanes import endings
from homeroom.push.lanes.column import Column
from homeroom.push.lanes.crew import Done, Step
from homeroom.push.lanes.endings import digest_of
from homeroom.push.lanes.flood import keep_back_floods
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.look import Ready
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.removal import removal
from homeroom.push.lanes.silence import Silence
from homeroom.push.undo import UNDO, undo_grade
from homeroom.rules.scales import policy_for
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.posting import Board


def plan_results(port: Port, hand: Hand, batch: Sequence[Delivery], loaded: Loaded) -> Done:
    """Return what the check keeps back, and the first steps of what may go."""
    columns: dict[str, list[Ready]] = {}
    posted: dict[str, list[Ready]] = {}  # by the id of the grading task or standard
    want_objectives(port, batch, loaded)
    board = board_for(port, batch, loaded)
    ended: list[Ending] = []
    steps: list[Step] = []
    silence = Silence()
    for delivery in batch:
        case = grade_case(port, delivery, loaded)
        kept = kept_out(port, delivery, loaded, case.item, case.result)
        if kept is not None and delivery.act != UNDO:
            ended.append(kept)
            continue
        if delivery.act in ("delete", UNDO) and delivery.sent.get("into"):
            ended.append(endings.not_sent(delivery, taken_back(case.sent_score)))
            continue
        if delivery.act == "delete":
            link = loaded.linked.get((Kind.RESULT, delivery.record_id))
            remove = partial(removal, port, hand, delivery, case.id, case.class_id, link)
            steps.append(partial(silence.step, delivery, remove))
            continue
        checked = _checked(port, hand, delivery, case, (loaded, board))
        if isinstance(checked, Ready) and checked.into is not COLUMN:
            posted.setdefault(checked.record.line_item, []).append(checked)
        elif isinstance(checked, Ready):
            columns.setdefault(case.result.line_item, []).append(checked)
        elif isinstance(checked, Ending):
            ended.append(checked)
        else:
            steps.append(checked)
    ended += keep_back_floods(port, columns, loaded)
    together = (*columns.values(), *posted.values())
    steps += [Column(port, hand, ready).look_up for ready in together if ready]
    return Done(endings=ended, steps=steps)


def _checked(
    port: Port, hand: Hand, delivery: Delivery, case: GradeCase, known: tuple[Loaded, Board]
) -> Ready | Ending | Step:
    loaded, board = known
    link = loaded.linked.get((Kind.RESULT, delivery.record_id))
    if delivery.act == UNDO:
        return undo_grade(port, hand, delivery, case, link)
    verdict, into = check_grade(port, board, delivery, case, loaded.rooms[case.item.class_])
    if not isinstance(verdict, Send):
        # A person sees a grade together with its line item, and not once more behind it.
        behind = isinstance(verdict, Hold) and verdict.code == "parent.not_delivered"
        unseen = not_seen_yet(port, delivery, "") if behind else None
        return unseen or endings.not_sent(delivery, verdict)
    digest = digest_of(verdict.record)
    seen = delivery.baseline is not None and delivery.tried is None
    if seen and delivery.sent.get("digest") == digest:
        return endings.unchanged(delivery, verdict)
    unseen = not_seen_yet(port, delivery, digest)
    return unseen or Ready(delivery, verdict, digest, link, into)


def grade_case(port: Port, delivery: Delivery, loaded: Loaded) -> GradeCase:
    """Return a grade with all that decides about it."""
    result = loaded.results[delivery.record_id]
    item = loaded.line_items[result.line_item]
    room = loaded.rooms[item.class_]
    link = loaded.linked.get((Kind.RESULT, delivery.record_id))
    item_link = loaded.linked.get((Kind.LINE_ITEM, result.line_item))
    student = loaded.linked.get((Kind.USER, result.student))
    source_id = loaded.source_ids.get(delivery.record_id, delivery.record_id)
    made = port.id_for(Kind.RESULT, delivery.app_id, source_id)
    app, standards = port.keys.get(delivery.app_id, ""), port.decided.standards
    return GradeCase(
        id=link.target_id if link else made,
        result=result,
        item=item,
        scale=loaded.scales.get(result.score_scale or item.score_scale or ""),
        item_id=item_link.target_id if item_link and result.line_item in loaded.there else None,
        item_found_in_sis=item_link is not None and item_link.origin == "read",
        class_id=room.target_id,
        student_id=student.target_id if student else None,
        stays=loaded.stays.get((item.class_, result.student), ()),
        zone=port.zone(room.zone),
        sent=delivery.tried or delivery.sent,  # it may stand there, though nobody saw it
        cleared_by_absence=delivery.act == "clear",
        approved=delivery.approved,
        now=port.clock(),
        policy=policy_for(port.decided.scales, port.keys.get(port.target_id, ""), room.where),
        lifted=delivery.lifted,
        objective=delivery.record_id in loaded.objectives,
        no_crosswalk=without_crosswalk(result.objective_scores, standards, app, room.where),
    )
