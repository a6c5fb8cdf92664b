"""The Link header: absolute, keeping the query, with a cursor in the default order."""

from urllib.parse import parse_qs, urlsplit

from homeroom.serve.links import Around, link_header
from homeroom.serve.query.asked import read_query

ADDRESS = "https://hub.example/ims/oneroster/gradebook/v1p2/results"
UUID = "0198f000-0000-7000-8000-000000000001"


def links(query: str, total: int, last: str = UUID, *, keyed: bool = True) -> dict[str, str]:
    header = link_header(ADDRESS, read_query(query), Around(total, last, keyed))
    found = {}
    for part in header.split(", "):
        address, rel = part.split("; ")
        assert address.startswith(f"<{ADDRESS}?")
        found[rel.removeprefix('rel="').removesuffix('"')] = address.strip("<>")
    return found


def place(address: str) -> tuple[int, int, str]:
    asked = parse_qs(urlsplit(address).query)
    return int(asked["limit"][0]), int(asked["offset"][0]), asked.get("cursor", [""])[0]


def test_the_first_page_has_no_previous_one_and_goes_on_from_its_last_record() -> None:
    found = links("limit=10", 95)
    assert place(found["first"]) == (10, 0, "")
    assert place(found["next"]) == (10, 10, f"{UUID}.95")
    assert place(found["last"]) == (10, 90, "")
    assert "prev" not in found


def test_the_last_page_has_no_next_one() -> None:
    found = links("limit=10&offset=90", 95, "")
    assert "next" not in found
    assert place(found["prev"]) == (10, 80, "")
    assert place(links("limit=10&offset=5", 95)["prev"]) == (10, 0, "")


def test_a_total_that_fills_its_pages_ends_with_a_full_one() -> None:
    assert place(links("limit=10", 90)["last"]) == (10, 80, "")
    assert place(links("", 0, "")["last"]) == (100, 0, "")


def test_a_list_in_another_order_goes_on_by_offset() -> None:
    assert place(links("limit=10&sort=title", 95, keyed=False)["next"]) == (10, 10, "")


def test_the_rest_of_the_query_is_kept_and_encoded() -> None:
    query = "filter=dateLastModified>'2026-08-01' AND title='a%26b'&fields=title&sort=title"
    for address in links(query, 500, keyed=False).values():
        assert not set(address) & set("<> \"'")
        kept = parse_qs(urlsplit(address).query)
        assert kept["filter"] == ["dateLastModified>'2026-08-01' AND title='a&b'"]
        assert kept["fields"] == ["title"]
        assert kept["sort"] == ["title"]
