"""What counts as missing, different, doubled or extra when cells are compared."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.push.checks.conflict import shown
from homeroom.push.reconcile import CODES, compare_cells, compare_with_app, unqueued
from homeroom.store.deliveries import Delivery

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)


def cell(id_: str, score: str | None = "8", student: str = "ana", **more: Any) -> Result:
    return Result(
        sourced_id=id_,
        date_last_modified=NOW,
        line_item="quiz",
        student=student,
        score=None if score is None else Decimal(score),
        score_status="fully graded",
        **more,
    )


def delivered(of: Result, **more: Any) -> Delivery:
    return Delivery(
        **{
            "target_id": 1,
            "kind": Kind.RESULT,
            "record_id": f"hub-{of.sourced_id}",
            "app_id": 2,
            "act": "put",
            "state": "delivered",
            "version": 1,
            "attempts": 1,
            "code": None,
            "facts": {},
            "notes": {},
            "sent": {"id": of.sourced_id, "digest": "d", **shown(of)},
            "baseline": shown(of),
            "found": None,
            "tried": None,
            "approved": False,
            "changed_at": NOW - timedelta(hours=1),
            "delivered_at": NOW - timedelta(hours=1),
            **more,
        }
    )


MINE = cell("a")

CASES = {
    "as delivered": ([delivered(MINE)], [MINE], []),
    "10 and 10.0 are one grade": ([delivered(cell("a", "10"))], [cell("a", "10.0")], []),
    "another score": ([delivered(MINE)], [cell("a", "7")], ["reconcile.different"]),
    "cleared there": ([delivered(MINE)], [cell("a", None)], ["reconcile.different"]),
    "a flag set there": ([delivered(MINE)], [cell("a", late=True)], ["reconcile.different"]),
    "gone": ([delivered(MINE)], [], ["reconcile.missing"]),
    "marked as deleted": (
        [delivered(MINE)],
        [cell("a", status=Status.TO_BE_DELETED)],
        ["reconcile.missing"],
    ),
    "never shown": ([delivered(MINE, baseline=None)], [], ["reconcile.not_stored"]),
    "a second row of the student": (
        [delivered(MINE)],
        [MINE, cell("b", "1")],
        ["reconcile.doubled"],
    ),
    "a row of somebody else": (
        [delivered(MINE)],
        [MINE, cell("b", "1", "ben")],
        ["reconcile.extra"],
    ),
    "what is shown at first sight counts, not what was sent": (
        [delivered(MINE, baseline=shown(cell("a", "80")))],
        [cell("a", "80")],
        [],
    ),
    "on its way": ([delivered(MINE, state="waiting")], [], []),
    "a conflict that a person sees": ([delivered(MINE, state="conflict")], [cell("a", "1")], []),
    "delivered after we looked": ([delivered(MINE, delivered_at=NOW)], [], []),
    "never sent": ([delivered(MINE, sent={}, state="refused")], [], []),
}


@pytest.mark.parametrize(("outbox", "seen", "codes"), CASES.values(), ids=CASES)
def test_cells_are_compared(outbox: list[Delivery], seen: list[Result], codes: list[str]) -> None:
    assert [one.code for one in compare_cells(outbox, seen, NOW)] == codes


def test_a_finding_names_the_cell_and_both_values() -> None:
    [found] = compare_cells([delivered(MINE)], [cell("a", "7")], NOW)
    assert (found.record_id, found.target_id, found.student) == ("hub-a", "a", "ana")
    words = tell(found.code, found.facts).words
    assert "score 7" in words
    assert "score 8" in words


def test_grades_without_a_row_in_the_outbox_were_never_queued() -> None:
    found = unqueued(["hub-a", "hub-b"], [delivered(MINE)])
    assert [(one.code, one.record_id) for one in found] == [("reconcile.not_queued", "hub-b")]


def test_only_what_the_app_says_differently_is_found() -> None:
    hub = {"same": cell("a"), "other": cell("b"), "unsaid": cell("c")}
    app = {"same": cell("x", "8.0"), "other": cell("y", "9")}
    assert [one.record_id for one in compare_with_app(hub, app)] == ["other"]


@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_words_and_a_way_out(code: str) -> None:
    assert ENTRIES[code].words
    assert ENTRIES[code].fix
