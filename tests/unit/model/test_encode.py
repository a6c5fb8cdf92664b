"""Strict out: what is written is what the published OpenAPI documents of OneRoster 1.2 allow."""

import json
import re
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import structs

from homeroom.model.decode import decode
from homeroom.model.encode import encode, reference_by_id
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.records import Status
from tests.shared import SHARED
from tests.strategies import wire
from tests.unit.model.examples import CHICAGO, JSON, record

needs_spec = pytest.mark.skipif(
    not (SHARED / "spec").exists(), reason="the published documents lie beside the repository"
)
ENCODER = msgspec.json.Encoder(decimal_format="number")
# Free by the standard, and free text that a lenient reader keeps.
OPEN = re.compile(r"\$\.(metadata|schoolYear|learningObjectiveSet\[\d+\]\.source).*")
NAMES = {kind: kind.value[0].upper() + kind.value[1:] + "DType" for kind in Kind}


def written(kind: Kind, **more: Any) -> JSON:
    return encode(kind, record(kind, **more), reference_by_id)


@cache
def schemas(document: str) -> JSON:
    text = (SHARED / "spec" / f"{document}.json").read_text(encoding="utf-8")
    found: JSON = json.loads(text)["components"]
    return found


def document_of(kind: Kind) -> str:
    if kind is Kind.RESOURCE:
        return "resources"
    return "gradebook" if kind in GRADEBOOK else "rostering"


def schema_of(kind: Kind) -> JSON:
    found: JSON = schemas(document_of(kind))["schemas"][NAMES[kind]]
    return found


@cache
def validator(kind: Kind) -> Draft202012Validator:
    components = {"components": schemas(document_of(kind))}
    return Draft202012Validator({**schema_of(kind), **components})


def whole_reference(type_: str, id_: str) -> dict[str, str]:
    return {"href": f"https://hub.example/{type_}/{id_}", "sourcedId": id_, "type": type_}


@needs_spec
@pytest.mark.parametrize("kind", list(Kind))
def test_the_fields_are_those_of_the_published_documents_but_no_password(kind: Kind) -> None:
    own = {"sourcedId", "status", "dateLastModified", "metadata"}
    described = {field.wire for field in ENTITIES[kind].fields}
    if kind is Kind.DEMOGRAPHICS:
        described.remove("user")
    assert described == set(schema_of(kind)["properties"]) - own - {"password"}


@needs_spec
@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_what_is_written_has_the_types_of_the_published_documents(
    kind: Kind, data: st.DataObject
) -> None:
    decoded = decode(kind, data.draw(wire(kind)), CHICAGO)
    assert decoded.record is not None
    out = encode(kind, decoded.record, whole_reference)
    problems = [
        f"{one.json_path}: {one.message}"
        for one in validator(kind).iter_errors(msgspec.json.decode(ENCODER.encode(out)))
        if not OPEN.fullmatch(one.json_path) and one.validator != "required"
    ]
    assert problems == []


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_known_is_not_written_at_all(kind: Kind) -> None:
    out = written(kind)
    assert None not in out.values()
    assert "" not in out.values()
    assert [] not in out.values()
    assert "metadata" not in out
    assert "dateLastModified" not in out
    assert out["status"] == "active"


def test_flags_are_written_as_the_strings_of_1_2() -> None:
    out = written(Kind.RESULT, late=True, missing=False)
    assert (out["late"], out["missing"]) == ("true", "false")
    assert "incomplete" not in out
    assert "inProgress" not in out


@pytest.mark.parametrize(
    ("score", "written_"),
    [("8.750", "8.750"), ("1e2", "100"), ("0", "0"), ("-0.0", "0.0"), ("1e-20", f"0.{'0' * 19}1")],
)
def test_a_score_is_written_without_an_exponent(score: str, written_: str) -> None:
    assert str(f"{written(Kind.RESULT, score=score)['score']:f}") == written_
    assert "E" not in str(written(Kind.RESULT, score="1e2")["score"])


def test_a_reference_is_made_by_whoever_knows_the_addresses() -> None:
    out = encode(Kind.ENROLLMENT, record(Kind.ENROLLMENT), whole_reference)
    assert out["user"] == {"href": "https://hub.example/user/u1", "sourcedId": "u1", "type": "user"}
    assert out["class"]["type"] == "class"


@pytest.mark.parametrize(
    ("kind", "member", "type_"),
    [
        (Kind.CLASS, "school", "org"),
        (Kind.CLASS, "terms", "academicSession"),
        (Kind.COURSE, "schoolYear", "academicSession"),
        (Kind.RESULT, "student", "user"),
        (Kind.LINE_ITEM, "gradingPeriod", "academicSession"),
        (Kind.ASSESSMENT_LINE_ITEM, "parentAssessmentLineItem", "assessmentLineItem"),
        (Kind.USER, "agents", "user"),
        (Kind.USER, "primaryOrg", "org"),
    ],
)
def test_a_reference_says_the_type_that_the_standard_has(
    kind: Kind, member: str, type_: str
) -> None:
    (field,) = [one for one in ENTITIES[kind].fields if one.wire == member]
    many = field.shape is Shape.REFERENCES
    given_ = [{"sourcedId": "p"}] if many else {"sourcedId": "p"}
    out = encode(kind, record(kind, **{member: given_}), whole_reference)[member]
    assert (out[0] if many else out)["type"] == type_


@pytest.mark.parametrize(
    "came", ["2026-10-05", "2026-10-05T08:00:00Z", "2026-10-05T08:00:00.5-05:00"]
)
def test_a_date_is_written_as_it_came(came: str) -> None:
    assert written(Kind.LINE_ITEM, dueDate=came)["dueDate"] == came


def test_a_date_that_came_as_a_time_is_written_as_it_came_and_otherwise_as_a_day() -> None:
    found = record(Kind.ENROLLMENT, endDate="2026-10-06T03:00:00Z")
    assert encode(Kind.ENROLLMENT, found, reference_by_id)["endDate"] == "2026-10-06T03:00:00Z"
    bare = structs.replace(found, texts={})
    assert encode(Kind.ENROLLMENT, bare, reference_by_id)["endDate"] == "2026-10-05"


def test_a_retired_record_says_so() -> None:
    gone = structs.replace(record(Kind.ORG), status=Status.TO_BE_DELETED)
    assert encode(Kind.ORG, gone, reference_by_id)["status"] == "tobedeleted"


def test_demographics_have_no_member_for_their_person() -> None:
    assert "user" not in written(Kind.DEMOGRAPHICS, sex="female")


def test_homerooms_own_notes_are_never_written() -> None:
    noted = {"homeroom.nature": "standard", "homeroom.unsaid": ["score"], "home": "Oak"}
    found = structs.replace(record(Kind.LINE_ITEM), metadata=noted)
    assert encode(Kind.LINE_ITEM, found, reference_by_id)["metadata"] == {"home": "Oak"}
    only = structs.replace(found, metadata={"homeroom.nature": "standard"})
    assert "metadata" not in encode(Kind.LINE_ITEM, only, reference_by_id)
