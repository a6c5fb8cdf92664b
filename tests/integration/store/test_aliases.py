"""The id of a record that became part of another one goes on to mean that one."""

from datetime import UTC, datetime

import pytest

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.roster import Org, User
from homeroom.store import joins, links, records
from homeroom.store.joins import Moved
from homeroom.store.scope import Scope

NOW = datetime(2026, 11, 2, tzinfo=UTC)


class Merges:
    """Some people, by the names that the hub shows for them, and who became whom."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.ids = {name: new_id() for name in ("ana", "ann", "anna", "ben")}
        for name, id_ in self.ids.items():
            person = User(sourced_id=name, given_name=name, family_name="Ruiz", enabled_user=True)
            records.insert(scope, Kind.USER, {id_: person}, NOW)

    def join(self, stays: str, goes: str) -> int:
        pair = (self.ids[stays], self.ids[goes])
        return joins.add(self.scope, Kind.USER, pair, Moved(), ("test", "the same"), NOW)

    def part(self, number: int) -> None:
        joins.part(self.scope, number, "test", NOW)

    def means(self, *names: str) -> dict[str, str]:
        """Return the names of whom the hub's ids mean."""
        named = {id_: name for name, id_ in self.ids.items()}
        found = links.find_hub_ids(self.scope, [(Kind.USER, name) for name in names])
        assert {origin for _, origin in found.values()} <= {"hub"}
        return {name: named[hub] for (_, name), (hub, _) in found.items()}


@pytest.fixture
def people(scope: Scope) -> Merges:
    return Merges(scope)


def test_an_id_means_its_own_record_until_that_became_another(people: Merges) -> None:
    assert people.means("ana", "ann") == {"ana": "ana", "ann": "ann"}
    people.join("ana", "ann")
    assert people.means("ana", "ann", "ben") == {"ana": "ana", "ann": "ana", "ben": "ben"}


def test_a_chain_of_merges_is_followed_to_its_end(people: Merges) -> None:
    people.join("ann", "anna")
    people.join("ana", "ann")
    assert people.means("anna", "ann", "ana") == {"anna": "ana", "ann": "ana", "ana": "ana"}


def test_who_was_parted_again_means_itself(people: Merges) -> None:
    first = people.join("ana", "ann")
    second = people.join("ana", "anna")
    people.part(second)
    assert people.means("ann", "anna") == {"ann": "ana", "anna": "anna"}
    people.part(first)
    assert people.means("ann", "anna") == {"ann": "ann", "anna": "anna"}


def test_who_was_parted_and_merged_with_somebody_else_means_that_one(people: Merges) -> None:
    people.part(people.join("ana", "ann"))
    people.join("ben", "ann")
    assert people.means("ann") == {"ann": "ben"}


def test_an_unknown_id_and_one_of_another_kind_mean_nobody(people: Merges, scope: Scope) -> None:
    records.insert(
        scope, Kind.ORG, {new_id(): Org(sourced_id="oak", name="Oak", type="school")}, NOW
    )
    people.join("ana", "ann")
    assert people.means("nobody", "oak") == {}
