"""Infinite Campus, a district that a third party made, and a learning app contradict each other.

They overlap: more than 2,000 people, of whom some are in one system and some in all three.
"""

import csv
import io
import random
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.model.records import Role
from homeroom.model.roster import Org, User
from homeroom.model.times import instant_text
from homeroom.rules.uniqueness import usual
from homeroom.runs.rules import rework
from homeroom.store import apps, links, records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, activate_campus, run
from tests.integration.merge.conftest import decide, source
from tests.sandboxes import Sandbox, sandbox
from tests.second_opinion import SINGLE, random_rules, second_opinion
from tests.shared import DISTRICT, needs_district

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


def third_party(dice: random.Random, people: Mapping[str, User], path: Path) -> dict[str, User]:
    """Write the third party's district so that many of its students are Infinite Campus's.

    Return what it says of everybody, by its own ids. Nothing but the number of a student, gaps and
    stamps is changed: names, e-mails and the rest are the third party's.
    """
    students = [one for one in people.values() if one.roles and one.roles[0].role == "student"]
    numbers = [one.identifier for one in dice.sample(students, 500)]
    said = {}
    with zipfile.ZipFile(DISTRICT) as given, zipfile.ZipFile(path, "w") as made:
        for name in given.namelist():
            text = given.read(name).decode("utf-8-sig")
            if name == "users.csv":
                rows = list(csv.DictReader(io.StringIO(text)))
                own = [row for row in rows if row["role"] == "student"]
                for row, number in zip(dice.sample(own, len(numbers)), numbers, strict=True):
                    row["identifier"] = str(number)
                for row in rows:
                    row["middleName"] = dice.choice(["", "Third", "same"])
                    row["phone"] = dice.choice(["", "555-0100", "same"])
                    row["dateLastModified"] = dice.choice([row["dateLastModified"], OLD])
                    said[row["sourcedId"]] = as_user(row)
                text = sheet(rows)
            made.writestr(name, text)
    return said


OLD = "2026-01-05T08:00:00.000Z"


def as_user(row: Mapping[str, str]) -> User:
    texts: dict[str, Any] = {name: row[wire] or None for wire, name in SINGLE.items()}
    return User(
        sourced_id=row["sourcedId"],
        given_name=row["givenName"],
        family_name=row["familyName"],
        identifier=row["identifier"],
        date_last_modified=datetime.fromisoformat(row["dateLastModified"]),
        roles=(Role(role_type="primary", role=row["role"], org=row["orgSourcedIds"]),),
        **texts,
    )


def sheet(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def hub_ids(district: District, key: str, ids: list[str]) -> dict[str, str]:
    """Return whom the hub takes the people of a file for."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        found = links.find(scope, app.id, "", [(Kind.USER, id_) for id_ in ids])
    return {id_: hub for (_, id_), (hub, _) in found.items()}


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


@needs_district
def test_the_merged_people_equal_a_second_opinion_under_every_set_of_rules(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    dice = random.Random(20261128)
    decide(district, uniqueness=usual())
    activate_campus(district, campus, "1.2", mode="import", grade_sync=False)
    run(district, IC)
    people = held(district, Kind.USER)
    assert len(people) >= LEAST
    said: Said = {hub_id: {IC: person} for hub_id, person in people.items()}
    source(district, tmp_path, "csv", ROLES["csv"])
    written = third_party(dice, people, tmp_path / "csv.zip")
    run(district, "csv")
    numbered = {person.identifier: hub_id for hub_id, person in people.items()}
    hubs = hub_ids(district, "csv", list(written))
    assert hubs.keys() == written.keys()
    for own_id, hub_id in hubs.items():
        expected = numbered.get(written[own_id].identifier)
        assert hub_id == expected or (expected is None and hub_id not in people)
        said.setdefault(hub_id, {})["csv"] = written[own_id]
    assert sum(len(words) > 1 for words in said.values()) >= 500
    agree(district, said, ())
    lms = source(district, tmp_path, "lms", ROLES["lms"])
    known, orgs = held(district, Kind.USER), held(district, Kind.ORG)
    theirs = {hub_id: described(dice, person, "lms") for hub_id, person in known.items()
              if dice.random() < 0.6}  # fmt: skip
    lms.sync(package(theirs, orgs, "lms"))
    for hub_id, person in theirs.items():
        said[hub_id]["lms"] = person
    assert sum(len(words) == 3 for words in said.values()) > 200
    agree(district, said, ())
    for _ in range(3):
        made = random_rules(dice, ROLES)
        decide(district, uniqueness=usual(), masters=tuple(made))
        rework.apply_rules(district)
        agree(district, said, made)
    former = held(district, Kind.USER)
    for hub_id in dice.sample(sorted(theirs), 200):
        theirs[hub_id] = said[hub_id]["lms"] = described(dice, known[hub_id], "lms")
    lms.sync(package(theirs, orgs, "lms"))
    agree(district, said, made, former)
