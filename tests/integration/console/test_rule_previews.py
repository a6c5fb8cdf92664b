"""What other rules would do, counted and named before anybody keeps them."""

from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.integration.console.drafting import press, save, see
from tests.integration.outbox import DUE, Outbox
from tests.integration.runs.conftest import FileApp
from tests.people import GRADE, ITEM
from tests.rule_rows import ALL, ENTERED

SETTINGS = "/d/riverbend/apps/campus/settings/grades/"
NUMBER = '<td class="hr-number">{}</td>'


def flat(page: str) -> str:
    return " ".join(page.split())


def turns(now: str, then: str, many: int) -> str:
    return f'<th scope="row">{now}</th><td>{then}</td><td class="hr-number">{many}</td>'


def score(way: Outbox, value: str) -> None:
    way.run("UPDATE results SET score = %(value)s WHERE id = %(id)s", value=value, id=GRADE)


def test_grades_that_would_turn_are_counted_before_and_turn_when_it_is_kept(way: Outbox) -> None:
    way.run("DELETE FROM deliveries WHERE district_id = %(district)s AND kind = 'result'")
    way.put(Kind.RESULT, GRADE, "held", code="scope.place", facts={"place": "district"})
    page = press(way, see(way, "scope"), "add scope.places", **ALL, deliver="hold")
    kept_back = "Kept back: this school, course or class sends no grades"
    # The line item would go, and the grade as well: no rule keeps it back any more.
    assert turns("Goes on its way", kept_back, 2) in flat(page)
    assert f'<a href="/d/riverbend/records/lineItem/{ITEM}/">Quiz 4</a>' in page
    assert f'<a href="/d/riverbend/records/result/{GRADE}/">Quiz 4</a>' in page
    save(way, "scope", page)
    page = press(way, see(way, "scope"), "remove scope.places 0")
    assert turns(kept_back, "Goes on its way", 2) in flat(page)


def test_grades_that_would_go_out_otherwise_are_shown_before_and_after(way: Outbox) -> None:
    given = {**ALL, "rounding": "half up", "digits": "0"}
    page = flat(press(way, see(way, "scales"), "add scales.conversions", **given))
    assert turns("Goes on its way", "Goes on its way in another form", 1) in page
    assert "Quiz 4</a>: Score: 9.5 &rarr; Score: 10" in page
    assert "would look otherwise" not in page, "nothing was delivered"


def test_what_was_delivered_stays_and_is_counted_where_it_would_look_otherwise(
    way: Outbox,
) -> None:
    for grade in way.grades(7, score="8.25"):
        way.put(Kind.RESULT, grade, "delivered", sent={"id": "x", "score": "8.25"})
    given = {**ALL, "rounding": "floor", "digits": "0"}
    page = flat(press(way, see(way, "scales"), "add scales.conversions", **given))
    assert "7 that were delivered would look otherwise if they were sent again:" in page
    assert page.count("Score: 8.25 &rarr; Score: 8<") == 5, "some of them are shown"


def test_what_would_wait_for_a_person_is_told_in_words(way: Outbox) -> None:
    score(way, "0")
    page = press(way, see(way, "scales"), "add scales.conversions", **ALL, zero="hold")
    words = "The district wants to see a grade that is zero before it goes"
    assert f'<th scope="row">Goes on its way</th><td>{words}' in flat(page)
    save(way, "scales", page)
    page = press(way, see(way, "scales"), "remove scales.conversions 0")
    assert f"<td>Goes on its way</td>{NUMBER.format(1)}" in flat(page)


def test_term_grades_leave_the_column_for_the_report_card(way: Outbox) -> None:
    given = {**ENTERED["posted.term_grades"][0], "item": "quiz 4"}
    page = flat(press(way, see(way, "posted"), "add posted.term_grades", **given))
    assert page.count('<th scope="row">Goes on its way</th>') == 2, "the item, and its grade"
    assert page.count(f"{NUMBER.format(1)}<td><ul") == 2
    assert "Q1 Grade" in page


def test_what_goes_on_as_before_is_said(way: Outbox) -> None:
    page = press(way, see(way, "scope"), "add scope.closed_terms", **ALL, days_after="5")
    assert "Nothing that is on its way would be let go or kept back." in page
    page = press(way, see(way, "windows"), "add windows", **ENTERED["windows"][0])
    assert "On the way to Campus" not in page, "no check of one grade asks for it"


def test_more_than_a_preview_looks_at_is_said(way: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeroom.push.otherwise.MOST", 2)
    monkeypatch.setattr("homeroom.push.otherwise.MOST_DELIVERED", 1)
    monkeypatch.setattr("homeroom.push.otherwise.CHUNK", 1)
    for at, grade in enumerate(way.grades(4, score="1.5")):
        state = "waiting" if at < 2 else "delivered"
        way.put(Kind.RESULT, grade, state, sent={"id": "x"})
    page = flat(press(way, see(way, "scope"), "add scope.places", **ALL, deliver="hold"))
    assert "Looked at the first 2 line items and grades that are on their way. There are" in page
    assert NUMBER.format("at least 2") in page
    assert "that were delivered. There are more." not in page, "no rule of scope takes them back"
    given = {**ALL, "rounding": "half up", "digits": "0"}
    page = flat(press(way, see(way, "scales"), "add scales.conversions", **given))
    assert "Looked at the first 1 that were delivered. There are more." in page
    assert "At least 1 that was delivered would look otherwise if it were sent again:" in page
    # What it saw would stay: that is no word about the others.
    given = {**ALL, "zero": "hold"}
    page = flat(press(way, see(way, "scales"), "add scales.conversions", **given))
    assert "None of these would be let go or kept back." in page
    assert "There are more. None of these would look otherwise if it were sent again." in page
    assert "Nothing that is on its way" not in page
    monkeypatch.setattr("homeroom.push.otherwise.MOST", 4)
    page = flat(press(way, see(way, "scales"), "add scales.conversions", **given))
    assert "Nothing that is on its way would be let go or kept back." in page
    assert "line items and grades that are on their way. There are" not in page


def test_rows_that_a_filter_would_leave_out_are_counted_before(out: Outbox, sis: FileApp) -> None:
    given = {**ENTERED["filters"][0], "app": sis.key, "value1": "algebra", "attribute2": ""}
    page = flat(press(out, see(out, "filters"), "add filters", **given))
    assert "Rows that stay out by their own filters" in page
    assert f"<td>Class</td>{''.join(map(NUMBER.format, (1, 0, 1)))}" in page


def test_rows_that_lack_what_would_be_asked_are_counted_and_named(
    out: Outbox, sis: FileApp
) -> None:
    given: dict[str, Any] = {
        "entity": "student",
        "attribute": "metadata.homeroom",
        "whose": f"app {sis.key}",
        "need": "required",
        "without": "report",
    }
    page = press(out, see(out, "quality"), "add quality.requirements", **given)
    row = "<td>Nothing: it is not asked of them</td><td>The row is used, and an issue says what"
    row += f" lacks</td>{NUMBER.format(3)}{NUMBER.format(3)}<td>s1, s2, s3</td>"
    assert row in flat(page)
    save(out, "quality", page)
    page = flat(press(out, see(out, "quality"), "remove quality.requirements 0"))
    row = f"lacks</td><td>Nothing: it is not asked of them</td>{NUMBER.format(3)}"
    assert row in page
    # The usual ones are asked of each app of their role.
    page = flat(press(out, see(out, "quality"), "add quality.usual"))
    assert '<th scope="row">terms</th><td>Class</td>' in page


def test_the_work_of_a_course_that_would_be_shared_out_is_counted(way: Outbox) -> None:
    page = flat(press(way, see(way, "classes"), "add classes", **ENTERED["classes"][0]))
    numbers = "".join(map(NUMBER.format, (0, 1, 1, 1)))
    assert f'<th scope="row">course-7</th><td>Mathly</td>{numbers}' in page
    given = {**ENTERED["classes"][0], "course": "course-8"}
    page = flat(press(way, see(way, "classes"), "add classes", **given))
    numbers = "".join(map(NUMBER.format, (0, 1, 0, 0)))
    assert f'<th scope="row">course-8</th><td>Mathly</td>{numbers}' in page


def fields(way: Outbox) -> dict[str, Any]:
    """Return what the form of Grade Sync shows."""
    answer = way.town.browser("primary-admin").get(SETTINGS)
    return {one.name: one.value() for one in answer.context["form"]}


def try_out(way: Outbox, given: dict[str, str], status: int = 200) -> str:
    """Preview other settings of Grade Sync."""
    sent = {**fields(way), **given, "do": "preview"}
    answer = way.town.browser("primary-admin").post(SETTINGS, sent)
    assert answer.status_code == status, answer.content
    return flat(answer.content.decode())


def test_other_write_rules_show_which_grades_would_stay_back(way: Outbox) -> None:
    page = try_out(way, {"rule decimals": "refuse"})
    assert "This is a preview: nothing is saved yet." in page
    assert '<th scope="row">Goes on its way</th><td>' in page
    assert f'<a href="/d/riverbend/records/result/{GRADE}/">Quiz 4</a>' in page
    assert fields(way)["rule decimals"] == "keep", "nothing is kept by looking"
    page = try_out(way, {"rule comment": "send"})
    assert "Nothing that is on its way would be let go or kept back." in page
    assert "Nothing that goes to this system would come out otherwise." in try_out(way, {})


def test_a_title_that_would_be_shortened_is_shown_as_it_would_stand_there(way: Outbox) -> None:
    given = {"rule title_length": "shorten", "limit title_length": "5"}
    page = try_out(way, given)
    assert "Title: Quiz 4 &rarr; Title: Qu..." in page


def test_another_default_category_shows_the_work_that_it_would_take(way: Outbox) -> None:
    with district_scope(way.town.district.id) as scope:
        mathly = way.ids()[1]
        apps.change(scope, mathly, grade_sync=True)
    try:
        page = try_out(way, {"default_category": "Homework"})
    finally:
        with district_scope(way.town.district.id) as scope:
            apps.change(scope, mathly, grade_sync=False)
    assert '<th scope="row">mathly: -</th><td class="hr-number">1</td>' in page
    assert "<td>Homework</td>" in page


def test_a_delay_shows_what_rests_and_which_edits_would_have_gone_out_as_one(way: Outbox) -> None:
    way.run("UPDATE deliveries SET not_before = now() + interval '5 minutes' WHERE kind = 'result'"
            " AND district_id = %(district)s")  # fmt: skip
    for seconds in (0, 20, 100, 1000):
        way.run(
            "INSERT INTO record_history (district_id, kind, record_id, at, field, reason) VALUES"
            " (%(district)s, 'result', %(id)s::uuid, %(due)s::timestamptz"
            "   + make_interval(secs => %(seconds)s), 'score', 'said'),"
            " (%(district)s, 'result', %(id)s::uuid, %(due)s::timestamptz"
            "   + make_interval(secs => %(seconds)s), 'comment', 'said')",
            id=GRADE, due=DUE, seconds=seconds,
        )  # fmt: skip
    try:
        page = try_out(way, {"settle_seconds": "90"})
    finally:
        way.run("DELETE FROM record_history WHERE district_id = %(district)s")
    assert "Edits that come from now on rest 90 seconds instead of 0." in page
    assert "1 delivery rests just now and goes when it was told to" in page
    assert f'<th scope="row">Edits</th>{NUMBER.format(4)}{NUMBER.format(4)}' in page
    # The second and the third came within 90 seconds after the one before.
    assert f"both go out as one</th>{NUMBER.format(0)}{NUMBER.format(2)}" in page


def test_a_form_that_cannot_be_kept_is_not_previewed_either(way: Outbox) -> None:
    page = try_out(way, {"settle_seconds": "-1"}, 422)
    assert "What this changes" not in page
    way.run("UPDATE deliveries SET sent = '{\"id\": \"x\"}' WHERE kind = 'result'"
            " AND district_id = %(district)s")  # fmt: skip
    page = try_out(way, {"rule score_form": "percent"}, 422)
    assert "as percent they would mean something else" in page
