"""What was delivered against what the SIS shows, cell by cell. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.gradebook import Result
from homeroom.push.checks.conflict import differences, edit, shown
from homeroom.store.deliveries import Delivery

APP_DIFFERS = "reconcile.app_differs"
NOT_QUEUED = "reconcile.not_queued"
NOT_STORED = "reconcile.not_stored"
MISSING = "reconcile.missing"
ITEM_MISSING = "reconcile.item_missing"
DIFFERENT = "reconcile.different"
DOUBLED = "reconcile.doubled"
EXTRA = "reconcile.extra"
POSTED = "reconcile.posted"
CODES = (
    APP_DIFFERS,
    NOT_QUEUED,
    NOT_STORED,
    MISSING,
    ITEM_MISSING,
    DIFFERENT,
    DOUBLED,
    EXTRA,
    POSTED,
)


class Finding(Struct, frozen=True, kw_only=True):
    """One cell that is not as it should be; `record_id` is the hub's, where it knows the cell."""

    code: str
    record_id: str | None = None
    target_id: str = ""
    student: str = ""  # the SIS's id, where the SIS shows the cell
    facts: Mapping[str, Any] = {}


def compare_cells(
    outbox: Iterable[Delivery], seen: Sequence[Result], looked_at: datetime
) -> list[Finding]:
    """Compare the deliveries of one line item's results with what the SIS shows of it.

    What was delivered after we looked is passed over: the SIS's answer may be older.
    """
    there = {one.sourced_id: one for one in seen if one.status.value == "active"}
    ours: dict[str, Result] = {}
    found: list[Finding] = []
    for delivery in outbox:
        id_ = (delivery.tried or delivery.sent).get("id")
        if id_ is None:
            continue
        now = there.get(id_)
        if now is not None:
            ours[id_] = now
        fresh = delivery.delivered_at is None or delivery.delivered_at >= looked_at
        if delivery.state == "delivered" and not fresh:
            found += _settled(delivery, id_, now)
    return found + list(_others(there, ours))


def compare_posted(
    outbox: Iterable[Delivery], task: str, seen: Sequence[Result], looked_at: datetime
) -> list[Finding]:
    """Compare the grades that were posted into a grading task with what the report card shows.

    Of all others there, teachers' own among them, nothing is said.
    """
    there = {one.sourced_id: one for one in seen if one.status.value == "active"}
    found: list[Finding] = []
    for delivery in outbox:
        ours = delivery.state == "delivered" and delivery.sent.get("task") == task
        if not ours or delivery.delivered_at is None or delivery.delivered_at >= looked_at:
            continue
        now = there.get(delivery.sent["id"])
        before = delivery.baseline or delivery.sent
        if now is not None and not differences(before, shown(now)):
            continue
        facts = {"seen": _mark(shown(now)) if now else "nothing", "sent": _mark(before)}
        student = now.student if now else ""
        found.append(
            Finding(
                code=POSTED,
                record_id=delivery.record_id,
                target_id=delivery.sent["id"],
                student=student,
                facts=facts,
            )
        )
    return found


def _mark(grade: Mapping[str, Any]) -> str:
    """Return percent and letter, or what else is said of a grade."""
    said = [grade.get("score") and f"{grade['score']} %", grade.get("text_score")]
    return " ".join(filter(None, said)) or str(grade.get("score_status") or "no mark")


def compare_with_app(hub: Mapping[str, Result], app: Mapping[str, Result]) -> list[Finding]:
    """Compare what the hub holds of some grades with what their apps last said, by hub id."""
    return [
        Finding(code=APP_DIFFERS, record_id=id_, facts=edit(shown(held), shown(app[id_])))
        for id_, held in hub.items()
        if id_ in app and differences(shown(held), shown(app[id_]))
    ]


def unqueued(records: Iterable[str], outbox: Iterable[Delivery]) -> list[Finding]:
    """Return the grades of learning apps that never reached the outbox of the target."""
    known = {one.record_id for one in outbox}
    return [Finding(code=NOT_QUEUED, record_id=id_) for id_ in records if id_ not in known]


def _settled(delivery: Delivery, id_: str, now: Result | None) -> Iterator[Finding]:
    if now is None:
        code = NOT_STORED if delivery.baseline is None else MISSING
        facts = {"score": delivery.sent.get("score") or "it"}
        yield Finding(code=code, record_id=delivery.record_id, target_id=id_, facts=facts)
        return
    before = delivery.baseline or delivery.sent
    if differences(before, shown(now)):
        yield Finding(
            code=DIFFERENT,
            record_id=delivery.record_id,
            target_id=id_,
            student=now.student,
            facts=edit(before, shown(now)),
        )


def _others(there: Mapping[str, Result], ours: Mapping[str, Result]) -> Iterator[Finding]:
    """Yield what stands in our line item and is no delivery of ours."""
    students = {one.student for one in ours.values()}
    for id_, one in there.items():
        if id_ not in ours:
            code = DOUBLED if one.student in students else EXTRA
            facts = {"score": shown(one)["score"] or "no score"}
            yield Finding(code=code, target_id=id_, student=one.student, facts=facts)
