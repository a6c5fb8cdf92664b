"""Buttons of grades out pressed too late, twice, by two people, or with nothing said."""

from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import apps, audit, posting, rules
from homeroom.store.scope import district_scope
from tests.integration.outbox import APP, OVER, THEIR_GRADE, THEIR_ITEM, Outbox, add_other_class
from tests.people import CLASS, GRADE, ITEM, Town

SHOWN = {"score": "88", "late": False}
CONFLICT: dict[str, Any] = {
    "code": "conflict.edited_in_sis",
    "facts": {"seen": "score 88", "sent": "score 105", "shown": SHOWN, "digest": "d2"},
    "sent": {"id": "x", "digest": "d1"},
}
PROPOSED = {"code": "adopt.proposed", "facts": {"candidates": ["sis-7", "sis-9"]}}
MARK = {"task": "Quarter 1", "mark": "B", "closes": "2999-01-31", "digest": "d1"}
WAITS = {"code": posting.SIGN_OFF, "facts": MARK}


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class in the other school."""
    add_other_class(town)


def acts(out: Outbox) -> list[str]:
    """Return what the audit log says was done to deliveries, the latest first."""
    with district_scope(out.town.district.id) as scope:
        return [act for _, _, act, _, _ in audit.latest(scope, 5)]


@pytest.mark.parametrize("act", ["", "nonsense"])
def test_without_a_word_about_it_no_conflict_is_decided(out: Outbox, act: str) -> None:
    out.put(Kind.RESULT, GRADE, "conflict", **CONFLICT)
    page = out.send("decide/", status=422, record=GRADE, act=act)
    assert "say then what becomes of it" in page
    assert out.row(GRADE).state == "conflict"


@pytest.mark.parametrize("act", ["", "nonsense"])
def test_without_a_word_about_it_no_line_item_is_kept_apart(out: Outbox, act: str) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "held", **PROPOSED)
    assert "say then what becomes of it" in out.send("adopt/", status=422, record=ITEM, act=act)
    assert (out.row(ITEM).state, out.row(ITEM).lifted) == ("held", ())


def test_without_a_word_about_it_no_class_is_opted_out(out: Outbox) -> None:
    assert "Opt this class out" in out.send(f"class/{CLASS}/", "teacher", act="")
    with district_scope(out.town.district.id) as scope:
        assert rules.current(scope).version == 0


def test_what_somebody_else_decided_meanwhile_is_not_decided_twice(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "conflict", **CONFLICT)
    out.send("decide/", "school-admin", record=GRADE, act="dismiss")
    kept = out.row(GRADE)
    assert kept.state == "delivered"
    page = out.send("decide/", status=422, record=GRADE, act="approve")
    assert "Tick at least one line" in page
    assert out.row(GRADE) == kept


def test_what_is_left_as_the_sis_shows_it_is_what_was_seen_there(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "conflict", **CONFLICT)
    out.send("decide/", record=GRADE, act="dismiss")
    one = out.row(GRADE)
    assert one.baseline == SHOWN
    assert one.sent == {"id": "x", "digest": "d2", "kept": True}, "the app's grade is answered"
    assert one.code is None


def test_several_are_decided_at_once_but_none_of_another_school(out: Outbox) -> None:
    for record in (GRADE, THEIR_GRADE):
        out.put(Kind.RESULT, record, "conflict", **CONFLICT)
    out.send("decide/", "school-admin", record=[GRADE, THEIR_GRADE], act="approve")
    assert [out.row(one).state for one in (GRADE, THEIR_GRADE)] == ["waiting", "conflict"]
    with district_scope(out.town.district.id) as scope:
        _, actor, act, subject, facts = audit.latest(scope, 1)[0]
    assert (actor, act, subject) == (
        "school-admin@river.example",
        "deliveries.approve",
        "campus",
    )
    assert facts == {"records": [GRADE]}


def test_a_hold_that_is_lifted_is_no_leave_to_overwrite_an_edit(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "held", code="scope.frozen", facts={"why": "report cards"})
    out.put(Kind.RESULT, THEIR_GRADE, "held", code="result.cleared", facts={})
    out.send("decide/", record=[GRADE, THEIR_GRADE], act="approve")
    frozen, cleared = out.row(GRADE), out.row(THEIR_GRADE)
    assert (frozen.state, frozen.approved, frozen.lifted) == ("waiting", False, ("scope.frozen",))
    assert (cleared.state, cleared.approved, cleared.lifted) == ("waiting", True, ())


def test_what_was_never_sent_and_is_left_is_dropped(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "held", code="scope.frozen", facts={"why": "report cards"})
    out.send(f"of/{GRADE}/", act="dismiss")
    assert out.row(GRADE).state == "dropped"
    assert "has not taken it" in out.see(f"of/{GRADE}/")


def test_one_delivery_is_sent_again_from_its_page_by_its_teacher(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    page = out.send(f"of/{GRADE}/", "teacher", act="again")
    assert "It is checked again, and sent to Campus if nothing is in its way." in page
    assert out.row(GRADE).state == "waiting"
    assert acts(out)[0] == "deliveries.again"


def test_a_signature_is_for_the_mark_that_was_shown(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "held", **WAITS)
    out.send("posting/", act="sign", record=GRADE)
    page = out.send("posting/", status=422, act="sign", record=GRADE)
    assert "Tick at least one grade to sign off." in page
    assert acts(out).count("posting.sign_off") == 1


def test_what_waits_for_a_signature_is_not_decided_on_the_other_page(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "held", **WAITS)
    assert "Nothing. You will find here" in out.see("decide/")
    answer = out.town.browser("district-admin").post(f"{APP}of/{GRADE}/", {"act": "approve"})
    assert answer.status_code == 422
    assert out.row(GRADE).state == "held"
    assert "Your decision" not in out.see(f"of/{GRADE}/")


def test_a_window_without_a_last_day_is_told_as_the_sis_told_it(out: Outbox) -> None:
    facts = {"task": "Quarter 1", "mark": "B", "window": "the window is open", "digest": "d1"}
    out.put(Kind.RESULT, GRADE, "held", code=posting.SIGN_OFF, facts=facts)
    assert "the window is open" in out.see("posting/")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"act": "ask", "app": "", "task": "Quarter 1"}, "Name the app and the grading task."),
        ({"act": "ask", "app": "nobody", "task": "Quarter 1"}, "There is no active app nobody"),
        ({"act": "ask", "app": "campus", "task": "Quarter 1"}, "hands over no grades to post"),
        ({"act": "withdraw", "app": "mathly", "task": "Quarter 1"}, "no such request or right"),
    ],
)
def test_a_right_that_cannot_be_is_refused(out: Outbox, given: dict[str, str], words: str) -> None:
    assert words in out.send("posting/", status=422, **given)
    with district_scope(out.town.district.id) as scope:
        assert posting.rights(scope) == []


def test_a_right_is_withdrawn_once_however_its_title_is_typed(out: Outbox) -> None:
    out.send("posting/", act="ask", app="mathly", task="Quarter 1")
    page = out.send("posting/", act="withdraw", app="mathly", task=" quarter  1 ")
    assert "The right is withdrawn." in page
    named = {"act": "withdraw", "app": "mathly", "task": "Quarter 1"}
    assert "no such request or right" in out.send("posting/", status=422, **named)


@pytest.mark.parametrize(
    "given",
    [
        {"run": "99999999999999999999"},
        {"run": "-1"},
        {"run": "two"},
        {"since": "yesterday"},
        {"source": "mathly"},
    ],
)
def test_undo_says_what_it_cannot_read(out: Outbox, given: dict[str, str]) -> None:
    out.put(Kind.RESULT, GRADE, "delivered", sent={"id": "x"}, written_at="2026-10-05T19:30:00Z")
    answer = out.town.browser("district-admin").get(f"{APP}undo/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "btn-danger" not in page
    assert out.send("undo/", status=422, many="1", **given)
    assert out.row(GRADE).act == "put"


@pytest.mark.parametrize(
    ("given", "many"),
    [({"since": "0001-01-01 00:00"}, 1), ({"since": "9999-12-31 23:59"}, 0),
     ({"until": "9999-12-31 23:59"}, 1), ({"run": str(2**63 - 1)}, 0)],
)  # fmt: skip
def test_undo_takes_the_first_and_the_last_moment(
    out: Outbox, given: dict[str, str], many: int
) -> None:
    out.put(Kind.RESULT, GRADE, "delivered", sent={"id": "x"}, written_at="2026-10-05T19:30:00Z")
    page = out.town.browser("district-admin").get(f"{APP}undo/", given).content.decode()
    assert ("1 delivery" in page) is bool(many)
    assert ("Nothing that was delivered is meant by this." in page) is not bool(many)


def test_undo_removes_line_items_only_where_that_is_said(out: Outbox) -> None:
    for kind, record in ((Kind.LINE_ITEM, ITEM), (Kind.RESULT, GRADE)):
        out.put(kind, record, "delivered", sent={"id": "x", "title": "Quiz 4", "score": "9"},
                written_at="2026-10-05T19:30:00Z")  # fmt: skip
    assert "1 delivery" in out.see("undo/", class_id=f" {CLASS} ")
    page = out.see("undo/", class_id=CLASS, line_items="on")
    assert "2 deliveries" in page
    assert "1: the line item is removed, once no grade stands in it" in page
    assert "1: the grade is cleared: none stood there before" in page
    out.send("undo/", class_id=CLASS, line_items="on", many="2")
    assert [out.row(one).act for one in (ITEM, GRADE)] == ["undo", "undo"]


def test_undo_leaves_other_classes_and_what_was_never_written(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "delivered", sent={"id": "x"}, written_at="2026-10-05T19:30:00Z")
    out.put(Kind.RESULT, THEIR_GRADE, "delivered", sent={"id": "y"})
    with district_scope(out.town.district.id) as scope:
        mathly = apps.keyed(scope, "mathly").id
    out.send("undo/", source=str(mathly), many="1")
    assert [out.row(one).act for one in (GRADE, THEIR_GRADE)] == ["undo", "put"]
    assert "Nothing that was delivered is meant" in out.see("undo/", source=str(mathly))


def test_who_pauses_twice_pauses_once(out: Outbox) -> None:
    out.send("", act="pause")
    try:
        assert "Resume deliveries" in out.send("", act="pause")
        assert "Deliveries are paused." in out.see("", "teacher"), "teachers read why nothing goes"
    finally:
        out.send("", act="resume")


def test_help_desk_sends_nothing(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "refused", **OVER)
    browser = out.town.browser("help-desk")
    for path in ("", f"class/{CLASS}/", f"of/{GRADE}/", "decide/", "undo/", "adopt/", "posting/"):
        assert browser.post(APP + path, {"act": "again"}).status_code == 403, path
    assert out.row(GRADE).state == "refused"
