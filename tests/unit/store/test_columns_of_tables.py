"""How values lie in columns: every field has one, and a value comes back as it went in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.entities import ENTITIES
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Role, Status
from homeroom.store.columns import BASE, TABLES, Column
from homeroom.store.json import decode_json, encode_json

KINDS = pytest.mark.parametrize("kind", Kind, ids=str)


@dataclass(frozen=True)
class Placed:
    """A column with the kind whose table it stands in."""

    kind: Kind
    column: Column


def columns() -> Iterator[Placed]:
    for kind, table in TABLES.items():
        yield from (Placed(kind, column) for column in table.columns)


def of(kind: Kind, name: str) -> Column:
    return next(one for one in TABLES[kind].columns if one.name == name)


def test_every_kind_has_a_table_of_its_own() -> None:
    assert set(TABLES) == set(Kind)
    assert len({table.name for table in TABLES.values()}) == len(Kind)


@KINDS
def test_every_field_of_a_record_has_one_column(kind: Kind) -> None:
    fields = [column.field for column in TABLES[kind].columns]
    assert fields == [field.name for field in ENTITIES[kind].fields]
    assert len({column.name for column in TABLES[kind].columns}) == len(fields)


@KINDS
def test_no_column_of_a_field_is_called_like_one_that_every_table_has(kind: Kind) -> None:
    assert not {column.name for column in TABLES[kind].columns} & set(BASE)


@KINDS
def test_every_table_begins_with_its_district(kind: Kind) -> None:
    assert next(iter(TABLES[kind].types())) == "district_id"


@KINDS
def test_what_is_selected_is_as_much_as_is_taken_back(kind: Kind) -> None:
    table = TABLES[kind]
    assert table.selected("r").count("r.") == 5 + len(table.columns)


@pytest.mark.parametrize("one", list(columns()), ids=lambda one: f"{one.kind}.{one.column.name}")
def test_only_numbers_words_and_plain_values_are_selected_as_they_lie(one: Placed) -> None:
    column = one.column
    assert column.type in {
        "text", "boolean", "numeric", "date", "timestamptz", "text[]", "uuid", "uuid[]", "jsonb",
    }  # fmt: skip
    as_text = column.type in {"uuid", "uuid[]", "timestamptz"}
    assert ("::text" in column.selected) is as_text
    assert column.selected.startswith(f'"{column.name}"')


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        (Kind.RESULT, "score", Decimal("17.30"), "17.30"),
        (Kind.RESULT, "score", Decimal("1E-7"), "1E-7"),
        (Kind.RESULT, "late", True, "t"),
        (Kind.RESULT, "late", False, "f"),
        (Kind.RESULT, "score_date", date(2026, 10, 14), "2026-10-14"),
        (Kind.RESULT, "comment", "a\tb\\", "a\tb\\"),
        (
            Kind.LINE_ITEM,
            "due_date",
            datetime(2026, 10, 14, 5, 10, tzinfo=UTC),
            "2026-10-14T05:10:00+00:00",
        ),
    ],
    ids=str,
)
def test_a_value_is_written_as_postgresql_reads_it(
    kind: Kind, name: str, value: Any, text: str
) -> None:
    assert of(kind, name).text(value) == text


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Kind.LINE_ITEM, "due_date", datetime(2026, 10, 14, 5, 10, tzinfo=UTC)),
        (
            Kind.USER,
            "roles",
            (Role(role_type="primary", role="student", org="oak", begin_date=date(2026, 8, 17)),),
        ),
    ],
    ids=["an instant", "roles"],
)
def test_a_value_comes_back_as_it_went_in(kind: Kind, name: str, value: Any) -> None:
    column = of(kind, name)
    assert column.back(column.text(value)) == value


def test_a_row_becomes_the_record_that_it_was() -> None:
    table = TABLES[Kind.RESULT]
    held = {"line_item": "li", "student": "st", "score": Decimal("17.30"), "late": False}
    row = (
        "r-1",
        "2026-10-14 05:10:00+00",
        None,
        '{"scoreDate": "2026-10-14T00:00:00Z"}',
        '{"weight": 1.50}',
        *(held.get(column.field) for column in table.columns),
    )
    record = table.back_one(row)
    assert isinstance(record, Result)
    assert (record.sourced_id, record.status) == ("r-1", Status.ACTIVE)
    assert record.date_last_modified == datetime(2026, 10, 14, 5, 10, tzinfo=UTC)
    assert (record.score, record.late, record.missing) == (Decimal("17.30"), False, None)
    assert record.texts == {"scoreDate": "2026-10-14T00:00:00Z"}
    assert str(record.metadata["weight"]) == "1.50"


def test_a_row_that_was_retired_is_to_be_deleted() -> None:
    table = TABLES[Kind.CATEGORY]
    at = datetime(2026, 10, 14, tzinfo=UTC)
    values = ("Quizzes" if column.field == "title" else None for column in table.columns)
    assert table.back_one(("c", None, at, None, None, *values)).status is Status.TO_BE_DELETED


@pytest.mark.parametrize(
    "number", ["0.1", "17.30", "1e2", "123456789012345678901234567890.5", "-0.0"]
)
def test_a_number_in_json_keeps_all_of_its_digits(number: str) -> None:
    read = decode_json(f'{{"score": {number}}}')["score"]
    assert read == Decimal(number)
    assert decode_json(encode_json({"score": read}))["score"] == Decimal(number)


def test_a_decimal_is_written_as_a_number_and_not_as_a_text() -> None:
    assert encode_json({"score": Decimal("17.30")}) == '{"score":17.30}'
