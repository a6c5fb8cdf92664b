"""The list of a page's records is taken from the page as it stands there."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.connectors.pages import split
from homeroom.stage.spool import list_of


def decoded(body: bytes) -> list[object]:
    listed = list_of(body, split(body))
    rows: list[object] = msgspec.json.decode(listed, type=list[object])
    return rows


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        (b'{"results":[{"a":1},{"b":2}]}', b'[{"a":1},{"b":2}]'),
        (b'{"results":[{"a":1}]}', b'[{"a":1}]'),
        (b'{"results":[]}', b"[]"),
        (b'{"results": [ {"a":1} , {"b":2} ] }', b'[{"a":1},{"b":2}]'),
        (b'{"statusInfoSet":[{"a":1}],"results":[{"a":1},{"a":1}]}', b'[{"a":1},{"a":1}]'),
        (b'{"results":[{"a":1},{"a":1}],"statusInfoSet":[{"a":1}]}', b'[{"a":1},{"a":1}]'),
        (b'{"results":[{"a":[{"a":1}]},{"a":1}],"more":[[{"a":1}]]}', b'[{"a":[{"a":1}]},{"a":1}]'),
        (b'{"results":[1,1,1]}', b"[1,1,1]"),
    ],
)
def test_the_list_holds_the_records_and_nothing_else(body: bytes, listed: bytes) -> None:
    assert list_of(body, split(body)) == listed


_VALUES = st.recursive(
    st.integers(0, 2) | st.sampled_from(["a", "],[", '"', "{}"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("a"), inner, max_size=1),
    max_leaves=4,
)


@given(st.lists(_VALUES, max_size=4), st.lists(_VALUES, max_size=2), st.booleans(), st.booleans())
def test_whatever_stands_beside_the_list_the_places_stay_true(
    rows: list[object], beside: list[object], before: bool, spaced: bool
) -> None:
    members = {"results": rows, "statusInfoSet": beside}
    if before:
        members = dict(reversed(members.items()))
    body = msgspec.json.encode(members)
    body = msgspec.json.format(body, indent=1) if spaced else body
    assert decoded(body) == rows
