"""Duplicates for a School Admin: those whose records all belong to the own schools."""

from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from homeroom.console.views import duplicates
from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.rules.document import Rules
from homeroom.rules.uniqueness import Domain
from homeroom.runs.rules import joining
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store import audit, lookalikes
from homeroom.store.scope import district_scope
from tests.integration.console.two_schools import BOTH, admin_of, text, two_schools
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import person
from tests.people import Town

AT = "/d/riverbend/quality/duplicates/"
ALIKE = {"s1": "77", "s2": "77", "e1": "88", "e2": "88", "s3": "99", BOTH: "99"}


@pytest.fixture(scope="module")
def sis(town: Town, tmp_path_factory: pytest.TempPathFactory) -> FileApp:
    """Two of Oak are alike, two of Elm, one of Oak and the one who is in both; and two courses."""
    made = file_app(town.district, tmp_path_factory.mktemp("sis") / "sis.zip", "sis")
    domains = (
        Domain(entity="user", fields=("identifier",)),
        Domain(entity="course", fields=("courseCode",)),
    )
    keep_rules(town.district, Rules(uniqueness=domains), ("test", "to know who is who"))
    files = two_schools()
    for row in files["users"]:
        if row["sourcedId"] in ALIKE:
            row |= person(row["sourcedId"], identifier=ALIKE[row["sourcedId"]])
    elm = next(row for row in files["courses"] if row["sourcedId"] == "geo")
    elm["courseCode"] = "G1"
    files["courses"].append({**elm, "sourcedId": "geo-2", "title": "Geography, new"})
    made.sync(files)
    return made


@pytest.fixture
def oak(town: Town, sis: FileApp) -> Client:
    return admin_of(town, sis, "oak")


def shown(browser: Client, **asked: str) -> list[set[str]]:
    """Return the ids of each group that a page shows."""
    groups = browser.get(AT, asked).context["groups"]
    return [{id_ for id_, _ in one["ids"]} for one in groups]


def ids(sis: FileApp, *names: str) -> set[str]:
    return {sis.hub_id(Kind.USER, one) for one in names}


def merge(browser: Client, pair: list[str]) -> Any:
    return browser.post(AT, {"act": "merge", "pair": pair, "stays": pair[0], "reason": "the same"})


def test_a_school_sees_what_is_alike_among_its_own_records_alone(
    town: Town, sis: FileApp, oak: Client
) -> None:
    assert shown(oak) == [ids(sis, "s1", "s2")]
    assert shown(admin_of(town, sis, "elm")) == [ids(sis, "e1", "e2")]
    for name in ("e1", "e2", BOTH, "88", "99"):
        assert f">{name}<" not in text(oak.get(AT))
        assert f"Given {name}" not in text(oak.get(AT))
    # Whoever looks after both schools finds all three, as the district does.
    every = [ids(sis, "s1", "s2"), ids(sis, "e1", "e2"), ids(sis, "s3", BOTH)]
    assert shown(admin_of(town, sis, "oak", "elm")) == shown(town.browser("district-admin"))
    assert shown(town.browser("district-admin")) == every


def test_courses_are_those_of_own_schools_and_schools_and_terms_are_the_districts(
    town: Town, sis: FileApp, oak: Client
) -> None:
    assert shown(oak, kind="course") == []
    assert len(shown(admin_of(town, sis, "elm"), kind="course")) == 1
    for kind in ("org", "academicSession"):
        assert oak.get(AT, {"kind": kind}).status_code == 404
        assert town.browser("district-admin").get(AT, {"kind": kind}).status_code == 200


@pytest.mark.parametrize("stretches", [0, 9])
def test_what_leads_further_names_no_key_and_finds_everything(
    sis: FileApp, oak: Client, monkeypatch: pytest.MonkeyPatch, stretches: int
) -> None:
    """However small the steps are: a key on the way may be that of somebody next door."""
    monkeypatch.setattr(lookalikes, "CANDIDATES", 1)
    monkeypatch.setattr(duplicates, "MORE_STRETCHES", stretches)
    found, steps, further = [], 0, AT
    while further:
        answer = oak.get(further)
        found += [{id_ for id_, _ in one["ids"]} for one in answer.context["groups"]]
        steps += 1
        further = AT + answer.context["next"] if answer.context["next"] else ""
        asked = parse_qs(further.partition("?")[2])
        for place in asked.get("after", ()):
            assert "identifier" not in place
            assert "identifier" not in urlsafe_b64decode(place).decode("latin-1")
    assert found == [ids(sis, "s1", "s2")]
    assert steps == (4 if stretches == 0 else 2)


@pytest.mark.parametrize("place", ["x", "YWJj", "a:b", '["user: identifier", "77"]'])
def test_a_place_that_was_not_given_looks_from_the_beginning(
    sis: FileApp, oak: Client, place: str
) -> None:
    assert shown(oak, after=place) == [ids(sis, "s1", "s2")]


@pytest.mark.parametrize("pair", [("e1", "e2"), ("s3", BOTH), ("s1", "e1")])
@pytest.mark.parametrize("act", ["merge", "apart"])
def test_who_belongs_elsewhere_as_well_is_not_decided_by_a_school(
    town: Town, sis: FileApp, oak: Client, pair: tuple[str, str], act: str
) -> None:
    two = [sis.hub_id(Kind.USER, one) for one in pair]
    sent = {"act": act, "pair": two, "stays": two[0], "reason": "r"}
    assert oak.post(AT, sent).status_code == 404
    with district_scope(town.district.id) as scope:
        assert scope.value("SELECT count(*) FROM joins") == 0
        assert scope.value("SELECT count(*) FROM kept_apart") == 0


def test_a_school_merges_its_own_and_parts_them_again(
    town: Town, sis: FileApp, oak: Client
) -> None:
    two = [sis.hub_id(Kind.USER, one) for one in ("s1", "s2")]
    assert merge(oak, two).status_code == 302
    (row,) = oak.get(AT).context["merges"]
    assert (row["one"].actor, row["one"].reason) == ("school-admin-oak@river.example", "the same")
    states = {name: one.status for name, one in sis.records(Kind.USER).items() if name in ALIKE}
    assert states["s1"] is Status.ACTIVE
    with district_scope(town.district.id) as scope:
        assert audit.latest(scope, 1)[0][1:3] == (row["one"].actor, "records.merged")
    # To the school next door this merge is not there.
    elm = admin_of(town, sis, "elm")
    assert elm.get(AT).context["merges"] == []
    assert elm.post(AT, {"act": "part", "merge": row["one"].id}).status_code == 404
    assert oak.post(AT, {"act": "part", "merge": row["one"].id}).status_code == 302
    assert shown(oak) == [ids(sis, "s1", "s2")]


def test_a_merge_of_who_is_in_another_school_is_the_districts_to_undo(
    town: Town, sis: FileApp, oak: Client
) -> None:
    two = [sis.hub_id(Kind.USER, one) for one in ("s3", BOTH)]
    made = joining.join(town.district, Kind.USER, two[0], two[1], ("district", "the same"))
    try:
        assert made not in [row["one"].id for row in oak.get(AT).context["merges"]]
        assert oak.post(AT, {"act": "part", "merge": made}).status_code == 404
        assert oak.post(AT, {"act": "part", "merge": made + 1000}).status_code == 404
    finally:
        joining.part(town.district, made, "district")


def test_rows_that_wait_are_nobodys_yet(town: Town, sis: FileApp, oak: Client) -> None:
    sent = {"act": "decide", "app": "sis", "subject": "s1", "same_as": ""}
    assert oak.post(AT, sent).status_code == 404
    assert town.browser("district-admin").post(AT, sent).status_code == 422
    assert "is for a District Admin to decide" in text(oak.get(AT))
    assert "is for a District Admin to decide" not in text(town.browser("district-admin").get(AT))
