"""Infinite Campus and two more systems overlap and contradict each other about 2,000 people."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.model.roster import Org, User
from homeroom.model.times import instant_text
from homeroom.rules.uniqueness import usual
from homeroom.runs import rework
from homeroom.store import records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, activate_campus, run
from tests.integration.merge.conftest import decide, source
from tests.sandboxes import Sandbox, sandbox
from tests.second_opinion import SINGLE, random_rules, second_opinion

ROLES = {IC: "sis", "csv": "sis", "lms": "learning"}
LEAST = 2_000
Said = dict[str, dict[str, User]]  # hub id -> source -> what it says


@pytest.fixture(scope="module")
def campus() -> Iterator[Sandbox]:
    """A pretend Infinite Campus with more than 2,000 people."""
    with sandbox("--students", str(LEAST)) as running:
        yield running


def held(district: District, kind: Kind) -> dict[str, Any]:
    with district_scope(district.id) as scope:
        return records.all_active(scope, kind)


def described(dice: random.Random, person: User, source: str) -> User:
    """Return a person as another source describes them: newer or older, with gaps."""
    words = ["", f"{source}-{dice.randint(1, 9)}", "same"]
    return structs.replace(
        person,
        sourced_id=f"{source}-{person.sourced_id}",
        middle_name=dice.choice(words),
        phone=dice.choice(words),
        username=dice.choice(words),
        date_last_modified=dice.choice([None, person.date_last_modified]),
    )


def package(people: Mapping[str, User], orgs: Mapping[str, Org], source: str) -> dict[str, Any]:
    """Return the rows that say so."""
    users, roles = [], []
    for person in people.values():
        stamp = person.date_last_modified
        names = {wire: getattr(person, name) or "" for wire, name in SINGLE.items()}
        users.append({
            "sourcedId": person.sourced_id, "enabledUser": "true", "identifier": person.identifier,
            "givenName": person.given_name, "familyName": person.family_name,
            "dateLastModified": instant_text(stamp) if stamp else "", **names,
        })  # fmt: skip
        roles += [
            {"sourcedId": f"r-{at}-{person.sourced_id}", "userSourcedId": person.sourced_id,
             "roleType": role.role_type, "role": role.role, "orgSourcedId": f"{source}-{role.org}"}
            for at, role in enumerate(person.roles)
        ]  # fmt: skip
    schools = [
        {"sourcedId": f"{source}-{id_}", "name": org.name, "type": org.type,
         "identifier": org.identifier or ""}
        for id_, org in orgs.items()
    ]  # fmt: skip
    return {"orgs": schools, "users": users, "roles": roles}


def agree(
    district: District, said: Said, made: Any, former: Mapping[str, User] | None = None
) -> None:
    """Compare every person with the second opinion; what nobody says any more stays as it was."""
    found = held(district, Kind.USER)
    assert found.keys() == said.keys()
    for hub_id, words in said.items():
        for wire, name in SINGLE.items():
            wanted = second_opinion(words, ROLES, made, wire)
            if not wanted and former:
                wanted = getattr(former[hub_id], name)
            assert (getattr(found[hub_id], name) or "") == (wanted or ""), (hub_id, wire)


def test_the_merged_people_equal_a_second_opinion_under_every_set_of_rules(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    dice = random.Random(20261128)
    decide(district, uniqueness=usual())
    activate_campus(district, campus, "1.2", mode="import", grade_sync=False)
    run(district, IC)
    people, orgs = held(district, Kind.USER), held(district, Kind.ORG)
    assert len(people) >= LEAST
    said: Said = {hub_id: {IC: person} for hub_id, person in people.items()}
    apps = {}
    for name, share in (("csv", 0.8), ("lms", 0.6)):
        apps[name] = source(district, tmp_path, name, ROLES[name])
        theirs = {one: described(dice, person, name) for one, person in people.items()
                  if dice.random() < share}  # fmt: skip
        apps[name].sync(package(theirs, orgs, name))
        for hub_id, person in theirs.items():
            said[hub_id][name] = person
    agree(district, said, ())
    for _ in range(3):
        made = random_rules(dice, ROLES)
        decide(district, uniqueness=usual(), masters=tuple(made))
        rework.apply_rules(district)
        agree(district, said, made)
    former = held(district, Kind.USER)
    for hub_id in dice.sample([one for one, words in said.items() if "lms" in words], 200):
        said[hub_id]["lms"] = described(dice, said[hub_id][IC], "lms")
    theirs = {hub_id: words["lms"] for hub_id, words in said.items() if "lms" in words}
    apps["lms"].sync(package(theirs, orgs, "lms"))
    agree(district, said, made, former)
