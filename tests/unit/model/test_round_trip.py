"""What comes in goes out again: 1.2 through the model and back, and 1.1 likewise."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.model import v1p1
from homeroom.model.decode import decode
from homeroom.model.encode import encode, reference_by_id
from homeroom.model.kinds import ONLY_1_2, Kind
from tests.strategies import unknown, wire, wire_1_1

CHICAGO = ZoneInfo("America/Chicago")
JSON = dict[str, Any]


def there_and_back(kind: Kind, given_: JSON) -> JSON:
    decoded = decode(kind, given_, CHICAGO)
    assert decoded.record is not None, decoded.problems
    assert decoded.problems == ()
    return encode(kind, decoded.record, reference_by_id)


@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_strict_1_2_object_comes_out_as_it_went_in(kind: Kind, data: st.DataObject) -> None:
    given_ = data.draw(wire(kind))
    assert there_and_back(kind, given_) == given_


@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_members_that_the_standard_does_not_know_survive_in_metadata(
    kind: Kind, data: st.DataObject
) -> None:
    given_, extra = data.draw(wire(kind)), data.draw(unknown)
    kept = there_and_back(kind, {**given_, **extra}).get("metadata", {})
    for key, value in extra.items():
        held = given_.get("metadata", {})
        assert kept[f"unknown.{key}" if key in held else key] == value


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ONLY_1_2])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_1_1_object_comes_out_as_it_went_in(kind: Kind, data: st.DataObject) -> None:
    given_ = v1p1.from_1_2(kind, data.draw(wire(kind)))
    back = v1p1.from_1_2(kind, there_and_back(kind, v1p1.to_1_2(kind, given_)))
    assert back == given_


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ONLY_1_2])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_what_a_1_1_server_prints_comes_out_as_it_went_in(kind: Kind, data: st.DataObject) -> None:
    given_ = data.draw(wire_1_1(kind))
    assert v1p1.from_1_2(kind, there_and_back(kind, v1p1.to_1_2(kind, given_))) == given_


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ONLY_1_2])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_the_1_1_view_of_a_1_2_object_loses_nothing(kind: Kind, data: st.DataObject) -> None:
    given_ = data.draw(wire(kind))
    assert there_and_back(kind, v1p1.to_1_2(kind, v1p1.from_1_2(kind, given_))) == given_


@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_scores_survive_json_to_the_last_digit(data: st.DataObject) -> None:
    given_ = {**data.draw(wire(Kind.RESULT)), "score": Decimal("8.7500")}
    written = msgspec.json.Encoder(decimal_format="number").encode(
        there_and_back(Kind.RESULT, given_)
    )
    assert b'"score":8.7500' in written
