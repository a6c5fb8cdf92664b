"""What a record belongs to, and what stays out along with it."""

from typing import Any

import pytest

from homeroom.mapping.belonging import goes_along, homes
from homeroom.model.decode import decode
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from tests.unit.model.examples import CHICAGO, least


def record(kind: Kind, **more: Any) -> Record:
    made = decode(kind, least(kind, **more), CHICAGO).record
    assert made is not None
    return made


def at(*orgs: str) -> Record:
    roles = [{"roleType": "primary", "role": "student", "org": {"sourcedId": one}} for one in orgs]
    return record(Kind.USER, roles=roles)


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_whoever_belongs_to_nothing_stays(kind: Kind) -> None:
    assert goes_along(kind, homes(kind, record(kind)), set()) == ()


@pytest.mark.parametrize(("kind", "home"), [
    (Kind.COURSE, Kind.ORG), (Kind.CLASS, Kind.ORG), (Kind.CLASS, Kind.COURSE),
    (Kind.ENROLLMENT, Kind.CLASS), (Kind.ENROLLMENT, Kind.USER), (Kind.DEMOGRAPHICS, Kind.USER),
    (Kind.LINE_ITEM, Kind.CLASS), (Kind.RESULT, Kind.LINE_ITEM), (Kind.RESULT, Kind.USER),
    (Kind.ASSESSMENT_RESULT, Kind.ASSESSMENT_LINE_ITEM),
])  # fmt: skip
def test_one_home_that_is_left_out_is_enough(kind: Kind, home: Kind) -> None:
    more = {"org": {"sourcedId": "o1"}} if kind is Kind.COURSE else {}
    own = homes(kind, record(kind, **more))
    (cause,) = [one for one in own if one[0] is home]
    assert goes_along(kind, own, {cause}) == (cause,)


def test_a_person_stays_as_long_as_one_of_their_schools_does() -> None:
    own = homes(Kind.USER, at("oak", "elm"))
    assert goes_along(Kind.USER, own, {(Kind.ORG, "elm")}) == ()
    both = {(Kind.ORG, "elm"), (Kind.ORG, "oak")}
    assert set(goes_along(Kind.USER, own, both)) == both
