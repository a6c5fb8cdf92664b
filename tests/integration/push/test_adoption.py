"""What stands in the SIS already is adopted after a person's word, and no second column appears."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from homeroom.connectors.writes import Outcome, Write
from homeroom.errors import NeedsDistrict
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import adoption
from homeroom.runs.deliver.ports import port_to
from homeroom.store import apps, deliveries
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY
from tests.integration.push.conftest import Desk


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """A quiz that another hub had delivered to the SIS, with one score; the app has it as well."""
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC)
        school = scope.value(
            "SELECT o.external_id FROM record_links l JOIN classes c ON c.id = l.record_id"
            " JOIN record_links o ON o.record_id = c.school_id WHERE l.external_id = %(id)s",
            id=desk.section,
        )
    with port_to(desk.district, target) as port:
        (category,) = [one.id for one in port.categories(desk.section) if one.title == "Quizzes"]
        noon = datetime(2026, 10, 5, 17, tzinfo=UTC)
        quiz = LineItem(
            sourced_id=f"other-hub-{desk.section}",
            date_last_modified=noon,
            title="Quiz q1",
            class_=desk.section,
            school=school,
            category=category,
            assign_date=datetime(2026, 10, 1, 17, tzinfo=UTC),
            due_date=noon,
            result_value_min=Decimal(0),
            result_value_max=Decimal(10),
        )
        score = Result(
            sourced_id=f"other-hub-score-{desk.section}",
            date_last_modified=noon,
            line_item=quiz.sourced_id,
            student=desk.students[0],
            class_=desk.section,
            score=Decimal(8),
            score_status="fully graded",
            score_date=date(2026, 10, 6),
        )
        writes = ((Kind.LINE_ITEM, quiz), (Kind.RESULT, score))
        given = [Write(kind=kind, record=one, class_id=desk.section) for kind, one in writes]
        answers = port.target.put(given)
        assert [one.outcome for one in answers] == [Outcome.STORED] * 2, answers[0].words
    desk.sync_campus()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    return desk


def columns(desk: Desk) -> list[dict[str, Any]]:
    view = desk.campus.get(f"teacher-view.json?section={desk.section}")["sections"][0]
    return [one for one in view["items"] if one["title"] == "Quiz q1"]


def test_an_item_that_stands_there_is_proposed_and_adopted_without_a_second_column(
    twice: Desk,
) -> None:
    assert twice.parked() == {"adopt.proposed": 1, "parent.not_delivered": 2}
    ((record, (id_,)),) = (
        (one.record_id, one.candidates) for one in adoption.proposals(twice.district, IC)
    )
    before = twice.campus.writes()
    with pytest.raises(NeedsDistrict, match="not proposed"):
        adoption.accept(twice.district, IC, {record: "another"}, "test")
    assert adoption.accept(twice.district, IC, {record: id_}, "test") == 1
    twice.sync_campus()
    twice.sync_campus()
    assert twice.parked() == {}
    (column,) = columns(twice)
    assert sorted(one["score"] for one in column["scores"] if one["score"]) == ["8", "9"]
    assert twice.campus.writes() == before + 1, "the item and the equal score were there already"


def test_in_the_browser_it_is_linked_or_kept_apart_with_one_press(twice: Desk) -> None:
    page, browser = f"/d/{twice.district.slug}/grades/{IC}/adopt/", twice.browser()
    ((record, (id_,)),) = (
        (one.record_id, one.candidates) for one in adoption.proposals(twice.district, IC)
    )
    shown = browser.get(page).content.decode()
    assert "Quiz q1" in shown
    assert f"<option>{id_}</option>" in shown
    assert "Tick at least one line item" in browser.post(page, {"act": "adopt"}).content.decode()
    chosen = {"act": "adopt", "record": record, f"as-{record}": "another"}
    assert browser.post(page, chosen).status_code == 422
    done = browser.post(page, {**chosen, f"as-{record}": id_}, follow=True).content.decode()
    assert "1 is linked with what stands in Infinite Campus." in done
    assert "Nothing is proposed." in done
    twice.sync_campus()
    twice.sync_campus()
    assert twice.parked() == {}
    (column,) = columns(twice)
    assert sorted(one["score"] for one in column["scores"] if one["score"]) == ["8", "9"]


def test_an_item_that_is_kept_apart_is_not_proposed_again(twice: Desk) -> None:
    (id_,) = [one.record_id for one in adoption.proposals(twice.district, IC)]
    page = f"/d/{twice.district.slug}/grades/{IC}/adopt/"
    done = twice.browser().post(page, {"act": "apart", "record": id_}, follow=True)
    assert "1 becomes a line item of its own in Infinite Campus." in done.content.decode()
    twice.sync_campus()
    assert twice.parked() == {"line_item.title_taken": 1, "parent.not_delivered": 2}
    assert len(columns(twice)) == 1


def test_a_crosswalk_of_another_hub_adopts_what_it_names(twice: Desk) -> None:
    ((id_,),) = (one.candidates for one in adoption.proposals(twice.district, IC))
    text = f"app_id,sis_id\nq1,{id_}\nq9,nothing\n"
    done = adoption.import_crosswalk(twice.district, IC, MATHLY, text, "test")
    assert done.adopted == 1
    assert [row[:2] for row in done.left] == [("q9", "nothing")]
    twice.sync_campus()
    assert len(columns(twice)) == 1
    with pytest.raises(NeedsDistrict, match="more than once"):
        adoption.import_crosswalk(twice.district, IC, MATHLY, f"{text}q2,{id_}\n", "test")


def test_a_due_date_that_moves_into_another_term_waits(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    desk.hand_in([desk.item("q1", dueDate="2026-12-10")], [desk.grade("q1", 0, "7")])
    assert desk.parked() == {"line_item.moved_term": 1}
    assert desk.scores("Quiz q1") == ["7"], "its grades go on"
    with district_scope(desk.district.id) as scope:
        (held,) = deliveries.listed(scope, None, ("held",), 10)
    assert held.kind is Kind.LINE_ITEM
    assert held.facts["before"].startswith("2026-10-05")
    assert held.facts["after"].startswith("2026-12-10")
