"""What of an app waits for a person, since when, and what is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from homeroom.store.apps import App
from homeroom.store.overview import Glance, Mark

MONDAY = datetime(2026, 10, 5, 5, tzinfo=UTC)
APP = App(
    id=1, key="sis", connector="infinite_campus", title="SIS", role="sis", mode="2-way",
    grade_sync=True, state="active", api_version="1.2", settings={}, decision=None,
    seeded_at=None, restored_at=None,
)  # fmt: skip


def ran(*states: str) -> tuple[Mark, ...]:
    """Return runs, one an hour from Monday on; `failed comparison` is one that compared."""
    return tuple(
        Mark(
            id=number,
            state=state.removesuffix(" comparison"),
            reach="comparison" if state.endswith(" comparison") else "complete",
            started_at=MONDAY + timedelta(hours=number),
            finished_at=MONDAY + timedelta(hours=number, minutes=5),
        )
        for number, state in enumerate(states)
    )


def needs(**more: Any) -> list[tuple[str, int | None]]:
    """Return what an app needs: which thing, and of which run."""
    return [(one.what, one.run_id) for one in glance(**more).needs]


def glance(**more: Any) -> Glance:
    plain: dict[str, Any] = {
        "app": APP, "runs": (), "fresh_at": None, "deliveries": {}, "issues": 0, "since": {},
        "holds": False,
    }  # fmt: skip
    return Glance(**{**plain, **more})


@pytest.mark.parametrize(
    ("runs", "found"),
    [
        ((), []),
        (("done", "done with issues", "stopped"), []),
        (("done", "failed"), [("failed", 1)]),
        (("failed", "done"), []),
        (("done", "previewed"), [("previewed", 1)]),
        (("failed", "done comparison"), [("failed", 0)]),
        (("done", "failed comparison"), [("failed", 1)]),
        (("failed", "failed comparison"), [("failed", 0)]),
        (("previewed", "failed comparison"), [("failed", 1), ("previewed", 0)]),
        (("failed, retrying",), []),
    ],
    ids=lambda one: ", ".join(map(str, one)) or "nothing",
)
def test_a_last_run_that_failed_or_waits_needs_somebody(
    runs: tuple[str, ...], found: list[tuple[str, int]]
) -> None:
    assert needs(runs=ran(*runs)) == found


@pytest.mark.parametrize(
    ("runs", "of"),
    [(("on hold",), 0), (("on hold", "done"), 0), (("on hold", "on hold"), 1), (("done",), 0)],
)
def test_a_hold_leads_to_the_last_run_that_held_back_while_some_of_it_waits(
    runs: tuple[str, ...], of: int
) -> None:
    assert needs(runs=ran(*runs), holds=True) == [("on hold", of)]
    assert needs(runs=ran(*runs), holds=False) == []


def test_each_thing_that_waits_says_how_many_and_since_when() -> None:
    since = {"refused": MONDAY, "issues": MONDAY + timedelta(days=1)}
    deliveries = {"refused": 3, "held": 1, "delivered": 90, "waiting": 4}
    found = glance(deliveries=deliveries, issues=2, since=since, runs=ran("failed")).needs
    assert [(one.what, one.many, one.since) for one in found] == [
        ("refused", 3, MONDAY),
        ("held", 1, None),
        ("issues", 2, MONDAY + timedelta(days=1)),
        ("failed", 1, MONDAY + timedelta(minutes=5)),
    ]
