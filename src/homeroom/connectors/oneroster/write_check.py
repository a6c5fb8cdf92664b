"""The check of writing: one temporary line item, read back and deleted, whatever happens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from homeroom.connectors.checks import Check
from homeroom.connectors.oneroster.checks import timed
from homeroom.connectors.oneroster.source import OneRosterSource
from homeroom.connectors.oneroster.target import OneRosterTarget
from homeroom.connectors.writes import Outcome, Write
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater
from homeroom.model.gradebook import LineItem
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.roster import Class

TITLE = "Homeroom test, please ignore"
_TRIES = 3


def write_check(
    source: OneRosterSource, target: OneRosterTarget, class_id: str, now: datetime
) -> Iterator[Check]:
    """Yield the check that writes one line item into a class, reads it back and deletes it."""

    def look() -> str:
        return _written_and_gone(target, _item(source, target, class_id, now))

    yield timed("writing", look)


def _item(
    source: OneRosterSource, target: OneRosterTarget, class_id: str, now: datetime
) -> LineItem:
    wire = source.one(Kind.CLASS, class_id)
    if wire is None:
        raise NeedsDistrict(
            f"The server has no class {class_id}.",
            fix="Give the id under which the other system shows a class of this school year.",
        )
    room = target.decoded(Kind.CLASS, wire)
    return LineItem(
        sourced_id=new_id(),
        date_last_modified=now,
        title=TITLE,
        class_=class_id,
        school=room.school if isinstance(room, Class) else None,
        assign_date=now,
        due_date=now + timedelta(days=1),
        result_value_min=Decimal(0),
        result_value_max=Decimal(1),
        category=next((one.id for one in target.categories(class_id)), None),
    )


def _written_and_gone(target: OneRosterTarget, item: LineItem) -> str:
    write = Write(kind=Kind.LINE_ITEM, record=item, class_id=item.class_)
    try:
        (receipt,) = target.put([write])
    except (RetryLater, KeyboardInterrupt):
        # The answer was lost, so the line item may be there all the same.
        _delete(target, item)
        raise
    if receipt.outcome is not Outcome.STORED:
        raise NeedsDistrict(
            f"The test line item was refused ({receipt.status}). {receipt.words}".strip(),
            fix="Check that this class is in the current school year and has a category.",
        )
    try:
        seen = target.line_item(item.sourced_id, item.class_)
    finally:
        _delete(target, item)
    if seen is None:
        raise NeedsDistrict(
            "The test line item was accepted, but could not be read back.",
            fix="Ask the vendor whether writes of this connection are kept back.",
        )
    return "one line item was written, read back and deleted"


def _delete(target: OneRosterTarget, item: LineItem) -> None:
    """Delete the test line item; that it stays behind is what the admin must hear first."""
    why = ""
    for _ in range(_TRIES):
        try:
            receipt = target.delete(Kind.LINE_ITEM, item.sourced_id, item.class_)
        except HomeroomError as problem:
            why = problem.message
            continue
        if receipt.outcome is Outcome.STORED:
            return
        why = f"({receipt.status}) {receipt.words}"
        break
    raise NeedsDistrict(
        f"The test line item was sent, but could not be deleted. {why}".strip(),
        fix=f'If "{item.title}" shows in that class, delete it there by hand.',
    )
