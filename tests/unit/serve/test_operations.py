"""The table of operations is that of the published documents, and every address finds its row."""

import json
from collections import Counter
from typing import Any

import pytest

from homeroom.model.api_scopes import PREFIXES, SCOPES
from homeroom.model.kinds import Kind, Version
from homeroom.serve.operations import Operation, operations
from homeroom.serve.paths import find, version_of
from tests.shared import SHARED

needs_spec = pytest.mark.skipif(
    not (SHARED / "spec").exists(), reason="the published documents lie beside the repository"
)


def published(service: str) -> dict[tuple[str, str], Any]:
    text = (SHARED / "spec" / f"{service}.json").read_text(encoding="utf-8")
    return {
        (method.upper(), path): operation
        for path, methods in json.loads(text)["paths"].items()
        for method, operation in methods.items()
    }


def ours(service: str, version: Version = Version.V1P2) -> dict[tuple[str, str], Operation]:
    return {
        (one.method, one.path): one
        for one in operations()
        if one.service == service and one.version is version
    }


@needs_spec
@pytest.mark.parametrize("service", ["rostering", "gradebook", "resources"])
def test_the_operations_of_1_2_are_those_of_the_published_document(service: str) -> None:
    theirs = published(service)
    assert ours(service).keys() == theirs.keys()
    for key, one in ours(service).items():
        said = theirs[key]
        prefix = PREFIXES[Version.V1P2]
        (scopes,) = (scheme["OAuth2CC"] for scheme in said["security"])
        assert {prefix + scope for scope in one.scopes} == set(scopes)
        assert one.id == said["operationId"]
        assert one.documents_404 == ("404" in said["responses"])


@needs_spec
@pytest.mark.parametrize("service", ["rostering", "gradebook", "resources"])
def test_what_is_sent_is_wrapped_as_the_published_document_says(service: str) -> None:
    text = (SHARED / "spec" / f"{service}.json").read_text(encoding="utf-8")
    schemas = json.loads(text)["components"]["schemas"]
    for key, said in published(service).items():
        if key[0] == "GET":
            name = said["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            assert set(schemas[name.rpartition("/")[2]]["properties"]) == {
                ours(service)[key].wrapper
            }


def test_each_version_has_as_many_operations_as_the_standard() -> None:
    counted = Counter((one.version, one.service) for one in operations())
    assert counted == {
        (Version.V1P2, "rostering"): 41,
        (Version.V1P2, "gradebook"): 35,
        (Version.V1P2, "resources"): 5,
        (Version.V1P1, "rostering"): 41,
        (Version.V1P1, "resources"): 4,
        # 16 of the standard, and the categories of a class.
        (Version.V1P1, "gradebook"): 17,
    }


def test_every_scope_that_an_operation_needs_can_be_given() -> None:
    assert {scope for one in operations() for scope in one.scopes} == set(SCOPES)


@pytest.mark.parametrize("one", operations(), ids=lambda one: f"{one.version}-{one.id}")
def test_the_address_of_an_operation_leads_to_it(one: Operation) -> None:
    words = [f"id {at}" if at % 2 else word for at, word in enumerate(one.path[1:].split("/"))]
    found = find(f"{one.base}/{'/'.join(words)}")
    assert found is not None
    assert found.operations[one.method] is one
    assert found.ids == tuple(words[1::2])


@pytest.mark.parametrize(
    ("path", "name", "ids"),
    [
        ("/ims/oneroster/gradebook/v1p2/lineitems", "getAllLineItems", ()),
        ("/ims/oneroster/v1p1/Schools/S1/Students/", "getStudentsForSchool", ("S1",)),
        # The server has decoded %2F.
        ("/ims/oneroster/v1p1/users/a/b/classes", "getClassesForUser", ("a/b",)),
        ("/ims/oneroster/v1p1/users/a/b", "getUser", ("a/b",)),
        (
            "/ims/oneroster/gradebook/v1p2/classes/c/1/lineItems/l/2/results",
            "getResultsForLineItemForClass",
            ("c/1", "l/2"),
        ),
    ],
)
def test_addresses_are_read_leniently(path: str, name: str, ids: tuple[str, ...]) -> None:
    found = find(path)
    assert found is not None
    assert (found.operations["GET"].id, found.ids) == (name, ids)


@pytest.mark.parametrize(
    "path",
    [
        "/ims/oneroster/v1p1/teachersAndMore", "/ims/oneroster/rostering/v1p2/results",
        "/ims/oneroster/v1p1/scoreScales", "/ims/oneroster/v1p1",
        "/ims/oneroster/v1p1/users//classes",
        "/ims/oneroster/v1p3/orgs",
    ],
)  # fmt: skip
def test_an_address_of_no_operation_leads_nowhere(path: str) -> None:
    found = find(path)
    assert found is None or found.ids == ("/classes",)


def test_a_path_tells_in_whose_words_an_error_is_told() -> None:
    assert version_of("/ims/oneroster/v1p1/nothing") is Version.V1P1
    assert version_of("/IMS/OneRoster/V1P1/nothing") is Version.V1P1
    assert version_of("/ims/oneroster/gradebook/v1p2/nothing") is Version.V1P2


def test_what_a_path_reads_is_told_by_its_words() -> None:
    one = ours("rostering")["GET", "/schools/{schoolSourcedId}/classes/{classSourcedId}/students"]
    assert (one.target.kind, one.target.only) == (Kind.USER, "student")
    assert [(part.kind, part.only) for part in one.parents] == [
        (Kind.ORG, "school"),
        (Kind.CLASS, ""),
    ]
    assert not one.is_single
