"""What an app may not write: what is not shared, another district's, or without the right to."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from homeroom.access.clients import Made
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind
from homeroom.rules.document import Rules
from homeroom.rules.filters import FilterRule, Keep
from homeroom.rules.wording import read_condition
from homeroom.serve.callers import CALLERS
from homeroom.serve.operations import Operation
from homeroom.serve.served import served
from homeroom.store import apps, districts, rules
from homeroom.store.scope import district_scope
from homeroom.store.vendors import sharings
from tests.api import ApiClient, add_vendor, token_of
from tests.integration.serve.grades import GRADES, item, minor, send, words
from tests.people import CLASS, ITEM, OTHER_SCHOOL, PUPIL, Town, insert


def test_what_is_not_shared_cannot_be_written_and_is_not_told(town: Town) -> None:
    hidden = ApiClient(token_of(add_vendor(town.district, "elsewhere")))
    with district_scope(town.district.id) as scope:
        held = apps.keyed(scope, "elsewhere")
        sharings.keep(scope, held.id, sharings.Shared(schools=(UUID(OTHER_SCHOOL),)))
    CALLERS.forget()
    assert send(hidden, f"{GRADES}/lineItems/hidden", item()).status_code == 422
    made = {"lineItems": [item()["lineItem"]]}
    assert send(hidden, f"{GRADES}/classes/{CLASS}/lineItems", made, "post").status_code == 404
    assert send(hidden, f"{GRADES}/lineItems/{ITEM}", item()).status_code == 422
    assert hidden.delete(f"{GRADES}/lineItems/{ITEM}").status_code == 404


FOREIGN = "0198f000-0000-7000-8000-0000000000ff"  # in another district
UNSHARED = "0198f000-0000-7000-8000-0000000000fe"  # in a school that is not shared
ROOM = "0198f000-0000-7000-8000-0000000000fd"  # the class that both apps see
WRITES = [one for one in served() if one.method != "GET"]
NAMES = ("class", "category", "scoreScale", "lineItem", "student", "assessmentLineItem")
REFERRING = [kind for kind in GRADEBOOK if ENTITIES[kind].references()]
DATES = {"assignDate": "2026-10-01T12:00:00Z", "dueDate": "2026-10-09T12:00:00Z"}
SCORED = {"scoreStatus": "fully graded", "score": 1, "scoreDate": "2026-10-10"}


def fill(district: str, id_: str) -> None:
    """Store a record of every kind that a write could name, under one id and in one school."""
    with district_scope(districts.named(district).id) as scope:
        of = {"class_id": UUID(id_)}
        insert(scope, "orgs", id_, name="Lake School", type="school")
        dates = {"start_date": date(2026, 8, 1), "end_date": date(2027, 6, 1)}
        insert(scope, "academic_sessions", id_, title="Fall", type="term", **dates)
        insert(scope, "courses", id_, title="Lake course", org_id=UUID(id_))
        places = {"course_id": UUID(id_), "school_id": UUID(id_)}
        insert(scope, "classes", id_, title="Lake class", **places)
        insert(scope, "users", id_, given_name="L", family_name="K", enabled_user=True)
        insert(scope, "categories", id_, title="Lake category")
        insert(scope, "score_scales", id_, title="Lake scale", type="x", **of)
        insert(scope, "line_items", id_, title="Lake item", category_id=UUID(id_), **of)
        insert(scope, "assessment_line_items", id_, title="Lake exam", **of)
        about = {"line_item_id": UUID(id_), "student_id": UUID(id_)}
        insert(scope, "results", id_, score=1, **about)
        about = {"assessment_line_item_id": UUID(id_), "student_id": UUID(id_)}
        insert(scope, "assessment_results", id_, score=1, **about)


@pytest.fixture(scope="module")
def apart(town: Town, quizzly: Made) -> dict[str, ApiClient]:
    """Return who must not know of an id, by the id: one app sees all schools, one a single one."""
    fill("lakeside", FOREIGN)
    fill("riverbend", UNSHARED)
    made = add_vendor(town.district, "limited")
    with district_scope(town.district.id) as scope:
        held = apps.keyed(scope, "limited")
        sharings.keep(scope, held.id, sharings.Shared(schools=(UUID(OTHER_SCHOOL),)))
        of = {"course_id": UUID(CLASS), "school_id": UUID(OTHER_SCHOOL)}
        insert(scope, "classes", ROOM, title="Room", **of)
        of = {"user_id": UUID(PUPIL), "class_id": UUID(ROOM), "school_id": UUID(OTHER_SCHOOL)}
        insert(scope, "enrollments", ROOM, role="student", **of)
    return {FOREIGN: ApiClient(token_of(quizzly)), UNSHARED: ApiClient(token_of(made))}


@pytest.mark.parametrize("whose", [FOREIGN, UNSHARED], ids=["district", "school"])
@pytest.mark.parametrize("one", WRITES, ids=lambda one: f"{one.method} {one.id} {one.version}")
def test_what_lies_elsewhere_is_not_there_for_any_write(
    apart: dict[str, ApiClient], one: Operation, whose: str
) -> None:
    app = apart[whose]
    path = one.base + one.path
    for part in filter(None, (part.parameter for part in one.parts)):
        path = path.replace(f"{{{part}}}", whose)
    # The rest of it is good: a title, and what a result has to have.
    wire = {"title": "Mine", "type": "x", **SCORED}
    wire |= {name: {"sourcedId": whose} for name in NAMES}
    wire |= {"scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "4"}]}
    if (one.target.kind, one.method, whose) == (Kind.CATEGORY, "PUT", FOREIGN):
        # It names nothing: under an id of another district there is simply a new one here.
        assert send(app, path, {"category": {"title": "Ours"}}).status_code == 201
        assert app.delete(path).status_code == 204
        return
    body = {one.wrapper: wire if one.is_single else [wire]}
    answer = send(app, path, body, one.method.lower())
    assert answer.status_code == (422 if one.method == "PUT" else 404), answer.content
    assert "Lake" not in answer.content.decode()


def good(kind: Kind, of: str) -> dict[str, Any]:
    """Return an object that an app may write; `of` is what its own ids begin with."""
    found: dict[str, Any] = {"title": "Mine", "class": {"sourcedId": ROOM}}
    if kind is Kind.LINE_ITEM:
        return found | DATES
    if kind is Kind.SCORE_SCALE:
        levels = [{"itemValueLHS": "A", "itemValueRHS": "4"}]
        return found | {"type": "letter", "scoreScaleValue": levels}
    if kind in (Kind.RESULT, Kind.ASSESSMENT_RESULT):
        above = Kind.LINE_ITEM if kind is Kind.RESULT else Kind.ASSESSMENT_LINE_ITEM
        found = {above.value: {"sourcedId": f"{of}-{above}"}}
        return found | SCORED | {"student": {"sourcedId": PUPIL}}
    return found


@pytest.mark.parametrize("whose", [FOREIGN, UNSHARED], ids=["district", "school"])
def test_no_reference_of_a_write_reaches_what_lies_elsewhere(
    apart: dict[str, ApiClient], whose: str
) -> None:
    """Each of them alone, in an object that is good but for it; nothing is changed by it."""
    app, refused = apart[whose], 0
    for kind in REFERRING:
        path = f"{GRADES}/{COLLECTIONS[kind]}/{whose}-{kind}"
        assert send(app, path, {kind.value: good(kind, whose)}).status_code == 201, kind
        before = app.get(path).content
        for field in ENTITIES[kind].references():
            if whose == UNSHARED and field.to is Kind.ACADEMIC_SESSION:
                continue  # sessions belong to no school
            wire = good(kind, whose) | {field.wire: {"sourcedId": whose}}
            answer = send(app, path, {kind.value: wire})
            assert answer.status_code == 422, (kind, field.wire, answer.content)
            assert "Lake" not in answer.content.decode()
            assert app.get(path).content == before
            refused += 1
    assert refused > 12


def test_one_object_that_names_what_lies_elsewhere_stops_its_whole_batch(
    apart: dict[str, ApiClient],
) -> None:
    for whose, app in apart.items():
        path = f"{GRADES}/classes/{ROOM}/lineItems"
        before = app.get(path)["X-Total-Count"]
        items = [good(Kind.LINE_ITEM, whose) for _ in range(3)]
        items[1] |= {"category": {"sourcedId": whose}}
        assert send(app, path, {"lineItems": items}, "post").status_code == 422
        assert app.get(path)["X-Total-Count"] == before
        del items[1]["category"]
        answer = send(app, path, {"lineItems": items}, "post")
        assert (answer.status_code, len(answer.json()["sourcedIdPairs"])) == (201, 3)


def test_without_scope_or_grade_sync_nothing_is_written(town: Town) -> None:
    reader = add_vendor(town.district, "reader", "gradebook.readonly")
    assert send(ApiClient(token_of(reader)), f"{GRADES}/categories/x", {}).status_code == 403
    roster = add_vendor(town.district, "roster-only", grade_sync=False)
    answer = send(
        ApiClient(token_of(roster)), f"{GRADES}/categories/x", {"category": {"title": "x"}}
    )
    assert (answer.status_code, minor(answer)) == (403, "forbidden")
    assert "Grade Sync" in words(answer)


def test_what_a_district_decides_holds_from_the_next_write_on(town: Town, app: ApiClient) -> None:
    path, body = f"{GRADES}/categories/decided", {"category": {"title": "Decided"}}
    assert send(app, path, body).status_code == 201
    with district_scope(town.district.id) as scope:
        held = apps.keyed(scope, "quizzly")
        apps.change(scope, held.id, grade_sync=False)
    assert send(app, path, body).status_code == 403
    with district_scope(town.district.id) as scope:
        apps.change(scope, held.id, grade_sync=True)
        weighty = FilterRule(
            app="quizzly",
            entity="category",
            keep=Keep.EXCLUDE,
            conditions=(read_condition("title equals Decided"),),
        )
        now = datetime.now(UTC)
        rules.save(scope, Rules(filters=(weighty,)), 0, ("test", "a test"), now)
    answer = send(app, path, body)
    assert (answer.status_code, minor(answer)) == (422, "invaliddata")
    with district_scope(town.district.id) as scope:
        rules.save(scope, Rules(), 1, ("test", "a test"), now)
    assert send(app, path, body).status_code == 201
