"""A decision holds while nobody else took a turn and the chunk before is about other results."""

from collections.abc import Callable

import pytest

from homeroom.merge.decide import Change, Merged
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.overlap import Decided, Written, apart, only_new, only_results, still_true
from homeroom.store.links import Link
from homeroom.store.sources import Row


def result(student: str, item: str = "quiz") -> Result:
    return Result(sourced_id=student, line_item=item, student=student)


def link(id_: str, hub_id: str, space: str = "") -> Link:
    return Link(
        app_id=1, kind=Kind.RESULT, space=space, external_id=id_, record_id=hub_id, origin="read"
    )


def new(*students: str, item: str = "quiz") -> Batch:
    """Return a chunk with a new result of each of these students."""
    batch = Batch(Kind.RESULT)
    for student in students:
        hub_id = f"hub-{item}-{student}"
        batch.say(Row(f"{item}-{student}", 1, 1, 1), "applied")
        batch.links.append(link(f"{item}-{student}", hub_id))
        batch.put(hub_id, None, Merged(result(student, item), ()))
    return batch


def written(batch: Batch, *turns: int) -> Written:
    return Written(batch, turns, batch.tally())


def test_new_results_in_other_cells_may_be_decided_before_the_others_are_written() -> None:
    assert apart(new("ana"), new("ben"))
    assert apart(new("ana"), new("ana", item="essay"))
    assert still_true(Decided(new("ben"), (4,)), written(new("ana"), 5))


def test_two_results_of_one_cell_are_never_decided_apart() -> None:
    other = Batch(Kind.RESULT)
    other.links.append(link("second", "hub-2"))
    other.put("hub-2", None, Merged(result("ana"), ()))
    assert not apart(new("ana"), other)
    assert not still_true(Decided(other, (4,)), written(new("ana"), 5))


def test_an_id_that_the_chunk_before_gives_a_record_is_waited_for() -> None:
    before = new("ana")
    before.links.append(link("quiz-ben", "hub-quiz-ana", "legacy"))
    assert only_new(before)
    assert not apart(new("ben"), before)


def test_what_was_decided_after_the_chunk_before_was_written_holds_whatever_it_is() -> None:
    assert still_true(Decided(new("ana"), (5,)), written(new("ana"), 5))


@pytest.mark.parametrize("turns", [(3,), (6,)], ids=["before", "after"])
def test_a_turn_of_somebody_else_makes_a_decision_out_of_date(turns: tuple[int]) -> None:
    assert not still_true(Decided(new("ben"), turns), written(new("ana"), 5))


def test_the_turns_of_all_apps_count() -> None:
    assert still_true(Decided(new("ben"), (4, 8)), written(new("ana"), 5, 9))
    assert not still_true(Decided(new("ben"), (4, 9)), written(new("ana"), 5, 9))


def knows(batch: Batch) -> None:
    batch.known.add("quiz-ana")


def replaces(batch: Batch) -> None:
    change = Change("score", None, 5, "the source says so")
    batch.put("hub-old", result("old"), Merged(result("old"), (change,)))
    batch.stored = ["hub-old"]


def leaves(batch: Batch) -> None:
    batch.put("hub-old", result("old"), Merged(result("old"), ()))
    batch.stored = ["hub-old"]


@pytest.mark.parametrize("more", [knows, replaces, leaves])
def test_older_results_may_be_decided_ahead_but_are_not_new(more: Callable[[Batch], None]) -> None:
    batch = new("ana")
    assert only_new(batch)
    more(batch)
    assert not only_new(batch)
    assert only_results(batch)
    assert apart(batch, new("ben"))
    assert apart(new("ben"), batch)


def test_a_result_that_two_chunks_touch_is_decided_after_the_first_was_written() -> None:
    first, second = new("ana"), new("ben")
    replaces(first)
    leaves(second)
    assert not apart(first, second)
    assert not apart(second, first)


def test_a_changed_result_keeps_its_cell_from_a_new_one() -> None:
    first = new("ana")
    replaces(first)
    assert not apart(first, new("old"))
    assert not apart(new("old"), first)


@pytest.mark.parametrize("field", ["line_item", "student"])
def test_a_result_that_moves_frees_a_cell_which_nobody_may_overlook(field: str) -> None:
    batch = new("ana")
    change = Change(field, "before", "after", "the source says so")
    batch.put("hub-old", result("old"), Merged(result("new"), (change,)))
    assert not only_results(batch)
    assert not apart(batch, new("ben"))


def deletes(batch: Batch) -> None:
    batch.delete(Row("gone", 1, 1, 1), known=True)


def sees_ours(batch: Batch) -> None:
    batch.seen["hub-old"] = result("old")


def joins_an_older_result(batch: Batch) -> None:
    batch.links.append(link("quiz-second", "hub-old"))


def hears_others(batch: Batch) -> None:
    batch.heard = ["hub-old"]


def is_contested(batch: Batch) -> None:
    batch.contested["hub-old"] = ("score",)


def is_left_out(batch: Batch) -> None:
    batch.out.add("quiz-old")


def returns(batch: Batch) -> None:
    batch.returned.append("quiz-old")


@pytest.mark.parametrize(
    "more",
    [
        deletes,
        sees_ours,
        joins_an_older_result,
        hears_others,
        is_contested,
        is_left_out,
        returns,
    ],
)
def test_a_chunk_that_leads_to_anything_else_waits_and_is_waited_for(
    more: Callable[[Batch], None],
) -> None:
    batch = new("ana")
    more(batch)
    assert not only_new(batch)
    assert not only_results(batch)
    assert not apart(batch, new("ben"))
    assert not apart(new("ben"), batch)


def test_only_results_are_decided_ahead() -> None:
    batch = Batch(Kind.LINE_ITEM)
    item = LineItem(sourced_id="quiz", title="Quiz", class_="c")
    batch.put("hub-item", None, Merged(item, ()))
    assert not only_results(batch)
    assert not only_results(Batch(Kind.RESULT))
