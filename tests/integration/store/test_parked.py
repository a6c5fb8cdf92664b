"""Deliveries that were put aside: held, let go, decided, and nothing beside what is meant."""

from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import counting, parked
from homeroom.store.scope import district_scope
from tests.integration.outbox import (
    ELSEWHERE,
    OVER,
    THEIR_GRADE,
    THEIR_ITEM,
    Outbox,
    add_other_class,
)
from tests.people import CLASS, GRADE, ITEM, Town

LATER = "2999-01-01T00:00:00Z"
FLOOD: dict[str, Any] = {"code": "window.changed", "facts": {"digest": "d2"}}


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class in the other school."""
    add_other_class(town)


def states(out: Outbox, *records: str) -> list[tuple[str, str | None]]:
    rows = [out.row(one) for one in records]
    return [(one.state, one.code) for one in rows]


def test_what_is_due_is_held_and_what_still_rests_is_not(out: Outbox) -> None:
    sis, mathly = out.ids()
    out.put(Kind.RESULT, GRADE, "waiting")
    out.put(Kind.RESULT, THEIR_GRADE, "waiting", not_before=LATER)
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    with district_scope(out.town.district.id) as scope:
        assert parked.apps_due(scope, sis) == {mathly}
        assert parked.hold_waiting(scope, sis, "checks.open", {"open": "roles"}, sis) == 0
        assert parked.hold_waiting(scope, sis, "checks.open", {"open": "roles"}, mathly) == 1
        assert parked.apps_due(scope, sis) == {mathly}, "what the checks hold is still asked about"
    assert states(out, GRADE, THEIR_GRADE, ITEM) == [
        ("held", "checks.open"), ("waiting", None), ("delivered", None),
    ]  # fmt: skip
    assert out.row(GRADE).facts == {"open": "roles"}


def test_one_hold_ends_and_no_other(out: Outbox) -> None:
    sis, mathly = out.ids()
    out.put(Kind.RESULT, GRADE, "held", code="checks.open", facts={}, not_before=LATER)
    out.put(Kind.RESULT, THEIR_GRADE, "held", code="scope.frozen", facts={})
    with district_scope(out.town.district.id) as scope:
        assert parked.end_hold(scope, sis, "checks.open", sis) == 0
        assert parked.end_hold(scope, sis, "checks.open", mathly) == 1
        assert parked.apps_due(scope, sis) == {mathly}, "it is due at once"
    assert states(out, GRADE, THEIR_GRADE) == [("waiting", None), ("held", "scope.frozen")]


@pytest.mark.parametrize(
    ("state", "code", "rests", "again"),
    [
        ("refused", "result.over_maximum", True, True),
        ("held", "parent.not_delivered", True, True),
        # What the target refused, and what is out of scope, once a day.
        ("refused", "target.refused", True, False),
        ("refused", "target.refused", False, True),
        ("held", "scope.frozen", True, False),
        ("held", "scope.frozen", False, True),
        # What a person decides stays with the person.
        ("held", "result.cleared", False, False),
        ("held", "window.changed", False, False),
        ("conflict", "conflict.edited_in_sis", False, False),
    ],
)
def test_what_is_kept_back_is_checked_again_by_itself_but_for_questions(
    out: Outbox, state: str, code: str, rests: bool, again: bool
) -> None:
    rest = {"not_before": LATER} if rests else {}
    out.put(Kind.RESULT, GRADE, state, code=code, facts={}, attempts=3, **rest)
    with district_scope(out.town.district.id) as scope:
        assert parked.check_again(scope, out.ids()[0]) == int(again)
    one = out.row(GRADE)
    assert (one.state, one.attempts) == (("waiting", 0) if again else (state, 3))


def test_a_new_day_and_new_rules_let_what_is_out_of_scope_be_looked_at(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "held", code="scope.frozen", facts={}, not_before=LATER)
    out.put(Kind.RESULT, THEIR_GRADE, "held", code="scope.place", facts={})
    out.put(Kind.LINE_ITEM, ITEM, "held", code="scopes.of.another.kind", facts={})
    with district_scope(out.town.district.id) as scope:
        assert parked.check_scope_daily(scope) == 1
    assert [one for one, _ in states(out, GRADE, THEIR_GRADE, ITEM)] == ["held", "waiting", "held"]
    with district_scope(out.town.district.id) as scope:
        assert parked.check_scope(scope) == 1
    assert [one for one, _ in states(out, GRADE, ITEM)] == ["waiting", "held"]


def test_what_was_delivered_is_checked_again_but_no_removal_of_it(out: Outbox) -> None:
    for record in (GRADE, THEIR_GRADE):
        out.put(Kind.RESULT, record, "delivered")
    out.put(Kind.LINE_ITEM, ITEM, "refused", **OVER)
    out.run("UPDATE deliveries SET act = 'delete' WHERE record_id = %(id)s::uuid", id=THEIR_GRADE)
    with district_scope(out.town.district.id) as scope:
        assert parked.check_delivered(scope, out.ids()[0]) == 1
    assert [one for one, _ in states(out, GRADE, THEIR_GRADE, ITEM)] == [
        "waiting", "delivered", "refused",
    ]  # fmt: skip


def test_some_records_are_sent_again_and_only_they(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.RESULT, THEIR_GRADE, "held", code="result.no_longer_listed", facts={})
    out.put(Kind.LINE_ITEM, ITEM, "refused", **OVER)
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "delivered")
    asked = [GRADE, THEIR_GRADE, THEIR_ITEM]
    with district_scope(out.town.district.id) as scope:
        assert parked.send_some_again(scope, out.ids()[0], asked) == 1
        assert parked.send_some_again(scope, out.ids()[0], asked) == 0
        assert parked.send_some_again(scope, out.ids()[0], []) == 0
    assert [one for one, _ in states(out, *asked, ITEM)] == [
        "waiting", "held", "delivered", "refused",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "approved", "lifted"),
    [
        ("delete.needs_approval", True, ()),
        ("scales.state", False, ("scales.state",)),
        ("window.emptied", False, ("window.emptied",)),
        ("adopt.proposed", None, ()),
        ("posted.sign_off", None, ()),
        ("posted.window_closed", None, ()),
    ],
)
def test_what_is_approved_goes_and_what_is_lifted_is_no_leave_to_overwrite(
    out: Outbox, code: str, approved: bool | None, lifted: tuple[str, ...]
) -> None:
    out.put(Kind.RESULT, GRADE, "held", code=code, facts={})
    with district_scope(out.town.district.id) as scope:
        assert parked.approve(scope, out.ids()[0], [GRADE]) == int(approved is not None)
    one = out.row(GRADE)
    assert (one.state == "waiting", one.approved, one.lifted) == (
        approved is not None, bool(approved), lifted,
    )  # fmt: skip


def test_a_flood_that_is_left_counts_as_answered_and_the_receipt_stays(out: Outbox) -> None:
    sent = {"id": "x", "digest": "d1", "score": "95"}
    out.put(Kind.RESULT, GRADE, "held", **FLOOD, sent=sent, baseline={"score": "95"})
    out.put(Kind.RESULT, THEIR_GRADE, "held", **FLOOD)
    with district_scope(out.town.district.id) as scope:
        assert parked.dismiss(scope, out.ids()[0], [GRADE, THEIR_GRADE]) == 2
    one = out.row(GRADE)
    assert (one.state, one.code) == ("delivered", None)
    assert one.sent == {"id": "x", "digest": "d2", "score": "95"}, "the same flood is not asked of"
    assert one.baseline == {"score": "95"}
    assert out.row(THEIR_GRADE).state == "dropped", "it was never sent"


def test_a_removal_that_is_left_is_no_removal_any_more(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "held", code="delete.needs_approval", facts={}, sent={"id": "x"})
    out.run("UPDATE deliveries SET act = 'delete' WHERE record_id = %(id)s::uuid", id=GRADE)
    with district_scope(out.town.district.id) as scope:
        parked.dismiss(scope, out.ids()[0], [GRADE])
    one = out.row(GRADE)
    assert (one.act, one.state, one.sent) == ("put", "delivered", {"id": "x"})
    assert one.notes == {"kept": "a person chose to keep what the SIS shows"}


def test_grades_that_waited_for_a_line_item_go_with_it(out: Outbox) -> None:
    waits = {"code": "parent.not_delivered", "facts": {}}
    out.put(Kind.RESULT, GRADE, "held", **waits, not_before=LATER)
    out.put(Kind.RESULT, THEIR_GRADE, "held", **waits)
    (other,) = out.grades(1)
    out.put(Kind.RESULT, other, "held", code="result.cleared", facts={})
    with district_scope(out.town.district.id) as scope:
        assert parked.wake_results(scope, out.ids()[0], []) == 0
        assert parked.wake_results(scope, out.ids()[0], [ITEM]) == 1
    assert [one for one, _ in states(out, GRADE, THEIR_GRADE, other)] == ["waiting", "held", "held"]


def test_grades_end_with_a_line_item_that_was_deleted_there(out: Outbox) -> None:
    for record in (GRADE, THEIR_GRADE):
        out.put(Kind.RESULT, record, "conflict", code="conflict.edited_in_sis", facts={},
                sent={"id": "x"}, baseline={"score": "9"})  # fmt: skip
    with district_scope(out.town.district.id) as scope:
        assert parked.end_with(scope, out.ids()[0], []) == 0
        assert parked.end_with(scope, out.ids()[0], [ITEM]) == 1
    one = out.row(GRADE)
    assert (one.state, one.code, one.sent, one.baseline) == ("dropped", None, {}, None)
    assert one.notes == {"deleted": "with its line item"}
    assert out.row(THEIR_GRADE).state == "conflict"


def test_what_waits_in_a_class_is_its_line_items_grades_and_objectives(out: Outbox) -> None:
    part = out.part(GRADE, "MA.3")
    for kind, record in ((Kind.LINE_ITEM, ITEM), (Kind.RESULT, GRADE), (Kind.RESULT, part),
                         (Kind.RESULT, THEIR_GRADE)):  # fmt: skip
        out.put(kind, record, "held", code="delete.needs_approval", facts={})
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "refused", code="delete.needs_approval", facts={})
    with district_scope(out.town.district.id) as scope:
        sis = out.ids()[0]

        def waiting(class_id: str, code: str = "delete.needs_approval") -> set[str]:
            return set(parked.waiting_for_a_person(scope, sis, code, class_id))

        assert waiting(CLASS) == {ITEM, GRADE, part}
        assert waiting(ELSEWHERE) == {THEIR_GRADE}, "what is refused does not wait for a person"
        assert waiting("") == {ITEM, GRADE, part, THEIR_GRADE}
        assert waiting(CLASS, "result.cleared") == set()


def test_only_what_does_not_count_yet_is_noted_to_count(out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "delivered", counts=False)
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "delivered")
    with district_scope(out.town.district.id) as scope:
        sis = out.ids()[0]
        assert [one.record_id for one in counting.waiting(scope, sis, 9, CLASS)] == [ITEM]
        assert counting.waiting(scope, sis, 9, ELSEWHERE) == []
        assert counting.line_items(scope, sis) == 1
        assert counting.note(scope, sis, [ITEM, THEIR_ITEM]) == 1
        assert counting.line_items(scope, sis) == 0
    assert (out.row(ITEM).counts, out.row(THEIR_ITEM).counts) == (True, None)
