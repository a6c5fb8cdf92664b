"""App, hub and SIS compared cell by cell; what is wrong is named, and mended in one step."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from homeroom.connectors.writes import Write
from homeroom.errors import NeedsDistrict
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.push.lanes.port import Port
from homeroom.runs.deliver.ports import port_to
from homeroom.runs.deliver.reconcile import Reconciliation, reconcile
from homeroom.runs.deliver.repair import repair
from homeroom.store import apps, issues, parked
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, run
from tests.integration.push.conftest import Desk

ITEM = "Quiz q1"


@pytest.fixture
def graded(desk: Desk) -> Desk:
    """A line item with three grades that stand in the SIS."""
    desk.hand_in([desk.item("q1")], [desk.grade("q1", at, f"{at + 6}.5") for at in range(3)])
    assert desk.scores(ITEM) == ["6.5", "7.5", "8.5"]
    return desk


def compare(desk: Desk, class_id: str = "") -> Reconciliation:
    return reconcile(desk.district, IC, class_id=class_id)


def mend(desk: Desk, *, overwrite: bool = False) -> dict[str, int]:
    """Repair what a comparison finds, deliver it, and see that nothing is left."""
    mended = repair(desk.district, compare(desk), overwrite=overwrite, by="test")
    run(desk.district, MATHLY)
    assert compare(desk).counts() == {}
    return mended


@contextmanager
def port(desk: Desk) -> Iterator[Port]:
    """Another hand that writes to the SIS."""
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC)
    with port_to(desk.district, target) as opened:
        yield opened


def delete(desk: Desk, kind: Kind, id_: str) -> None:
    with port(desk) as opened:
        opened.target.delete(kind, id_, desk.section)


def forge(desk: Desk, at: int, score: str, id_: str) -> None:
    """Put a second row under an id of its own, like another program that doubles grades."""
    item_id = desk.items()[0]["id"]
    with port(desk) as opened:
        like: Result = opened.target.results(item_id, desk.section)[0]
        row = structs.replace(
            like,
            sourced_id=id_,
            student=desk.students[at],
            score=Decimal(score),
            class_=desk.section,
            metadata={},
            texts={},
        )
        opened.target.put([Write(kind=Kind.RESULT, record=row, class_id=desk.section)])


def open_codes(desk: Desk) -> dict[str, int]:
    with district_scope(desk.district.id) as scope:
        found = issues.counted(scope, apps.keyed(scope, IC).id)
    return {code: many for code, many in found.items() if code.startswith("reconcile.")}


@pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)
def test_where_all_agree_nothing_is_found_and_nothing_written(graded: Desk) -> None:
    before = graded.campus.writes()
    done = compare(graded)
    assert (done.line_items, done.cells, done.found) == (1, 3, [])
    assert graded.campus.writes() == before


def test_an_edit_in_the_sis_is_found_and_overwritten_only_on_request(graded: Desk) -> None:
    graded.teacher_scores(ITEM, 1, "3")
    [found] = compare(graded).found
    assert found.finding.code == "reconcile.different"
    assert "score 3" in found.finding.facts["seen"]
    assert "score 7.5" in found.finding.facts["sent"]
    assert found.column.title == ITEM
    assert repair(graded.district, compare(graded), overwrite=False, by="test") == {}
    assert graded.scores(ITEM) == ["6.5", "3", "8.5"]
    assert mend(graded, overwrite=True) == {"reconcile.different": 1}
    assert graded.scores(ITEM) == ["6.5", "7.5", "8.5"]


def test_a_grade_that_was_deleted_in_the_sis_is_found_and_sent_again_under_its_id(
    graded: Desk,
) -> None:
    id_ = graded.delivery("q1", 0).sent["id"]
    delete(graded, Kind.RESULT, id_)
    assert compare(graded).counts() == {"reconcile.missing": 1}
    assert mend(graded) == {"reconcile.missing": 1}
    assert graded.scores(ITEM) == ["6.5", "7.5", "8.5"]
    assert graded.delivery("q1", 0).sent["id"] == id_


def test_in_the_browser_a_class_is_compared_and_what_is_missing_sent_again(graded: Desk) -> None:
    page, browser = f"/d/{graded.district.slug}/grades/{IC}/compare/", graded.browser()
    delete(graded, Kind.RESULT, graded.delivery("q1", 0).sent["id"])
    graded.teacher_scores(ITEM, 1, "3")
    assert "Name the class to compare" in browser.post(page, {"act": "class"}).content.decode()
    found = browser.post(page, {"act": "class", "class": graded.section}).content.decode()
    assert "3 grades in 1 line item of this class: 2 differ" in found
    assert "Send again what is missing" in found
    mended = browser.post(page, {"act": "repair", "class": graded.section}).content.decode()
    assert "1 no longer in the SIS" in mended
    assert browser.post(page, {"act": "class", "class": "no-class"}).status_code == 422
    run(graded.district, MATHLY)
    assert graded.scores(ITEM) == ["6.5", "3", "8.5"], "what the teacher entered is left alone"
    standing = browser.get(page).content.decode()
    assert "1 different in the SIS" in standing
    assert 'value="a-class"' in browser.get(page, {"class": "a-class"}).content.decode()
    for words in ("A worker compares everything", "That is asked for already."):
        assert words in browser.post(page, {"act": "everything"}, follow=True).content.decode()


def test_a_line_item_that_was_deleted_in_the_sis_comes_back_with_its_grades(graded: Desk) -> None:
    id_ = graded.items()[0]["id"]
    delete(graded, Kind.LINE_ITEM, id_)
    [found] = compare(graded).found
    assert (found.finding.code, found.finding.facts["grades"]) == ("reconcile.item_missing", 3)
    assert mend(graded) == {"reconcile.item_missing": 1}
    assert graded.scores(ITEM) == ["6.5", "7.5", "8.5"]
    assert graded.items()[0]["id"] == id_


def test_a_second_row_of_a_student_and_a_strange_one_are_told_and_left_alone(graded: Desk) -> None:
    forge(graded, 0, "1", "another-program-1")
    forge(graded, 3, "2", "another-program-2")
    done = compare(graded)
    assert done.counts() == {"reconcile.doubled": 1, "reconcile.extra": 1}
    assert repair(graded.district, done, overwrite=True, by="test") == {}
    assert compare(graded).counts() == done.counts()


def test_a_grade_that_fell_out_of_the_outbox_is_found_and_queued(graded: Desk) -> None:
    gone = graded.delivery("q1", 2)
    delete(graded, Kind.RESULT, gone.sent["id"])
    with district_scope(graded.district.id) as scope:
        scope.run(
            "DELETE FROM deliveries WHERE district_id = %(district)s AND record_id = %(id)s",
            id=gone.record_id,
        )
    assert compare(graded).counts() == {"reconcile.not_queued": 1}
    assert mend(graded) == {"reconcile.not_queued": 1}
    assert graded.scores(ITEM) == ["6.5", "7.5", "8.5"]


def test_what_was_accepted_and_never_shown_is_told_apart_from_what_was_deleted(
    graded: Desk,
) -> None:
    lost = graded.delivery("q1", 0)
    delete(graded, Kind.RESULT, lost.sent["id"])
    with district_scope(graded.district.id) as scope:
        scope.run(
            "UPDATE deliveries SET baseline = NULL WHERE district_id = %(district)s"
            " AND record_id = %(id)s",
            id=lost.record_id,
        )
    assert compare(graded).counts() == {"reconcile.not_stored": 1}
    assert mend(graded) == {"reconcile.not_stored": 1}


def test_a_hub_that_holds_another_grade_than_the_app_said_takes_it_in_again(graded: Desk) -> None:
    wrong = graded.delivery("q1", 0)
    with district_scope(graded.district.id) as scope:
        scope.run(
            "UPDATE results SET score = 1 WHERE district_id = %(district)s AND id = %(id)s",
            id=wrong.record_id,
        )
    [found] = compare(graded).found
    assert found.finding.code == "reconcile.app_differs"
    assert found.finding.facts["seen"] == "score 6.5"
    assert found.finding.facts["sent"] == "score 1"
    assert mend(graded) == {"reconcile.app_differs": 1}
    assert graded.scores(ITEM) == ["6.5", "7.5", "8.5"]


def test_what_waits_for_a_person_already_is_not_told_twice(graded: Desk) -> None:
    graded.teacher_scores(ITEM, 1, "3")
    graded.sync_campus()
    assert graded.parked() == {"conflict.edited_in_sis": 1}
    assert compare(graded).found == []


def test_a_grade_that_a_person_left_as_the_sis_shows_it_is_no_finding(graded: Desk) -> None:
    graded.teacher_scores(ITEM, 1, "3")
    graded.sync_campus()
    with district_scope(graded.district.id) as scope:
        row = graded.delivery("q1", 1).record_id
        parked.dismiss(scope, apps.keyed(scope, IC).id, [row])
    assert compare(graded).found == []


def test_findings_are_issues_until_a_comparison_no_longer_finds_them(graded: Desk) -> None:
    graded.teacher_scores(ITEM, 1, "3")
    compare(graded)
    compare(graded)
    assert open_codes(graded) == {"reconcile.different": 1}
    graded.teacher_scores(ITEM, 1, "7.5")
    compare(graded)
    assert open_codes(graded) == {}


def test_one_class_is_compared_by_the_id_that_the_sis_gives_it(graded: Desk) -> None:
    assert compare(graded, graded.section).line_items == 1
    other = next(
        one["ids"][graded.api]
        for one in sections(graded)
        if one["ids"][graded.api] != graded.section
    )
    assert compare(graded, other).line_items == 0


def sections(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.campus.get("teacher-view.json")["sections"]
    return found


@pytest.mark.parametrize(
    ("key", "class_id", "words"),
    [(MATHLY, "", "No grades are delivered"), (IC, "nowhere", "There is no class nowhere")],
    ids=["an app that takes no grades", "an unknown class"],
)
def test_what_cannot_be_compared_is_said_with_a_way_out(
    graded: Desk, key: str, class_id: str, words: str
) -> None:
    with pytest.raises(NeedsDistrict, match=words) as raised:
        reconcile(graded.district, key, class_id=class_id)
    assert raised.value.fix
