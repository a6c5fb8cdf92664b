"""What a look at the target says about a grade, before it is written and after."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from homeroom.model.gradebook import Result
from homeroom.push.checks.conflict import shown
from homeroom.push.checks.verdict import Send
from homeroom.push.lanes import look
from homeroom.push.lanes.endings import digest_of
from homeroom.push.lanes.look import Ready
from homeroom.store.deliveries import Ending
from homeroom.store.outgoing import Links
from tests.unit.push.cases import delivery, result

DERIVED = Links("r1", "derived")
EDITED = "conflict.edited_in_sis"


def ready(score: str, link: Links | None = DERIVED, **row: Any) -> Ready:
    """Return a grade of a score that is to be written, and its row of the outbox."""
    record = result(score)
    return Ready(delivery(**row), Send(record), digest_of(record), link)


def content(score: str) -> dict[str, Any]:
    """Return what was sent with a score."""
    return look.content(ready(score), None)


def stands(score: str | None) -> Result | None:
    """Return what the target shows."""
    return None if score is None else result(score)


def baseline(score: str) -> dict[str, Any]:
    """Return what the target showed."""
    return shown(result(score))


OPEN: dict[str, Any] = {"sent": content("7"), "baseline": baseline("7"), "tried": content("8")}
WRITTEN: dict[str, tuple[Ready, str | None]] = {
    "new": (ready("8", None), None),
    "changed": (ready("9", sent=content("8"), baseline=baseline("8")), "8"),
    "lost before it was stored": (ready("8", tried=content("8")), None),
    "lost over an older one": (ready("8", **OPEN), "7"),
    "changed since it was lost": (ready("9", **OPEN), "7"),
    "changed since it was stored unseen": (ready("9", **OPEN), "8"),
    "first one changed since": (ready("9", tried=content("8")), "8"),
}
SETTLED: dict[str, tuple[Ready, str]] = {
    "stored, and its answer lost": (ready("8", tried=content("8")), "8"),
    "stored over an older one": (ready("8", **OPEN), "8"),
    "taken back before it was stored": (ready("7", **OPEN), "7"),
    "edited to what the app says": (ready("9", sent=content("8"), baseline=baseline("8")), "9"),
    "of a hub that lost its database": (ready("8", None), "8"),
}
HELD: dict[str, tuple[Ready, str | None, str]] = {
    "edited": (ready("9", sent=content("8"), baseline=baseline("8")), "5", EDITED),
    "edited while open": (ready("8", **OPEN), "5", EDITED),
    "edited while open, and changed": (ready("9", **OPEN), "5", EDITED),
    "edited after the first one, unseen": (ready("8", tried=content("8")), "5", EDITED),
    "given by the teacher before": (ready("8", None), "5", "conflict.there_before"),
    "deleted while open": (ready("8", **OPEN), None, "conflict.deleted_in_sis"),
}


@pytest.mark.parametrize(("one", "seen"), WRITTEN.values(), ids=WRITTEN)
def test_a_grade_goes_out(one: Ready, seen: str | None) -> None:
    assert isinstance(look.before(one, stands(seen)), Ready)


@pytest.mark.parametrize(("one", "seen"), SETTLED.values(), ids=SETTLED)
def test_what_stands_there_already_is_not_sent_twice(one: Ready, seen: str) -> None:
    ending = look.before(one, stands(seen))
    assert isinstance(ending, Ending)
    assert (ending.state, ending.known) == ("delivered", True)
    assert (ending.sent or {})["score"] == seen
    assert ending.baseline == baseline(seen)


@pytest.mark.parametrize(("one", "seen", "code"), HELD.values(), ids=HELD)
def test_nothing_is_overwritten_unseen(one: Ready, seen: str | None, code: str) -> None:
    ending = look.before(one, stands(seen))
    assert isinstance(ending, Ending)
    assert (ending.state, ending.code) == ("conflict", code)


def test_a_score_that_stands_there_from_another_day_goes_out() -> None:
    one = ready("9", sent=content("8"), baseline=baseline("8"))
    assert isinstance(look.before(one, result("9", score_date=date(2026, 10, 7))), Ready)


def test_what_was_stored_unseen_is_known_before_the_next_one_goes() -> None:
    going = look.before(ready("9", **OPEN), stands("8"))
    assert isinstance(going, Ready)
    assert (going.delivery.sent, going.delivery.baseline) == (content("8"), baseline("8"))


def test_a_person_who_agreed_to_one_edit_is_asked_about_another() -> None:
    facts = {"shown": baseline("5")}
    one = ready("9", sent=content("8"), baseline=baseline("8"), approved=True, facts=facts)
    assert isinstance(look.before(one, stands("5")), Ready)
    assert isinstance(look.before(one, stands("6")), Ending)


def written(before: Mapping[str, Any] | None, **row: Any) -> Ending:
    """Return the ending of a score of 9 that the target has accepted."""
    return Ending(
        delivery=delivery(**row), state="delivered", sent=content("9"), found=before, known=True
    )


@pytest.mark.parametrize(
    ("ending", "seen", "state"),
    [
        (written(None), "9", "delivered"),
        (written(None), "8.99", "delivered"),
        (written(None), None, "waiting"),
        (written(baseline("8"), sent=content("8")), "9", "delivered"),
        (written(baseline("8"), sent=content("8")), "8", "waiting"),
        (written(baseline("9"), sent=content("9")), "9", "delivered"),
    ],
    ids=["new", "in-its-own-terms", "nothing", "changed", "still-the-old-one", "the-same"],
)
def test_a_write_counts_once_it_shows(ending: Ending, seen: str | None, state: str) -> None:
    there = {} if seen is None else {"r1": result(seen)}
    done = look.after(ending, there)
    assert done.state == state
    assert done.baseline == (baseline(seen) if seen and state == "delivered" else None)
    assert done.known is (state == "delivered")
