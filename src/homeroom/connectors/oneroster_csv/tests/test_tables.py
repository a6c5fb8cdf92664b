"""One file as a table: its header decides what its rows can be."""

import io
from typing import Any

import pytest

from homeroom.connectors.oneroster_csv.package import PackedFile, named
from homeroom.connectors.oneroster_csv.plan import (
    Plan,
    flat_name,
    is_deleted,
    is_status,
    needed_columns,
)
from homeroom.connectors.oneroster_csv.rows import Row
from homeroom.connectors.oneroster_csv.table import Table
from homeroom.connectors.pages import Fault
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind, Version


def packed(text: str, name: str = "orgs.csv") -> PackedFile:
    return PackedFile(name=name, stamp=lambda: "1", open=lambda: io.BytesIO(text.encode()))


def table(*lines: str) -> Table:
    return Table(packed("\n".join(lines)), "utf-8")


def rows(*lines: str) -> list[Any]:
    """Return the cells of each row, or the words about it."""
    found = table(*lines).rows()
    return [one.cells if isinstance(one, Row) else one.words for one in found]


@pytest.mark.parametrize("column", ["sourcedId", "SOURCEDID", "sourcedid"])
def test_a_column_is_found_in_whatever_case_it_is_written(column: str) -> None:
    made = table("name,SourcedId", "Oak,o-1")
    assert made.at(column) == 1
    assert column in made


def test_a_column_that_is_not_there_is_nowhere() -> None:
    assert table("sourcedId,name").at("type") is None


def test_a_column_that_stands_twice_is_read_once_and_said() -> None:
    made = table("sourcedId,name,Name", "o,Oak,Elm")
    assert [cell.at for cell in made.header] == [0, 1]
    assert [(one.field, one.words) for one in made.faults] == [
        ("Name", "stands twice in the header; the first one is used")
    ]


def test_a_column_without_a_name_is_called_by_its_place() -> None:
    assert [cell.name for cell in table("sourcedId, ,name").header] == [
        "sourcedId",
        "column 2",
        "name",
    ]


@pytest.mark.parametrize("lines", [("",), ("", "")], ids=["nothing", "blank lines"])
def test_a_file_without_a_header_has_no_rows(lines: tuple[str, ...]) -> None:
    made = table(*lines)
    assert not made.usable
    assert [one.words for one in made.faults] == ["is empty: there is no header"]


def test_rows_are_as_wide_as_the_header() -> None:
    assert rows("sourcedId,name", "o,Oak", "e,Elm,,", "p", "q,Pine,too much") == [
        ["o", "Oak"],
        ["e", "Elm"],
        "has 1 cells where the header has 2",
        "has 3 cells where the header has 2",
    ]


def test_rows_that_spreadsheets_append_say_nothing() -> None:
    assert rows("sourcedId,name", "o,Oak", ",", "", ",,,,", " ", "e,Elm") == [
        ["o", "Oak"],
        ["e", "Elm"],
    ]


def test_a_fault_names_the_file_and_the_line() -> None:
    found = [one for one in table("sourcedId,name", "o,Oak", "p").rows() if isinstance(one, Fault)]
    assert [one.place for one in found] == ["orgs.csv, line 3"]


def test_rows_can_be_asked_for_again() -> None:
    made = table("sourcedId,name", "o,Oak")
    assert list(made.rows()) == list(made.rows())


def test_columns_that_are_needed_and_lacking_are_named() -> None:
    lacking = table("sourcedId,title", "o,Oak").lacking(["sourcedId", "name", "type"])
    assert [(one.field, one.words) for one in lacking] == [
        ("name", "is not in the header"),
        ("type", "is not in the header"),
    ]


@pytest.mark.parametrize(
    ("separator", "words"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
)
def test_another_separator_is_named_instead_of_all_columns(separator: str, words: str) -> None:
    (fault,) = table(f"sourcedId{separator}name", f"o{separator}Oak").lacking(["sourcedId", "name"])
    assert fault.words == f"uses {words} between its cells; OneRoster wants commas"


def test_a_header_of_one_plain_column_is_not_taken_for_another_separator() -> None:
    (fault,) = table("name", "Oak").lacking(["sourcedId"])
    assert (fault.field, fault.words) == ("sourcedId", "is not in the header")


def plan(header: str, kind: Kind = Kind.ORG) -> Plan:
    return Plan(kind, Version.V1P2, table(header))


def test_a_row_becomes_an_object_without_its_blank_cells() -> None:
    made = plan("sourcedId,name,type,parentSourcedId")
    assert made.record(["o-1", "Oak", "", "d-1"]) == {
        "sourcedId": "o-1",
        "name": "Oak",
        "parent": {"sourcedId": "d-1"},
    }


def test_columns_that_nobody_knows_become_metadata() -> None:
    made = plan("sourcedId,name,Campus Code,metadata.bus.route")
    assert made.unknown == ("Campus Code", "metadata.bus.route")
    assert made.record(["o-1", "Oak", "C-7", "12"])["metadata"] == {
        "Campus Code": "C-7",
        "bus.route": "12",
    }


def test_an_object_without_any_metadata_has_none() -> None:
    assert "metadata" not in plan("sourcedId,Campus Code").record(["o-1", ""])


def test_a_column_and_an_extension_of_one_name_stand_beside_each_other() -> None:
    made = plan("sourcedId,route,metadata.route")
    assert made.record(["o-1", "a", "b"])["metadata"] == {"route": "a", "metadata.route": "b"}


@pytest.mark.parametrize("name", ["password", "metadata.Password", "clientSecret"])
def test_a_column_that_may_hold_a_secret_is_not_read(name: str) -> None:
    assert plan(f"sourcedId,{name}").record(["o-1", "hunter2"]) == {"sourcedId": "o-1"}


def test_a_fault_of_a_member_is_told_under_the_name_of_its_column() -> None:
    made = plan("sourcedId,parentSourcedId")
    assert made.column("parent") == "parentSourcedId"
    assert made.column("name") == "name"


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        (Kind.ORG, {"sourcedId", "name", "type"}),
        (Kind.RESULT, {"sourcedId", "lineItemSourcedId", "studentSourcedId"}),
        (Kind.DEMOGRAPHICS, {"sourcedId"}),
    ],
)
def test_without_its_needed_columns_no_row_of_a_file_could_be_used(
    kind: Kind, columns: set[str]
) -> None:
    assert set(needed_columns(kind, Version.V1P2)) >= columns


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("metadata.a.b", "a.b"),
        ("METADATA.x", "x"),
        ("metadata.", "metadata."),
        ("plain", "plain"),
        ("metadataX", "metadataX"),
    ],
)
def test_an_extension_is_flat_under_its_own_name(column: str, name: str) -> None:
    assert flat_name(column) == name


@pytest.mark.parametrize(
    ("status", "known", "deleted"),
    [
        ("", True, False),
        ("active", True, False),
        (" Active ", True, False),
        ("tobedeleted", True, True),
        ("To Be Deleted", True, True),
        ("inactive", True, True),
        ("deleted", False, False),
        ("aktiv", False, False),
        ("1", False, False),
    ],
)
def test_a_status_that_cannot_be_understood_neither_revives_nor_retires(
    status: str, known: bool, deleted: bool
) -> None:
    assert (is_status(status), is_deleted(status)) == (known, deleted)


def test_files_are_known_by_their_names_in_whatever_case() -> None:
    found = named("export.zip", [packed("", "Users.CSV"), packed("", "notes.txt")])
    assert {key: file.name for key, file in found.items()} == {"users": "Users.CSV"}


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(NeedsDistrict, match=r"export\.zip holds users\.csv twice") as caught:
        named("export.zip", [packed("", "users.csv"), packed("", "USERS.csv")])
    assert "one file of each name" in caught.value.fix
