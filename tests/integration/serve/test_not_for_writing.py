"""What an app may not write: what is not shared, another district's, or without the right to."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from homeroom.model.kinds import Kind
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
from tests.people import CLASS, ITEM, OTHER_SCHOOL, Town, insert


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


FOREIGN = "0198f000-0000-7000-8000-0000000000ff"
WRITES = [one for one in served() if one.method != "GET"]


@pytest.fixture(scope="module")
def lakeside(town: Town) -> None:
    """Another district with a record of every kind that a write could name, under one id."""
    with district_scope(districts.named("lakeside").id) as scope:
        of = {"class_id": UUID(FOREIGN)}
        insert(scope, "orgs", FOREIGN, name="Lake School", type="school")
        dates = {"start_date": date(2026, 8, 1), "end_date": date(2027, 6, 1)}
        insert(scope, "academic_sessions", FOREIGN, title="Fall", type="term", **dates)
        insert(scope, "courses", FOREIGN, title="Lake course")
        places = {"course_id": UUID(FOREIGN), "school_id": UUID(FOREIGN)}
        insert(scope, "classes", FOREIGN, title="Lake class", **places)
        insert(scope, "users", FOREIGN, given_name="L", family_name="K", enabled_user=True)
        insert(scope, "categories", FOREIGN, title="Lake category")
        insert(scope, "score_scales", FOREIGN, title="Lake scale", type="x", **of)
        insert(scope, "line_items", FOREIGN, title="Lake item", **of)
        insert(scope, "assessment_line_items", FOREIGN, title="Lake exam", **of)


@pytest.mark.parametrize("one", WRITES, ids=lambda one: f"{one.method} {one.id} {one.version}")
def test_records_of_another_district_are_not_there_for_any_write(
    town: Town, app: ApiClient, lakeside: None, one: Operation
) -> None:
    path = one.base + one.path
    for part in one.parts:
        path = path.replace(f"{{{part.parameter}}}", FOREIGN)
    names = ("class", "category", "scoreScale", "lineItem", "student", "assessmentLineItem")
    # The rest of it is good: a title, and what a result has to have.
    wire = {"title": "Mine", "type": "x", "scoreStatus": "fully graded", "score": 1}
    wire |= {name: {"sourcedId": FOREIGN} for name in names}
    wire |= {"scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "4"}]}
    if one.target.kind is Kind.CATEGORY and one.method == "PUT":
        # It names nothing: under an id of another district there is simply a new one here.
        assert send(app, path, {"category": {"title": "Ours"}}).status_code == 201
        assert app.delete(path).status_code == 204
        return
    body = {one.wrapper: wire if one.is_single else [wire]}
    answer = send(app, path, body, one.method.lower())
    assert answer.status_code == (422 if one.method == "PUT" else 404), answer.content
    assert "Lake" not in answer.content.decode()


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
