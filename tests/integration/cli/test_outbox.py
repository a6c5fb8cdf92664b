"""What a person types about deliveries that wait: decide, take back, keep apart, sign off."""

from pathlib import Path
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import apps, audit, posting
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import RiverDesk
from tests.integration.outbox import OVER, THEIR_GRADE, THEIR_ITEM, Outbox, add_other_class
from tests.people import CLASS, GRADE, ITEM, Town

SENT: dict[str, Any] = {"sent": {"id": "x", "score": "95", "title": "Quiz 4"},
                        "written_at": "2026-10-05T19:30:00Z"}  # fmt: skip
CLEARED: dict[str, Any] = {"code": "result.cleared", "facts": {}}
NOBODY = "01a21240-f336-790a-b91f-89437b05342e"


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class in the other school."""
    add_other_class(town)


@pytest.fixture
def two_cleared(out: Outbox) -> Outbox:
    """In each class a grade that its app has cleared, which waits for a person."""
    for record in (GRADE, THEIR_GRADE):
        out.put(Kind.RESULT, record, "held", **CLEARED)
    return out


def states(out: Outbox, *records: str) -> list[str]:
    return [out.row(one).state for one in records]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("approve", "campus"), 2, "Name records, or a reason with --code."),
        (("approve", "campus", GRADE, "--code", "result.cleared"), 2, "Name records, or a reason"),
        (("dismiss", "campus", "--code", "no.such"), 2, "there is no reason no.such."),
        (("approve", "campus", "nonsense"), 2, "badly formed hexadecimal UUID"),
        (("approve", "nobody", GRADE), 1, "There is no active app nobody."),
        (("approve", "campus", "--code", "result.cleared", "--class", "x"), 1, "None of these"),
        (("dismiss", "campus", NOBODY), 1, "None of these waits for a decision."),
        (("again", "campus", "--code", "no.such"), 2, "there is no reason no.such."),
        (("aligned", "campus", GRADE, "--class", "x"), 2, "Name line items, or a class"),
        (("--code", "no.such"), 2, "there is no reason no.such."),
    ],
)
def test_a_decision_about_nothing_in_particular_is_refused(
    desk: RiverDesk, two_cleared: Outbox, words: tuple[str, ...], status: int, said: str
) -> None:
    answer = desk.run("deliveries", *words)
    assert (answer.status, said in answer.all) == (status, True), answer.all
    assert states(two_cleared, GRADE, THEIR_GRADE) == ["held", "held"]


def test_one_reason_in_one_class_is_approved_and_one_record_left_out(
    desk: RiverDesk, two_cleared: Outbox
) -> None:
    of_class = ("--code", "result.cleared", "--class", CLASS)
    assert (
        "None of these"
        in desk.run("deliveries", "approve", "campus", *of_class, "--except", GRADE).err
    )
    assert desk.json("deliveries", "approve", "campus", *of_class) == {"approved": 1}
    assert states(two_cleared, GRADE, THEIR_GRADE) == ["waiting", "held"]
    assert desk.well("deliveries", "dismiss", "campus", "--code", "result.cleared").startswith("1 ")
    assert states(two_cleared, THEIR_GRADE) == ["dropped"]


def test_who_decided_stands_in_the_audit_log(desk: RiverDesk, two_cleared: Outbox) -> None:
    desk.well("deliveries", "approve", "campus", GRADE)
    with district_scope(two_cleared.town.district.id) as scope:
        _, actor, act, subject, facts = audit.latest(scope, 1)[0]
    assert actor.startswith("command line: ")
    assert (act, subject, facts) == ("deliveries.approve", "campus", {"records": [GRADE]})


def test_sending_again_passes_over_what_waits_for_a_decision(
    desk: RiverDesk, two_cleared: Outbox
) -> None:
    two_cleared.put(Kind.LINE_ITEM, ITEM, "refused", **OVER)
    two_cleared.put(Kind.LINE_ITEM, THEIR_ITEM, "refused", code="target.refused", facts={})
    again = ("deliveries", "again", "campus")
    assert desk.json(*again, "--code", "line_item.no_maximum") == {"again": 0}
    assert desk.json(*again, "--code", "target.refused") == {"again": 1}
    assert states(two_cleared, ITEM, THEIR_ITEM) == ["refused", "waiting"]
    desk.well(*again)
    assert states(two_cleared, ITEM, GRADE) == ["waiting", "held"]


def test_teachers_who_gave_a_category_are_taken_at_their_word(desk: RiverDesk, out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "delivered", counts=False)
    out.put(Kind.RESULT, GRADE, "delivered")
    assert desk.json("deliveries")["not_counting"] == {"line_items": 1, "grades": 1}
    assert "until their teachers give them a category" in desk.well("deliveries")
    listed = desk.well("deliveries", "--not-counting")
    assert f"lineItem {ITEM}  delivered, not counting yet  English 6 - 01, Quiz 4" in listed
    assert "not counting yet" in desk.well("deliveries", "show", GRADE)
    assert desk.json("deliveries", "aligned", "campus", "--class", CLASS) == {"aligned": 1}
    assert desk.json("deliveries")["not_counting"] == {"line_items": 0, "grades": 0}
    assert "None of these" in desk.run("deliveries", "aligned", "campus", ITEM).err


@pytest.fixture
def delivered(out: Outbox) -> Outbox:
    """A line item and a grade that Campus took; the grade took the place of 70."""
    out.put(Kind.LINE_ITEM, ITEM, "delivered", **SENT)
    out.put(Kind.RESULT, GRADE, "delivered", found={"score": "70"}, **SENT)
    return out


def test_undo_is_previewed_asked_about_and_done(desk: RiverDesk, delivered: Outbox) -> None:
    words = ("undo", "campus", "--class", CLASS)
    seen = desk.json(*words, "--preview")
    assert seen == {"undone": 0, "plan": [
        {"kind": "result", "record": GRADE, "how": "restore", "now": "95", "before": "70"},
    ]}  # fmt: skip
    assert "English 6 - 01, Quiz 4, Nadia Ferro: 95 -> 70" in desk.well(*words, "--preview")
    refused = desk.run(*words, typed="n\n")
    assert (refused.status, "Take back 1 from campus?" in refused.err) == (1, True)
    assert delivered.row(GRADE).act == "put"
    done = desk.run(*words, typed="y\n")
    assert "1 are on their way" in done.out
    assert (delivered.row(GRADE).act, delivered.row(ITEM).act) == ("undo", "put")
    assert "There is nothing to take back." in desk.well(*words)


def test_undo_asks_only_about_what_it_takes_back(desk: RiverDesk, delivered: Outbox) -> None:
    delivered.put(Kind.RESULT, THEIR_GRADE, "conflict", code="conflict.edited_in_sis", facts={},
                  **SENT)  # fmt: skip
    asked = desk.run("undo", "campus", "--from", "mathly", "--with-line-items", typed="n\n")
    assert "Take back 2 from campus?" in asked.err
    assert "95 -> left: edited there since" in asked.out
    left = desk.run("undo", "campus", "--since", "2026-10-05", "--class", "elsewhere", typed="")
    assert left.status == 0
    delivered.run("DELETE FROM deliveries WHERE state <> 'conflict'")
    only = desk.run("undo", "campus", "--from", "mathly")
    assert (only.status, "There is nothing to take back." in only.out) == (0, True), only.all


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "That would take back everything."),
        (("--run", "0"), "0 is not in the range"),
        (("--run", "99999999999999999999"), "is not in the range"),
        (("--since", "soon"), "'soon' does not match"),
        (("--from", "nobody"), "There is no active app nobody."),
    ],
)
def test_undo_of_everything_or_of_nothing_known_is_refused(
    desk: RiverDesk, delivered: Outbox, words: tuple[str, ...], said: str
) -> None:
    answer = desk.run("undo", "campus", "--yes", *words)
    assert (answer.status > 0, said in answer.all) == (True, True), answer.all
    assert delivered.row(GRADE).act == "put"


def test_undo_reads_the_districts_clock_to_its_ends(desk: RiverDesk, delivered: Outbox) -> None:
    # 19:30 in Greenwich is 14:30 in Chicago.
    for since, many in (("2026-10-05T14:30", 1), ("2026-10-05T14:31", 0), ("0001-01-01", 1),
                        ("9999-12-31T23:59:59", 0)):  # fmt: skip
        plan = desk.json("undo", "campus", "--since", since, "--preview")["plan"]
        assert len(plan) == many, since
    assert "No grades are delivered to Mathly." in desk.run("undo", "mathly", "--run", "1").err


def test_what_the_sis_seems_to_have_is_listed_and_kept_apart(desk: RiverDesk, out: Outbox) -> None:
    assert desk.json("adopt", "list", "campus") == {"proposals": []}
    assert "In the SIS already?: none." in desk.well("adopt", "list", "campus")
    out.put(Kind.LINE_ITEM, ITEM, "held", code="adopt.proposed",
            facts={"candidates": ["sis-7", "sis-9"]})  # fmt: skip
    assert desk.json("adopt", "list", "campus")["proposals"] == [
        {"record": ITEM, "name": "English 6 - 01, Quiz 4", "in_sis": ["sis-7", "sis-9"]},
    ]
    for words, status, said in (
        (("accept", "campus"), 2, "Name records or --all"),
        (("accept", "campus", ITEM, "--all"), 2, "Name records or --all"),
        (("accept", "campus", ITEM, THEIR_ITEM, "--as", "sis-7"), 2, "exactly one record"),
        (("accept", "campus", ITEM), 1, f"{ITEM} has 2 candidates."),
        (("accept", "campus", NOBODY), 1, f"{NOBODY} has 0 candidates."),
        (("accept", "campus", ITEM, "--as", "sis-8"), 1, f"sis-8 is not proposed for {ITEM}."),
        (("decline", "campus"), 2, "Missing argument"),
    ):
        answer = desk.run("adopt", *words)
        assert (answer.status, said in answer.all) == (status, True), answer.all
    assert out.row(ITEM).state == "held"
    assert desk.well("adopt", "decline", "campus", ITEM) == "1 is kept apart.\n"
    assert (out.row(ITEM).state, out.row(ITEM).lifted) == ("waiting", ("adopt.proposed",))
    assert desk.json("adopt", "decline", "campus", ITEM) == {"declined": 0}


@pytest.fixture
def mathly_posts(out: Outbox) -> Outbox:
    """A term grade of each class that waits for a signature."""
    for record, task, closes in ((GRADE, "Quarter 1", "2999-01-31"),
                                 (THEIR_GRADE, "Conduct", "2999-01-30")):  # fmt: skip
        facts = {"task": task, "mark": "B", "closes": closes, "digest": f"of {task}"}
        out.put(Kind.RESULT, record, "held", code=posting.SIGN_OFF, facts=facts)
    return out


def test_a_right_is_asked_for_declined_granted_and_withdrawn(desk: RiverDesk, out: Outbox) -> None:
    right = ("mathly", "Quarter 1")
    said = desk.well("posting", "ask", *right)
    assert "is requested." in said
    assert 'homeroom posting grant mathly "Quarter 1"' in said
    blank = desk.run("posting", "decline", *right, "--reason", " ")
    assert (blank.status, "declined with a reason" in blank.err) == (1, True), blank.all
    desk.well("posting", "decline", *right, "--reason", "Not before the office agrees")
    (one,) = desk.json("posting", "rights")["rights"]
    assert (one["state"], one["reason"]) == ("declined", "Not before the office agrees")
    assert "no such request" in desk.run("posting", "grant", *right).err
    desk.well("posting", "ask", "mathly", " quarter 1")
    assert desk.json("posting", "grant", *right)["state"] == "granted"
    assert "granted" in desk.well("posting", "ask", *right)
    assert "command line: " in desk.well("posting", "rights")
    assert "is withdrawn." in desk.well("posting", "withdraw", *right)
    assert desk.json("posting", "rights") == {"rights": []}
    assert desk.run("posting", "withdraw", *right).status == 1


def test_what_waits_for_a_signature_narrows_and_is_signed(
    desk: RiverDesk, mathly_posts: Outbox
) -> None:
    rows = desk.json("posting", "list")["waiting"]
    assert [(one["task"], one["closes"]) for one in rows] == [
        ("Conduct", "2999-01-30"), ("Quarter 1", "2999-01-31"),
    ]  # fmt: skip
    for words in (("--class", CLASS), ("--task", " quarter 1 "), ("--to", "campus", "--task",
                                                                  "QUARTER 1")):  # fmt: skip
        (row,) = desk.json("posting", "list", *words)["waiting"]
        assert row["record"] == GRADE, words
    assert "Nadia Ferro" in desk.well("posting", "list")
    signed = desk.json("posting", "sign-off", "--all", "--except", THEIR_GRADE)
    assert signed == {"signed_off": [GRADE]}
    assert states(mathly_posts, GRADE, THEIR_GRADE) == ["waiting", "held"]
    again = desk.run("posting", "sign-off", GRADE)
    assert (again.status, "None of these waits for a signature." in again.err) == (1, True)
    assert "1 signed off" in desk.well("posting", "sign-off", THEIR_GRADE)


def test_checks_name_every_app_that_brings_something_that_lacks(
    desk: RiverDesk, out: Outbox
) -> None:
    assert desk.json("checks")["ok"] is True
    with district_scope(out.town.district.id) as scope:
        mathly = apps.keyed(scope, "mathly")
        apps.change(scope, mathly.id, grade_sync=True, role="sis")
    try:
        found = desk.json("checks", "campus", status=1)
        said = desk.run("checks")
    finally:
        with district_scope(out.town.district.id) as scope:
            apps.change(scope, mathly.id, grade_sync=False, role="learning")
    assert {one["app"] for one in found["apps"]["campus"] if one["state"] == "missing"} == {
        "mathly"
    }
    assert (said.status, "1 thing is missing;" in said.out) == (1, True), said.out


def test_what_rules_would_keep_back_of_what_is_on_its_way_is_told_before(
    desk: RiverDesk, way: Outbox, tmp_path: Path
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('[scope]\nplaces = [{place = "district", deliver = "hold"}]\n')
    told = desk.json("rules", "preview", str(file))
    assert told["deliveries"] == [
        {"target": "campus", "now": "goes", "then": "scope.place", "count": 2}
    ]
    assert (told["records"], told["rows"]) == ({}, [])
    assert "Line items and grades on their way" in desk.well("rules", "preview", str(file))
    assert states(way, ITEM) == ["waiting"]
