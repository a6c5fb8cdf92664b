"""Random OneRoster 1.2 and 1.1 objects, as strict servers print them and as odd ones do."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.model.own import OWN
from homeroom.model.times import instant_text

JSON = dict[str, Any]

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.text(letters, min_size=1, max_size=20)
words = texts.map(str.strip).filter(bool)
ids = (
    st.text(st.sampled_from("abcXYZ019-_.+:/@ "), min_size=1, max_size=24)
    .map(str.strip)
    .filter(bool)
)
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
instants = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.decimals(
    min_value=Decimal(-10_000), max_value=Decimal(100_000), allow_nan=False, places=4
) | st.integers(-1000, 1000).map(Decimal)
flags = st.sampled_from(["true", "false"])
scalars = texts | st.booleans() | st.integers(-(2**53), 2**53) | numbers
unknown = st.dictionaries(st.text("xyzq", min_size=3, max_size=8), scalars, max_size=3)
metadata = st.dictionaries(
    texts.filter(lambda key: key not in OWN),
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=5),
    max_size=3,
)

VOCABULARIES = {
    (Kind.ORG, "type"): [
        "department", "school", "district", "local", "state", "national", "ext:annex",
    ],
    (Kind.ACADEMIC_SESSION, "type"): [
        "term", "gradingPeriod", "schoolYear", "semester", "ext:summer",
    ],
    (Kind.CLASS, "classType"): ["homeroom", "scheduled", "ext:club"],
    (Kind.ENROLLMENT, "role"): ["student", "teacher", "administrator", "proctor"],
    (Kind.RESOURCE, "importance"): ["primary", "secondary"],
    (Kind.DEMOGRAPHICS, "sex"): ["male", "female", "other", "unspecified", "ext:x"],
    (Kind.RESULT, "scoreStatus"): [
        "exempt", "fully graded", "not submitted", "partially graded", "submitted",
        "ext:reassessed",
    ],
    (Kind.ASSESSMENT_RESULT, "scoreStatus"): [
        "exempt", "fully graded", "not submitted", "partially graded", "submitted",
    ],
}  # fmt: skip
ROLE_WORDS = [
    "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor",
    "relative", "siteAdministrator", "student", "systemAdministrator", "teacher", "ext:coach",
]  # fmt: skip
RESOURCE_ROLES = ["student", "teacher", "guardian", "administrator", "aide"]
# What 1.1 has and what it lacks, from section 8.4 of the reference page.
ROLES_1_1 = [
    "administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher",
]  # fmt: skip
LACKING_1_1: dict[Kind, set[str]] = {
    Kind.USER: {
        "userMasterIdentifier", "preferredFirstName", "preferredMiddleName", "preferredLastName",
        "pronouns", "roles", "userProfiles", "primaryOrg", "resources",
    },
    Kind.CATEGORY: {"weight"},
    Kind.LINE_ITEM: {"school", "academicSession", "scoreScale", "learningObjectiveSet"},
    Kind.RESULT: {
        "class", "scoreScale", "textScore", "learningObjectiveSet", "inProgress", "incomplete",
        "late", "missing",
    },
}  # fmt: skip
SECRET_NAMES = ["password", "Pass-Word", "credentials", "clientSecret", "lunchPin", "user_pwd"]


@st.composite
def wire(draw: st.DrawFn, kind: Kind, pool: dict[Kind, list[str]] | None = None) -> JSON:
    """Draw a strict 1.2 object; references come from the pool, else they are random."""
    wire: JSON = {
        "sourcedId": draw(ids),
        "status": draw(st.sampled_from(["active", "tobedeleted"])),
        "dateLastModified": instant_text(draw(instants)),
    }
    extra = draw(metadata)
    if extra:
        wire["metadata"] = extra
    for field in ENTITIES[kind].fields:
        if kind is Kind.DEMOGRAPHICS and field.name == "user":
            continue
        if field.needed or draw(st.booleans()):
            value = draw(_value(kind, field, pool or {}))
            if value not in ([], None):
                wire[field.wire] = value
    if kind is Kind.USER:
        wire["enabledUser"] = draw(flags)
    return wire


@st.composite
def wire_1_1(draw: st.DrawFn, kind: Kind, pool: dict[Kind, list[str]] | None = None) -> JSON:
    """Draw an object as a server of 1.1 prints it, which knows nothing of 1.2."""
    drawn = draw(wire(kind, pool))
    booleans = {
        field.wire for field in ENTITIES[kind].fields if field.shape is Shape.FLAG
    } - LACKING_1_1.get(kind, set())
    seen = {key: held for key, held in drawn.items() if key not in LACKING_1_1.get(kind, set())}
    for name in booleans & seen.keys():
        seen[name] = seen[name] == "true"
    if kind is Kind.USER:
        orgs = st.lists(
            reference(Kind.ORG, pool or {}),
            min_size=1,
            max_size=3,
            unique_by=lambda one: one["sourcedId"],
        )
        seen |= {"role": draw(st.sampled_from(ROLES_1_1)), "orgs": draw(orgs)}
    elif kind is Kind.ENROLLMENT:
        seen["role"] = draw(st.sampled_from(ROLES_1_1))
    return seen


@st.composite
def with_secrets(draw: st.DrawFn, wire: JSON) -> JSON:
    """Draw the same object with secrets in it, at its top and deep inside of its metadata."""
    secret = draw(st.sampled_from(SECRET_NAMES))
    deep = draw(st.sampled_from(SECRET_NAMES))
    held = {**wire.get("metadata", {}), "login": [{"kept": 1, deep: {"value": "hunter2"}}]}
    return {**wire, secret: "hunter2", "metadata": held}


def _value(kind: Kind, field: Field, pool: dict[Kind, list[str]]) -> st.SearchStrategy[Any]:
    vocabulary = VOCABULARIES.get((kind, field.wire))
    if vocabulary:
        return st.sampled_from(vocabulary)
    if field.shape is Shape.REFERENCE:
        assert field.to is not None
        return reference(field.to, pool)
    if field.shape is Shape.REFERENCES:
        assert field.to is not None
        return st.lists(
            reference(field.to, pool), max_size=3, unique_by=lambda one: one["sourcedId"]
        )
    if field.shape is Shape.STRUCTURE:
        return _structure(field)
    plain: dict[Shape, st.SearchStrategy[Any]] = {
        Shape.TEXT: texts,
        Shape.FLAG: flags,
        Shape.NUMBER: numbers.map(lambda one: Decimal(f"{one:f}")),
        Shape.DAY: days.map(str) | instants.map(instant_text),
        Shape.MOMENT: instants.map(instant_text) | days.map(str) | _odd_moments,
        Shape.TEXTS: st.lists(words, max_size=3),
        Shape.ROLES: st.lists(role(pool), min_size=1, max_size=3),
    }
    if kind is Kind.RESOURCE and field.wire == "roles":
        return st.lists(st.sampled_from(RESOURCE_ROLES), max_size=3, unique=True)
    return plain[field.shape]


_odd_moments = instants.map(lambda one: one.strftime("%Y-%m-%dT%H:%M:%S+00:00"))


def reference(to: Kind, pool: dict[Kind, list[str]]) -> st.SearchStrategy[JSON]:
    """Draw a reference to a record of a kind."""
    chosen = st.sampled_from(pool[to]) if pool.get(to) else ids
    return chosen.map(lambda one: {"sourcedId": one})


@st.composite
def role(draw: st.DrawFn, pool: dict[Kind, list[str]]) -> JSON:
    """Draw one role of a person."""
    drawn: JSON = {
        "roleType": draw(st.sampled_from(["primary", "secondary"])),
        "role": draw(st.sampled_from(ROLE_WORDS)),
        "org": draw(reference(Kind.ORG, pool)),
    }
    if draw(st.booleans()):
        drawn["userProfile"] = draw(words)
    if draw(st.booleans()):
        drawn["beginDate"] = str(draw(days))
        drawn["endDate"] = str(draw(days))
    return drawn


def _structure(field: Field) -> st.SearchStrategy[Any]:
    scored = st.fixed_dictionaries(
        {"learningObjectiveId": ids}, optional={"score": numbers, "textScore": texts}
    )
    shapes: dict[str, st.SearchStrategy[JSON]] = {
        "user_ids": st.fixed_dictionaries({"type": texts, "identifier": ids}),
        "user_profiles": st.fixed_dictionaries(
            {"profileId": ids, "profileType": texts, "vendorId": texts},
            optional={"applicationId": texts, "description": texts},
        ),
        "values": st.fixed_dictionaries({"itemValueLHS": texts, "itemValueRHS": texts}),
        "learning_objectives": st.fixed_dictionaries(
            {"source": texts, "learningObjectiveIds": st.lists(words, min_size=1, max_size=3)}
        ),
        "objective_scores": st.fixed_dictionaries(
            {"source": texts, "learningObjectiveResults": st.lists(scored, min_size=1, max_size=2)}
        ),
    }
    return st.lists(shapes[field.name], max_size=2)
