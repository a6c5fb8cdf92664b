"""Pages: limit, offset, total, links, and an order that does not move."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.integration.sandbox.bodies import first_class, put_item, put_result, with_item
from tests.integration.sandbox.client import GRADES, ROSTER, Client

_ROSTER_PATHS = ["users", "enrollments", "classes", "academicSessions", "demographics"]
_GRADE_PATHS = ["lineItems", "results", "categories"]


def _walk(client: Client, path: str, limit: int) -> list[str]:
    """Follow the links from page to page and return the ids."""
    found: list[str] = []
    url: str | None = f"{path}?limit={limit}"
    while url:
        answer = client.get(url)
        found.extend(row["sourcedId"] for row in next(iter(answer.json.values())))
        url = answer.link("next")
        url = url and url.removeprefix(client.ready["host_url"])
    return found


def test_page_has_100_rows_unless_asked_otherwise(reader: Client, api: str) -> None:
    answer = reader.roster(api, "enrollments")
    assert len(answer.json["enrollments"]) == 100
    assert answer.total > 2000
    assert len(reader.roster(api, "enrollments", limit=7).json["enrollments"]) == 7


@pytest.mark.parametrize("path", _ROSTER_PATHS)
def test_roster_pages_together_are_the_collection(reader: Client, api: str, path: str) -> None:
    ids = _walk(reader, f"{ROSTER[api]}/{path}", 173)
    assert ids == sorted(set(ids))
    assert len(ids) == reader.roster(api, path, limit=1).total


@pytest.mark.parametrize("path", _GRADE_PATHS)
def test_gradebook_pages_together_are_the_collection(reader: Client, api: str, path: str) -> None:
    ids = _walk(reader, f"{GRADES[api]}/{path}", 1777)
    assert ids == sorted(set(ids))
    assert len(ids) == reader.grades(api, path, limit=1).total


def test_every_page_size_gives_the_same_order(reader: Client) -> None:
    whole = _walk(reader, f"{ROSTER['1.2']}/classes", 50_000)
    assert _walk(reader, f"{ROSTER['1.2']}/classes", 1) == whole
    assert _walk(reader, f"{ROSTER['1.2']}/classes", 10) == whole


def test_links_name_first_last_next_and_previous_page(reader: Client, api: str) -> None:
    answer = reader.roster(api, "classes", limit=10, offset=20)
    host = f"{reader.ready['host_url']}{ROSTER[api]}/classes"
    last = (answer.total - 1) // 10 * 10
    assert answer.link("first") == f"{host}?limit=10&offset=0"
    assert answer.link("prev") == f"{host}?limit=10&offset=10"
    assert answer.link("next") == f"{host}?limit=10&offset=30"
    assert answer.link("last") == f"{host}?limit=10&offset={last}"


def test_first_page_has_no_previous_and_last_page_no_next(reader: Client, api: str) -> None:
    first = reader.roster(api, "classes", limit=10)
    assert first.link("prev") is None
    assert first.link("next") is not None
    last = reader.roster(api, "classes", limit=10, offset=(first.total - 1) // 10 * 10)
    assert last.link("next") is None
    assert last.link("prev") is not None


def test_collection_of_one_page_has_neither(reader: Client, api: str) -> None:
    answer = reader.roster(api, "orgs")
    assert answer.link("next") is None
    assert answer.link("prev") is None
    assert answer.link("first") == answer.link("last")


def test_links_keep_filter_sort_and_fields(reader: Client, api: str) -> None:
    wanted = "role='student'" if api == "1.1" else "roles.role='student'"
    answer = reader.roster(
        api,
        "users",
        limit=5,
        filter=wanted,
        sort="familyName",
        orderBy="desc",
        fields="sourcedId,familyName",
    )
    link = answer.link("next")
    assert link is not None
    query = parse_qs(urlsplit(link).query)
    assert query == {
        "limit": ["5"],
        "offset": ["5"],
        "filter": [wanted],
        "sort": ["familyName"],
        "orderBy": ["desc"],
        "fields": ["sourcedId,familyName"],
    }
    second = reader.get(link.removeprefix(reader.ready["host_url"])).json["users"]
    first = answer.json["users"]
    assert first[-1]["familyName"] >= second[0]["familyName"]
    assert set(second[0]) == {"sourcedId", "familyName"}


def test_offset_past_the_end_is_an_empty_page(reader: Client, api: str) -> None:
    for path in ("classes", "users"):
        answer = reader.roster(api, path, offset=1_000_000)
        assert next(iter(answer.json.values())) == []
        assert answer.total > 0
    answer = reader.grades(api, "results", offset=100_000_000)
    assert answer.json["results"] == []
    assert answer.link("next") is None


def test_limit_above_50000_is_clamped_to_50000(reader: Client, api: str) -> None:
    answer = reader.roster(api, "orgs", limit=1_000_000)
    assert answer.status == 200
    assert "limit=50000" in (answer.link("first") or "")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=ten", "limit=", "limit=1.5", "offset=-1", "offset=x"]
)
def test_limit_and_offset_must_be_whole_numbers(reader: Client, api: str, query: str) -> None:
    assert reader.get(f"{ROSTER[api]}/orgs?{query}").status == 400


def test_filtered_collection_counts_what_matches(reader: Client, api: str) -> None:
    answer = reader.roster(api, "enrollments", filter="role='teacher'", limit=3)
    assert len(answer.json["enrollments"]) == 3
    assert answer.total == reader.roster(api, "teacherEnrollments", limit=1).total


def test_written_rows_stand_in_their_place_by_id(fresh: Client, api: str) -> None:
    klass = first_class(fresh, api)
    for row_id in ("0-first", "1000001003x", "zz-last", "1000001"):
        with_item(fresh, klass, row_id, title=f"Title {row_id}")
    for page in (1, 3, 50, 50_000):
        ids = _walk(fresh, f"{GRADES[api]}/lineItems", page) if page > 1 else []
        assert ids == sorted(ids)
    ids = _walk(fresh, f"{GRADES[api]}/lineItems", 50_000)
    assert ids[0] == "0-first"
    assert ids[-1] == "zz-last"
    assert ids[ids.index("1000001003") + 1] == "1000001003x"


def test_written_results_and_deletions_keep_pages_whole(fresh: Client, api: str) -> None:
    klass = first_class(fresh, api)
    with_item(fresh, klass, "m")
    before = _walk(fresh, f"{GRADES[api]}/results", 50_000)
    for place in range(8):
        row_id = f"{'a' if place % 2 else '1000001002-1'}{place}"
        assert put_result(fresh, api, row_id, klass.result("m", place)).status == 201
    assert fresh.delete(f"{GRADES[api]}/results/a1").status == 204
    whole = _walk(fresh, f"{GRADES[api]}/results", 50_000)
    assert len(whole) == len(before) + 7
    assert whole == sorted(whole)
    for page in (7, 100, 333):
        assert _walk(fresh, f"{GRADES[api]}/results", page) == whole
    total = fresh.grades(api, "results", limit=1).total
    assert total == len(whole)


def test_edited_row_of_a_teacher_is_not_listed_twice(fresh: Client, api: str) -> None:
    section = fresh.all(api, "classes")[0]["sourcedId"]
    item = fresh.all(api, f"classes/{section}/lineItems")[0]
    result = fresh.all(api, f"classes/{section}/lineItems/{item['sourcedId']}/results")[0]
    before = _walk(fresh, f"{GRADES[api]}/results", 50_000)
    student = result["student"]["sourcedId"]
    act = {"section": section, "item": item["sourcedId"], "student": student, "score": 1}
    fresh.control("teacher/score", act)
    assert _walk(fresh, f"{GRADES[api]}/results", 97) == before


def test_every_new_row_is_counted_at_once(fresh: Client, api: str) -> None:
    klass = first_class(fresh, api)
    before = fresh.grades(api, "lineItems", limit=1).total
    for count in range(1, 4):
        put_item(fresh, api, f"new-{count}", klass.item(title=f"New {count}"))
        assert fresh.grades(api, "lineItems", limit=1).total == before + count
