"""Writing: what goes out, what the answers mean, and what is read back."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from homeroom.connectors.oneroster.target import OneRosterTarget
from homeroom.connectors.oneroster.tests.scripted import DROPPED, Answer, Scripted, said
from homeroom.connectors.oneroster.tests.settings import GRADEBOOK, ONE_BASE, ROSTER, opened
from homeroom.connectors.writes import Outcome, Receipt, TargetCategory, Write
from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.model.gradebook import Category, LineItem, LineItemNature, Result
from homeroom.model.kinds import Kind

CLASS = "c/1"
ITEM = LineItem(
    sourced_id="l+1",
    date_last_modified=datetime(2026, 10, 12, 17, 0, tzinfo=UTC),
    title="Quiz 1",
    class_=CLASS,
    school="o1",
    assign_date=datetime(2026, 10, 12, 17, 0, tzinfo=UTC),
    due_date=datetime(2026, 10, 16, 17, 0, tzinfo=UTC),
    category="cat",
    result_value_min=Decimal(0),
    result_value_max=Decimal("10.50"),
)
RESULT = Result(
    sourced_id="r 1",
    line_item="l+1",
    student="s+1",
    class_=CLASS,
    score_status="fully graded",
    score=Decimal("8.125"),
    score_date=date(2026, 10, 14),
    late=True,
    metadata={"theirs": "kept"},
)
NO_ITEMS = said({"lineItems": []}, X_Total_Count="0")
RESULTS = f"{GRADEBOOK}/classes/c%2F1/lineItems/l%2B1/results"


@pytest.fixture(autouse=True)
def _gradebook(server: Scripted) -> None:
    for base in (GRADEBOOK, ONE_BASE):
        server.on(f"{base}/lineItems", NO_ITEMS)


def write(record: LineItem | Result | Category) -> Write:
    kinds = {LineItem: Kind.LINE_ITEM, Result: Kind.RESULT, Category: Kind.CATEGORY}
    return Write(kind=kinds[type(record)], record=record, class_id=CLASS)


def put(server: Scripted, *records: Any, path: str = ROSTER) -> Sequence[Receipt]:
    with opened(server, path) as connection:
        return connection.target.put([write(one) for one in records])


def sent(server: Scripted) -> list[Any]:
    return [json.loads(one.body) for one in server.asked if one.method == "PUT"]


def test_a_line_item_goes_out_whole_under_its_encoded_id(server: Scripted) -> None:
    server.on(f"{GRADEBOOK}/lineItems/l%2B1", Answer(201), method="PUT")
    assert put(server, ITEM) == [Receipt(id="l+1", outcome=Outcome.STORED, status=201)]
    [body] = sent(server)
    roster, grades = server.url + ROSTER, server.url + GRADEBOOK
    assert body == {
        "lineItem": {
            "sourcedId": "l+1",
            "status": "active",
            "dateLastModified": "2026-10-12T17:00:00.000Z",
            "title": "Quiz 1",
            "assignDate": "2026-10-12T17:00:00.000Z",
            "dueDate": "2026-10-16T17:00:00.000Z",
            "class": {
                "href": f"{roster}/classes/c%2F1",
                "sourcedId": CLASS,
                "type": "class",
            },
            "school": {"href": f"{roster}/orgs/o1", "sourcedId": "o1", "type": "org"},
            "category": {
                "href": f"{grades}/categories/cat",
                "sourcedId": "cat",
                "type": "category",
            },
            "resultValueMin": 0,
            "resultValueMax": 10.50,
        }
    }


def test_a_score_stands_on_the_wire_with_its_own_digits(server: Scripted) -> None:
    server.on(f"{GRADEBOOK}/results/*", Answer(201), method="PUT")
    for text in ("8.125", "0", "300", "66.66666666666666666667", "-1.50", "10.0"):
        put(server, structs.replace(RESULT, score=Decimal(text)))
        assert f'"score":{text}' in server.asked[-1].body.decode()


def test_1_2_carries_flags_and_1_1_leaves_out_what_it_has_no_member_for(server: Scripted) -> None:
    for base in (GRADEBOOK, ONE_BASE):
        server.on(f"{base}/results/r%201", Answer(200), method="PUT")
    put(server, RESULT)
    put(server, RESULT, path=ONE_BASE)
    new, old = (one["result"] for one in sent(server))
    assert (new["late"], new["class"]["sourcedId"]) == ("true", CLASS)
    assert not {"late", "class", "missing", "textScore"} & old.keys()
    assert old["score"] == 8.125
    assert (old["scoreStatus"], old["scoreDate"]) == ("fully graded", "2026-10-14")
    assert old["student"] == {
        "href": f"{server.url}{ONE_BASE}/users/s%2B1",
        "sourcedId": "s+1",
        "type": "user",
    }
    assert old["lineItem"]["href"] == f"{server.url}{ONE_BASE}/lineItems/l%2B1"
    assert (new["metadata"], old["metadata"]) == ({"theirs": "kept"}, {"theirs": "kept"})


def test_a_result_without_a_score_has_no_score_on_the_wire(server: Scripted) -> None:
    server.on(f"{GRADEBOOK}/results/r%201", Answer(201), method="PUT")
    put(server, structs.replace(RESULT, score=None, score_status="exempt"))
    [body] = sent(server)
    assert "score" not in body["result"]
    assert body["result"]["scoreStatus"] == "exempt"


def test_records_go_out_one_by_one_in_order_and_one_refusal_stops_no_other(
    server: Scripted,
) -> None:
    refused = {
        "imsx_description": "No such student.",
        "imsx_CodeMinor": {"imsx_codeMinorField": [{"imsx_codeMinorFieldValue": "invaliddata"}]},
    }
    server.on(f"{GRADEBOOK}/lineItems/l%2B1", Answer(200), method="PUT")
    server.on(f"{GRADEBOOK}/results/*", said(refused, 422), Answer(201), method="PUT")
    found = put(server, ITEM, RESULT, structs.replace(RESULT, sourced_id="r2"))
    assert list(found) == [
        Receipt(id="l+1", outcome=Outcome.STORED, status=200),
        Receipt(
            id="r 1",
            outcome=Outcome.REFUSED,
            status=422,
            code="invaliddata",
            words="No such student.",
        ),
        Receipt(id="r2", outcome=Outcome.STORED, status=201),
    ]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422])
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'{"statusInfoSet":[{}]}'])
def test_a_refusal_without_a_reason_still_has_words(
    server: Scripted, status: int, body: bytes
) -> None:
    server.on(f"{GRADEBOOK}/results/r%201", Answer(status, body), method="PUT")
    [receipt] = put(server, RESULT)
    assert (receipt.outcome, receipt.status) == (Outcome.REFUSED, status)
    assert receipt.words == "no reason given"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(429), RetryLater),
        (Answer(500), RetryLater),
        (Answer(503), RetryLater),
        (DROPPED, RetryLater),
        (Answer(401), NeedsDistrict),
        (Answer(302, headers={"Location": "/login"}), NeedsDistrict),
    ],
    ids=["429", "500", "503", "dropped", "401", "302"],
)
def test_a_write_that_came_to_no_answer_is_no_receipt(
    server: Scripted, answer: Answer, problem: type[Exception]
) -> None:
    server.on(f"{GRADEBOOK}/results/r%201", answer, method="PUT")
    with pytest.raises(problem):
        put(server, RESULT)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.STORED),
        (200, Outcome.STORED),
        (404, Outcome.STORED),
        (403, Outcome.REFUSED),
        (405, Outcome.REFUSED),
    ],
)
def test_what_is_deleted_already_counts_as_deleted(
    server: Scripted, status: int, outcome: Outcome
) -> None:
    server.on(f"{GRADEBOOK}/lineItems/l%2B1", Answer(status), method="DELETE")
    with opened(server) as connection:
        receipt = connection.target.delete(Kind.LINE_ITEM, "l+1", CLASS)
    assert (receipt.id, receipt.outcome, receipt.status) == ("l+1", outcome, status)
    assert server.to(f"{GRADEBOOK}/lineItems/l%2B1", "DELETE")[0].body == b""


def wire_item(**more: Any) -> dict[str, Any]:
    return {
        "sourcedId": "l+1",
        "status": "active",
        "title": "Quiz 1",
        "class": {"sourcedId": CLASS},
        "dueDate": "2026-10-16T17:00:00Z",
        "resultValueMax": 10.5,
        **more,
    }


def test_a_line_item_is_read_back_and_a_tombstone_is_none(server: Scripted) -> None:
    place = f"{GRADEBOOK}/lineItems/l%2B1"
    server.on(place, said({"lineItem": wire_item()}))
    with opened(server) as connection:
        found = connection.target.line_item("l+1", CLASS)
        assert found is not None
        assert (found.title, found.result_value_max) == ("Quiz 1", Decimal("10.5"))
        server.on(place, said({"lineItem": wire_item(status="tobedeleted")}))
        assert connection.target.line_item("l+1", CLASS) is None
        server.on(place, Answer(404))
        assert connection.target.line_item("l+1", CLASS) is None


def wire_result(number: int, **more: Any) -> dict[str, Any]:
    return {
        "sourcedId": f"r{number}",
        "status": "active",
        "lineItem": {"sourcedId": "l+1"},
        "student": {"sourcedId": f"s{number}"},
        "score": number + 0.5,
        "scoreStatus": "fully graded",
        "scoreDate": "2026-10-14",
        **more,
    }


def test_results_of_a_line_item_are_read_page_by_page(server: Scripted) -> None:
    rows = [wire_result(number) for number in range(5)]

    def page(asked: Any) -> Answer:
        offset = int(asked.members["offset"])
        return said({"results": rows[offset : offset + 2]}, X_Total_Count="5")

    server.on(RESULTS, page)
    with opened(server) as connection:
        found = connection.target.results("l+1", CLASS)
    assert [(one.student, one.score) for one in found] == [
        (f"s{number}", Decimal(number) + Decimal("0.5")) for number in range(5)
    ]


def test_a_list_of_grades_that_cannot_be_read_whole_is_no_list(server: Scripted) -> None:
    some = said({"results": [wire_result(1)]}, X_Total_Count="3")
    server.on(RESULTS, some, said({"results": []}, X_Total_Count="3"))
    with opened(server) as connection, pytest.raises(RetryLater, match="1 records of 3 arrived"):
        connection.target.results("l+1", CLASS)


def test_a_server_that_knows_no_pages_has_sent_all_it_has(server: Scripted) -> None:
    server.on(RESULTS, said({"results": [wire_result(1), wire_result(2)]}))
    with opened(server) as connection:
        assert len(connection.target.results("l+1", CLASS)) == 2


def test_rows_that_are_no_results_are_left_out(server: Scripted) -> None:
    rows = [wire_result(1), {"sourcedId": "bare"}, 17, None, "x"]
    server.on(RESULTS, said({"results": rows}, X_Total_Count="5"))
    with opened(server) as connection:
        assert [one.sourced_id for one in connection.target.results("l+1", CLASS)] == ["r1"]


def test_categories_are_those_of_the_class_and_1_1_has_no_such_list(server: Scripted) -> None:
    rows = [
        {"sourcedId": "k1", "status": "active", "title": "Homework"},
        {"sourcedId": "k2", "status": "tobedeleted", "title": "Old"},
        {"title": "without an id"},
    ]
    place = f"{GRADEBOOK}/classes/c%2F1/categories"
    server.on(place, said({"categories": rows}, X_Total_Count="3"))
    with opened(server) as connection:
        assert connection.target.categories(CLASS) == [TargetCategory("k1", "Homework")]
    before = len(server.asked)
    with opened(server, ONE_BASE) as connection:
        assert list(connection.target.categories(CLASS)) == []
    assert len(server.asked) == before


def test_lists_of_a_class_that_is_gone_are_empty(server: Scripted) -> None:
    with opened(server) as connection:
        assert list(connection.target.results("l+1", CLASS)) == []
        assert list(connection.target.categories(CLASS)) == []


@pytest.mark.parametrize("path", [ROSTER, ONE_BASE])
def test_a_plain_server_is_told_nothing_of_report_cards(server: Scripted, path: str) -> None:
    """The standard does not know posted grades: where they go is in the line item alone."""
    with opened(server, path) as connection:
        target = connection.target
        assert isinstance(target, OneRosterTarget)
        column, *others = (
            target.wire(Write(kind=Kind.RESULT, record=RESULT, class_id=CLASS, into=into))
            for into in LineItemNature
        )
    assert others == [column, column]
