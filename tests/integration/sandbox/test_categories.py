"""Categories: read in both versions, written only where the switch says so."""

from collections.abc import Iterator

import pytest

from tests.integration.sandbox.bodies import code_minor, first_class, put_item
from tests.integration.sandbox.client import GRADES, Client, running


def test_section_has_four_categories_whose_weights_sum_to_100(reader: Client) -> None:
    for section in reader.all("1.2", "classes")[:10]:
        rows = reader.all("1.2", f"classes/{section['sourcedId']}/categories")
        assert {row["title"] for row in rows} == {"Homework", "Quizzes", "Tests", "Projects"}
        assert sum(row["weight"] for row in rows) == 100


def test_weights_are_shown_in_1p2_only(reader: Client) -> None:
    assert all("weight" in row for row in reader.all("1.2", "categories"))
    assert not any("weight" in row for row in reader.all("1.1", "categories"))


def test_categories_are_listed_per_class_in_both_versions(reader: Client, api: str) -> None:
    everything = {row["sourcedId"] for row in reader.all(api, "categories")}
    sections = [row["sourcedId"] for row in reader.all(api, "classes")]
    assert len(everything) == 4 * len(sections)
    rows = reader.all(api, f"classes/{sections[5]}/categories")
    assert {row["sourcedId"] for row in rows} <= everything
    assert reader.grades(api, "classes/none/categories").status == 404


def test_single_category_is_read_by_its_id(reader: Client, api: str) -> None:
    row = reader.all(api, "categories")[9]
    assert reader.grades(api, f"categories/{row['sourcedId']}").json == {"category": row}
    for wrong in ("none", "1000001-9", "1000001", "-1", "9999999-1"):
        assert reader.grades(api, f"categories/{wrong}").status == 404


def test_categories_are_not_written_by_default(fresh: Client, api: str) -> None:
    body = {"category": {"title": "Labs", "metadata": {"classId": "1000001"}}}
    answer = fresh.put(f"{GRADES[api]}/categories/labs", body)
    assert answer.status == 403
    assert code_minor(answer) == "forbidden"
    assert fresh.delete(f"{GRADES[api]}/categories/1000001-1").status == 403
    assert fresh.grades(api, "categories/1000001-1").status == 200


@pytest.fixture
def writable() -> Iterator[Client]:
    with running("--students", "20", "--category-writes") as (_, client):
        yield client


def test_category_can_be_written_where_the_switch_says_so(writable: Client) -> None:
    klass = first_class(writable, "1.2")
    path = f"{GRADES['1.2']}/categories/labs"
    body = {"category": {"title": "Labs", "weight": 12.5, "metadata": {"classId": klass.section}}}
    assert writable.put(path, body).status == 201
    assert writable.put(path, body).status == 200
    row = writable.get(path).json["category"]
    assert (row["title"], str(row["weight"])) == ("Labs", "12.5")
    assert row in writable.all("1.2", f"classes/{klass.section}/categories")
    answer = put_item(writable, "1.2", "x", klass.item(category={"sourcedId": "labs"}))
    assert answer.status == 201


def test_new_category_must_name_its_class(writable: Client) -> None:
    path = f"{GRADES['1.2']}/categories/labs"
    assert writable.put(path, {"category": {"title": "Labs"}}).status == 422
    body = {"category": {"title": "Labs", "metadata": {"classId": "none"}}}
    assert writable.put(path, body).status == 422
    assert writable.put(path, {"category": {"weight": 3}}).status == 422


def test_written_category_can_be_renamed_without_its_class(writable: Client) -> None:
    klass = first_class(writable, "1.1")
    path = f"{GRADES['1.1']}/categories/labs"
    body = {"category": {"title": "Labs", "metadata": {"classId": klass.section}}}
    assert writable.put(path, body).status == 201
    assert writable.put(path, {"category": {"title": "Lab work"}}).status == 200
    assert writable.get(path).json["category"]["title"] == "Lab work"


def test_written_category_can_be_deleted(writable: Client) -> None:
    klass = first_class(writable, "1.2")
    path = f"{GRADES['1.2']}/categories/labs"
    body = {"category": {"title": "Labs", "metadata": {"classId": klass.section}}}
    writable.put(path, body)
    assert writable.delete(path).status == 204
    assert writable.get(path).status == 404
    assert writable.delete(path).status == 404
    ids = {row["sourcedId"] for row in writable.all("1.2", "categories")}
    assert "labs" not in ids
