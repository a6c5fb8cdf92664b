"""A result with everything that decides about it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.model.gradebook import LineItem, Result, ScoreScale
from homeroom.model.times import local_day
from homeroom.rules.scales import AS_IT_COMES, Policy
from homeroom.store.outgoing import Stay


class GradeCase(Struct, frozen=True, kw_only=True):
    """One grade on its way; the ids of item, class and student beside it are the target's."""

    id: str
    result: Result
    item: LineItem
    scale: ScoreScale | None
    item_id: str | None  # the line item at the target, once it is there
    item_found_in_sis: bool
    class_id: str | None
    student_id: str | None
    stays: Sequence[Stay]
    zone: ZoneInfo
    sent: Mapping[str, Any]  # what the target took last, as `conflict.shown` writes it
    cleared_by_absence: bool
    approved: bool
    now: datetime
    policy: Policy = AS_IT_COMES  # what the district decided for the class
    no_crosswalk: Sequence[str] = ()  # learning objectives of it that no standard is named for
    objective: bool = False  # only one learning objective of the result is meant
    lifted: Collection[str] = ()  # holds that a person has lifted for this content

    @property
    def sent_score(self) -> str:
        """Return the score that the target took last, or a word for what it took instead."""
        return self.sent.get("score") or self.sent.get("text_score") or "it"

    @property
    def stands(self) -> bool:
        """Say whether something that the app said stands at the target: a score, or a state."""
        state = self.sent.get("score_status") == "exempt"
        state = state or bool(self.sent.get("missing") or self.sent.get("incomplete"))
        said = self.sent.get("score"), self.sent.get("text_score")
        return state or any(one is not None for one in said)

    @property
    def scored_on(self) -> date:
        """Return the score date; by default the day on which the grade came to us."""
        if self.result.score_date is not None:
            return self.result.score_date
        return local_day(self.result.date_last_modified or self.now, self.zone)

    @property
    def assigned_on(self) -> date:
        """Return the assign date, by default the due date, never after the score date."""
        given = self.item.assign_date or self.item.due_date
        assigned = local_day(given, self.zone) if given else self.scored_on
        return min(assigned, self.scored_on)

    @property
    def due_on(self) -> date | None:
        """Return the due date as a day on the school's clock."""
        return local_day(self.item.due_date, self.zone) if self.item.due_date else None

    @property
    def today(self) -> date:
        """Return the present day on the school's clock."""
        return local_day(self.now, self.zone)
