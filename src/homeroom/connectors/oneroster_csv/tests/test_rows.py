"""How text is cut into rows, good text and bad."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.connectors.oneroster_csv.rows import MOST_LINES, Broken, Row, Rows
from homeroom.connectors.oneroster_csv.tests.packages import (
    ids,
    objects,
    pages,
    sheet,
    write_folder,
)
from homeroom.connectors.oneroster_csv.text import LONGEST_LINE
from homeroom.model.kinds import Kind

# CSV text is UTF-8, so it has no surrogates; a NUL is a fault of its own.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
CELLS = st.lists(TEXTS, min_size=2, max_size=6)


def cut(text: str, width: int | None = None) -> list[Row | Broken]:
    """Cut a text into rows; with a width the header is known."""
    rows = Rows(iter(io.StringIO(text, newline="").readline, ""))
    rows.width = width
    return list(rows)


def cells(found: Sequence[Row | Broken]) -> list[list[str]]:
    """Return the cells of rows, all of which must be good."""
    assert all(isinstance(one, Row) for one in found)
    return [one.cells for one in found if isinstance(one, Row)]


def written(rows: Sequence[Sequence[str]], end: str, quoting: int) -> str:
    """Write rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


# A writer that quotes only what it must leaves a lone \r unquoted unless its lines end with one.
STYLES = [
    ("\n", csv.QUOTE_ALL),
    ("\r\n", csv.QUOTE_ALL),
    ("\r", csv.QUOTE_ALL),
    ("\r\n", csv.QUOTE_MINIMAL),
]


@given(rows=st.lists(CELLS, min_size=1, max_size=5), style=st.sampled_from(STYLES))
def test_any_cells_survive_the_way_through_a_file(
    rows: list[list[str]], style: tuple[str, int]
) -> None:
    text = written(rows, *style)
    found = [one for one in cut(text) if isinstance(one, Row)]
    assert [one.cells for one in found] == rows


@settings(max_examples=30)
@given(name=TEXTS.filter(lambda text: text != ""), note=TEXTS)
def test_any_text_survives_the_way_into_a_record(
    tmp_path_factory: pytest.TempPathFactory, name: str, note: str
) -> None:
    rows = [["sourcedId", "name", "type", "note"], ["o1", name, "school", note]]
    path = write_folder(
        tmp_path_factory.mktemp("or"), {"orgs": written(rows, "\r\n", csv.QUOTE_MINIMAL)}
    )
    [found] = objects(path, Kind.ORG)
    assert found["name"] == name
    assert found.get("metadata", {}).get("note", "") == note


@given(lines=st.lists(st.text(st.sampled_from('a",\n '), max_size=12), max_size=8))
def test_every_line_with_text_is_in_a_row_or_in_a_fault(lines: list[str]) -> None:
    text = "".join(line.replace("\n", "") + "\n" for line in lines)
    covered: set[int] = set()
    for one in cut(text, width=2):
        many = sum(cell.count("\n") for cell in one.cells) if isinstance(one, Row) else 0
        covered |= set(range(one.line, one.line + many + 1))
    expected = {at for at, line in enumerate(lines, 1) if line.replace("\n", "")}
    assert expected <= covered


@given(text=st.text(st.sampled_from('ab",\n\r\0 '), max_size=60))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    for one in cut(text, width=2):
        assert one.line >= 1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n", [["a", "b"]]),
        ("a,b", [["a", "b"]]),
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ("\n\na,b\n\n\r\n", [["a", "b"]]),
        ('"a,b",c\n', [["a,b", "c"]]),
        ('"a ""b""",c\n', [['a "b"', "c"]]),
        ('a "b",c\n', [['a "b"', "c"]]),
        ('5" pipe,c\n', [['5" pipe', "c"]]),
        ('"a\nb",c\n', [["a\nb", "c"]]),
        ('"a\r\n\r\nb",c\nd,e\n', [["a\r\n\r\nb", "c"], ["d", "e"]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]),
        ("a,\u2028b\x0bc\n", [["a", "\u2028b\x0bc"]]),
    ],
)
def test_rows_are_cut_as_the_csv_rules_say(text: str, rows: list[list[str]]) -> None:
    assert cells(cut(text, width=2)) == rows


def test_a_row_is_placed_at_the_line_where_it_begins() -> None:
    found = cut('x,y\n\n"a\nb",c\nd,e\n', width=2)
    assert [one.line for one in found] == [1, 3, 5]


def test_a_quotation_mark_that_is_not_closed_costs_one_line() -> None:
    found = cut('a,b\nc,"d\ne,f\ng,h\n', width=2)
    assert found[1] == Broken(2, "has a quotation mark that is not closed")
    assert cells([found[0], *found[2:]]) == [["a", "b"], ["e", "f"], ["g", "h"]]


def test_a_stray_quotation_mark_does_not_swallow_rows_up_to_the_next_one() -> None:
    found = cut('a,"b\nc,d\ne,"f"\ng,h\n', width=2)
    assert found[0] == Broken(1, "has a quotation mark that is not closed")
    assert cells(found[1:]) == [["c", "d"], ["e", "f"], ["g", "h"]]


def test_lines_that_make_a_row_of_another_width_are_not_put_together() -> None:
    found = cut('a,"b\nc,d",e\nf,g\n', width=2)
    assert found[0] == Broken(1, "has a quotation mark that is not closed")
    assert cells(found[1:]) == [["c", 'd"', "e"], ["f", "g"]]


def test_a_cell_ends_after_a_hundred_lines() -> None:
    most = "x\n" * (MOST_LINES - 1)
    assert cells(cut(f'"{most}",b\n', width=2)) == [[most, "b"]]
    found = cut(f'"{most}x\n",b\n', width=2)
    assert isinstance(found[0], Broken)


def test_a_line_without_end_is_a_fault_and_the_next_one_is_read() -> None:
    found = cut("a,b\n" + "x" * (3 * LONGEST_LINE) + "\nc,d\n", width=2)
    # Here the lines come whole; from a file they come in pieces.
    assert found[1] == Broken(2, f"is longer than {LONGEST_LINE:,} characters")
    assert cells([found[0], found[2]]) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_line_without_end_is_a_fault_in_a_file_too(tmp_path: Path, times: int) -> None:
    orgs = sheet("name,type", "o1,,,Acorn,school", "x" * (times * LONGEST_LINE), "o2,,,Oak,school")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert ids([page]) == ["o1", "o2"]
    assert [one.place for one in page.faults] == ["orgs.csv, line 3"]


def test_a_quoted_cell_may_not_be_longer_than_the_csv_module_takes(tmp_path: Path) -> None:
    half = "x" * (LONGEST_LINE - 1000)
    orgs = sheet("name,type", f'o1,,,"{half}\n{half}",school', "o2,,,Oak,school")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert ids([page]) == ["o2"]
    assert page.faults[0].place == "orgs.csv, line 2"
    assert page.faults[0].words.startswith("cannot be read as a row")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_files_may_use_any_line_ends(tmp_path: Path, end: str) -> None:
    orgs = sheet("name,type", "o1,,,Acorn,school", "o2,,,Oak,school", end=end)
    assert ids(pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)) == ["o1", "o2"]


@pytest.mark.parametrize(
    "header",
    [
        "sourcedId,status,dateLastModified,name,type",
        "SOURCEDID,Status,datelastmodified,NAME,Type",
        " sourcedId , status,dateLastModified , name,type ",
        "\ufeffsourcedId,status,dateLastModified,name,type",
        '"sourcedId","status","dateLastModified","name","type"',
        "\r\n\r\nsourcedId,status,dateLastModified,name,type",
    ],
    ids=["as is", "other case", "blanks", "byte order mark", "quoted", "blank lines before"],
)
def test_a_header_may_be_written_otherwise(tmp_path: Path, header: str) -> None:
    orgs = f"{header}\r\no1,,,Acorn,school\r\n"
    [found] = objects(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert found == {"sourcedId": "o1", "name": "Acorn", "type": "school"}


def test_columns_may_stand_in_any_order_and_some_may_be_missing(tmp_path: Path) -> None:
    orgs = "type,name,sourcedId\nschool,Acorn,o1\n"
    [found] = objects(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert found == {"type": "school", "name": "Acorn", "sourcedId": "o1"}


def test_blank_rows_of_spreadsheets_say_nothing(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o1,,,Acorn,school", ",,,,", ",,", "  ", "")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert (ids([page]), page.faults, page.note, page.total) == (["o1"], (), "", 1)


def test_empty_cells_after_the_last_column_are_no_fault(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o1,,,Acorn,school,,,")
    assert ids(pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)) == ["o1"]


def test_a_column_without_a_name_keeps_what_stands_in_it(tmp_path: Path) -> None:
    orgs = sheet("name,type,", "o1,,,Acorn,school,x", "o2,,,Oak,school,")
    [acorn, oak] = objects(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert acorn["metadata"] == {"column 6": "x"}
    assert "metadata" not in oak


def test_a_comment_may_have_paragraphs(tmp_path: Path) -> None:
    results = sheet(
        "lineItemSourcedId,studentSourcedId,comment",
        'r1,,,li,u,"Good.\r\n\r\nKeep on."',
        "r2,,,li,u,",
    )
    [first, second] = objects(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert first["comment"] == "Good.\r\n\r\nKeep on."
    assert second["sourcedId"] == "r2"
