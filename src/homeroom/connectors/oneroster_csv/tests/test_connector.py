"""What the gallery shows of the connector, and what a connection is."""

from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest

from homeroom.connectors.base import Change, Mode
from homeroom.connectors.gallery import connector
from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.settings import ENCODINGS
from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import write_zip
from homeroom.errors import NeedsDeveloper, NeedsDistrict
from homeroom.model.kinds import ASSESSMENTS, Kind

FOLDER = files("homeroom.connectors.oneroster_csv")


def test_the_gallery_finds_it() -> None:
    assert connector("oneroster_csv") is CONNECTOR


def test_it_imports_only() -> None:
    assert CONNECTOR.modes == (Mode.IMPORT,)
    assert CONNECTOR.versions == ("1.1", "1.2")
    assert CONNECTOR.rules is None


def test_its_form_has_three_fields_and_no_secret() -> None:
    fields = {one.name: one for one in CONNECTOR.settings}
    assert list(fields) == ["path", "encoding", "ids_of"]
    assert [one.required for one in CONNECTOR.settings] == [True, False, False]
    assert not any(one.secret or one.for_grades for one in CONNECTOR.settings)
    assert (fields["encoding"].default, fields["encoding"].choices) == ("utf-8", ENCODINGS)
    assert (fields["ids_of"].default, fields["ids_of"].choices) == ("", ())


@pytest.mark.parametrize(
    ("version", "absent"),
    [("1.1", {*ASSESSMENTS, Kind.SCORE_SCALE}), ("1.2", {*ASSESSMENTS})],
    ids=["1.1", "1.2"],
)
def test_what_files_cannot_hold_is_said_with_a_sentence(version: str, absent: set[Kind]) -> None:
    found = CONNECTOR.capabilities(version)
    assert found.reads == frozenset(Kind) - absent
    assert found.absent.keys() == absent
    assert all(words.endswith(".") for words in found.absent.values())


def test_changes_show_only_in_a_full_read_and_nothing_is_written() -> None:
    found = CONNECTOR.capabilities("1.2")
    assert found.change is Change.FULL_READ
    assert (found.writes, found.deletes) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("content", "version"), [(DISTRICT_1_1, "1.1"), (DISTRICT_1_2, "1.2")], ids=["1.1", "1.2"]
)
def test_a_connection_has_the_capabilities_of_its_files(
    tmp_path: Path, content: dict[str, str], version: str
) -> None:
    path = write_zip(tmp_path / "or.zip", content)
    with CONNECTOR.connect({"path": str(path)}) as connection:
        assert connection.capabilities == CONNECTOR.capabilities(version)
        assert connection.place == str(path)


def test_files_that_cannot_be_opened_count_as_1_2_until_they_are_read(tmp_path: Path) -> None:
    given = {"path": str(tmp_path / "none.zip")}
    assert CONNECTOR.version_of(given) == "1.2"
    with CONNECTOR.connect(given) as connection:
        assert connection.capabilities == CONNECTOR.capabilities("1.2")
        with pytest.raises(NeedsDistrict, match="There is no file or folder"):
            _ = connection.source


@pytest.mark.parametrize("path", ["", "   ", "a\0b"], ids=["none", "blank", "NUL"])
def test_a_connection_needs_a_path(path: str) -> None:
    with pytest.raises(NeedsDistrict, match="does not know where its files are"):
        CONNECTOR.connect({"path": path})


def test_there_is_no_grade_target(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_2)
    with CONNECTOR.connect({"path": str(path)}) as connection, pytest.raises(NeedsDeveloper):
        _ = connection.target


@pytest.mark.parametrize("version", CONNECTOR.versions)
def test_a_record_is_a_1_2_object_already_and_has_one_id(version: str) -> None:
    wire = {"sourcedId": "u", "roles": []}
    assert CONNECTOR.dialect(version).as_1_2(Kind.USER, wire) == wire
    assert CONNECTOR.dialect(version).other_ids(Kind.USER, wire) == ()


def test_the_guide_and_the_logo_stand_beside_it() -> None:
    guide = FOLDER.joinpath("guide.md").read_text(encoding="utf-8")
    assert guide.startswith("# OneRoster CSV\n")
    for field in CONNECTOR.settings[1:]:
        assert field.label in guide
    logo = ElementTree.fromstring(FOLDER.joinpath("logo.svg").read_text(encoding="utf-8"))
    assert logo.tag.endswith("svg")
