"""One record's page: what is blank, retired, tried or of a removed app, and who may look."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.store import apps, audit, links
from homeroom.store.scope import district_scope
from tests.api import ApiClient, add_vendor, token_of
from tests.integration.runs.conftest import FileApp, file_app
from tests.integration.serve.grades import GRADES, item, send
from tests.integration.serve.grades import result as grade_of
from tests.packages import line_item, person, result, role, school
from tests.people import CLASS, GRADE, ITEM, PUPIL, SCHOOL, Town, insert

RECORDS = "/d/riverbend/records"


@pytest.fixture(scope="module", autouse=True)
def told(sis: FileApp) -> FileApp:
    """A SIS with names that are markup, what it sends besides, and a line item due at night."""
    with district_scope(sis.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = true WHERE key = 'sis'")
    files = school()
    files["users"][1] = person(
        "s1", givenName="Zoë", familyName="O'Neil <b>", **{"metadata.bus": "7 & <8>"}
    )
    files["enrollments"][1] |= {"beginDate": "2026-08-17", "endDate": "2026-12-18"}
    files["lineItems"] = [line_item("quiz", dueDate="2026-10-06T02:30:00.000Z")]
    files["results"] = [result("quiz", "s1", "8.50", comment='well done; "A"')]
    sis.sync(files)
    files["results"] = [result("quiz", "s1", "9", late="true")]
    sis.sync(files)
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def at(told: FileApp, kind: Kind, source_id: str) -> str:
    return f"{RECORDS}/{kind.value}/{told.hub_id(kind, source_id)}/"


def test_a_record_is_called_by_what_it_is(told: FileApp, admin: Client) -> None:
    titles = {
        (Kind.USER, "s1"): "Zoë O'Neil <b>",
        (Kind.RESULT, "quiz-s1"): "Quiz quiz, Zoë O'Neil <b>",
        (Kind.ENROLLMENT, "e-s1"): "Zoë O'Neil <b>, Algebra 1",
        (Kind.ORG, "oak"): "Oak",
        (Kind.CLASS, "alg-1"): "Algebra 1",
    }
    for (kind, source_id), title in titles.items():
        answer = admin.get(at(told, kind, source_id))
        assert answer.context["title"] == title
        assert "O'Neil <b>" not in text(answer)


def test_values_stand_on_the_clock_of_the_district_and_blanks_are_left_out(
    told: FileApp, admin: Client
) -> None:
    values = {name: words for name, words, _ in
              admin.get(at(told, Kind.LINE_ITEM, "quiz")).context["values"]}  # fmt: skip
    assert values["Due date"] == "2026-10-05 21:30"
    assert values["Result value max"] == "10"
    assert "Description" not in values
    grade = {name: words for name, words, _ in
             admin.get(at(told, Kind.RESULT, "quiz-s1")).context["values"]}  # fmt: skip
    assert (grade["Score"], grade["Late"]) == ("9", "yes")
    assert "Comment" not in grade


def test_what_a_source_sends_besides_is_shown_as_text(told: FileApp, admin: Client) -> None:
    answer = admin.get(at(told, Kind.USER, "s1"))
    assert ("bus", "7 & <8>") in answer.context["metadata"]
    assert "7 &amp; &lt;8&gt;" in text(answer)


def test_an_enrolment_says_from_when_to_when(told: FileApp, admin: Client) -> None:
    (seat,) = admin.get(at(told, Kind.USER, "s1")).context["seats"]
    assert (seat.class_title, seat.role) == ("Algebra 1", "student")
    shown = text(admin.get(at(told, Kind.USER, "s1")))
    assert "<td>2026-08-17</td><td>2026-12-18</td>" in shown
    open_ = text(admin.get(at(told, Kind.USER, "s2")))
    assert "<td>student</td><td>-</td><td>-</td>" in open_


def test_a_class_lists_its_teacher_before_its_students(told: FileApp, admin: Client) -> None:
    answer = admin.get(at(told, Kind.CLASS, "alg-1"))
    assert [one.name.split(",")[0] for one in answer.context["seats"]] == [
        "Family t1", "Family s2", "Family s3", "O'Neil <b>",
    ]  # fmt: skip
    assert f"/d/riverbend/classes/{told.hub_id(Kind.CLASS, 'alg-1')}/" in text(answer)


def test_the_history_says_what_was_and_what_is_newest_first(told: FileApp, admin: Client) -> None:
    changes = admin.get(at(told, Kind.RESULT, "quiz-s1"), {"part": "history"}).context["changes"]
    assert {(one["field"], one["before"], one["after"]) for one in changes} == {
        ("Score", "8.50", "9"), ("Late", "", "yes"), ("Comment", 'well done; "A"', ""),
    }  # fmt: skip
    untouched = text(admin.get(at(told, Kind.USER, "s2"), {"part": "history"}))
    assert "It is as it was when it came in." in untouched


@pytest.mark.parametrize("part", ["", "pony", "overview.html", "../front"])
def test_a_part_that_is_none_shows_the_overview(told: FileApp, admin: Client, part: str) -> None:
    answer = admin.get(at(told, Kind.USER, "s1"), {"part": part})
    assert answer.context["part"] == "overview"
    assert "Enrolments" in text(answer)


def test_every_try_of_a_delivery_is_told_with_its_answer(admin: Client, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        target = apps.keyed(scope, "campus").id
        for outcome, status, words in (("retry", 503, "Busy <now>"), ("refused", 400, "Too high")):
            scope.run(
                "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, act,"
                " outcome, status, words) VALUES (%(district)s, %(target)s, 'result', %(id)s,"
                " 'put', %(outcome)s, %(status)s, %(words)s)",
                target=target, id=UUID(GRADE), outcome=outcome, status=status, words=words,
            )  # fmt: skip
    answer = admin.get(f"{RECORDS}/result/{GRADE}/", {"part": "deliveries"})
    assert [one.status for one in answer.context["tries"]] == [400, 503]
    shown = text(answer)
    assert "<td>Sent</td><td>Refused</td><td>400 Too high</td>" in shown
    assert "<td>Retry</td><td>503 Busy &lt;now&gt;</td>" in shown
    assert "To Campus" in shown
    assert f'href="/d/riverbend/grades/campus/of/{GRADE}/"' in shown
    assert "<td>Sent</td><td>Refused</td>" in shown
    none = text(admin.get(f"{RECORDS}/user/{PUPIL}/", {"part": "deliveries"}))
    assert "Nothing of this record goes out." in none


def test_what_nobody_speaks_for_any_more_says_so(admin: Client) -> None:
    origin = admin.get(f"{RECORDS}/lineItem/{ITEM}/", {"part": "origin"})
    reasons = {one["reason"] for one in origin.context["origins"]}
    assert reasons == {"no source speaks for it now"}
    assert all(one["source"] == "" for one in origin.context["origins"])
    received = text(admin.get(f"{RECORDS}/lineItem/{ITEM}/", {"part": "received"}))
    assert "The spool holds nothing of it now." in received


def test_what_a_removed_app_sent_says_so(told: FileApp, admin: Client, town: Town) -> None:
    other = file_app(town.district, told.path.parent / "gone.zip", "gone")
    other.sync({**school(1), "users": [person("g1")], "roles": [role("g1", "student")],
                "enrollments": []})  # fmt: skip
    address = at(other, Kind.USER, "g1")
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE apps SET state = 'removed' WHERE key = 'gone'")
    for part in ("ids", "received"):
        shown = text(admin.get(address, {"part": part}))
        assert "a removed app" in shown, part
        assert "None" not in shown, part


def test_a_retired_record_says_since_when_and_why(told: FileApp, admin: Client, town: Town) -> None:
    turn = "UPDATE users SET retired_at = {}, retired_reason = {} WHERE id = %(id)s"
    id_ = UUID(told.hub_id(Kind.USER, "s3"))
    with district_scope(town.district.id) as scope:
        scope.run(turn.format("now()", "'left the <school>'"), id=id_)
    answer = admin.get(at(told, Kind.USER, "s3"))
    assert "left the &lt;school&gt;" in text(answer)
    assert answer.context["life"].retired_at is not None
    with district_scope(town.district.id) as scope:
        scope.run(turn.format("NULL", "NULL"), id=id_)


def last_act(town: Town) -> tuple[str, str, str]:
    with district_scope(town.district.id) as scope:
        _, actor, act, subject, _ = audit.latest(scope, 1)[0]
    return actor, act, subject


def test_of_whom_nothing_is_known_nothing_is_revealed_and_it_is_noted_all_the_same(
    told: FileApp, admin: Client, town: Town
) -> None:
    answer = admin.post(at(told, Kind.USER, "s1"))
    assert "Nothing is known." in text(answer)
    subject = f"user {told.hub_id(Kind.USER, 's1')}"
    assert last_act(town) == ("district-admin@river.example", "demographics.reveal", subject)


def test_the_help_desk_reveals_within_its_schools_and_no_further(told: FileApp, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        of = {"user_id": UUID(PUPIL), "class_id": UUID(CLASS), "school_id": UUID(SCHOOL)}
        insert(scope, "enrollments", PUPIL, role="student", **of)
    desk = town.browser("help-desk")
    assert desk.post(f"{RECORDS}/user/{PUPIL}/").status_code == 200
    noted = ("help-desk@river.example", "demographics.reveal", f"user {PUPIL}")
    assert last_act(town) == noted
    assert desk.post(at(told, Kind.USER, "s1")).status_code == 404
    assert last_act(town) == noted


def test_a_pupil_of_two_schools_shows_each_school_its_own_classes(
    told: FileApp, admin: Client, town: Town
) -> None:
    with district_scope(town.district.id) as scope:
        of = {"user_id": UUID(told.hub_id(Kind.USER, "s2")), "class_id": UUID(CLASS)}
        insert(scope, "enrollments", ITEM, role="student", school_id=UUID(SCHOOL), **of)
    address = at(told, Kind.USER, "s2")
    mine = town.browser("school-admin").get(address).context["seats"]
    assert [one.class_title for one in mine] == ["English 6 - 01"]
    every = admin.get(address).context["seats"]
    assert [one.class_title for one in every] == ["Algebra 1", "English 6 - 01"]


@pytest.mark.parametrize(
    ("visitor", "status"),
    [("nobody", 302), ("elsewhere", 404), ("teacher", 403), ("vendor-admin", 403)],
)
def test_a_record_is_not_for_everybody(town: Town, visitor: str, status: int) -> None:
    client = town.browser(visitor)
    assert client.get(f"{RECORDS}/user/{PUPIL}/").status_code == status
    assert client.post(f"{RECORDS}/user/{PUPIL}/").status_code == status


def test_a_value_of_an_app_that_calls_was_seen_when_it_wrote_it_last(
    told: FileApp, town: Town, admin: Client
) -> None:
    app = ApiClient(token_of(add_vendor(town.district)))
    send(app, f"{GRADES}/lineItems/written", item())
    for id_, of in (("r-1", PUPIL), ("r-2", told.hub_id(Kind.USER, "s1"))):
        grade = grade_of("written", student={"sourcedId": of})
        assert send(app, f"{GRADES}/results/{id_}", grade).status_code == 201
    paths = {id_: _written(town, id_) for id_ in ("r-1", "r-2")}
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE pages SET at = at - interval '2 days' WHERE app_id = %(app)s",
            app=apps.keyed(scope, "quizzly").id,
        )
    old = {id_: _seen(admin, path) for id_, path in paths.items()}
    assert all(datetime.now(UTC) - each > timedelta(days=2) for each in old.values())
    # The same once more: what it says is as fresh as its last word, and the other grade is not.
    assert send(app, f"{GRADES}/results/r-1", grade_of("written")).status_code == 201
    assert datetime.now(UTC) - _seen(admin, paths["r-1"]) < timedelta(hours=1)
    assert _seen(admin, paths["r-2"]) == old["r-2"]


def _written(town: Town, id_: str) -> str:
    """Return the address of a grade that an app has written under this id."""
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "quizzly")
        hub_id, _ = links.find(scope, app.id, "", [(Kind.RESULT, id_)])[Kind.RESULT, id_]
    return f"{RECORDS}/result/{hub_id}/"


def _seen(admin: Client, path: str) -> datetime:
    """Return when the score on a record's page was seen."""
    answer = admin.get(path, {"part": "origin"})
    (score,) = (one for one in answer.context["origins"] if one["title"] == "Score")
    assert score["source"] == "Quizzly Inc."
    found: datetime = score["seen"]
    assert f'datetime="{found.isoformat()}"' in text(answer)
    return found
