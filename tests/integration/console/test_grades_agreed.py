"""Grades out: what the SIS has already, term grades to sign off, and what a comparison found."""

from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.store import apps, deliveries, issues, posting
from homeroom.store.scope import Scope, district_scope
from tests.people import GRADE, ITEM, Town, put_out

APP = "/d/riverbend/grades/campus/"
MARK = {"task": "Quarter 1", "mark": "B", "closes": "2999-01-31", "digest": "d1"}


@pytest.fixture(autouse=True)
def outbox(town: Town) -> None:
    """Nothing in the outbox, no right to post, no issue."""
    with district_scope(town.district.id) as scope:
        for table in ("sign_offs", "deliveries", "posting_rights", "issues"):
            scope.run(f"DELETE FROM {table} WHERE district_id = %(district)s")


def both(scope: Scope) -> tuple[int, int]:
    return apps.keyed(scope, "campus").id, apps.keyed(scope, "mathly").id


def put(town: Town, kind: Kind, record: str, code: str, facts: dict[str, Any]) -> None:
    with district_scope(town.district.id) as scope:
        put_out(scope, both(scope), kind, record, "held", code=code, facts=facts)


def see(town: Town, path: str) -> str:
    answer = town.browser("district-admin").get(APP + path)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def send(town: Town, path: str, status: int = 200, by: str = "district-admin", **given: Any) -> str:
    answer = town.browser(by).post(APP + path, given, follow=True)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def state(town: Town, record: str) -> tuple[str, tuple[str, ...]]:
    with district_scope(town.district.id) as scope:
        (one,) = deliveries.about(scope, record)
        return one.state, one.lifted


def test_what_the_sis_seems_to_have_is_listed_with_its_candidates(town: Town) -> None:
    assert "Nothing is proposed." in see(town, "adopt/")
    put(town, Kind.LINE_ITEM, ITEM, "adopt.proposed", {"candidates": ["sis-7", "sis-9"]})
    page = see(town, "adopt/")
    assert "English 6 - 01, Quiz 4" in page
    assert "<option>sis-7</option><option>sis-9</option>" in page


def test_what_is_kept_apart_goes_its_own_way(town: Town) -> None:
    put(town, Kind.LINE_ITEM, ITEM, "adopt.proposed", {"candidates": ["sis-7"]})
    page = send(town, "adopt/", record=ITEM, act="apart")
    assert "1 becomes a line item of its own in Campus." in page
    assert state(town, ITEM) == ("waiting", ("adopt.proposed",))


def test_only_what_is_proposed_can_be_linked(town: Town) -> None:
    put(town, Kind.LINE_ITEM, ITEM, "adopt.proposed", {"candidates": ["sis-7"]})
    page = send(town, "adopt/", 422, record=ITEM, act="adopt", **{f"as-{ITEM}": "sis-8"})
    assert f"sis-8 is not proposed for {ITEM}." in page
    assert state(town, ITEM) == ("held", ())


def test_without_a_tick_nothing_is_linked(town: Town) -> None:
    put(town, Kind.LINE_ITEM, ITEM, "adopt.proposed", {"candidates": ["sis-7"]})
    assert "Tick at least one line item" in send(town, "adopt/", 422, act="apart")
    assert state(town, ITEM) == ("held", ())


def test_a_term_grade_waits_with_its_mark_and_its_window(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, posting.SIGN_OFF, MARK)
    page = see(town, "posting/")
    assert "<td>Quarter 1</td><td>B</td>" in page
    assert "2999" in page.split("<td>B</td>")[1]


def test_what_is_ticked_is_signed_off_in_the_name_of_the_person(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, posting.SIGN_OFF, MARK)
    assert "Tick at least one grade to sign off." in send(town, "posting/", 422, act="sign")
    assert state(town, GRADE)[0] == "held"
    page = send(town, "posting/", record=GRADE, act="sign")
    assert "1 is signed off" in page
    assert state(town, GRADE)[0] == "waiting"
    with district_scope(town.district.id) as scope:
        signed = scope.rows("SELECT digest, actor FROM sign_offs")
    assert signed == [("d1", "district-admin@river.example")]


def rights(town: Town) -> list[tuple[str, str]]:
    with district_scope(town.district.id) as scope:
        return [(one.task, one.state) for one in posting.rights(scope)]


def test_a_right_is_asked_for_decided_by_an_operator_and_withdrawn(town: Town) -> None:
    named: dict[str, Any] = {"app": "mathly", "task": "Quarter 1"}
    assert "It is asked for; an operator decides." in send(town, "posting/", act="ask", **named)
    assert 'value="grant"' not in see(town, "posting/")
    send(town, "posting/", act="grant", **named)
    assert rights(town) == [("Quarter 1", "requested")], "an admin does not grant it"
    operator = town.browser("operator")
    operator.post("/d/riverbend/reason/", {"reason": "request 17 of the district"})
    assert (
        b"Say why it is declined"
        in operator.post(f"{APP}posting/", {"act": "decline", **named}).content
    )
    operator.post(f"{APP}posting/", {"act": "grant", **named})
    assert rights(town) == [("Quarter 1", "granted")]
    assert "The right is withdrawn." in send(town, "posting/", act="withdraw", **named)
    assert rights(town) == []


def test_a_right_names_its_task(town: Town) -> None:
    page = send(town, "posting/", 422, act="ask", app="mathly", task=" ")
    assert "Name the app and the grading task." in page


def test_what_a_comparison_found_stands_with_what_to_do(town: Town) -> None:
    assert "they agree in every grade" in see(town, "compare/")
    facts = {"class": "English 6 - 01", "line_item": "Quiz 4", "sent": "9", "seen": "8"}
    with district_scope(town.district.id) as scope:
        found = Issue(code="reconcile.missing", kind="result", subject=GRADE, facts=facts)
        other = Issue(code="match.ambiguous", kind="user", subject="x", facts={"count": 2})
        issues.note(scope, both(scope)[0], None, [found, other], datetime.now(UTC))
    page = see(town, "compare/")
    assert "1 no longer in the SIS</p>" in page
    assert "English 6 - 01, Quiz 4</th>" in page
    assert "match.ambiguous" not in page


def test_everything_is_compared_by_a_worker_once(town: Town) -> None:
    assert "A worker compares everything" in send(town, "compare/", act="everything")
    assert "That is asked for already." in send(town, "compare/", act="everything")
    assert ProcrastinateJob.objects.filter(task_name="compare_app").count() == 1


def test_a_comparison_names_its_class(town: Town) -> None:
    assert "Name the class to compare" in send(town, "compare/", 422, act="class")
    page = send(town, "compare/", 422, act="class", **{"class": "nowhere"})
    assert "No class is called nowhere." in page
