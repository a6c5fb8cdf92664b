"""Requests made from the documents, good and bad, are answered as the documents say.

schemathesis makes them; HOMEROOM_THOROUGH=1 lets it make a hundred for each operation.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Err, Ok
from schemathesis.specs.openapi import checks

from homeroom.serve.described_own import described as described_own
from homeroom.serve.discovery import described, described_1_1
from homeroom.serve.operations import GRADEBOOK, RESOURCES, ROSTERING
from homeroom.store import districts
from tests.api import add_vendor, application, token_of
from tests.database import DatabaseUrls
from tests.integration.serve.river import NAMED, River
from tests.thorough import THOROUGH

ORIGIN = "http://localhost"
MANY = 100 if THOROUGH else 3
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
JSON = dict[str, Any]
PATHS = [
    "sourcedId", "status", "dateLastModified", "title", "name", "type", "schoolYear", "grades",
    "terms", "terms.sourcedId", "class.sourcedId", "course", "school.sourcedId", "user",
    "student.sourcedId", "lineItem.sourcedId", "roles.role", "roles.org.sourcedId", "role",
    "orgs.sourcedId", "enabledUser", "email", "score", "scoreDate", "late", "weight", "dueDate",
    "birthDate", "userIds.type", "learningObjectiveSet.source", "scoreScaleValue.itemValueLHS",
    "metadata.x", "metadata.x.y", "primary", "beginDate", "resources", "parent.sourcedId",
    "children", "nothing", "a.b.c", "scorePercentile",
]  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = (
    texts
    | st.sampled_from(["ana", "true", "2026-10-05", "9", "a,b", "", "-0", "1e9", "oak"])
    | st.dates().map(str)
    | st.decimals(allow_nan=True).map(str)
)
comparisons = st.builds(
    lambda path, sign, value: f"{path}{sign}'{value}'",
    st.sampled_from(PATHS),
    st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~"]),
    values,
)
filters = (
    st.lists(comparisons, min_size=1, max_size=3).map(" AND ".join)
    | st.lists(comparisons, min_size=1, max_size=3).map(" OR ".join)
    | texts
)


@pytest.fixture(scope="module")
def token(town_urls: DatabaseUrls) -> str:
    """A token that is good for everything, in a district with a record of every kind."""
    river = River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
    return token_of(add_vendor(river.district))


def named(document: JSON) -> JSON:
    """Return a document whose paths name records that there are, and some that there are not."""
    found: JSON = json.loads(json.dumps(document))
    for path, methods in found["paths"].items():
        words = path.strip("/").split("/")
        ids = {
            words[at].strip("{}"): sorted(set(NAMED[words[at - 1]].values()))
            for at in range(1, len(words), 2)
            if words[at - 1] in NAMED
        }
        for held in methods.values():
            for one in held.get("parameters", []):
                if one.get("in") == "path":
                    one["schema"]["enum"] = [*ids[one["name"]], "nobody", "a/b", "é"]
    asked = found["components"].get("parameters", {})
    if asked:
        asked["fields"]["schema"]["items"] = {"enum": ["sourcedId", "status", "metadata", "title"]}
        asked["sort"]["schema"]["enum"] = [*PATHS, "é"]
    return found


def operations(document: JSON) -> list[APIOperation[Any, Any, Any, Any]]:
    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    found = list(schema.get_all_operations())
    assert not [one for one in found if isinstance(one, Err)]
    return [one.ok() for one in found if isinstance(one, Ok)]


def ask(case: Case[Any], token: str) -> int:
    """Send a request, look at the answer, and return its status."""
    headers = {"Authorization": f"Bearer {token}"}
    response = case.call(app=application(), headers=headers)
    case.validate_response(response, checks=CHECKS)
    return int(response.status_code)


DOCUMENTS: dict[str, Callable[[], JSON]] = {
    **{
        service: lambda service=service: described(service, ORIGIN)  # type: ignore[misc]
        for service in (ROSTERING, GRADEBOOK, RESOURCES)
    },
    "1.1": lambda: described_1_1(ORIGIN),
    "own": lambda: described_own(ORIGIN),
}


def play(one: APIOperation[Any, Any, Any, Any], token: str, answered: set[int]) -> None:
    """Ask one operation again and again; note the status of each answer."""

    good, bad = (one.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @given(case=good | bad, asked=st.none() | filters)
    @settings(max_examples=MANY, suppress_health_check=list(HealthCheck), database=None)
    def asked_so(case: Case[Any], asked: str | None) -> None:
        if asked is not None and case.method == "GET":
            case.query = {**(case.query or {}), "filter": asked}
        answered.add(ask(case, token))

    asked_so()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_says_is_what_is_answered(token: str, name: str) -> None:
    seen: dict[str, set[int]] = {}
    for one in operations(named(DOCUMENTS[name]())):
        answered = seen.setdefault(str(one.definition.raw["operationId"]), set())
        play(one, token, answered)
    # The list of districts wants the vendor's own credentials, and no token.
    known = {200, 201, 204, 400, 403, 404, 422} | ({401} if name == "own" else set())
    assert set().union(*seen.values()) <= known
    assert any(200 in some for some in seen.values())
