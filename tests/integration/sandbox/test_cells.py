"""The address of a cell (line item and student), which only Infinite Campus has in 1.1."""

from tests.integration.sandbox.bodies import (
    Class,
    put_result,
    read_result,
    with_item,
)
from tests.integration.sandbox.client import GRADES, Client


def _cell(klass: Class, row_id: str, item: str = "item-1", student: int = 0) -> str:
    person = klass.students[student].replace("+", "%2B")
    return f"{GRADES['1.1']}/lineItems/{item}/students/{person}/results/{row_id}"


def test_cell_can_be_written_read_and_deleted(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1)
    path = _cell(class_1p1, "r-1")
    assert fresh.put(path, class_1p1.result("item-1")).status == 201
    assert fresh.put(path, class_1p1.result("item-1", score=19)).status == 200
    assert fresh.get(path).json["result"]["score"] == 19
    assert fresh.delete(path).status == 204
    assert fresh.get(path).status == 404


def test_cell_gives_line_item_and_student_where_the_body_does_not(
    fresh: Client, class_1p1: Class
) -> None:
    with_item(fresh, class_1p1)
    body = class_1p1.result("item-1", lineItem=None, student=None)
    assert fresh.put(_cell(class_1p1, "r-1"), body).status == 201
    assert read_result(fresh, "1.1", "r-1")["student"]["sourcedId"] == class_1p1.students[0]


def test_cell_must_agree_with_the_body(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1)
    assert fresh.put(_cell(class_1p1, "r-1"), class_1p1.result("item-1", 1)).status == 422
    assert fresh.put(_cell(class_1p1, "r-1"), class_1p1.result("none")).status == 422


def test_cell_must_agree_with_the_row(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1)
    with_item(fresh, class_1p1, "item-2", title="Another")
    put_result(fresh, "1.1", "r-1", class_1p1.result("item-1"))
    for path in (_cell(class_1p1, "r-1", student=1), _cell(class_1p1, "r-1", "item-2")):
        assert fresh.get(path).status == 404
        assert fresh.delete(path).status == 404
    assert fresh.get(_cell(class_1p1, "r-1")).status == 200


def test_cell_has_no_address_in_1p2(fresh: Client, class_1p2: Class) -> None:
    student = class_1p2.students[0]
    path = f"{GRADES['1.2']}/lineItems/item-1/students/{student}/results/r-1"
    assert fresh.get(path).status == 404
