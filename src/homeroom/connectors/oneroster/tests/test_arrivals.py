"""What an answer holds: records, or what whoever reads must hear instead."""

from typing import Any

import httpx2
import pytest

from homeroom.connectors.oneroster.arrivals import (
    Arrival,
    name_of,
    no_records,
    read_arrival,
    records_of,
)
from homeroom.connectors.pages import KnownPage
from homeroom.errors import NeedsDistrict, RetryLater

PAGE = b'{"users":[{"sourcedId":"u-1"},{"sourcedId":"u-2","note":"\\"u-3\\""}]}'
NEXT = '<https://sis.example.org/users?limit=2&offset=2>; rel="next"'


def answer(body: bytes = PAGE, **headers: str) -> httpx2.Response:
    return httpx2.Response(
        200, content=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def arrived(body: bytes = PAGE, **headers: str) -> Arrival:
    return read_arrival(answer(body, **headers))


def test_a_page_knows_its_records_and_the_last_of_them() -> None:
    one = arrived()
    assert (one.records, one.last) == (2, "u-2")
    assert bytes(one.raws()[0]) == b'{"sourcedId":"u-1"}'


def test_an_empty_page_has_no_last_record() -> None:
    one = arrived(b'{"users":[]}')
    assert (one.records, one.last, one.raws()) == (0, "", [])


@pytest.mark.parametrize(
    ("said", "total"),
    [("2", 2), (" 2 ", 2), ("0", 0), ("", None), ("many", None), ("-1", None), ("2.0", None)],
)
def test_a_total_is_a_number_or_none(said: str, total: int | None) -> None:
    assert arrived(X_Total_Count=said).total == total


def test_without_the_header_there_is_no_total() -> None:
    assert arrived().total is None


def test_a_link_to_the_next_page_is_its_query() -> None:
    one = arrived(Link=NEXT)
    assert one.linked
    assert one.link == {"limit": "2", "offset": "2"}


def test_links_without_a_next_one_say_that_this_was_the_last_page() -> None:
    one = arrived(Link=NEXT.replace("next", "first"))
    assert one.linked
    assert one.link is None


@pytest.mark.parametrize(
    ("name", "there"), [("u-1", True), ("u-2", True), ("u-3", False), ("u-", False), ("", False)]
)
def test_a_record_is_on_a_page_by_its_own_id_and_not_by_its_text(name: str, there: bool) -> None:
    assert arrived().holds(name) is there


@pytest.mark.parametrize("name", ["ü-1", "a/b"])
def test_an_id_is_found_however_json_writes_it(name: str) -> None:
    body = b'{"users":[{"sourcedId":"\\u00fc-1"},{"sourcedId":"a\\/b"}]}'
    assert arrived(body).holds(name)


def test_a_page_that_is_known_is_not_split_before_somebody_asks() -> None:
    known = KnownPage(id=7, records=2, last="u-2", after=None)
    one = read_arrival(answer(), lambda body: known if body == PAGE else None)
    assert one.rows is None
    assert (one.records, one.last, one.known) == (2, "u-2", known)
    assert len(one.raws()) == 2


def test_a_page_of_other_bytes_is_not_known() -> None:
    known = KnownPage(id=7, records=9, last="x", after=None)
    one = read_arrival(answer(b'{"users":[]}'), lambda body: known if body == PAGE else None)
    assert (one.known, one.records) == (None, 0)


def test_records_without_an_id_are_told_apart_by_their_bytes() -> None:
    rows = records_of(b'{"users":[{"a":1},{"a":2},{"sourcedId":""},{"sourcedId":null},7]}')
    names = [name_of(row) for row in rows]
    assert len(set(names)) == 5
    assert name_of(rows[0]) == names[0]


def test_an_id_that_is_a_number_is_its_text() -> None:
    (row,) = records_of(b'{"users":[{"sourcedId":88213}]}')
    assert name_of(row) == "88213"


@pytest.mark.parametrize(
    "body",
    [
        b'{"users":[{"sourcedId":"u-1"}]}',
        b'{"statusInfoSet":[{"imsx_codeMajor":"success"}],"users":[{"sourcedId":"u-1"}]}',
        b'{"count":1,"users":[{"sourcedId":"u-1"}]}',
    ],
    ids=["plain", "warnings", "a number beside them"],
)
def test_the_records_are_the_first_list_that_is_no_warning(body: bytes) -> None:
    assert [name_of(row) for row in records_of(body)] == ["u-1"]


REFUSED: list[tuple[str, bytes, type[Exception], str]] = [
    ("a web page", b"  <!doctype html><title>Sign in</title>", NeedsDistrict, "a web page"),
    ("half a page", PAGE[:-20], RetryLater, "cut off"),
    ("nothing", b"", RetryLater, "cut off"),
    ("a message", b'{"error":"no such district"}', NeedsDistrict, "no such district"),
    (
        "a status",
        b'{"imsx_codeMajor":"failure","imsx_description":"Licence ended"}',
        NeedsDistrict,
        "Licence ended",
    ),
    ("only warnings", b'{"statusInfoSet":[]}', NeedsDistrict, "without records"),
    (
        "another encoding",
        '{"users":[{"name":"Übersee"}]}'.encode("latin-1"),
        NeedsDistrict,
        "UTF-8",
    ),
]


@pytest.mark.parametrize(
    ("body", "kind", "words"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_holds_no_records_is_told_by_what_it_is(
    body: bytes, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as caught:
        records_of(body)
    problem: Any = caught.value
    assert words in problem.message
    assert problem.fix


def test_only_what_may_mend_itself_is_tried_again() -> None:
    assert isinstance(no_records(b'{"users":[{"sour'), RetryLater)
    assert not isinstance(no_records(b"{}"), RetryLater)
