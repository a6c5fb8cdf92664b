"""Pages: the list of records in an answer, split without being decoded."""

import msgspec
import pytest
from msgspec import Raw

from homeroom.connectors.pages import Page, split


def texts(rows: list[Raw]) -> list[str]:
    return [bytes(row).decode() for row in rows]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ('{"users":[{"id":"a"},{"id":"b"}]}', ['{"id":"a"}', '{"id":"b"}']),
        ('{"users":[]}', []),
        (' {\n "users" : [ 1 , "x" , null ] } ', ["1", '"x"', "null"]),
        ('{"total":2,"users":[1]}', ["1"]),
        ('{"next":null,"page":{"list":[7]},"users":[1]}', ["1"]),
        ('{"statusInfoSet":[{"a":1}],"users":[2]}', ["2"]),
        ('{"users":[2],"statusInfoSet":[{"a":1}]}', ["2"]),
        ('{"users":[2],"others":[3]}', ["2"]),
        ('{"users":[{"score":1.10}]}', ['{"score":1.10}']),
    ],
)  # fmt: skip
def test_the_first_list_that_is_no_warning_holds_the_records(body: str, rows: list[str]) -> None:
    assert texts(split(body.encode())) == rows


@pytest.mark.parametrize(
    "body",
    ["", "[]", "17", "null", "{}", '{"users":{}}', '{"users":null}', '{"statusInfoSet":[]}',
     '{"users":[1]', '{"users":[1}]}', "<html></html>", '{"users":[1]}}'],
)  # fmt: skip
def test_what_is_no_page_is_an_error_and_not_an_empty_page(body: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        split(body.encode())


def test_rows_keep_their_bytes_so_that_a_hash_of_them_is_true() -> None:
    row = '{"b": 1.0,  "a":"\\u00e9", "é":1e2 }'
    assert texts(split(f'{{"x":[{row}]}}'.encode())) == [row]


def test_a_page_that_its_source_has_split_is_not_split_again() -> None:
    page = Page(body=b"not JSON at all", rows=[Raw(b"1")], next=None)
    assert texts(page.records()) == ["1"]
    assert Page(body=b'{"x":[2]}', rows=[], next=None).records() == []


def test_a_page_splits_its_own_body() -> None:
    assert texts(Page(body=b'{"x":[1,2]}', next=None).records()) == ["1", "2"]
    with pytest.raises(msgspec.DecodeError):
        Page(body=b'{"x":1}', next=None).records()
