"""What an app writes: kept by the merge of a sync, under the app's own ids, and on its way out."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from homeroom.access.clients import Made
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.runs.conductor import sync
from homeroom.runs.report import Silent
from homeroom.runs.rules.again import apply_intake
from homeroom.store import apps, links, records
from homeroom.store.scope import district_scope
from tests.api import ApiClient, add_vendor, token_of
from tests.integration.serve.grades import GRADES, JSON, OLD, item, minor, result, send, words
from tests.people import CLASS, ITEM, OTHER_SCHOOL, PUPIL, SCHOOL, Town


def record_of(town: Town, kind: Kind, id_: str, key: str = "quizzly") -> Any:
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, key)
        hub_id, _ = links.find(scope, app.id, "", [(kind, id_)])[kind, id_]
        return hub_id, records.load(scope, kind, [hub_id])[hub_id]


def outbox(town: Town, hub_id: str) -> list[tuple[str, str]]:
    with district_scope(town.district.id) as scope:
        return scope.rows(
            "SELECT act, state FROM deliveries WHERE district_id = %(district)s"
            " AND record_id = %(id)s",
            id=hub_id,
        )


def test_a_grade_is_kept_as_written_answers_under_its_own_id_and_goes_out(
    town: Town, app: ApiClient
) -> None:
    assert send(app, f"{GRADES}/lineItems/quiz-1", item()).status_code == 201
    first = send(app, f"{GRADES}/results/r/1", result("quiz-1", 17.25))
    assert (first.status_code, first.content) == (201, b"")
    shown = app.get(f"{GRADES}/results/r/1").json()["result"]
    assert (shown["sourcedId"], shown["score"]) == ("r/1", 17.25)
    assert shown["lineItem"]["sourcedId"] == "quiz-1"
    hub_id, kept = record_of(town, Kind.RESULT, "r/1")
    assert isinstance(kept, Result)
    assert (kept.score, kept.sourced_id) == (Decimal("17.25"), "r/1")
    assert outbox(town, hub_id) == [("put", "waiting")]
    item_id, kept_item = record_of(town, Kind.LINE_ITEM, "quiz-1")
    assert isinstance(kept_item, LineItem)
    assert kept_item.school == SCHOOL
    assert outbox(town, item_id) == [("put", "waiting")]

    assert send(app, f"{GRADES}/results/r/1", result("quiz-1", 18)).status_code == 201
    assert record_of(town, Kind.RESULT, "r/1")[1].score == 18
    with district_scope(town.district.id) as scope:
        changes = scope.rows(
            "SELECT field, before, after FROM record_history WHERE district_id = %(district)s"
            " AND record_id = %(id)s",
            id=hub_id,
        )
        pages = scope.value(
            "SELECT count(*) FROM pages p WHERE district_id = %(district)s AND NOT EXISTS"
            " (SELECT FROM source_records s WHERE s.district_id = p.district_id"
            " AND s.page_id = p.id)"
        )
    assert changes == [("score", "17.25", "18")]
    assert pages == 0


def test_a_second_id_for_the_same_student_is_another_name_of_the_first(
    town: Town, app: ApiClient
) -> None:
    send(app, f"{GRADES}/lineItems/quiz-2", item("Decimals"))
    send(app, f"{GRADES}/results/one", result("quiz-2", 5))
    assert send(app, f"{GRADES}/results/two", result("quiz-2", 6)).status_code == 201
    for id_ in ("one", "two"):
        assert app.get(f"{GRADES}/results/{id_}").json()["result"]["score"] == 6
    send(app, f"{GRADES}/results/two", result("quiz-2", 7))
    assert app.get(f"{GRADES}/results/one").json()["result"]["score"] == 7
    listed = app.get(f"{GRADES}/classes/{CLASS}/lineItems/quiz-2/results").json()["results"]
    assert [one["score"] for one in listed] == [7]


def test_one_student_gets_one_result_however_many_ids_arrive_at_once(
    town: Town, quizzly: Made, app: ApiClient
) -> None:
    send(app, f"{GRADES}/lineItems/race", item("Race"))
    token = token_of(quizzly)

    def write(at: int) -> int:
        try:
            body = result("race", at)
            return int(send(ApiClient(token), f"{GRADES}/results/race-{at}", body).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(write, range(8))) == {201}
    listed = app.get(f"{GRADES}/classes/{CLASS}/lineItems/race/results").json()["results"]
    assert len(listed) == 1
    shown = [app.get(f"{GRADES}/results/race-{at}").json()["result"] for at in range(8)]
    assert shown == listed * 8


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"score": "12.50"}, ("score", Decimal("12.50"))),
        ({"score": 23}, ("score", Decimal(23))),
        ({"scoreStatus": "exempt", "score": 3}, ("score_status", "exempt")),
        ({"scoreStatus": "late"}, ("late", True)),
        ({"missing": True, "score": None}, ("missing", True)),
        ({"scoreDate": "2026-10-10T23:30:00Z"}, ("score", Decimal("17.5"))),
        ({"comment": "", "dateLastModified": "1999-01-01T00:00:00Z"}, ("comment", None)),
        ({"status": "active", "shoeSize": 44}, ("score", Decimal("17.5"))),
    ],
    ids=["text", "over", "exempt", "late", "missing", "moment", "blank", "more"],
)
def test_what_sloppy_clients_send_is_understood(
    town: Town, app: ApiClient, more: JSON, kept: tuple[str, Any]
) -> None:
    send(app, f"{GRADES}/lineItems/sloppy", item("Sloppy"))
    answer = send(app, f"{GRADES}/results/sloppy-1", result("sloppy", **more))
    assert answer.status_code == 201, answer.content
    name, value = kept
    assert getattr(record_of(town, Kind.RESULT, "sloppy-1")[1], name) == value


def test_a_write_that_cannot_be_kept_is_refused_whole_with_what_and_where(
    town: Town, app: ApiClient
) -> None:
    send(app, f"{GRADES}/lineItems/strict", item("Strict"))
    path = f"{GRADES}/results/strict-1"
    nobody = {"student": {"sourcedId": "nobody"}}
    for body, word in (
        (result("strict", "many"), "score"),
        (result("strict", **nobody), "nobody"),
        (result("not-there"), "not-there"),
        (result("strict", student=None), "student"),
        ({"result": [1]}, "result"),
        (result("strict", sourcedId="other"), "other"),
        (result("strict", scoreDate="yesterday"), "scoreDate"),
    ):
        answer = send(app, path, body)
        assert (answer.status_code, minor(answer)) == (422, "invaliddata"), body
        assert word in words(answer)
    for raw in (b"", b"{", b"[]", b'{"result": {"score": 1e999999999}}', b"\xff"):
        answer = app.put(path, raw, content_type="application/json")
        assert answer.status_code == 422, raw
    assert app.get(path).status_code == 404


def test_an_app_writes_neither_into_what_a_teacher_made_nor_what_another_app_has(
    town: Town, app: ApiClient
) -> None:
    other = ApiClient(token_of(add_vendor(town.district, "rival")))
    send(app, f"{GRADES}/lineItems/mine", item("Mine"))
    for answer in (
        send(app, f"{GRADES}/lineItems/{ITEM}", item("Taken over")),
        send(app, f"{GRADES}/results/into-theirs", result(ITEM)),
        send(other, f"{GRADES}/lineItems/mine", item("Stolen")),
        send(other, f"{GRADES}/results/stolen", result("mine")),
        other.delete(f"{GRADES}/lineItems/mine"),
        app.delete(f"{GRADES}/lineItems/{ITEM}"),
    ):
        assert (answer.status_code, minor(answer)) == (403, "forbidden")
    assert record_of(town, Kind.LINE_ITEM, "mine")[1].title == "Mine"


def test_what_is_deleted_is_gone_at_once_and_may_come_back(town: Town, app: ApiClient) -> None:
    send(app, f"{GRADES}/lineItems/gone", item("Gone"))
    send(app, f"{GRADES}/results/gone-1", result("gone"))
    assert app.delete(f"{GRADES}/lineItems/gone").status_code == 204
    for path in ("lineItems/gone", "results/gone-1"):
        assert app.get(f"{GRADES}/{path}").status_code == 404
        assert app.delete(f"{GRADES}/{path}").status_code == 404
    assert send(app, f"{GRADES}/results/gone-1", result("gone")).status_code == 422
    assert send(app, f"{OLD}/lineItems/gone", item("Back")).status_code == 201
    assert send(app, f"{OLD}/results/gone-1", result("gone", 9)).status_code == 201
    assert send(app, f"{OLD}/results/gone-1", result("gone", 9)).status_code == 200
    assert app.get(f"{OLD}/results/gone-1").json()["result"]["score"] == 9


def test_a_put_that_says_deleted_deletes(town: Town, app: ApiClient) -> None:
    send(app, f"{GRADES}/lineItems/soft", item("Soft"))
    for status, answered in (("tobedeleted", 201), ("ToBeDeleted", 404), ("active", 201)):
        sent = send(app, f"{GRADES}/lineItems/soft", item("Soft", status=status))
        assert sent.status_code == answered
    assert app.get(f"{GRADES}/lineItems/soft").json()["lineItem"]["status"] == "active"
    made = {"lineItems": [item("New", status="tobedeleted")["lineItem"]]}
    assert send(app, f"{GRADES}/classes/{CLASS}/lineItems", made, "post").status_code == 422


def test_posts_give_ids_of_ours_and_refuse_a_batch_as_a_whole(town: Town, app: ApiClient) -> None:
    made = [{**item(f"Batch {at}")["lineItem"], "sourcedId": f"t{at}"} for at in range(3)]
    answer = send(app, f"{GRADES}/classes/{CLASS}/lineItems", {"lineItems": made}, "post")
    assert answer.status_code == 201, answer.content
    pairs = {
        p["suppliedSourcedId"]: p["allocatedSourcedId"] for p in answer.json()["sourcedIdPairs"]
    }
    assert set(pairs) == {"t0", "t1", "t2"}
    shown = app.get(f"{GRADES}/lineItems/{pairs['t1']}").json()["lineItem"]
    assert shown["title"] == "Batch 1"
    graded = [{**result(pairs["t0"])["result"], "sourcedId": "x"}]
    below = f"{GRADES}/lineItems/{pairs['t0']}/results"
    (pair,) = send(app, below, {"results": graded}, "post").json()["sourcedIdPairs"]
    assert app.get(f"{GRADES}/results/{pair['allocatedSourcedId']}").status_code == 200
    for path, body in (
        (f"{GRADES}/lineItems/{pairs['t1']}/results", {"results": graded}),
        (f"{GRADES}/schools/{OTHER_SCHOOL}/lineItems", {"lineItems": made}),
        (f"{GRADES}/classes/{CLASS}/lineItems", {"lineItems": [made[0], {"title": ""}]}),
        (f"{GRADES}/classes/{CLASS}/lineItems", {"lineItems": []}),
        (below, {"results": [result(pairs["t2"])["result"], *graded]}),
    ):
        answer = send(app, path, body, "post")
        assert answer.status_code == 422, answer.content
    assert (
        send(app, f"{GRADES}/classes/nowhere/lineItems", {"lineItems": made}, "post").status_code
        == 404
    )
    titles = [one["title"] for one in app.get(f"{GRADES}/lineItems?limit=1000").json()["lineItems"]]
    assert sorted(one for one in titles if one.startswith("Batch")) == [
        "Batch 0",
        "Batch 1",
        "Batch 2",
    ]


def test_categories_and_scales_are_written_and_named(town: Town, app: ApiClient) -> None:
    category = {"category": {"title": "Homework", "weight": 20}}
    scale = {
        "scoreScale": {
            "title": "Letters",
            "type": "letter",
            "class": {"sourcedId": CLASS},
            "scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "90"}],
        }
    }
    assert send(app, f"{GRADES}/categories/hw", category).status_code == 201
    assert send(app, f"{GRADES}/scoreScales/ab", scale).status_code == 201
    named = {"category": {"sourcedId": "hw"}, "scoreScale": {"sourcedId": "ab"}}
    assert send(app, f"{GRADES}/lineItems/named", item("Named", **named)).status_code == 201
    shown = app.get(f"{GRADES}/lineItems/named").json()["lineItem"]
    assert shown["category"]["sourcedId"] == "hw"
    assert shown["scoreScale"]["sourcedId"] == "ab"
    assert send(app, f"{OLD}/categories/hw", {"category": {"title": "Home"}}).status_code == 200


def test_assessments_are_written_like_grades(town: Town, app: ApiClient) -> None:
    exam = {"assessmentLineItem": {"title": "State exam", "resultValueMax": 500}}
    score = {
        "assessmentResult": {
            "assessmentLineItem": {"sourcedId": "exam"},
            "student": {"sourcedId": PUPIL},
            "score": 412.5,
            "scorePercentile": 88,
            "scoreDate": "2026-05-01",
            "scoreStatus": "fully graded",
        }
    }
    assert send(app, f"{GRADES}/assessmentResults/s1", score).status_code == 422
    assert send(app, f"{GRADES}/assessmentLineItems/exam", exam).status_code == 201
    assert send(app, f"{GRADES}/assessmentResults/s1", score).status_code == 201
    shown = app.get(f"{GRADES}/assessmentResults/s1").json()["assessmentResult"]
    assert (shown["score"], shown["scorePercentile"]) == (412.5, 88)
    rival = ApiClient(token_of(add_vendor(town.district, "examiner")))
    assert send(rival, f"{GRADES}/assessmentResults/s2", score).status_code == 403
    assert app.delete(f"{GRADES}/assessmentLineItems/exam").status_code == 204
    assert app.get(f"{GRADES}/assessmentResults/s1").status_code == 404


def test_a_body_of_megabytes_is_refused_in_words(town: Town, app: ApiClient) -> None:
    answer = send(app, f"{GRADES}/categories/big", {"category": {"title": "x" * 3_000_000}})
    assert (answer.status_code, minor(answer)) == (413, "invaliddata")


def test_a_sync_and_a_change_of_rules_leave_what_was_written_as_it_is(
    town: Town, app: ApiClient
) -> None:
    send(app, f"{GRADES}/lineItems/lasting", item("Lasting"))
    send(app, f"{GRADES}/results/lasting-1", result("lasting", 4))
    send(app, f"{GRADES}/results/lasting-2", result("lasting", 8))
    before = record_of(town, Kind.RESULT, "lasting-1")
    for _ in range(2):
        assert sync(town.district, "quizzly", Silent(), started_by="test").state.startswith("done")
    apply_intake(town.district, "quizzly", Silent(), "test")
    assert record_of(town, Kind.RESULT, "lasting-1") == before
    assert before[1].score == 8
