"""Grades out in the console: what is shown to whom, and what their buttons do."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid5

import pytest

from homeroom.model.kinds import Kind
from homeroom.runs.deliver import opting
from homeroom.store import apps, audit, deliveries, rules
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope, district_scope
from tests.integration.outbox import ELSEWHERE, THEIR_GRADE, THEIR_ITEM, Outbox, add_other_class
from tests.people import CLASS, GRADE, ITEM, PUPIL, Town, insert, put_out

FRONT = "/d/riverbend/grades/"
APP = f"{FRONT}campus/"
OVER = {"code": "result.over_maximum", "facts": {"score": "105", "maximum": "100"}}


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class of another teacher in the other school, with a line item and a grade."""
    add_other_class(town)


@pytest.fixture(autouse=True)
def outbox(town: Town) -> Iterator[None]:
    """The outbox as each test finds it: in each class a line item that went, a grade that did not.

    Rules that a test makes end with it.
    """
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM delivery_attempts WHERE district_id = %(district)s")
        scope.run("DELETE FROM deliveries WHERE district_id = %(district)s")
        ids = both(scope)
        for item, grade in ((ITEM, GRADE), (THEIR_ITEM, THEIR_GRADE)):
            put_out(scope, ids, Kind.LINE_ITEM, item, "delivered")
            put_out(scope, ids, Kind.RESULT, grade, "refused", **OVER)
    yield
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM rule_versions WHERE district_id = %(district)s")


def both(scope: Scope) -> tuple[int, int]:
    return apps.keyed(scope, "campus").id, apps.keyed(scope, "mathly").id


def see(town: Town, visitor: str, path: str) -> str:
    """Return a page that is shown to a visitor."""
    answer = town.browser(visitor).get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def send(town: Town, visitor: str, path: str, **given: str) -> str:
    """Send a form and return the page that follows."""
    answer = town.browser(visitor).post(path, given, follow=True)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def state(town: Town, record: str) -> str:
    with district_scope(town.district.id) as scope:
        (one,) = deliveries.about(scope, record)
        return one.state


def change(town: Town, record: str, **columns: Any) -> None:
    """Put columns of a delivery to other values."""
    packed = {
        name: encode_json(value) if isinstance(value, dict) else value
        for name, value in columns.items()
    }
    with district_scope(town.district.id) as scope:
        scope.run(
            f"UPDATE deliveries SET {', '.join(f'{name} = %({name})s' for name in packed)}"
            " WHERE district_id = %(district)s AND record_id = %(record)s::uuid",
            record=record,
            **packed,
        )


def test_each_reason_is_said_once_with_its_fix_and_how_many(town: Town) -> None:
    page = see(town, "district-admin", FRONT)
    words = "The score 105 is above the maximum 100, and extra credit is off."
    assert page.count(f"<strong>2 grades.</strong> {words}") == 1
    assert "Correct the score, or allow extra credit" in page
    assert "2 will be checked, and sent to Campus if nothing is in their way." in page


def test_only_the_state_that_was_asked_for_is_listed(town: Town) -> None:
    change(town, THEIR_GRADE, state="held", code="scope.place", facts={"place": "district"})
    assert "<strong>1 grade.</strong>" in see(town, "district-admin", f"{FRONT}?state=refused")
    page = see(town, "district-admin", f"{FRONT}?state=held")
    assert "is above the maximum" not in page
    assert "[scope.place]" in page


def test_classes_with_something_kept_back_stand_with_their_teachers(town: Town) -> None:
    change(town, THEIR_GRADE, state="delivered", code=None, facts=None)
    page = see(town, "district-admin", FRONT)
    assert "English 6 - 01" in page
    assert "<td>Brook</td>" in page
    assert "Biology 9 - 02" not in page
    assert "Biology 9 - 02" in see(town, "district-admin", f"{FRONT}?class_title=BIO")
    assert "No class has this in its title." in see(
        town, "district-admin", f"{FRONT}?class_title=%"
    )


def test_without_a_target_the_page_says_what_lacks(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        apps.change(scope, apps.keyed(scope, "campus").id, state="paused")
    try:
        assert "Grades go to no app yet." in see(town, "district-admin", FRONT)
    finally:
        with district_scope(town.district.id) as scope:
            apps.change(scope, apps.keyed(scope, "campus").id, state="active")


@pytest.mark.parametrize("visitor", ["teacher", "school-admin", "help-desk"])
def test_who_belongs_to_a_class_or_a_school_sees_no_other(town: Town, visitor: str) -> None:
    page = see(town, visitor, FRONT)
    assert "<strong>1 grade.</strong>" in page
    assert "English 6 - 01" in page
    assert "Biology" not in see(town, visitor, f"{FRONT}?class_title=b")
    assert "Lab" not in see(town, visitor, f"{APP}kept/")
    browser = town.browser(visitor)
    for path in (f"class/{ELSEWHERE}/", f"item/{THEIR_ITEM}/", f"of/{THEIR_GRADE}/"):
        assert browser.get(APP + path).status_code == 404
    for path in (f"class/{CLASS}/", f"item/{ITEM}/", f"of/{GRADE}/"):
        assert browser.get(APP + path).status_code == 200


@pytest.mark.parametrize("visitor", ["teacher", "school-admin"])
def test_what_they_send_again_is_their_own(town: Town, visitor: str) -> None:
    page = send(town, visitor, APP, act="again")
    assert "1 is checked again, and sent to Campus if nothing is in its way." in page
    assert state(town, GRADE) == "waiting"
    assert state(town, THEIR_GRADE) == "refused"
    assert (
        town.browser(visitor).post(f"{APP}of/{THEIR_GRADE}/", {"act": "again"}).status_code == 404
    )
    assert town.browser(visitor).post(f"{APP}class/{ELSEWHERE}/", {"act": "out"}).status_code == 404


def test_pressed_twice_it_sends_nothing_twice(town: Town) -> None:
    send(town, "district-admin", APP, act="again")
    change(town, GRADE, state="delivered", code=None)
    page = send(town, "district-admin", APP, act="again")
    assert "Nothing had to be sent" in page
    assert state(town, GRADE) == "delivered"


def test_sending_again_narrows_to_a_reason_a_class_and_a_line_item(town: Town) -> None:
    for given in ({"code": "target.refused"}, {"class": ELSEWHERE}, {"item": THEIR_ITEM},
                  {"state": "held"}):  # fmt: skip
        send(town, "district-admin", APP, act="again", **given)
        assert state(town, GRADE) == "refused", given
    assert state(town, THEIR_GRADE) == "waiting"


def test_what_waits_for_a_decision_is_not_sent_by_sending_again(town: Town) -> None:
    change(town, GRADE, state="held", code="result.cleared", facts={})
    change(town, THEIR_GRADE, state="conflict", code="conflict.edited_in_sis", facts={})
    send(town, "district-admin", APP, act="again")
    assert state(town, GRADE) == "held"
    assert state(town, THEIR_GRADE) == "conflict"
    assert "Check again" not in see(town, "district-admin", FRONT)


def test_who_sent_again_stands_in_the_audit_log_without_a_name_of_a_pupil(town: Town) -> None:
    send(town, "teacher", APP, act="again")
    with district_scope(town.district.id) as scope:
        _, actor, act, subject, facts = audit.latest(scope, 1)[0]
    assert (actor, act, subject) == ("teacher@river.example", "deliveries.again", "campus")
    assert facts == {"count": 1, "records": [GRADE]}


def paused(town: Town) -> bool:
    with district_scope(town.district.id) as scope:
        return bool(apps.keyed(scope, "campus").settings.get("paused"))


def test_deliveries_are_paused_and_resumed(town: Town) -> None:
    page = send(town, "district-admin", APP, act="pause")
    assert "Deliveries to Campus are paused. They pile up and lose nothing." in page
    assert paused(town)
    assert "Resume deliveries" in page
    assert "Deliveries to Campus go on." in send(town, "district-admin", APP, act="resume")
    assert not paused(town)


@pytest.mark.parametrize("visitor", ["teacher", "school-admin"])
def test_who_does_not_answer_for_the_district_cannot_pause_it(town: Town, visitor: str) -> None:
    assert "Pause deliveries" not in see(town, visitor, FRONT)
    send(town, visitor, APP, act="pause")
    assert not paused(town)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "/d/lakeside/grades/", "//x", ""])
def test_a_form_leads_back_into_these_pages_and_nowhere_else(town: Town, back: str) -> None:
    answer = town.browser("district-admin").post(APP, {"act": "again", "back": back})
    assert answer.headers["Location"] == FRONT


def test_a_form_leads_back_to_where_it_stood(town: Town) -> None:
    back = f"{APP}class/{CLASS}/"
    answer = town.browser("district-admin").post(APP, {"act": "again", "back": back})
    assert answer.headers["Location"] == back


def test_a_class_shows_each_line_item_with_its_grades_and_why(town: Town) -> None:
    page = see(town, "teacher", f"{APP}class/{CLASS}/")
    assert "Quiz 4" in page
    assert "1 grade: 0 delivered" in page
    assert "The score 105 is above the maximum 100" in page
    change(town, ITEM, state="refused", code="line_item.no_maximum", facts={})
    page = see(town, "teacher", f"{APP}class/{CLASS}/")
    assert "The line item has no maximum" in page
    assert "2 will be checked" in page


def test_a_line_item_shows_each_student_and_what_the_sis_took(town: Town) -> None:
    change(town, GRADE, sent={"score": "95", "id": "x", "digest": "y"})
    page = see(town, "teacher", f"{APP}item/{ITEM}/")
    assert "Nadia Ferro" in page
    assert "<td>105 </td>" in page
    assert "<td>95</td>" in page


def test_a_teacher_opts_a_class_out_and_in_again(town: Town) -> None:
    path = f"{APP}class/{CLASS}/"
    page = send(town, "teacher", path, act="out")
    assert "Grades of English 6 - 01 stay out of Campus." in page
    assert "A teacher of this class opted it out" in page
    with district_scope(town.district.id) as scope:
        held = rules.current(scope).rules.scope.places
        assert [(one.place, one.deliver.value, one.by_teacher) for one in held] == [
            (f"class:{CLASS}", "hold", True)
        ]
    assert "Grades of English 6 - 01 go to Campus again." in send(town, "teacher", path, act="in")
    with district_scope(town.district.id) as scope:
        assert rules.current(scope).rules.scope.places == ()


def test_what_the_district_keeps_out_a_teacher_does_not_let_go(town: Town) -> None:
    path = f"{APP}class/{CLASS}/"
    send(town, "district-admin", path, act="out")
    page = see(town, "teacher", path)
    assert "The district keeps grades of this class out" in page
    assert 'value="in"' not in page
    answer = town.browser("teacher").post(path, {"act": "in"})
    assert answer.status_code == 422
    assert "Ask your district admin" in answer.content.decode()
    with district_scope(town.district.id) as scope:
        assert opting.standing(scope, CLASS) is not None
    send(town, "district-admin", path, act="in")
    with district_scope(town.district.id) as scope:
        assert opting.standing(scope, CLASS) is None


def test_a_teacher_does_not_make_the_rule_of_the_district_their_own(town: Town) -> None:
    path = f"{APP}class/{CLASS}/"
    send(town, "district-admin", path, act="out")
    assert town.browser("teacher").post(path, {"act": "out"}).status_code == 422
    with district_scope(town.district.id) as scope:
        assert [one.by_teacher for one in rules.current(scope).rules.scope.places] == [False]


def many(town: Town, count: int) -> list[str]:
    """Refuse so many more grades of the class, each at a moment of its own but for some pairs."""
    ids = [str(uuid5(UUID(ITEM), str(at))) for at in range(count)]
    with district_scope(town.district.id) as scope:
        if not scope.value("SELECT 1 FROM results WHERE id = %(id)s::uuid", id=ids[0]):
            for id_ in ids:
                insert(scope, "results", id_, score=1, line_item_id=UUID(ITEM),
                       student_id=UUID(PUPIL))  # fmt: skip
        for at, id_ in enumerate(ids):
            moment = f"2026-11-01T08:{at // 2:02}:00Z"
            put_out(scope, both(scope), Kind.RESULT, id_, "refused", changed_at=moment, **OVER)
    return ids


def test_pages_of_what_is_kept_back_lack_nothing_and_repeat_nothing(town: Town) -> None:
    made = many(town, 60)
    browser = town.browser("district-admin")
    seen: list[str] = []
    after: str = ""
    for _ in range(2):
        asked = {"code": "result.over_maximum", "after": after}
        listed = Outbox(town).sheet(**asked)
        seen += [row["Record"] for row in listed]
        shown = browser.get(f"{APP}kept/", asked)
        assert all(row["Record"] in shown.content.decode() for row in listed)
        found = re.search(r'after=([^"&]+)" rel="next"', shown.content.decode())
        after = unquote(found[1]) if found else ""
    assert after == ""
    assert sorted(seen) == sorted([*made, GRADE, THEIR_GRADE])


def test_the_csv_says_what_the_page_says(town: Town) -> None:
    (row,) = Outbox(town).sheet("teacher")
    assert (row["Class"], row["Line item"], row["Student"], row["State"]) == (
        "English 6 - 01", "Quiz 4", "Nadia Ferro", "refused",
    )  # fmt: skip
    assert row["Reason"].startswith("The score 105 is above the maximum 100")


@pytest.mark.parametrize("mark", ["nonsense", f"2026_{GRADE}", "_", "2026-11-01T08:00:00Z_x"])
def test_a_mark_that_is_none_begins_at_the_top(town: Town, mark: str) -> None:
    assert (
        "Nadia Ferro"
        in town.browser("teacher").get(f"{APP}kept/", {"after": mark}).content.decode()
    )


def test_a_delivery_tells_its_receipt_its_conversion_and_each_try(town: Town) -> None:
    sent = {"id": "at-campus-1", "digest": "not-for-people", "score": "9.5", "late": True}
    notes = {"converted": '"A" is 95 in the scale Letters: 95 % of 10 points = 9.5 points'}
    change(town, GRADE, state="delivered", code=None, sent=sent, notes=notes)
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, act, outcome,"
            " status, words) VALUES (%(district)s, %(sis)s, 'result', %(grade)s::uuid, 'put',"
            " 'retry', 503, 'Campus is being serviced')",
            sis=both(scope)[0],
            grade=GRADE,
        )
    page = see(town, "district-admin", f"{APP}of/{GRADE}/")
    assert "<dt>Conversion</dt>" in page
    assert "95 % of 10 points = 9.5 points" in page
    assert "<dt>Score</dt><dd>9.5</dd><dt>Late</dt><dd>yes</dd>" in page
    assert "at-campus-1" in page
    assert "Retry (503)" in page
    assert "Campus is being serviced" in page
    assert "not-for-people" not in page
    assert "Your decision" not in page


SHOWN = {"score": "88", "text_score": None, "score_status": None,
         "missing": False, "late": False, "incomplete": False}  # fmt: skip


def in_conflict(town: Town) -> None:
    facts = {"seen": "score 88", "sent": "score 105", "shown": SHOWN, "digest": "d2"}
    change(town, GRADE, state="conflict", code="conflict.edited_in_sis", facts=facts,
           sent={"id": "x", "digest": "d1"})  # fmt: skip


def test_a_conflict_stands_side_by_side(town: Town) -> None:
    in_conflict(town)
    page = see(town, "district-admin", f"{APP}of/{GRADE}/")
    assert "<td>105</td><td>88</td><td><strong>differs</strong></td>" in page
    assert "<td>nothing</td><td>nothing</td><td>the same</td>" in page
    assert "Send what the app says" in page


def test_a_conflict_is_decided_for_the_app_or_for_the_sis(town: Town) -> None:
    in_conflict(town)
    page = send(town, "district-admin", f"{APP}of/{GRADE}/", act="dismiss")
    assert "It is left as Campus shows it." in page
    assert state(town, GRADE) == "delivered"
    in_conflict(town)
    page = send(town, "district-admin", f"{APP}of/{GRADE}/", act="approve")
    assert "It is sent to Campus as the app says it." in page
    assert state(town, GRADE) == "waiting"


def test_a_teacher_looks_at_a_conflict_and_does_not_decide_it(town: Town) -> None:
    in_conflict(town)
    assert "Your decision" not in see(town, "teacher", f"{APP}of/{GRADE}/")
    for act in ("approve", "dismiss", "again"):
        send(town, "teacher", f"{APP}of/{GRADE}/", act=act)
        assert state(town, GRADE) == "conflict"


def test_what_was_decided_already_is_not_decided_again(town: Town) -> None:
    answer = town.browser("district-admin").post(f"{APP}of/{GRADE}/", {"act": "approve"})
    assert answer.status_code == 422
    assert "None of these waits for a decision." in answer.content.decode()
    assert state(town, GRADE) == "refused"
