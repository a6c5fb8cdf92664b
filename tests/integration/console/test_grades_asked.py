"""Grades out as they are asked for: odd addresses, lists narrowed, and sheets that can be kept."""

from uuid import UUID

import pytest

from homeroom.model.kinds import Kind
from homeroom.store.scope import district_scope
from tests.integration.outbox import (
    APP,
    ELSEWHERE,
    OVER,
    THEIR_GRADE,
    THEIR_ITEM,
    Outbox,
    add_other_class,
)
from tests.people import CLASS, GRADE, ITEM, PUPIL, SCHOOL, Town, insert

CATEGORY = "0198f000-0000-7000-8000-000000000031"
OTHER_PUPIL = "0198f000-0000-7000-8000-000000000032"


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class in the other school, a category, and a student with an odd name."""
    add_other_class(town)
    with district_scope(town.district.id) as scope:
        insert(scope, "categories", CATEGORY, title="Tests")
        insert(scope, "users", OTHER_PUPIL, given_name="=Zoë", preferred_first_name='=Zo "Z"',
               family_name="O'Hara & Sons", enabled_user=True)  # fmt: skip


@pytest.mark.parametrize("name", ["class", "item"])
@pytest.mark.parametrize("path", ["", "kept/"])
def test_an_id_that_is_none_is_a_page_that_is_not_there(out: Outbox, path: str, name: str) -> None:
    out.see(path, status=404, **{name: "nonsense"})


def test_a_form_with_an_id_that_is_none_sends_nothing_again(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.send("", status=404, act="again", item="nonsense")
    assert out.row(GRADE).state == "refused"


@pytest.mark.parametrize("key", ["mathly", "nobody"])
@pytest.mark.parametrize(
    "page",
    ["", "kept/", "decide/", "undo/", "checks/", "charts/", "adopt/", "posting/", "compare/",
     f"class/{CLASS}/", f"item/{ITEM}/", f"of/{GRADE}/"],
)  # fmt: skip
def test_an_app_that_takes_no_grades_has_no_such_page(out: Outbox, page: str, key: str) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    browser = out.town.browser("district-admin")
    assert browser.get(f"/d/riverbend/grades/{key}/{page}").status_code == 404
    assert browser.get(APP + page).status_code == 200


@pytest.mark.parametrize("record", [CLASS, PUPIL, THEIR_ITEM])
def test_a_record_that_is_not_on_the_way_has_no_story(out: Outbox, record: str) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.see(f"of/{record}/", status=404)


def test_what_is_kept_back_narrows_to_a_class_a_line_item_a_state_and_a_reason(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.LINE_ITEM, ITEM, "held", code="adopt.proposed", facts={"candidates": ["x"]})
    out.put(Kind.RESULT, THEIR_GRADE, "conflict", code="conflict.edited_in_sis", facts={})
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "delivered")
    for asked, found in (
        ({}, {GRADE, ITEM, THEIR_GRADE}),
        ({"class": CLASS}, {GRADE, ITEM}),
        ({"class": ELSEWHERE}, {THEIR_GRADE}),
        ({"item": ITEM}, {GRADE, ITEM}),
        ({"item": ITEM, "state": "held"}, {ITEM}),
        ({"class": ELSEWHERE, "item": ITEM}, set()),
        ({"state": "conflict"}, {THEIR_GRADE}),
        ({"code": "result.over_maximum"}, {GRADE}),
        ({"code": "no.such.reason"}, set()),
    ):
        assert {row["Record"] for row in out.sheet(**asked)} == found, asked
    page = out.see("kept/", code="result.over_maximum")
    assert "Show everything that is kept back" in page
    assert "Nothing is kept back." in out.see("kept/", code="no.such.reason")


def test_the_next_page_is_narrowed_as_the_first_one_was(out: Outbox) -> None:
    for id_ in out.grades(51):
        out.put(Kind.RESULT, id_, "refused", **OVER)
    out.put(Kind.RESULT, THEIR_GRADE, "refused", **OVER)
    page = out.see("kept/", item=ITEM, state="refused")
    (link,) = [word for word in page.split('"') if word.startswith("?state=")][:1]
    address = link.replace("&amp;", "&")
    answer = out.town.browser("district-admin").get(f"{APP}kept/{address}").content.decode()
    assert answer.count("Nadia Ferro, Quiz 4") == 1
    assert 'rel="next"' not in answer
    assert "Lab" not in answer


def test_a_sheet_is_safe_to_open_and_keeps_every_letter(out: Outbox) -> None:
    (id_,) = out.grades(1, student_id=UUID(OTHER_PUPIL))
    out.put(Kind.RESULT, id_, "refused", **OVER, changed_at="2026-11-02T04:30:00Z")
    (row,) = out.sheet()
    assert row["Student"] == "'=Zo \"Z\" O'Hara & Sons"
    assert row["Since"] == "2026-11-01 22:30", "on the clock of the district"
    assert row["What to do"].startswith("Correct the score")
    answer = out.town.browser("district-admin").get(f"{APP}kept/?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="grades-out-riverbend.csv"' in answer.headers["Content-Disposition"]


def test_names_are_shown_and_not_run(out: Outbox) -> None:
    out.run("UPDATE line_items SET title = '<b>Quiz</b>' WHERE id = %(id)s::uuid", id=ITEM)
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    try:
        for path in ("kept/", f"item/{ITEM}/", f"of/{GRADE}/"):
            page = out.see(path)
            assert "&lt;b&gt;Quiz&lt;/b&gt;" in page, path
            assert "<b>Quiz" not in page, path
    finally:
        out.run("UPDATE line_items SET title = 'Quiz 4' WHERE id = %(id)s::uuid", id=ITEM)


@pytest.mark.parametrize("visitor", ["school-admin", "teacher", "help-desk"])
def test_what_belongs_to_no_class_is_seen_by_the_district_only(out: Outbox, visitor: str) -> None:
    out.put(Kind.CATEGORY, CATEGORY, "refused", code="target.refused", facts={})
    assert [row["Record"] for row in out.sheet()] == [CATEGORY]
    assert f"of/{CATEGORY}/" in out.see("kept/")
    assert out.sheet(visitor) == []
    out.see(f"of/{CATEGORY}/", visitor, status=404)
    assert "Nothing was handed over for this app yet." in out.see("", visitor)


def test_the_figures_on_top_count_what_may_be_seen(out: Outbox) -> None:
    for record in (GRADE, THEIR_GRADE):
        out.put(Kind.RESULT, record, "refused", **OVER)
    part = out.part(GRADE, "MA.3")
    out.put(Kind.RESULT, part, "waiting")
    with district_scope(out.town.district.id):
        counts = {by: out.town.browser(by).get(APP).context["counts"] for by in
                  ("district-admin", "teacher", "school-admin")}  # fmt: skip
    assert counts == {
        "district-admin": [("waiting", 1), ("refused", 2)],
        "teacher": [("waiting", 1), ("refused", 1)],
        "school-admin": [("waiting", 1), ("refused", 1)],
    }


def test_an_objective_of_a_grade_is_told_under_its_line_item(out: Outbox) -> None:
    part = out.part(GRADE, "MA.3")
    out.put(Kind.RESULT, part, "refused", code="target.refused", facts={})
    (row,) = out.sheet("teacher")
    assert (row["Line item"], row["Student"], row["Record"]) == ("Quiz 4", "Nadia Ferro", part)
    page = out.see(f"of/{part}/", "teacher")
    assert "Nadia Ferro, Quiz 4" in page
    assert f"of/{part}/" in out.see(f"item/{ITEM}/", "teacher")


def test_a_grade_that_is_not_meant_for_the_sis_stands_with_the_others(out: Outbox) -> None:
    (id_,) = out.grades(1, score=None, text_score="B+")
    out.run("UPDATE results SET score = 100 WHERE id = %(id)s::uuid", id=GRADE)
    try:
        page = out.see(f"item/{ITEM}/")
    finally:
        out.run("UPDATE results SET score = 105 WHERE id = %(id)s::uuid", id=GRADE)
    assert page.count("not meant for this SIS") == 2
    assert "<td>100 </td>" in page
    assert "<td> B+</td>" in page
    assert f"of/{id_}/" not in page, "what is not on the way has no story"


def test_a_grade_that_ended_is_listed_while_it_is_on_the_way(out: Outbox) -> None:
    gone, sent = out.grades(2, retired_at="2026-10-01T00:00:00Z")
    out.put(Kind.RESULT, sent, "waiting")
    page = out.see(f"item/{ITEM}/")
    assert f"of/{sent}/" in page
    assert page.count("<tr>") == 3, f"the heads, {GRADE}, and {sent}; not {gone}"


def test_a_line_item_without_grades_says_so(out: Outbox) -> None:
    empty = "0198f000-0000-7000-8000-000000000041"
    with district_scope(out.town.district.id) as scope:
        insert(scope, "line_items", empty, title="Essay", class_id=UUID(CLASS))
    assert "No grade was handed over yet." in out.see(f"item/{empty}/")
    assert "No line item of this class was handed over yet." in out.see(f"class/{CLASS}/")


def test_a_line_item_that_does_not_count_yet_says_who_mends_it(out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "delivered", counts=False)
    out.put(Kind.RESULT, GRADE, "delivered")
    words = "Delivered, but not counting yet: 1 line item with 1 grade"
    assert words in out.see("")
    assert words not in out.see("", "teacher"), "of a class it is said at its line item"
    page = out.see(f"class/{CLASS}/", "teacher")
    assert "its teacher gives it a category in the SIS" in page
    assert "1 grade: 1 delivered" in page


def test_what_is_on_its_way_in_a_class_is_counted_as_waiting(out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    for id_, state in zip(out.grades(3), ("waiting", "sending", "dropped"), strict=True):
        out.put(Kind.RESULT, id_, state)
    assert "3 grades: 0 delivered, 2 waiting" in out.see(f"class/{CLASS}/")


def test_a_class_is_found_by_words_in_its_title_and_signs_are_signs(out: Outbox) -> None:
    out.run("UPDATE classes SET title = 'Été_100%% \\' WHERE id = %(id)s::uuid", id=ELSEWHERE)
    try:
        for words, found in (
            ("Ét", True), ("_100%", True), ("%", True), ("\\", True), ("T", True),
            ("__", False), ("%%", False), ("'", False),
        ):  # fmt: skip
            page = out.see("", class_title=words)
            assert (f"class/{ELSEWHERE}/" in page) is found, words
    finally:
        out.run("UPDATE classes SET title = 'Biology 9 - 02' WHERE id = %(id)s::uuid", id=ELSEWHERE)


def test_a_class_that_is_over_is_not_found_but_can_be_looked_at(out: Outbox) -> None:
    out.run("UPDATE classes SET retired_at = now() WHERE id = %(id)s::uuid", id=ELSEWHERE)
    try:
        assert "No class has this in its title." in out.see("", class_title="Biology")
        assert "Biology 9 - 02" in out.see(f"class/{ELSEWHERE}/")
    finally:
        out.run("UPDATE classes SET retired_at = NULL WHERE id = %(id)s::uuid", id=ELSEWHERE)


def test_a_teacher_sees_own_classes_though_nothing_is_kept_back(out: Outbox) -> None:
    page = out.see("", "teacher")
    assert "English 6 - 01" in page
    assert "nothing yet" in page
    assert "English 6 - 01" not in out.see("", "school-admin"), "there: only where something waits"
    assert "Roosevelt Middle" in out.see("", "school-admin", class_title="english")
    assert SCHOOL not in page
