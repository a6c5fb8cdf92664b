"""What is referred to where nobody said to what is there to be read: in lists, counts, filters."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from homeroom.model.gradebook import LineItem, ScoreScale
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind, Version
from homeroom.model.records import NOT_SAID, Record, Role, ScaleValue
from homeroom.model.roster import Class, Course, Enrollment, User
from homeroom.rules.sharing import Sharing
from homeroom.serve.preview import list_of
from homeroom.store import districts, records
from homeroom.store.scope import district_scope
from tests.api import ApiClient
from tests.database import DatabaseUrls
from tests.integration.serve.grades import GRADES, item, send, words
from tests.integration.serve.published import problems, schema_of
from tests.integration.serve.river import OPEN, ORIGIN, Given, River
from tests.people import CLASS, Town

LATER = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
LEVELS = (ScaleValue("90", "A"),)
LISTS = ("/orgs", "/academicSessions", "/categories")


@pytest.fixture
def river(town_urls: DatabaseUrls) -> River:
    """A district of this test alone."""
    return River(districts.create(f"river-{new_id()}", "Riverbend Schools", "America/Chicago"))


def put(river: River, kind: Kind, name: str, record: Record) -> None:
    with district_scope(river.district.id) as scope:
        id_ = river.ids.setdefault(name, new_id())
        records.insert(scope, kind, {id_: river.stored(kind, record)}, LATER)


def person(river: River, name: str, **more: Any) -> None:
    put(river, Kind.USER, name, User(sourced_id=name, given_name="Bo", family_name="Bare", **more))


def enrolled(river: River, name: str, school: str, role: str) -> None:
    record = Enrollment(
        sourced_id=f"{name}-{school}-{role}", user=name, class_=f"class-{school}", role=role
    )
    put(river, Kind.ENROLLMENT, record.sourced_id, record)


def bare_item(river: River, name: str = "bare", school: str = "elm", **more: Any) -> None:
    record = LineItem(sourced_id=name, title="Bare", class_=f"class-{school}", **more)
    put(river, Kind.LINE_ITEM, name, record)


def everything(river: River) -> None:
    """Store a record for each that stands for what nobody said."""
    bare_item(river)
    put(river, Kind.COURSE, "bare-course", Course(sourced_id="bare-course", title="Bare"))
    put(
        river,
        Kind.CLASS,
        "bare-class",
        Class(sourced_id="bare-class", title="Bare", course="bare-course", school="oak"),
    )
    person(river, "bo")
    river.retire(Kind.ORG, "river", LATER)


def read(river: River, path: str, query: str = "", sharing: Sharing = OPEN) -> Given:
    ask = river.grades if path.startswith(("/categories", "/lineItems")) else river.roster
    return ask(path, query, sharing)


def addresses_in(held: Any) -> list[str]:
    """Return every address in a body."""
    if isinstance(held, list):
        return [one for inner in held for one in addresses_in(inner)]
    if not isinstance(held, dict):
        return []
    own = [held["href"]] if "href" in held else []
    return own + [one for inner in held.values() for one in addresses_in(inner)]


@pytest.mark.parametrize("version", list(Version))
def test_each_address_answers_and_each_answer_has_the_form_of_the_standard(
    river: River, version: Version
) -> None:
    everything(river)
    seen = set()
    for kind in Kind:
        operation = list_of(kind, version)
        if operation is not None:
            got = river.get(operation.base + operation.path)
            assert problems(schema_of(operation), got.body) == []
            seen.update(addresses_in(got.body))
    assert sum(one.endswith(f"/{NOT_SAID}") for one in seen) == len(LISTS)
    gone = "/orgs/river"  # retired above, and still the parent of the schools
    for one in seen:
        assert river.get(one.removeprefix(ORIGIN)).status == (404 if one.endswith(gone) else 200)


@pytest.mark.parametrize("path", LISTS)
def test_it_is_there_as_long_as_something_refers_to_it(river: River, path: str) -> None:
    before = read(river, path)
    assert NOT_SAID not in before.ids
    assert read(river, f"{path}/{NOT_SAID}").status == 404
    everything(river)
    after = read(river, path)
    assert after.ids[0] == NOT_SAID
    assert after.total == len(after.ids)
    first = read(river, path, "limit=1")
    assert (first.ids, first.total) == ([NOT_SAID], after.total)
    follow = read(river, path, first.links["next"].partition("?")[2])
    assert follow.ids == after.ids[1:2]
    (alone,) = read(river, f"{path}/{NOT_SAID}").records
    assert alone == after.records[0]
    assert alone["status"] == "active"
    # Who reads what has changed finds it together with what refers to it.
    assert alone["dateLastModified"] == "2026-11-02T08:30:00.000Z"
    asked = "filter=dateLastModified>='2026-11-02T08:30:00Z'"
    assert NOT_SAID in read(river, path, asked).ids
    assert read(river, path, f"filter=sourcedId='{NOT_SAID}'").ids == [NOT_SAID]


def test_it_says_of_itself_that_nobody_said_it(river: River) -> None:
    everything(river)
    (org,) = read(river, f"/orgs/{NOT_SAID}").records
    assert (org["name"], org["type"]) == ("Riverbend Schools", "district")
    (session,) = read(river, f"/academicSessions/{NOT_SAID}").records
    assert (session["type"], session["schoolYear"]) == ("ext:notSaid", "2100")
    for path in ("/terms", "/gradingPeriods", "/schools"):
        assert NOT_SAID not in river.roster(path).ids
    (category,) = read(river, f"/categories/{NOT_SAID}").records
    assert "weight" not in category


def test_a_class_has_the_category_if_one_of_its_items_lacks_one(river: River) -> None:
    bare_item(river, school="elm")
    assert river.grades("/classes/class-elm/categories").ids == [NOT_SAID, "quizzes"]
    assert river.old("/classes/class-elm/categories").ids == [NOT_SAID, "quizzes"]
    assert river.grades("/classes/class-oak/categories").ids == ["quizzes"]


def test_filters_find_what_refers_to_it(river: River) -> None:
    everything(river)
    for path, asked, found in (
        ("/lineItems", f"category.sourcedId='{NOT_SAID}'", ["bare"]),
        ("/lineItems", f"category.sourcedId!='{NOT_SAID}'", ["quiz-oak", "quiz-elm"]),
        ("/lineItems", "category~'notsaid'", ["bare"]),
        ("/lineItems", "category.sourcedId='quizzes'", ["quiz-oak", "quiz-elm"]),
        ("/classes", f"terms.sourcedId='{NOT_SAID}'", ["bare-class"]),
        ("/classes", "terms~'year,term'", ["class-oak", "class-elm"]),
        ("/users", f"roles.org.sourcedId='{NOT_SAID}'", ["bo"]),
        ("/users", "roles.role='ext:notsaid'", ["bo"]),
    ):
        assert sorted(read(river, path, f"filter={asked}").ids) == sorted(found), asked
    assert river.old("/users", "filter=role='notSaid'").ids == ["bo"]


def test_an_app_sees_it_only_for_what_it_sees(river: River) -> None:
    oak = Sharing(schools=frozenset({UUID(river.ids["oak"])}))
    bare_item(river, school="elm")
    assert read(river, "/categories", sharing=oak).ids == ["quizzes"]
    assert read(river, f"/categories/{NOT_SAID}", sharing=oak).status == 404
    bare_item(river, "bare-oak", school="oak")
    assert read(river, "/categories", sharing=oak).ids == [NOT_SAID, "quizzes"]
    (bare,) = read(river, "/lineItems/bare-oak", sharing=oak).records
    assert bare["category"]["sourcedId"] == NOT_SAID


def test_a_reference_to_a_kind_that_is_not_shared_says_nothing(river: River) -> None:
    hidden = Sharing(kinds_left_out=frozenset({Kind.CATEGORY, Kind.ORG, Kind.ACADEMIC_SESSION}))
    for kind in (Kind.LINE_ITEM, Kind.CLASS, Kind.ENROLLMENT):
        operation = list_of(kind, Version.V1P2)
        assert operation is not None
        got = river.get(operation.base + operation.path, sharing=hidden)
        assert got.records
        assert problems(schema_of(operation), got.body) == []
        for one in got.records:
            for name in ("category", "terms"):
                assert all(href.endswith(NOT_SAID) for href in addresses_in(one.get(name)))


def test_somebody_without_roles_is_what_he_or_she_is_in_classes(river: River) -> None:
    person(river, "bo")
    enrolled(river, "bo", "oak", "teacher")
    enrolled(river, "bo", "oak", "student")
    enrolled(river, "bo", "elm", "student")
    (bo,) = river.roster("/users/bo").records
    told = sorted((one["org"]["sourcedId"], one["roleType"], one["role"]) for one in bo["roles"])
    assert told == [
        ("elm", "primary", "student"), ("oak", "primary", "student"),
        ("oak", "secondary", "teacher"),
    ]  # fmt: skip
    assert bo["metadata"] == {NOT_SAID: ["roles"]}
    (old,) = river.old("/users/bo").records
    assert old["role"] == "student"
    assert {one["sourcedId"] for one in old["orgs"]} == {"oak", "elm"}
    for path in ("/students", "/teachers", "/classes/class-elm/students", "/schools/oak/teachers"):
        assert "bo" in river.roster(path).ids, path
    assert "bo" not in river.roster("/classes/class-elm/teachers").ids
    assert river.roster("/students/bo").status == river.roster("/teachers/bo").status == 200
    assert "bo" in river.roster("/users", "filter=roles.role='teacher'").ids
    oak = Sharing(schools=frozenset({UUID(river.ids["oak"])}))
    (seen,) = river.roster("/users/bo", sharing=oak).records
    assert {one["org"]["sourcedId"] for one in seen["roles"]} == {"oak"}


def test_a_role_without_an_org_goes_before_what_classes_say(river: River) -> None:
    person(river, "bo", metadata={"role": "Teacher"})
    person(river, "kim", metadata={"role": "guardian"})
    enrolled(river, "bo", "oak", "student")
    (bo,) = river.roster("/users/bo").records
    assert [(one["role"], one["org"]["sourcedId"]) for one in bo["roles"]] == [("teacher", "oak")]
    assert "bo" in river.roster("/teachers").ids
    assert "bo" not in river.roster("/students").ids
    (kim,) = river.roster("/users/kim").records
    assert [(one["role"], one["org"]["sourcedId"]) for one in kim["roles"]] == [
        ("guardian", "river")
    ]
    assert NOT_SAID not in river.roster("/orgs").ids


def test_a_role_that_somebody_has_is_left_as_it_is(river: River) -> None:
    person(river, "bo", roles=(Role(role_type="primary", role="aide", org="elm"),))
    enrolled(river, "bo", "oak", "student")
    (bo,) = river.roster("/users/bo").records
    assert [(one["role"], one["org"]["sourcedId"]) for one in bo["roles"]] == [("aide", "elm")]
    assert "metadata" not in bo
    assert "bo" not in river.roster("/students").ids


def scale(river: River, name: str, **more: Any) -> None:
    record = ScoreScale(sourced_id=name, title=name, type="letter", **more)
    put(river, Kind.SCORE_SCALE, name, record)


def test_a_scale_without_a_class_is_in_one_that_uses_it(river: River) -> None:
    scale(river, "used", values=LEVELS)
    scale(river, "of-course", values=LEVELS, course="course-oak")
    scale(river, "idle", values=LEVELS)
    scale(river, "bare", class_="class-oak")
    bare_item(river, score_scale="used", category="quizzes")
    bare_item(river, "with-bare", "oak", score_scale="bare", category="quizzes")
    got = river.grades("/scoreScales")
    classes = {one["sourcedId"]: one["class"]["sourcedId"] for one in got.records}
    assert got.total == len(classes)
    assert classes.items() >= {"used": "class-elm", "of-course": "class-oak"}.items()
    # Neither is there a class to name for the one, nor a level for the other.
    assert {"idle", "bare"}.isdisjoint(classes)
    assert river.grades("/scoreScales/idle").status == 404
    (with_bare,) = river.grades("/lineItems/with-bare").records
    assert "scoreScale" not in with_bare
    assert river.grades("/lineItems", "filter=scoreScale.sourcedId='bare'").ids == []
    oak = Sharing(schools=frozenset({UUID(river.ids["oak"])}))
    assert "used" not in river.grades("/scoreScales", sharing=oak).ids
    assert "of-course" in river.grades("/scoreScales", sharing=oak).ids


def test_an_app_that_sends_it_back_has_said_nothing(town: Town, app: ApiClient) -> None:
    nobodys = {"sourcedId": NOT_SAID}
    sent = item(category=nobodys, gradingPeriod=nobodys)
    assert send(app, f"{GRADES}/lineItems/sent-back", sent).status_code == 201
    with district_scope(town.district.id) as scope:
        kept = scope.rows(
            "SELECT category_id, grading_period_id FROM line_items WHERE sourced_id = 'sent-back'"
        )
    assert kept == [(None, None)]
    assert app.get(f"{GRADES}/categories/{NOT_SAID}").status_code == 200
    wrong = send(
        app, f"{GRADES}/lineItems/lost", {"lineItem": {**item()["lineItem"], "class": nobodys}}
    )
    assert (wrong.status_code, "class" in words(wrong)) == (422, True)


def test_nobody_writes_or_deletes_it(town: Town, app: ApiClient) -> None:
    send(app, f"{GRADES}/lineItems/without", item("Without a category"))
    for kind, body in (("categories", {"title": "Mine"}), ("lineItems", item("Mine"))):
        refused = send(app, f"{GRADES}/{kind}/{NOT_SAID}", body)
        assert (refused.status_code, NOT_SAID in words(refused)) == (422, True)
    assert app.delete(f"{GRADES}/categories/{NOT_SAID}").status_code == 403
    gone = send(app, f"{GRADES}/categories/{NOT_SAID}", {"title": "x", "status": "tobedeleted"})
    assert gone.status_code == 403


def test_a_scale_that_could_not_be_read_again_is_refused(town: Town, app: ApiClient) -> None:
    body = {"title": "Letters", "type": "letter"}
    levels = {"scoreScaleValue": [{"itemValueLHS": "90", "itemValueRHS": "A"}]}
    within = {"class": {"sourcedId": CLASS}}
    for some, lacking in ((body | levels, "class"), (body | within, "scoreScaleValue")):
        refused = send(app, f"{GRADES}/scoreScales/letters", some)
        assert (refused.status_code, lacking in words(refused)) == (422, True)
    whole = body | levels | within
    assert send(app, f"{GRADES}/scoreScales/letters", whole).status_code == 201
    assert app.get(f"{GRADES}/scoreScales/letters").status_code == 200
