"""What an app is told of its own grades on their way to the SIS, and of nobody else's."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft4Validator

from homeroom.access.clients import Made
from homeroom.serve.described_own import described
from homeroom.store.scope import district_scope
from tests.api import ApiClient, add_vendor, token_of
from tests.integration.serve.grades import GRADES, item, minor, result, send
from tests.people import Town

DELIVERIES = "/homeroom/v1/deliveries"
FACTS = {"score": "25", "maximum": "20", "there": "a teacher's 12"}


@pytest.fixture(scope="module")
def refused(town: Town, quizzly: Made) -> None:
    """Three grades of the app, of which the SIS has refused two, after a day apart."""
    app = ApiClient(token_of(quizzly))
    for at in range(3):
        send(app, f"{GRADES}/lineItems/d{at}", item(f"Delivered {at}"))
        send(app, f"{GRADES}/results/d{at}-1", result(f"d{at}", 25))
    with district_scope(town.district.id) as scope:
        for at in range(2):
            scope.run(
                "UPDATE deliveries d SET state = 'refused', code = 'result.over_maximum',"
                " facts = %(facts)s, changed_at = now() - make_interval(days => %(at)s)"
                " FROM record_links l WHERE d.district_id = %(district)s"
                " AND l.district_id = d.district_id AND l.record_id = d.record_id"
                " AND l.external_id = %(id)s",
                facts=json.dumps(FACTS),
                at=at,
                id=f"d{at}-1",
            )


def asked(app: ApiClient, query: str = "", path: str = DELIVERIES) -> dict[str, Any]:
    answer = app.get(path + query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    document = json.loads(json.dumps(described("http://localhost")))
    content = document["paths"][path]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    assert [one.message for one in Draft4Validator(schema).iter_errors(found)] == []
    return found


def test_what_was_refused_is_told_in_the_apps_own_ids_with_words_and_a_fix(
    app: ApiClient, refused: None
) -> None:
    found = asked(app)
    first, second = found["deliveries"]
    assert (first["sourcedId"], first["lineItem"], first["kind"]) == ("d0-1", "d0", "result")
    assert (first["state"], first["code"]) == ("refused", "result.over_maximum")
    assert "25" in first["words"]
    assert first["fix"]
    assert second["sourcedId"] == "d1-1"
    assert found["counts"]["refused"] == 2
    assert found["counts"]["waiting"] >= 4


def test_what_a_teacher_has_in_the_sis_is_not_told(app: ApiClient, refused: None) -> None:
    assert "12" not in json.dumps(asked(app)["deliveries"][0]["words"])


def test_pages_follow_each_other_and_states_narrow(app: ApiClient, refused: None) -> None:
    answer = app.get(f"{DELIVERIES}?limit=1&state=refused")
    following = answer["Link"].partition(">")[0].removeprefix("<http://localhost")
    (other,) = asked(app, following.removeprefix(DELIVERIES))["deliveries"]
    assert other["sourcedId"] == "d1-1"
    assert "Link" not in app.get(following).headers
    assert asked(app, "?state=held")["deliveries"] == []
    assert len(asked(app, "?code=result.over_maximum")["deliveries"]) == 2
    assert asked(app, "?code=parent.not_delivered")["deliveries"] == []


def test_whatever_changed_comes_once_the_oldest_change_first(
    town: Town, app: ApiClient, refused: None
) -> None:
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE deliveries d SET state = 'delivered', changed_at = now() - interval '2 hours'"
            " FROM record_links l WHERE d.district_id = %(district)s AND l.external_id = 'd2-1'"
            " AND l.district_id = d.district_id AND l.record_id = d.record_id"
        )
    whole = asked(app, "?changedSince=2020-01-01T00:00:00Z")["deliveries"]
    assert [one["changedAt"] for one in whole] == sorted(one["changedAt"] for one in whole)
    assert {"d0-1", "d1-1", "d2-1", "d0", "d1", "d2"} <= {one["sourcedId"] for one in whole}
    query, paged = "?changedSince=2020-01-01T00:00:00Z&limit=2", []
    while query:
        answer = app.get(DELIVERIES + query)
        paged += answer.json()["deliveries"]
        link = answer.headers.get("Link", "")
        query = link.partition(">")[0].removeprefix(f"<http://localhost{DELIVERIES}")
    assert paged == whole
    since = datetime.now(UTC) - timedelta(hours=3)
    recent = asked(app, f"?changedSince={since.isoformat()}&state=delivered")["deliveries"]
    assert [one["sourcedId"] for one in recent] == ["d2-1"]
    assert "d1-1" not in json.dumps(asked(app, f"?changedSince={since.isoformat()}"))
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE deliveries SET state = 'waiting' WHERE district_id = %(district)s"
            " AND state = 'delivered'"
        )


def test_one_record_is_asked_for_by_any_id_whatever_became_of_it(
    app: ApiClient, refused: None
) -> None:
    (waiting,) = asked(app, "?sourcedId=d2-1")["deliveries"]
    assert (waiting["state"], "code" in waiting) == ("waiting", False)
    assert asked(app, "?sourcedId=nobody")["deliveries"] == []
    assert asked(app, "?sourcedId=a%00b")["deliveries"] == []


def test_nobody_is_told_of_another_apps_grades(town: Town, refused: None) -> None:
    rival = ApiClient(token_of(add_vendor(town.district, "curious")))
    assert asked(rival) == {"deliveries": [], "counts": {}}
    assert asked(rival, "?sourcedId=d0-1")["deliveries"] == []


def test_bad_questions_are_answered_in_words(town: Town, app: ApiClient) -> None:
    for query in (
        "limit=0",
        "limit=1001",
        "limit=x",
        "state=lost",
        "code=no.such",
        "after=never",
        "after=never~1~2",
        "changedSince=soon",
        "state=waiting",
    ):
        answer = app.get(f"{DELIVERIES}?{query}")
        assert (answer.status_code, minor(answer)) == (400, "invaliddata"), query
    assert app.post(DELIVERIES).status_code == 405
    roster = add_vendor(town.district, "no-grades", "roster.readonly")
    assert ApiClient(token_of(roster)).get(DELIVERIES).status_code == 403
    assert ApiClient().get(DELIVERIES).status_code == 401


def test_the_document_is_open_and_true_about_the_caller(app: ApiClient) -> None:
    assert ApiClient().get("/homeroom/v1/openapi.json").json() == described("http://localhost")
    assert asked(app, path="/homeroom/v1/caller")["app"] == "quizzly"
