"""How far a run is, in the words and numbers of its page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from homeroom.console.progress import STEPS, Row, rail, rows, told
from homeroom.store.pages import Reading
from homeroom.store.runs import Run

AT = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


def run(**more: Any) -> Run:
    given: dict[str, Any] = {
        "id": 7, "app_id": 1, "reach": "complete", "state": "running", "step": "pull", "epoch": 1,
        "started_by": "tick", "started_at": AT, "finished_at": None, "counts": {}, "problem": None,
    }  # fmt: skip
    return Run(**given | more)


def reading(records: int, state: str = "complete", total: int | None = None) -> Reading:
    return Reading(
        state=state, cursor=None, since=None, pages=1, records=records, total=total, newest=None,
        note=None,
    )  # fmt: skip


def states(one: Run) -> dict[str, str]:
    return {step.name: step.state for step in rail(one)}


@pytest.mark.parametrize(
    ("step", "done", "now"),
    [
        ("pull", (), ("pull",)),
        ("stage", ("pull",), ("stage",)),
        # A chunk goes through all three, so that none of them is before another.
        ("mapping", ("pull", "stage"), ("mapping", "merge", "store")),
        ("merge", ("pull", "stage"), ("mapping", "merge", "store")),
        ("store", ("pull", "stage"), ("mapping", "merge", "store")),
        ("push", ("pull", "stage", "mapping", "merge", "store"), ("push",)),
    ],
)
def test_the_rail_shows_what_is_done_what_goes_on_and_what_is_ahead(
    step: str, done: tuple[str, ...], now: tuple[str, ...]
) -> None:
    found = states(run(step=step))
    assert tuple(name for name, state in found.items() if state == "done") == done
    assert tuple(name for name, state in found.items() if state == "now") == now
    ahead = [name for name, state in found.items() if state == "ahead"]
    assert ahead == [name for name in STEPS if name not in (*done, *now)]


@pytest.mark.parametrize("state", ["done", "done with issues", "on hold"])
def test_a_run_that_ended_well_has_all_steps_behind_it(state: str) -> None:
    assert set(states(run(state=state, step="push")).values()) == {"done"}


@pytest.mark.parametrize("state", ["failed", "failed, retrying", "stopped", "waiting"])
def test_a_run_that_broke_off_stands_where_it_came_to_and_runs_no_more(state: str) -> None:
    found = states(run(state=state, step="stage"))
    assert found["stage"] == "here"
    assert "now" not in found.values()
    assert found["push"] == "ahead"


def test_a_comparison_has_no_rail() -> None:
    assert rail(run(reach="comparison", step="compare")) == []


def test_what_was_read_stands_in_the_order_of_the_kinds_without_empty_lists() -> None:
    found = told({
        "results": reading(9), "orgs": reading(2), "users": reading(0),
        "classes": reading(0, "incomplete"), "courses": reading(0, "reading"),
        "rubrics": reading(3),
    })  # fmt: skip
    names = [name for name, _ in found]
    # What no kind is called comes last; a list that is not read yet is told of though it is empty.
    assert names == ["Schools", "Courses", "Classes", "Results", "rubrics"]
    assert [one.records for _, one in found] == [2, 0, 0, 9, 3]


def only(found: list[Row]) -> Row:
    (row,) = found
    return row


def test_a_kind_that_is_being_read_says_how_much_there_is_and_nothing_of_what_becomes_of_it() -> (
    None
):
    row = only(rows(run(), {"users": reading(500, "reading", 2_000)}))
    assert (row.read, row.total, row.reading) == (500, 2_000, True)
    assert (row.new, row.changed, row.gone, row.issues, row.unchanged) == (None,) * 5


def test_a_kind_that_nothing_is_known_of_has_no_row() -> None:
    assert rows(run(), {}) == []


def counts(**more: int) -> dict[str, Any]:
    return {"stored": {"user": {"new": 2, "changed": 3, "issues": 1}},
            "removed": {"user": {"retired": 4}}, "read": {"users": 20}} | more  # fmt: skip


def test_who_is_gone_is_known_only_when_the_run_is_over() -> None:
    held = {"users": reading(20)}
    assert only(rows(run(step="store", counts=counts()), held)).gone is None
    row = only(rows(run(state="done", counts=counts()), held))
    assert (row.new, row.changed, row.gone, row.issues, row.unchanged) == (2, 3, 4, 1, 15)


def test_a_run_that_is_put_aside_is_not_over() -> None:
    assert only(rows(run(state="failed, retrying", counts=counts()), {})).gone is None
    assert only(rows(run(state="failed", counts=counts()), {})).gone == 4


def test_what_was_read_is_known_after_the_spool_is_emptied() -> None:
    assert only(rows(run(state="done", counts=counts()), {})).read == 20


def test_more_touched_than_read_is_never_less_than_none_unchanged() -> None:
    # Rules that changed touch records that this run did not read.
    row = only(rows(run(state="done", counts=counts()), {"users": reading(1)}))
    assert row.unchanged == 0


def test_a_kind_that_a_run_neither_read_nor_touched_is_left_out_once_it_is_over() -> None:
    idle = {"new": 0, "changed": 0, "issues": 0}
    stored = {"user": {**idle, "changed": 1}, "org": idle, "course": idle, "class": idle}
    held = {"stored": stored, "removed": {"course": {"retired": 2}}}
    over = rows(run(state="done", counts=held), {"classes": reading(0)})
    # An empty list that was read to its end says that there is nothing.
    assert {row.kind for row in over} == {"Courses", "Classes", "People"}
    assert {row.kind for row in rows(run(step="store", counts=held), {})} >= {"Schools", "People"}
