"""The table of what is kept how long."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.retention import KEPT, check


@pytest.mark.parametrize("name", KEPT)
def test_each_default_lies_within_its_own_bounds(name: str) -> None:
    one = KEPT[name]
    assert one.least <= one.days <= one.most
    assert check(name, one.days) is one


@pytest.mark.parametrize("beyond", [-1, 1], ids=["less than the least", "more than the most"])
def test_days_out_of_bounds_are_refused_with_the_bounds(beyond: int) -> None:
    one = KEPT["audit"]
    days = one.least - 1 if beyond < 0 else one.most + 1
    with pytest.raises(NeedsDistrict, match="out of bounds") as raised:
        check("audit", days)
    assert f"{one.least:,} to {one.most:,}" in raised.value.fix


def test_what_is_none_of_it_is_answered_with_what_there_is() -> None:
    with pytest.raises(NeedsDistrict, match="Nothing is called grades") as raised:
        check("grades", 100)
    assert "attempts" in raised.value.fix
