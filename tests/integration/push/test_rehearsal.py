"""A preview of a learning app: what its sync would lead to, and that nothing is left of it."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from homeroom.access import people
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.cli.main import homeroom as program
from homeroom.model.kinds import Kind
from homeroom.model.roster import Class
from homeroom.runs.ahead.preview import look_ahead
from homeroom.runs.ahead.rehearsal import Rehearsal
from homeroom.store import apps, records
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes, run
from tests.integration.push.conftest import Desk
from tests.integration.push.test_adoption import twice
from tests.integration.push.test_fan_out import COURSE, sections
from tests.packages import line_item, result
from tests.people import BACKEND, OTHER_SCHOOL, insert

__all__ = ["sections", "twice"]


def tables(desk: Desk) -> dict[str, Any]:
    """Return a fingerprint of every row of every table."""
    with district_scope(desk.district.id) as scope:
        names = scope.rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
        )
        return {
            name: scope.row(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
            )
            for (name,) in names
        }


def ahead(desk: Desk) -> Rehearsal:
    """Look ahead at the app, and see that this changes nothing and writes nothing."""
    before, asked = tables(desk), desk.campus.get("requests")
    assert before["source_records"][0] > 0
    found = look_ahead(desk.district, MATHLY)
    assert tables(desk) == before
    assert desk.campus.get("requests") == asked, "the SIS was asked"
    assert isinstance(found, Rehearsal)
    return found


def test_grades_are_shown_before_they_go_with_what_is_kept_back_and_why(desk: Desk) -> None:
    grades = [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9"), desk.grade("q2", 2, "7")]
    desk.write([desk.item("q1"), desk.item("q2", title="x" * 300)], grades)
    first = ahead(desk).first[IC]
    assert (first.line_items, first.results, first.known) == (1, 2, {})
    assert first.kept_back == {"line_item.title_too_long": 1, "parent.not_delivered": 1}
    assert [one.id for one in first.examples["line_item.title_too_long"]] == ["q2"]
    assert "300" in first.examples["line_item.title_too_long"][0].words
    run(desk.district, MATHLY)
    assert codes(desk.district) == first.kept_back
    assert desk.scores("Quiz q1") == ["8", "9"]


def test_an_item_that_stands_there_is_shown_as_a_proposal(twice: Desk) -> None:
    with district_scope(twice.district.id) as scope:
        scope.run("DELETE FROM deliveries")
    (first,) = ahead(twice).first.values()
    assert (first.line_items, first.results) == (0, 0)
    assert first.kept_back == {"adopt.proposed": 1, "parent.not_delivered": 2}
    assert first.proposed == {"q1": (f"other-hub-{twice.section}",)}


def test_what_stands_there_already_is_told_from_what_is_new(desk: Desk) -> None:
    grades = [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")]
    desk.hand_in([desk.item("q1")], grades)
    nothing = ahead(desk)
    assert (nothing.kinds, nothing.changes, nothing.problems) == ([], [], [])
    changed = [grades[0] | {"score": "7"}, grades[1], desk.grade("q1", 2, "6")]
    desk.write([desk.item("q1")], changed)
    found = ahead(desk)
    assert (found.first[IC].line_items, found.first[IC].results) == (0, 2)
    assert found.first[IC].known == {"result": 1}
    (kind,) = found.kinds
    assert (kind.kind, kind.tally.new, kind.tally.changed) == (Kind.RESULT, 1, 1)
    (change,) = [one for one in found.changes if one.field == "score"]
    assert [(str(one.before), str(one.after)) for one in change.examples] == [("8", "7")]
    assert sum(found.first[IC].by_class[next(iter(found.titles))].values()) == 2


def test_a_course_that_is_several_sections_is_shown_fanned_out(
    desk: Desk, sections: dict[str, list[str]]
) -> None:
    items = [line_item("cross-1", classSourcedId=COURSE, categorySourcedId="quizzes")]
    students = [students[0] for students in sections.values()]
    desk.write(items, [result("cross-1", student, "8.25") for student in students])
    found = ahead(desk)
    assert found.fanned == {"cross-1": 2}
    assert (found.first[IC].line_items, found.first[IC].results) == (2, 2)
    assert len(found.first[IC].by_class) == 2


def test_the_checks_before_the_first_delivery_are_those_of_the_app(desk: Desk) -> None:
    unknown = [{"sourcedId": "z", "title": "Zebra work"}]
    desk.write([{**desk.item("q1"), "categorySourcedId": "z"}], [], categories=unknown)
    found = ahead(desk)
    assert {one.app for one in found.checks[IC]} <= {"", MATHLY}
    assert any("Zebra work" in one.words for one in found.checks[IC])


def test_the_checks_of_a_school_are_about_the_work_of_its_own_classes(desk: Desk) -> None:
    unknown = [{"sourcedId": "z", "title": "Zebra work"}]
    desk.hand_in([{**desk.item("q1"), "categorySourcedId": "z"}], [], categories=unknown)
    with district_scope(desk.district.id) as scope:
        insert(scope, "orgs", OTHER_SCHOOL, name="Lincoln High", type="school")
        own = scope.value("SELECT c.school_id::text FROM classes c JOIN line_items i"
                           " ON i.class_id = c.id LIMIT 1")  # fmt: skip
    for school, there in ((own, True), (OTHER_SCHOOL, False)):
        page = school_admin(desk, school).get(f"/d/{desk.district.slug}/grades/{IC}/checks/")
        assert page.status_code == 200
        assert ("Zebra work" in page.content.decode()) is there


def test_without_a_sis_that_takes_grades_only_the_records_are_shown(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        apps.change(scope, app.id, state="paused")
    desk.write([desk.item("q1")], [desk.grade("q1", 0, "8")])
    found = ahead(desk)
    assert found.first == {}
    assert [(one.kind, one.tally.new) for one in found.kinds if one.kind is Kind.RESULT] == [
        (Kind.RESULT, 1)
    ]


def school_admin(desk: Desk, school: str) -> Client:
    place = Place(district_id=desk.district.id, schools=[school])
    made, _ = people.add(f"{school}@river.example", Role.SCHOOL_ADMIN, place, "test")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(made, backend=BACKEND)
    return browser


def test_a_school_sees_what_would_go_of_its_own_classes_and_nothing_else(desk: Desk) -> None:
    grades = [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9"), desk.grade("q2", 2, "7")]
    desk.write([desk.item("q1"), desk.item("q2", title="x" * 300)], grades)
    with district_scope(desk.district.id) as scope:
        insert(scope, "orgs", OTHER_SCHOOL, name="Lincoln High", type="school")
    (class_id,) = ahead(desk).titles
    with district_scope(desk.district.id) as scope:
        (held,) = records.load(scope, Kind.CLASS, [class_id]).values()
    assert isinstance(held, Class)
    # Nothing of Mathly's is in the hub yet that the SIS might be given first; and that knows
    # one school alone.
    for app, school, status, shown in (
        (MATHLY, held.school, 200, True),
        (MATHLY, OTHER_SCHOOL, 200, False),
        (IC, held.school, 200, False),
        (IC, OTHER_SCHOOL, 404, False),
    ):
        answer = school_admin(desk, str(school)).get(f"/d/{desk.district.slug}/apps/{app}/preview/")
        text = answer.content.decode()
        assert answer.status_code == status
        assert (held.title in text) is shown, (app, school)
        # Neither what is read, nor why something stays back, is told of a school's classes.
        for words in ("q2", "300", '<th scope="row">Results', "Kept back", "newly show"):
            assert words not in text
    narrowed = ahead(desk).of_classes([class_id])
    assert (narrowed.first[IC].line_items, narrowed.first[IC].results) == (1, 2)
    assert ahead(desk).of_classes([]).first[IC].results == 0


def say(*words: str) -> str:
    done = CliRunner().invoke(program, list(words), prog_name="homeroom")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_what_its_object_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", desk.database.app_url)
    monkeypatch.setenv("HOMEROOM_DATABASE_OWNER_URL", desk.database.owner_url)
    desk.write([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("nothing", 1, "9")])
    told = json.loads(say("app", "preview", MATHLY, "--json"))
    (target,) = told["targets"].values()
    assert (target["line_items"], target["results"], target["known"]) == (1, 1, {})
    assert [one["line_items"] for one in target["classes"]] == [1]
    kinds = {one["kind"]: one for one in told["kinds"]}
    assert (kinds["result"]["new"], kinds["result"]["waiting"]) == (1, 1)
    (waits,) = told["issues"]
    assert (waits["code"], waits["count"]) == ("reference.unknown", 1)
    assert told["checks"].keys() == {IC}
    words = say("app", "preview", MATHLY)
    assert "Nothing was written" in words
    assert f"1 line items and 1 grades would go to {IC}" in words
    assert "reference.unknown" in words
