"""1.2 -> store -> 1.2 and 1.1 -> store -> 1.1 lose nothing, whatever strict servers print."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from homeroom.mapping.references import resolve, settle_days
from homeroom.model import v1p1
from homeroom.model.decode import decode
from homeroom.model.encode import encode, reference_by_id
from homeroom.model.gradebook import LineItem
from homeroom.model.ids import new_id
from homeroom.model.kinds import ONLY_1_2, Kind
from homeroom.model.records import Record
from homeroom.store import records
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from tests.strategies import wire

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 10, 5, tzinfo=UTC)
JSON = dict[str, Any]
SEEDS: dict[Kind, JSON] = {
    Kind.ORG: {"name": "Oak", "type": "school"},
    Kind.ACADEMIC_SESSION: {
        "title": "Q1", "type": "term", "startDate": "2026-08-17", "endDate": "2026-10-16",
    },
    Kind.RESOURCE: {"vendorResourceId": "r"},
    Kind.COURSE: {"title": "Algebra"},
    Kind.CLASS: {"title": "A1", "course": "seed", "school": "seed"},
    Kind.USER: {"givenName": "Ana", "familyName": "Ruiz", "enabledUser": "true"},
    Kind.CATEGORY: {"title": "Quizzes"},
    Kind.SCORE_SCALE: {
        "title": "Letters", "type": "letter", "class": "seed",
        "scoreScaleValue": [{"itemValueLHS": "90", "itemValueRHS": "A"}],
    },
    Kind.LINE_ITEM: {"title": "Quiz", "class": "seed"},
    Kind.ASSESSMENT_LINE_ITEM: {"title": "Test"},
}  # fmt: skip
POOL = {kind: ["seed"] for kind in SEEDS}


class Shelf:
    """A record of each kind that others may refer to, under the source's id `seed`."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.ids = {kind: new_id() for kind in SEEDS}
        with district_scope(district.id) as scope:
            for kind, members in SEEDS.items():
                decoded = decode(kind, {"sourcedId": "seed", **members}, CHICAGO)
                assert decoded.record is not None
                self.insert(scope, kind, self.ids[kind], decoded.record)

    def insert(self, scope: Scope, kind: Kind, id_: str, record: Record) -> None:
        resolved = resolve(kind, record, lambda to, _: self.ids[to]).record
        if isinstance(resolved, LineItem):
            resolved = settle_days(resolved, CHICAGO, time(23, 59))
        stored = structs.replace(resolved, sourced_id=f"{kind}-{id_}")
        records.insert(scope, kind, {id_: stored}, NOW)

    def there_and_back(self, kind: Kind, given_: JSON) -> JSON:
        decoded = decode(kind, given_, CHICAGO)
        assert decoded.record is not None, decoded.problems
        demographics = kind is Kind.DEMOGRAPHICS
        id_ = self.ids[Kind.USER] if demographics else new_id()
        with district_scope(self.district.id) as scope:
            if demographics:
                scope.run("DELETE FROM demographics")
            self.insert(scope, kind, id_, decoded.record)
            stored = records.load(scope, kind, [id_])[id_]
        back = resolve(kind, stored, lambda *_: "seed").record
        return encode(kind, structs.replace(back, sourced_id=given_["sourcedId"]), reference_by_id)


@pytest.fixture
def shelf(district: District) -> Shelf:
    return Shelf(district)


several = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.data())
@several
def test_a_1_2_object_survives_the_store(shelf: Shelf, kind: Kind, data: st.DataObject) -> None:
    given_ = data.draw(wire(kind, POOL))
    assert shelf.there_and_back(kind, given_) == given_


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ONLY_1_2])
@given(data=st.data())
@several
def test_a_1_1_object_survives_the_store(shelf: Shelf, kind: Kind, data: st.DataObject) -> None:
    given_ = v1p1.from_1_2(kind, data.draw(wire(kind, POOL)))
    back = shelf.there_and_back(kind, v1p1.to_1_2(kind, given_))
    assert v1p1.from_1_2(kind, back) == given_
