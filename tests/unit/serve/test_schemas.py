"""Our schemas have the members of the published documents; those of 1.1 lack what it lacks."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from homeroom.model.encode import encode
from homeroom.model.kinds import COLLECTIONS, Kind, Version
from homeroom.model.v1p1 import from_1_2
from homeroom.serve import schemas
from homeroom.serve.reading import service_of
from tests.shared import SHARED
from tests.strategies import LACKING_1_1
from tests.unit.model.examples import record

needs_spec = pytest.mark.skipif(
    not (SHARED / "spec").exists(), reason="the published documents lie beside the repository"
)
# Neither is ever read from a source, so neither can be sent.
SECRET = {Kind.USER: {"password"}}
REFERENCE = {"href": "https://hub.example/orgs/x", "sourcedId": "x", "type": "org"}


def published(kind: Kind) -> Any:
    text = (SHARED / "spec" / f"{service_of(kind)}.json").read_text(encoding="utf-8")
    return json.loads(text)["components"]["schemas"][
        f"{kind.value[0].upper()}{kind.value[1:]}DType"
    ]


def refer(type_: str, id_: str) -> dict[str, str]:
    return {**REFERENCE, "sourcedId": id_, "type": type_}


def problems(schema: Any, held: Any) -> list[str]:
    return [str(one) for one in Draft202012Validator(schema).iter_errors(held)]


@needs_spec
@pytest.mark.parametrize("kind", list(Kind))
def test_a_schema_of_1_2_has_the_members_of_the_published_one(kind: Kind) -> None:
    ours = schemas.of_kind(kind, Version.V1P2)
    assert set(ours["properties"]) == set(published(kind)["properties"]) - SECRET.get(kind, set())
    assert ours["additionalProperties"] is False


@needs_spec
@pytest.mark.parametrize("kind", list(Kind))
def test_plain_members_have_the_type_of_the_published_ones(kind: Kind) -> None:
    theirs = published(kind)["properties"]
    for name, ours in schemas.of_kind(kind, Version.V1P2)["properties"].items():
        if "type" in theirs[name]:
            assert ours["type"] == theirs[name]["type"], name
            assert ours.get("format") in (theirs[name].get("format"), None), name


@pytest.mark.parametrize("kind", sorted(LACKING_1_1))
def test_a_schema_of_1_1_lacks_what_1_1_lacks(kind: Kind) -> None:
    old = schemas.of_kind(kind, Version.V1P1)["properties"]
    assert not set(old) & LACKING_1_1[kind]
    assert set(old) >= {"sourcedId", "status", "dateLastModified", "metadata"}


def test_a_person_of_1_1_has_one_role_and_booleans() -> None:
    old = schemas.of_kind(Kind.USER, Version.V1P1)["properties"]
    assert old["role"] == {"type": "string"}
    assert old["orgs"]["items"] == schemas.reference(Kind.ORG)
    assert old["enabledUser"] == {"type": "boolean"}


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("kind", list(Kind))
def test_what_the_model_writes_fits_and_anything_more_does_not(
    kind: Kind, version: Version
) -> None:
    written = encode(kind, record(kind), refer)
    held = from_1_2(kind, written) if version is Version.V1P1 else written
    schema = schemas.of_kind(kind, version)
    assert problems(schema, held) == []
    assert problems(schema, {**held, "more": 1})
    assert problems(schema, {**held, "status": "gone"})


@pytest.mark.parametrize("kind", list(Kind))
def test_one_and_many_are_wrapped_as_the_standard_says(kind: Kind) -> None:
    one, many = schemas.wrapped(kind, {"type": "object"})
    assert problems(one, {kind.value: {}}) == []
    assert problems(many, {COLLECTIONS[kind]: [{}, {}]}) == []
    assert problems(many, {})
    if kind is not Kind.DEMOGRAPHICS:  # whose members are called alike
        assert problems(one, {COLLECTIONS[kind]: []})


def test_a_reference_names_address_id_and_type() -> None:
    schema = schemas.reference(Kind.ORG)
    assert problems(schema, REFERENCE) == []
    assert problems(schema, {**REFERENCE, "type": "user"})
    assert problems(schema, {"sourcedId": "x"})


def test_a_role_and_a_profile_say_which_members_they_need() -> None:
    user = schemas.of_kind(Kind.USER, Version.V1P2)["properties"]
    role = user["roles"]["items"]
    assert set(role["required"]) == {"roleType", "role", "org"}
    assert set(role["properties"]) == {*role["required"], "userProfile", "beginDate", "endDate"}
    assert user["userProfiles"]["items"]["required"] == ["profileId"]
    scores = schemas.of_kind(Kind.RESULT, Version.V1P2)["properties"]["learningObjectiveSet"]
    inner = scores["items"]["properties"]["learningObjectiveResults"]["items"]
    assert inner["properties"]["score"] == {"type": "number"}
    assert inner["required"] == ["learningObjectiveId"]
