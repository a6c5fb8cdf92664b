"""An address means one operation, however its words and ids are written."""

import re

import pytest

from homeroom.model.kinds import Version
from homeroom.serve.operations import Operation, operations
from homeroom.serve.paths import find, version_of

EVERY = pytest.mark.parametrize(
    "operation", list(operations()), ids=lambda one: f"{one.version} {one.method} {one.path}"
)
GRADEBOOK = "/ims/oneroster/gradebook/v1p2"


def filled(operation: Operation, *ids: str) -> str:
    """Return the whole path of an operation with these ids in it."""
    given = iter(ids)
    return operation.base + re.sub(r"\{\w+\}", lambda _: next(given), operation.path)


def some_ids(operation: Operation, form: str) -> tuple[str, ...]:
    return tuple(form.format(number) for number in range(operation.path.count("{")))


def means(path: str, operation: Operation, ids: tuple[str, ...]) -> bool:
    found = find(path)
    return (
        found is not None
        and found.operations.get(operation.method) == operation
        and found.ids == ids
    )


@EVERY
def test_every_operation_is_found_under_its_path(operation: Operation) -> None:
    ids = some_ids(operation, "id-{}")
    assert means(filled(operation, *ids), operation, ids)


@EVERY
def test_the_words_of_a_path_may_be_written_in_any_case_and_ids_may_not(
    operation: Operation,
) -> None:
    ids = some_ids(operation, "Id-{}")
    path = filled(operation, *(f"@{number}" for number in range(len(ids))))
    for written in (path.lower(), path.upper()):
        for number, id_ in enumerate(ids):
            written = written.replace(f"@{number}", id_)
        assert means(written, operation, ids)


@EVERY
def test_a_slash_at_the_end_says_nothing(operation: Operation) -> None:
    ids = some_ids(operation, "id-{}")
    assert means(filled(operation, *ids) + "/", operation, ids)


@EVERY
def test_an_id_may_hold_what_ids_of_systems_hold(operation: Operation) -> None:
    ids = some_ids(operation, "s+8 82:{}@x.y")
    assert means(filled(operation, *ids), operation, ids)


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/results/a/b", ("a/b",)),
        ("/lineItems/a/b/c", ("a/b/c",)),
        ("/classes/a/b/lineItems", ("a/b",)),
        ("/classes/a/b/lineItems/c/d/results", ("a/b", "c/d")),
    ],
)
def test_an_id_with_slashes_is_one_id(path: str, ids: tuple[str, ...]) -> None:
    found = find(GRADEBOOK + path)
    assert found is not None
    assert found.ids == ids


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ims/oneroster",
        GRADEBOOK,
        f"{GRADEBOOK}/nonsense",
        f"{GRADEBOOK}/classes//lineItems",
        f"{GRADEBOOK}/users",
        "/ims/oneroster/rostering/v1p2/results",
        "/ims/oneroster/v1p3/users",
        "/ims/oneroster/v1p1/scoreScales",
        "/ims/oneroster/v1p1/assessmentResults/x",
        "/campus/ims/oneroster/v1p1/users",
    ],
)
def test_another_address_means_nothing(path: str) -> None:
    assert find(path) is None


def test_one_path_has_an_operation_for_each_method() -> None:
    found = find(f"{GRADEBOOK}/results/r-1")
    assert found is not None
    assert set(found.operations) == {"GET", "PUT", "DELETE"}


def test_what_stands_behind_a_collection_is_an_id_whatever_it_is_called() -> None:
    found = find(f"{GRADEBOOK}/results/lineItems")
    assert found is not None
    assert (found.ids, found.operations["GET"].id) == (("lineItems",), "getResult")


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/ims/oneroster/v1p1/users", Version.V1P1),
        ("/IMS/OneRoster/V1P1/nonsense", Version.V1P1),
        (f"{GRADEBOOK}/results", Version.V1P2),
        ("/homeroom/v1/deliveries", Version.V1P2),
        ("/", Version.V1P2),
    ],
)
def test_an_error_is_told_in_the_words_of_the_version_that_was_asked(
    path: str, version: Version
) -> None:
    assert version_of(path) is version
