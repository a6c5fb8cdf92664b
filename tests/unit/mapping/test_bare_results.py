"""A result that is read from its text is the one that any dialect would have made of it."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.connectors.gallery import gallery
from homeroom.mapping.attributes import identity
from homeroom.mapping.incoming import read_bare_result, read_incoming
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import Kind

UTC = ZoneInfo("UTC")
_DECODER = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
DIALECTS = {
    f"{name} {version}": connector.dialect(version)
    for name, connector in gallery().items()
    for version in connector.versions
}
BARE = {name: one for name, one in DIALECTS.items() if one.bare_results}
LEAST = {"sourcedId": "r-1", "lineItem": {"sourcedId": "i-1"}, "student": {"sourcedId": "s-1"}}
MEMBERS = {
    "status": st.sampled_from(["active", "tobedeleted"]),
    "dateLastModified": st.sampled_from(["2026-10-01T12:00:00.000Z", "2026-10-01"]),
    "class": st.just({"sourcedId": "c-1"}),
    "score": st.decimals(0, 100, places=2) | st.integers(0, 100) | st.just("8.5"),
    "scoreStatus": st.sampled_from(["fully graded", "late", "exempt", "submitted"]),
    "textScore": st.sampled_from(["A-", ""]),
    "scoreDate": st.sampled_from(["2026-09-30", "2026-09-30T00:00:00Z"]),
    "late": st.sampled_from(["true", "false", True, False, "yes"]),
    "metadata": st.sampled_from(
        [{}, {"ext_infiniteCampus_assignmentRawScore": 7}, {"homeroom.window": True}]
    ),
    "comment": st.sampled_from(["well done", ""]),
}


def test_the_connectors_of_the_standard_are_among_them() -> None:
    assert {name.split()[0] for name in BARE} >= {"oneroster", "infinite_campus"}


@pytest.mark.parametrize("dialect", BARE.values(), ids=BARE.keys())
@given(more=st.fixed_dictionaries({}, optional=MEMBERS))
def test_no_dialect_reads_another_result(dialect: Dialect, more: dict[str, Any]) -> None:
    text = _ENCODER.encode({**LEAST, **more})
    bare = read_bare_result(text)
    if bare is not None:
        assert bare == read_incoming(Kind.RESULT, _DECODER.decode(text), dialect, identity, UTC)


def test_a_result_in_the_standards_own_words_is_bare() -> None:
    plain = {**LEAST, "status": "active", "score": 8, "scoreStatus": "fully graded"}
    assert read_bare_result(_ENCODER.encode(plain)) is not None
