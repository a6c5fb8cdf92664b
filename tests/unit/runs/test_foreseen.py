"""What a decided chunk leads to, row by row, as a person sees it."""

from decimal import Decimal

import pytest

from homeroom.mapping.incoming import Incoming
from homeroom.merge.decide import Change, Merged
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import Course, Demographics
from homeroom.runs.ahead.foreseen import JOINED, foreseen
from homeroom.runs.ingest.batch import Batch
from homeroom.store.previewed import Foreseen
from homeroom.store.sources import Row

ROW = Row("c1", 1, 2, 3)
HELD = Course(sourced_id="hub", title="Algebra")


def batch_of(record: Record, merged: Merged | None, **more: object) -> Batch:
    """Return a chunk in which one row spoke of a record, and what came of that."""
    kind = {Course: Kind.COURSE, Result: Kind.RESULT, Demographics: Kind.DEMOGRAPHICS}[type(record)]
    batch = Batch(kind, known={"c1"}, **more)  # type: ignore[arg-type]
    batch.matched = {"hub": [(ROW, Incoming(source_id="c1", record=record), record)]}
    batch.say(ROW, "applied")
    if merged is not None:
        batch.put("hub", record, merged)
    return batch


def changed(*changes: Change, **more: object) -> Batch:
    return batch_of(HELD, Merged(HELD, changes), **more)


def alone(batch: Batch) -> Foreseen:
    [one] = foreseen(batch)
    return one


TITLE = Change("title", "Algebra", "Algebra 1", "sis is the only source")


def test_a_changed_record_shows_its_fields_with_the_reason() -> None:
    one = alone(changed(TITLE))
    assert (one.effect, one.record_id, one.writes) == ("changed", "hub", True)
    [field] = one.changes
    assert (field.field, field.before, field.after) == ("title", "Algebra", "Algebra 1")
    assert field.reason == "sis is the only source"


def test_a_row_that_changes_nothing_writes_nothing() -> None:
    one = alone(changed())
    assert (one.effect, one.writes, one.digest) == ("same", False, 0)


def test_a_new_row_that_is_joined_to_a_record_says_by_what() -> None:
    batch = changed(joined_by={"c1": "course: courseCode"})
    batch.known = set()
    one = alone(batch)
    assert (one.effect, one.writes) == ("changed", True)
    assert [(each.field, each.after, each.reason) for each in one.changes] == [
        (JOINED, "c1", "course: courseCode")
    ]


@pytest.mark.parametrize(
    "other",
    [
        Change("title", "Algebra", "Algebra 2", TITLE.reason),
        Change("title", "Algebra X", "Algebra 1", TITLE.reason),
        Change("course_code", "Algebra", "Algebra 1", TITLE.reason),
    ],
)
def test_another_value_before_or_after_has_another_digest(other: Change) -> None:
    assert alone(changed(TITLE)).digest == alone(changed(TITLE)).digest
    assert alone(changed(TITLE)).digest != alone(changed(other)).digest


def test_another_reason_for_the_same_change_is_the_same_change() -> None:
    other = Change("title", "Algebra", "Algebra 1", "set by hand")
    assert alone(changed(TITLE)).digest == alone(changed(other)).digest


def test_of_a_new_grade_the_score_is_shown_exactly() -> None:
    grade = Result(sourced_id="hub", line_item="i", student="s", score=Decimal("7.50"))
    batch = batch_of(grade, None)
    batch.create = {"hub": grade}
    one = alone(batch)
    assert (one.effect, one.record_id) == ("new", "hub")
    assert ("score", None, Decimal("7.50")) in [
        (each.field, each.before, each.after) for each in one.changes
    ]
    other = batch_of(grade, None)
    other.create = {"hub": Result(sourced_id="hub", line_item="i", student="s", score=Decimal("8"))}
    assert alone(other).digest != one.digest


def test_of_demographics_no_value_is_kept_but_each_counts() -> None:
    held = Demographics(sourced_id="hub", user="hub")
    seen = [
        alone(batch_of(held, Merged(held, (Change("sex", None, value, "sis"),))))
        for value in ("female", "male")
    ]
    assert [(one.changes[0].field, one.changes[0].after) for one in seen] == [("sex", None)] * 2
    assert seen[0].digest != seen[1].digest


def test_rows_without_a_record_say_what_becomes_of_them() -> None:
    batch = Batch(Kind.COURSE)
    for name, state in {"w": "waiting", "r": "refused", "d": "applied", "o": "left out"}.items():
        batch.say(Row(name, 1, 1, 1), state)
    batch.deleted, batch.newly_out = ["d"], ["o"]
    effects = {one.row.source_id: one.effect for one in foreseen(batch)}
    assert effects == {"w": "waiting", "r": "same", "d": "gone", "o": "gone"}


def test_of_rows_that_are_looked_at_again_only_what_differs_is_told() -> None:
    assert foreseen(changed(again=True)) == []
    assert alone(changed(TITLE, again=True)).effect == "changed"
