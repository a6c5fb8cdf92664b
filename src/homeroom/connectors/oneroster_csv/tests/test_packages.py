"""What a path may name, and what is refused with words that help."""

import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1
from homeroom.connectors.oneroster_csv.tests.packages import (
    file_name,
    ids,
    objects,
    pages,
    sheet,
    write_folder,
    write_zip,
)
from homeroom.connectors.oneroster_csv.zips import MOST_ENTRIES, SMALL
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind


def orgs(name: str = "Acorn") -> dict[str, str]:
    """Return a package of one org."""
    return {"orgs": sheet("name,type", f"o,,,{name},school")}


def refusal(path: Path) -> NeedsDistrict:
    """Return the error that reading a path ends with."""
    with pytest.raises(NeedsDistrict) as refused:
        pages(path, Kind.ORG)
    return refused.value


def test_a_zip_may_hold_its_files_in_one_folder(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_1, folder="export 2026/")
    assert len(objects(path, Kind.USER)) == 3


def test_files_at_the_root_win_over_those_in_a_folder(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", orgs("Acorn"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("old/orgs.csv", orgs("Oak")["orgs"])
    assert [one["name"] for one in objects(path, Kind.ORG)] == ["Acorn"]


def test_files_in_several_folders_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "or.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/orgs.csv", "")
        archive.writestr("b/users.csv", "")
    assert str(refusal(path)) == (
        f"{path} holds OneRoster files in several folders: a/, b/. "
        "Export one package per zip file, with its files at the root."
    )


def test_shadow_files_of_macos_are_passed_over(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", orgs())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._orgs.csv", b"\0\1\2")
        archive.writestr("._orgs.csv", b"\0\1\2")
        archive.writestr("a folder/", b"")
    assert len(objects(path, Kind.ORG)) == 1


@pytest.mark.parametrize("name", ["ORGS.CSV", "Orgs.csv", "orgs.CSV"])
def test_names_of_files_may_be_in_any_case(tmp_path: Path, name: str) -> None:
    files = {name: orgs()["orgs"]}
    assert len(objects(write_zip(tmp_path / "or.zip", files), Kind.ORG)) == 1
    assert len(objects(write_folder(tmp_path / "or", files), Kind.ORG)) == 1


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    files = {"orgs.csv": "", "Orgs.csv": ""}
    assert "twice" in refusal(write_zip(tmp_path / "or.zip", files)).message
    assert "twice" in refusal(write_folder(tmp_path / "or", files)).message


def test_of_a_folder_of_zips_the_newest_is_read(tmp_path: Path) -> None:
    for age, name in enumerate(("b-today", "z-yesterday", "a-older")):
        path = write_zip(tmp_path / f"{name}.zip", orgs(name))
        os.utime(path, (1_790_000_000 - age, 1_790_000_000 - age))
    assert [one["name"] for one in objects(tmp_path, Kind.ORG)] == ["b-today"]


def test_of_equally_old_zips_the_last_by_name_is_read(tmp_path: Path) -> None:
    for name in ("2026-10-04", "2026-10-05"):
        path = write_zip(tmp_path / f"{name}.zip", orgs(name))
        os.utime(path, (1_790_000_000, 1_790_000_000))
    assert [one["name"] for one in objects(tmp_path, Kind.ORG)] == ["2026-10-05"]


def test_a_folder_with_csv_files_is_read_itself(tmp_path: Path) -> None:
    write_zip(tmp_path / "or.zip", orgs("zipped"))
    write_folder(tmp_path, orgs("unpacked"))
    assert [one["name"] for one in objects(tmp_path, Kind.ORG)] == ["unpacked"]


def test_reading_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "in" / "or.zip", DISTRICT_1_1)
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.rglob("*")))
    for kind in (Kind.USER, Kind.RESULT):
        pages(path, kind)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.rglob("*"))) == before


def _encrypted(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orgs.csv", "sourcedId\n")
        archive.infolist()[0].flag_bits |= 1


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orgs.csv", b"\n" * (SMALL + 1))


def _crowd(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(MOST_ENTRIES + 1):
            archive.writestr(f"{at}.txt", b"")


def _link(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("orgs.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/hostname")


def _unusual(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("orgs.csv", "sourcedId\n")


def _foreign(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")


def _damaged(path: Path) -> None:
    write_zip(path, {"orgs": sheet("name,type", *(f"o{at},,,A{at},school" for at in range(999)))})
    body = bytearray(path.read_bytes())
    body[200:260] = bytes(60)
    path.write_bytes(body)


REFUSED: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: None, "There is no file or folder"),
    (lambda path: path.write_bytes(b"no zip at all"), "is no zip file, or a damaged one"),
    (lambda path: path.write_bytes(b""), "is no zip file, or a damaged one"),
    (lambda path: path.mkdir(), "holds no OneRoster CSV file"),
    (lambda path: write_folder(path, {"notes.csv": "x"}), "holds no OneRoster CSV file"),
    (_foreign, "holds no OneRoster CSV file"),
    (_encrypted, "is protected by a password"),
    (_bomb, "is larger than Homeroom reads: orgs.csv would grow to 16,777,217 bytes"),
    (_crowd, "is larger than Homeroom reads: it lists more than 10,000 files"),
    (_link, "is a link and no file"),
    (_unusual, "is compressed in an unusual way"),
    (_damaged, "orgs.csv cannot be read to its end: the file is damaged"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED, ids=[one[1] for one in REFUSED])
def test_what_cannot_be_read_is_refused_with_words_and_a_fix(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "or.zip"
    make(path)
    refused = refusal(path)
    assert words in refused.message
    assert refused.fix


def test_a_single_csv_file_is_not_a_package(tmp_path: Path) -> None:
    write_folder(tmp_path, orgs())
    refused = refusal(tmp_path / file_name("orgs"))
    assert "is a single CSV file" in refused.message
    assert "folder" in refused.fix


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read_it_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", orgs())
    path.chmod(0)
    assert "may not read" in refusal(path).message


def test_a_zip_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_1)
    path.write_bytes(path.read_bytes()[:-400])
    assert "is no zip file, or a damaged one" in refusal(path).message


@settings(max_examples=150)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.integers(0, 10_000))
def test_a_spoilt_zip_is_read_or_refused_and_never_a_surprise(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: int
) -> None:
    path = write_zip(tmp_path_factory.getbasetemp() / "spoilt" / "or.zip", orgs())
    body = bytearray(path.read_bytes())
    body[at % len(body)] = byte
    path.write_bytes(body[: len(body) - cut % 7 * (cut % 3)])
    found: list[str] = []
    with suppress(NeedsDistrict):
        found = ids(pages(path, Kind.ORG))
    assert set(found) <= {"o"}


def test_an_open_connection_ends_without_open_files(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", orgs())
    with CONNECTOR.connect({"path": str(path)}) as connection:
        assert connection.source.collections(frozenset({Kind.ORG}))
    path.unlink()
    with CONNECTOR.connect({"path": str(path)}) as connection, pytest.raises(NeedsDistrict):
        assert connection.source
