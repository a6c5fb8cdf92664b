"""Reading CSV tables and turning their lines into rows."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from homeroom.sandbox.districts.csv_file import BadFile, Line, read_tables
from homeroom.sandbox.districts.file_rows import (
    Numbering,
    Numbers,
    RowReader,
    grouped,
    own_guid,
    school_year_of,
)
from homeroom.sandbox.districts.from_zip import present_day
from tests.unit.sandbox.rows import roster


def _line(**values: str) -> Line:
    return Line("x.csv, line 2", {name.rstrip("_"): value for name, value in values.items()})


# --- lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a,b", ("a", "b")),
        (" a , b ", ("a", "b")),
        ("a,,b,", ("a", "b")),
    ],
)
def test_list_is_joined_by_commas(text: str, words: tuple[str, ...]) -> None:
    assert _line(grades=text).words("grades") == words


def test_missing_column_is_as_good_as_an_empty_one() -> None:
    line = _line()
    assert line.text("title") == ""
    assert line.words("grades") == ()
    assert line.day("beginDate") is None
    assert line.instant("dateLastModified") is None
    assert line.truth("primary") is None
    assert line.metadata() is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("TRUE", True), ("false", False), ("", None), ("1", None), ("yes", None)],
)
def test_truth_is_one_of_two_words(text: str, value: bool | None) -> None:
    assert _line(primary=text).truth("primary") is value


def test_dates_and_date_times_are_read() -> None:
    line = _line(begin="2026-08-17", changed="2026-07-01", at="2026-07-01T12:00:00Z")
    assert line.day("begin") == date(2026, 8, 17)
    assert line.instant("changed") == 1782864000000
    assert line.instant("at") == 1782907200000


@pytest.mark.parametrize(
    ("column", "text"), [("begin", "17.08.2026"), ("begin", "2026-02-30"), ("begin", "soon")]
)
def test_wrong_date_names_its_line_and_column(column: str, text: str) -> None:
    with pytest.raises(BadFile, match=r"x\.csv, line 2: '.*' is no value for begin\."):
        _line(begin=text).day(column)
    with pytest.raises(BadFile, match="no value for begin"):
        _line(begin=text).instant(column)


def test_extension_columns_are_metadata() -> None:
    line = Line("x", {"title": "T", "metadata.team": "red", "metadata.a.b": "1", "metadata.e": ""})
    assert line.metadata() == {"team": "red", "a.b": "1"}


# --- tables ------------------------------------------------------------------------------------

_ALL = ("orgs", "academicSessions", "courses", "classes", "users", "enrollments")


def _zip(folder: Path, **tables: bytes) -> Path:
    path = folder / "d.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name in _ALL:
            package.writestr(f"{name}.csv", tables.get(name, b"sourcedId,title\n1,x\n"))
        for name in tables.keys() - set(_ALL):
            package.writestr(f"{name}.csv", tables[name])
    return path


def test_tables_are_read_by_name_with_their_lines(tmp_path: Path) -> None:
    tables = read_tables(_zip(tmp_path))
    assert set(tables) == set(_ALL)
    (line,) = tables["orgs"]
    assert (line.where, line.values) == ("orgs.csv, line 2", {"sourcedId": "1", "title": "x"})


def test_byte_order_mark_quotes_and_commas_are_understood(tmp_path: Path) -> None:
    data = '\ufeffsourcedId,title\r\n1,"a, ""b"" and c"\r\n'.encode()
    (line,) = read_tables(_zip(tmp_path, orgs=data))["orgs"]
    assert line.text("title") == 'a, "b" and c'


def test_short_and_long_lines_are_taken_as_far_as_they_go(tmp_path: Path) -> None:
    data = b"sourcedId,title\n1\n2,x,y,z\n"
    first, second = read_tables(_zip(tmp_path, orgs=data))["orgs"]
    assert first.text("title") == ""
    assert second.values == {"sourcedId": "2", "title": "x"}


def test_folder_inside_the_zip_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name in _ALL:
            package.writestr(f"export/{name}.csv", "sourcedId\n1\n")
        package.writestr("export/readme.txt", "hello")
    assert set(read_tables(path)) == set(_ALL)


def test_manifest_needs_no_id(tmp_path: Path) -> None:
    tables = read_tables(_zip(tmp_path, manifest=b"propertyName,value\na,b\n"))
    assert len(tables["manifest"]) == 1


@pytest.mark.parametrize("missing", _ALL)
def test_every_roster_table_is_needed(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name in _ALL:
            if name != missing:
                package.writestr(f"{name}.csv", "sourcedId\n1\n")
    with pytest.raises(BadFile, match=rf"d\.zip has no {missing}\.csv\."):
        read_tables(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"title\nx\n", "has no column sourcedId"),
        (b"", "has no column sourcedId"),
        (b"sourcedId\n\xff\xfe\n", "is not in UTF-8"),
    ],
)
def test_table_that_cannot_be_read_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=f"orgs.csv {words}"):
        read_tables(_zip(tmp_path, orgs=data))


def test_file_that_is_no_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    for make in (lambda: None, lambda: path.write_bytes(b"PK"), lambda: path.write_text("x")):
        make()
        with pytest.raises(BadFile, match=r"d\.zip is no zip file"):
            read_tables(path)


# --- rows --------------------------------------------------------------------------------------


def test_rows_are_numbered_in_the_order_of_the_file() -> None:
    numbers = Numbers(100)
    assert [numbers.add(_line(sourcedId=name)) for name in ("b", "a")] == [100, 101]
    assert numbers.given() == {100: "b", 101: "a"}
    with pytest.raises(BadFile, match="empty or used twice"):
        numbers.add(_line(sourcedId="a"))
    with pytest.raises(BadFile, match="empty or used twice"):
        numbers.add(_line(sourcedId=""))


def test_references_lead_to_numbers_or_say_where_they_dangle() -> None:
    numbers = Numbers(1)
    numbers.add(_line(sourcedId="a"))
    assert numbers.of(_line(org="a"), "org") == 1
    assert numbers.maybe(_line(org=""), "org") is None
    assert numbers.all_of(_line(orgs="a,b,a"), "orgs") == (1, 1)
    with pytest.raises(BadFile, match="org is empty"):
        numbers.of(_line(org=""), "org")
    with pytest.raises(BadFile, match="org names 'b', which is not in the file"):
        numbers.of(_line(org="b"), "org")


@pytest.mark.parametrize(
    ("text", "year"),
    [("2027", 2027), ("2026-2027", 2027), ("2026/2027", 2027), ("SY 2027", 2027)],
)
def test_school_year_is_the_year_in_which_it_ends(text: str, year: int) -> None:
    assert school_year_of(_line(schoolYear=text)) == year


@pytest.mark.parametrize("text", ["", "26-27", "next"])
def test_school_year_without_a_year_is_none(text: str) -> None:
    with pytest.raises(BadFile, match="holds no year"):
        school_year_of(_line(schoolYear=text))


def test_guid_of_a_row_is_its_own_id_where_that_is_one() -> None:
    own = "97b48471-1408-445a-9b7c-148f119068d0"
    assert own_guid("org", _line(sourcedId=own)) == own
    made = own_guid("org", _line(sourcedId="S1"))
    assert made == own_guid("org", _line(sourcedId="S1"))
    assert made != own_guid("person", _line(sourcedId="S1"))
    assert len(made) == 36


def _reader() -> RowReader:
    tables = [Numbers(first) for first in (1, 11, 21, 31, 41)]
    for numbers, names in zip(
        tables, (("D", "S"), ("Y",), ("C",), ("K",), ("U", "V")), strict=True
    ):
        for name in names:
            numbers.add(_line(sourcedId=name))
    return RowReader(Numbering(*tables), undated=5)


def test_person_of_a_line_has_all_that_it_says() -> None:
    line = _line(
        sourcedId="U",
        givenName="Una",
        familyName="Vole",
        userIds="{state:77},{lunch:1:2}",
        agentSourcedIds="V,nobody",
        grades="09,10",
        enabledUser="false",
        dateLastModified="2026-07-01",
        status="tobedeleted",
    )
    row = _reader().person(line, ())
    assert (row.number, row.name) == (41, "Una Vole")
    assert row.user_ids == (("state", "77"), ("lunch", "1:2"))
    assert row.agents == (42,)
    assert row.grades == ("09", "10")
    assert (row.enabled, row.deleted, row.modified) == (False, True, 1782864000000)


@pytest.mark.parametrize(
    ("status", "deleted"),
    [
        ("", False),
        ("active", False),
        ("tobedeleted", True),
        ("inactive", True),
        ("TOBEDELETED", True),
    ],
)
def test_status_inactive_of_1p0_reads_as_deleted(status: str, deleted: bool) -> None:
    line = _line(sourcedId="D", name="Hollow", type="district", status=status)
    row = _reader().org(line)
    assert row.deleted is deleted
    assert row.modified == 5


def test_1p1_line_gives_a_role_at_every_org() -> None:
    kinds = {1: "district", 2: "school"}
    line = _line(role="teacher", orgSourcedIds="S,D")
    assert [(duty.role, duty.org) for duty in _reader().duties_1p1(line, kinds)] == [
        ("teacher", 2),
        ("teacher", 1),
    ]
    line = _line(role="administrator", orgSourcedIds="S,D")
    assert [duty.role for duty in _reader().duties_1p1(line, kinds)] == [
        "siteAdministrator",
        "districtAdministrator",
    ]
    for bad in (_line(role="", orgSourcedIds="S"), _line(role="student", orgSourcedIds="X")):
        with pytest.raises(BadFile, match="role or orgSourcedIds"):
            _reader().duties_1p1(bad, kinds)


def test_1p2_line_gives_one_role_with_its_dates() -> None:
    line = _line(role="student", roleType="secondary", orgSourcedId="S", beginDate="2026-08-17")
    duty = _reader().duty_1p2(line)
    assert (duty.role, duty.org, duty.primary) == ("student", 2, False)
    assert (duty.begin, duty.last) == (date(2026, 8, 17), None)


def test_lines_are_grouped_by_a_column() -> None:
    lines = [_line(user="a", n="1"), _line(user="b", n="2"), _line(user="a", n="3")]
    found = grouped(lines, "user")
    assert [line.text("n") for line in found["a"]] == ["1", "3"]


@pytest.mark.parametrize(
    ("newest", "usual", "day"),
    [
        ("2026-11-23", "2026-10-14", "2026-11-23"),
        ("2026-07-01", "2026-10-14", "2026-10-14"),
        ("2026-07-01", "2030-10-14", "2026-08-17"),
        ("2027-06-04", "2026-10-14", "2027-06-04"),
        ("2027-06-05", "2026-10-14", "2026-10-14"),
    ],
)
def test_pretend_day_lies_in_the_school_year(newest: str, usual: str, day: str) -> None:
    found = present_day(roster(), date.fromisoformat(newest), date.fromisoformat(usual))
    assert found.isoformat() == day
