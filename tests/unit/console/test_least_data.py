"""Previews show how values would change, and of demographics only that they would."""

import pytest

from homeroom.console.rehearsed import _changes
from homeroom.console.setup.mappings import row_of
from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.runs.ingest.onlooking import Example as Case
from homeroom.runs.ingest.onlooking import FieldChange
from homeroom.runs.rules.entities import Example

BORN = "2013-04-05"


def change(kind: Kind, field: str) -> FieldChange:
    case = Case(record="r-1", before=BORN, after=None)
    return FieldChange(kind=kind, field=field, reason="sis: master", count=3, examples=[case])


def test_a_preview_of_a_sync_shows_a_case_of_each_field_that_would_change() -> None:
    (row,) = _changes([change(Kind.USER, "family_name")]).rows
    assert row == ("People", "Family name", "3", "sis: master", f"{BORN} → -")


def test_a_preview_of_a_sync_shows_no_demographics() -> None:
    table = _changes([change(Kind.DEMOGRAPHICS, "birth_date")])
    assert [row[-1] for row in table.rows] == ["not shown here"]
    assert BORN not in str(table)


def example(**more: str) -> Example:
    wrong = Issue(
        code="mapping.failed", kind="demographics", subject="s1",
        facts={"attribute": "birthDate", "words": f"{BORN} is no day"},
    )  # fmt: skip
    return Example("s1", {"birthDate": BORN}, {"birthDate": "05.04.2013", **more}, [wrong])


@pytest.mark.parametrize(("entity", "seen"), [("demographics", False), ("student", True)])
def test_a_preview_of_mappings_shows_values_but_for_demographics(entity: str, seen: bool) -> None:
    row = row_of(example(sex="female"), entity)
    assert row["id"] == "s1"
    assert [name for name, *_ in row["values"]] == ["birthDate", "sex"]
    assert (BORN in str(row["values"])) is seen
    assert ("female" in str(row["values"])) is seen
    assert (row["issues"] == ["mapping.failed"]) is not seen
