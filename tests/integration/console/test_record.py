"""A record and where it came from, and the gradebook of a class."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.masters import MasterField, Voice
from homeroom.rules.uniqueness import Domain
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store import apps, audit
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import line_item, person, result, role, school
from tests.people import CLASS, SCHOOL, Town


@pytest.fixture(scope="module", autouse=True)
def told(sis: FileApp, tmp_path_factory: pytest.TempPathFactory) -> FileApp:
    """Grades in the SIS's file, and a second file that knows s1 by the same identifier."""
    with district_scope(sis.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = true WHERE key = 'sis'")
    files = school()
    files["users"][1] = person("s1", identifier="77", email="one@river.example")
    files["categories"] = [{"sourcedId": "tests", "title": "Tests", "weight": "60"}]
    files["lineItems"] = [line_item("quiz", categorySourcedId="tests"), line_item("essay")]
    files["results"] = [
        result("quiz", "s1", "8.50", late="true"),
        result("quiz", "s2", "7"),
        result("quiz", "s3", "", scoreStatus="exempt"),
        result("essay", "s1", "5"),
    ]
    sis.sync(files)
    rules = Rules(
        uniqueness=(Domain(entity="user", fields=("identifier",)),),
        masters=(MasterField(entity="student", field="email", sources=(Voice(app="sis"),)),),
    )
    keep_rules(sis.district, rules, ("test", "to know who is who"))
    other = file_app(sis.district, tmp_path_factory.mktemp("lib") / "lib.zip", "library")
    known = person("x1", identifier="77", email="lib@river.example", phone="555-0100")
    other.sync({**school(1), "classes": [], "courses": [], "academicSessions": [],
                "enrollments": [], "users": [known], "roles": [role("x1", "student")]})  # fmt: skip
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def at(sis: FileApp, kind: Kind, source_id: str) -> str:
    return f"/d/riverbend/records/{kind.value}/{sis.hub_id(kind, source_id)}/"


def test_the_overview_shows_values_references_and_enrolments(told: FileApp, admin: Client) -> None:
    shown = text(admin.get(at(told, Kind.USER, "s1")))
    assert "Given s1 Family s1" in shown
    assert "<dd>77</dd>" in shown
    assert "student at Oak" in shown
    assert "Algebra 1</a>" in shown
    item = text(admin.get(at(told, Kind.LINE_ITEM, "quiz")))
    category = at(told, Kind.CATEGORY, "tests")
    assert f'<a href="{category}">Tests</a>' in item
    assert admin.get(category).status_code == 200


def test_each_value_says_its_source_why_it_counts_and_what_others_say(
    told: FileApp, admin: Client
) -> None:
    answer = admin.get(at(told, Kind.USER, "s1"), {"part": "origin"})
    found = {one["title"]: one for one in answer.context["origins"]}
    email = found["Email"]
    assert (email["value"], email["source"]) == ("one@river.example", "sis")
    assert email["reason"] == "sis: master"
    assert email["others"] == [("library", "lib@river.example")]
    assert email["seen"] is not None
    phone = found["Phone"]
    assert (phone["value"], phone["source"], phone["others"]) == (
        "555-0100",
        "library",
        [("sis", "")],
    )
    alone = admin.get(at(told, Kind.USER, "s2"), {"part": "origin"}).context["origins"]
    assert {one["reason"] for one in alone} == {"sis is the only source"}


def test_all_ids_of_a_record_stand_together(told: FileApp, admin: Client) -> None:
    answer = admin.get(at(told, Kind.USER, "s1"), {"part": "ids"})
    ids = {(link.external_id, link.origin) for link in answer.context["links"]}
    assert ids == {("s1", "read"), ("x1", "read")}
    assert told.hub_id(Kind.USER, "s1") in text(answer)


def test_the_history_names_field_before_after_and_run(told: FileApp, admin: Client) -> None:
    answer = admin.get(at(told, Kind.USER, "s1"), {"part": "history"})
    changes = {one["field"]: one for one in answer.context["changes"]}
    assert (changes["Email"]["before"], changes["Email"]["after"]) == ("", "one@river.example")
    assert f"/d/riverbend/runs/{changes['Email']['run']}/" in text(answer)


def test_a_record_is_shown_as_its_sources_sent_it(told: FileApp, admin: Client) -> None:
    answer = admin.get(at(told, Kind.USER, "s1"), {"part": "received"})
    raws = [raw for _, raw in answer.context["received"]]
    assert len(raws) == 2
    assert any('"phone": "555-0100"' in raw for raw in raws)
    assert not any("password" in raw for raw in raws)


def test_demographics_are_revealed_on_demand_and_that_is_written_down(
    told: FileApp, admin: Client, town: Town
) -> None:
    hub = told.hub_id(Kind.USER, "s2")
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO demographics (district_id, id, user_id, sourced_id, changed_at,"
            " birth_date) VALUES (%(district)s, %(id)s, %(id)s, %(id)s, now(), '2013-05-06')",
            id=UUID(hub),
        )
        scope.run(
            "INSERT INTO record_history (district_id, kind, record_id, at, field, before, after,"
            " reason) VALUES (%(district)s, 'demographics', %(id)s, now(), 'birth_date',"
            " '\"2013-05-05\"', '\"2013-05-06\"', 'test')",
            id=UUID(hub),
        )
    address = at(told, Kind.USER, "s2")
    for part in ("overview", "origin", "ids", "history", "received"):
        assert "2013-05" not in text(admin.get(address, {"part": part}))
    assert "<dd>2013-05-06</dd>" in text(admin.post(address))
    with district_scope(town.district.id) as scope:
        noted = audit.latest(scope, 1)[0]
    assert noted[1:4] == ("district-admin@river.example", "demographics.reveal", f"user {hub}")
    assert admin.get(f"/d/riverbend/records/demographics/{hub}/").status_code == 404
    assert admin.post(at(told, Kind.LINE_ITEM, "quiz")).status_code == 404


@pytest.mark.parametrize("part", ["overview", "origin", "ids", "history", "deliveries", "received"])
def test_nobody_sees_a_record_of_another_school(told: FileApp, town: Town, part: str) -> None:
    for kind, source_id in ((Kind.USER, "s1"), (Kind.RESULT, "quiz-s1"), (Kind.CLASS, "alg-1")):
        address = at(told, kind, source_id)
        assert town.browser("help-desk").get(address, {"part": part}).status_code == 404
        assert town.browser("district-admin").get(address, {"part": part}).status_code == 200


def deliver(told: FileApp, source_id: str, state: str, **more: Any) -> None:
    """Put a result into the outbox as if it had come so far."""
    values = {"code": None, "facts": None, "baseline": None} | more
    with district_scope(told.district.id) as scope:
        app = apps.keyed(scope, "sis").id
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
            " code, facts, baseline) VALUES (%(district)s, %(app)s, 'result', %(id)s, %(app)s,"
            " 'put', %(state)s, %(code)s, %(facts)s::jsonb, %(baseline)s::jsonb)",
            app=app,
            id=UUID(told.hub_id(Kind.RESULT, source_id)),
            state=state,
            **values,
        )


def test_the_gradebook_stands_as_a_grid(told: FileApp, admin: Client) -> None:
    deliver(told, "quiz-s1", "delivered", baseline='{"score": "8.5", "text_score": null}')
    deliver(told, "quiz-s2", "conflict", code="conflict.edited_in_sis",
            facts='{"seen": "score 9", "sent": "score 7", "shown": {"score": "9"}}')  # fmt: skip
    deliver(told, "essay-s1", "refused", code="result.not_whole", facts='{"score": "5"}')
    answer = admin.get(f"/d/riverbend/classes/{told.hub_id(Kind.CLASS, 'alg-1')}/")
    assert [title for title, _ in answer.context["groups"]] == [
        "Tests (60 %)", "Without a category",
    ]  # fmt: skip
    assert [item.title for item, _ in answer.context["items"]] == ["Quiz quiz", "Quiz essay"]
    rows = {pupil.name: cells for pupil, cells in answer.context["rows"]}
    one, two, three = (rows[f"Family s{n}, Given s{n}"] for n in (1, 2, 3))
    assert (one[0].score, one[0].flags, one[0].state, one[0].there) == (
        "8.5", ("late",), "delivered", "",
    )  # fmt: skip
    assert (two[0].score, two[0].state, two[0].there) == ("7", "conflict", "9")
    assert (three[0].score, three[0].flags, three[0].state) == ("", ("exempt",), "")
    assert "has decimals" in one[1].why
    assert (two[1], three[1]) == (None, None)
    shown = text(answer)
    for words in ("of 10", "Delivered", "Conflict", "Refused", "SIS: 9", "late", "exempt"):
        assert words in shown
    record = text(admin.get(at(told, Kind.RESULT, "essay-s1"), {"part": "deliveries"}))
    assert "has decimals" in record
    assert "What you can do:" in record


def test_older_line_items_are_behind_a_link(
    told: FileApp, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.grid.ITEMS", 1)
    address = f"/d/riverbend/classes/{told.hub_id(Kind.CLASS, 'alg-1')}/"
    first = admin.get(address)
    (way,) = first.context["onward"]
    second = admin.get(address + way[1])
    titles = [item.title for one in (first, second) for item, _ in one.context["items"]]
    assert sorted(titles) == ["Quiz essay", "Quiz quiz"]
    assert second.context["onward"] == [("Newer line items", "?from=0&row=0")]
    assert admin.get(address, {"from": "99"}).status_code == 200


def test_the_grid_begins_with_what_is_due_by_now(told: FileApp, admin: Client) -> None:
    item = told.hub_id(Kind.LINE_ITEM, "quiz")
    due = "UPDATE line_items SET due_date = {} WHERE id = %(id)s"
    with district_scope(told.district.id) as scope:
        was = scope.value("SELECT due_date FROM line_items WHERE id = %(id)s", id=UUID(item))
        scope.run(due.format("now() + interval '9 days'"), id=UUID(item))
    answer = admin.get(f"/d/riverbend/classes/{told.hub_id(Kind.CLASS, 'alg-1')}/")
    assert [one.title for one, _ in answer.context["items"]] == ["Quiz essay"]
    assert answer.context["onward"] == [("Newer line items", "?from=0&row=0")]
    with district_scope(told.district.id) as scope:
        scope.run(due.format("%(was)s"), id=UUID(item), was=was)


def test_a_teacher_sees_the_own_class_and_no_other(told: FileApp, town: Town) -> None:
    teacher = town.browser("teacher")
    mine = teacher.get(f"/d/riverbend/classes/{CLASS}/")
    assert mine.status_code == 200
    assert "English 6 - 01" in text(mine)
    assert "/records/" not in text(mine)
    other = f"/d/riverbend/classes/{told.hub_id(Kind.CLASS, 'alg-1')}/"
    assert teacher.get(other).status_code == 404
    assert town.browser("school-admin").get(other).status_code == 404
    assert town.browser("school-admin").get(f"/d/riverbend/classes/{CLASS}/").status_code == 200
    assert teacher.get(f"/d/riverbend/classes/{SCHOOL}/").status_code == 404


def test_a_kind_or_record_that_is_not_there(admin: Client, tmp_path: Path) -> None:
    assert admin.get(f"/d/riverbend/records/pony/{CLASS}/").status_code == 404
    assert admin.get(f"/d/riverbend/records/user/{SCHOOL}/").status_code == 404
