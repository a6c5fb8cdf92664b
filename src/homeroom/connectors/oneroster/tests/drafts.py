"""Something to write: a line item of a class, and a result of a student who is in it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from homeroom.connectors.base import Connection
from homeroom.connectors.pages import Collection
from homeroom.connectors.target_contract import Draft
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import COLLECTIONS, Kind

# The day on which the pretend Infinite Campus lives is 14 October 2026.
ASSIGNED = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
DUE = datetime(2026, 10, 16, 17, 0, tzinfo=UTC)
SCORED = date(2026, 10, 14)


def rows(connection: Connection, kind: Kind) -> list[dict[str, Any]]:
    """Return all records of a kind as they come."""
    pages = connection.source.pages(Collection(COLLECTIONS[kind], kind), None, None)
    return [msgspec.json.decode(row) for page in pages for row in page.records()]


def draft_for(connection: Connection) -> Draft:
    """Return a line item and a result that a pretend Infinite Campus takes."""
    enrolled = next(one for one in rows(connection, Kind.ENROLLMENT) if one["role"] == "student")
    class_id, student = enrolled["class"]["sourcedId"], enrolled["user"]["sourcedId"]
    categories = connection.target.categories(class_id)
    item_id = new_id()
    item = LineItem(
        sourced_id=item_id,
        date_last_modified=ASSIGNED,
        title=f"Quiz {item_id[-12:]}",
        class_=class_id,
        school=enrolled["school"]["sourcedId"],
        assign_date=ASSIGNED,
        due_date=DUE,
        category=categories[0].id if categories else None,
        result_value_min=Decimal(0),
        result_value_max=Decimal("10.5"),
    )
    result = Result(
        sourced_id=new_id(),
        date_last_modified=ASSIGNED,
        line_item=item_id,
        student=student,
        class_=class_id,
        score_status="fully graded",
        score=Decimal("8.125"),
        score_date=SCORED,
    )
    return Draft(item, result)
