"""Text in the encoding of the settings, and text in another one."""

import codecs
from pathlib import Path

import pytest

from homeroom.connectors.oneroster_csv.tests.packages import (
    Files,
    objects,
    pages,
    sheet,
    write_folder,
    write_zip,
)
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind

NAME = "Zoë Ñandú — “Ξένη”"
LATIN = "Zoë Ñandú"


def users(name: str = LATIN) -> str:
    """Return a file of two users, the second with this name."""
    return sheet("givenName,familyName", "u1,,,Ada,Fernhollow", f"u2,,,{name},Moss")


def given_names(path: Path, encoding: str) -> list[str]:
    """Return the given names of all users."""
    return [one["givenName"] for one in objects(path, Kind.USER, encoding=encoding)]


def refusal(path: Path, encoding: str = "utf-8") -> NeedsDistrict:
    """Return the error that reading the users ends with."""
    with pytest.raises(NeedsDistrict) as refused:
        pages(path, Kind.USER, encoding=encoding)
    return refused.value


@pytest.mark.parametrize(
    ("encoding", "content", "name"),
    [
        ("utf-8", users(NAME).encode(), NAME),
        ("", users(NAME).encode(), NAME),
        ("UTF-8", users(NAME).encode(), NAME),
        ("utf-8", codecs.BOM_UTF8 + users(NAME).encode(), NAME),
        ("windows-1252", users("Zoë — “x”").encode("cp1252"), "Zoë — “x”"),
        ("iso-8859-1", users(LATIN).encode("latin-1"), LATIN),
        ("utf-16", users(NAME).encode("utf-16"), NAME),
        ("utf-16", codecs.BOM_UTF16_BE + users(NAME).encode("utf-16-be"), NAME),
        ("utf-16", users(NAME).encode("utf-16-le"), NAME),
        ("utf-16", users(NAME).encode("utf-16-be"), NAME),
    ],
    ids=["utf-8", "default", "capitals", "utf-8 with mark", "windows-1252", "iso-8859-1",
         "utf-16", "big endian", "little endian without mark", "big endian without mark"],
)  # fmt: skip
def test_text_is_read_in_its_encoding(
    tmp_path: Path, encoding: str, content: bytes, name: str
) -> None:
    files: Files = {"users": content}
    for path in (write_zip(tmp_path / "or.zip", files), write_folder(tmp_path / "or", files)):
        assert given_names(path, encoding) == ["Ada", name]


def test_a_mark_of_utf_8_is_believed_whatever_the_setting_says(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "or", {"users": codecs.BOM_UTF8 + users(NAME).encode()})
    assert given_names(path, "windows-1252") == ["Ada", NAME]


@pytest.mark.parametrize(
    ("content", "encoding", "message", "fix"),
    [
        (
            users().encode("cp1252"),
            "utf-8",
            "users.csv, line 3: 0xEB at byte 85 is not utf-8. It looks like windows-1252.",
            "Export the files as UTF-8, or set Encoding to windows-1252.",
        ),
        (
            users("Zo\x81").encode("latin-1"),
            "utf-8",
            "users.csv, line 3: 0x81 at byte 85 is not utf-8. It looks like iso-8859-1.",
            "Export the files as UTF-8, or set Encoding to iso-8859-1.",
        ),
        (
            users().encode("utf-16"),
            "utf-8",
            "users.csv, line 1: 0xFF at byte 1 is not utf-8. It looks like utf-16.",
            "Export the files as UTF-8, or set Encoding to utf-16.",
        ),
        (
            users().encode("utf-16-le"),
            "windows-1252",
            "users.csv, line 1: 0x73 at byte 1 is not windows-1252. It looks like utf-16.",
            "Export the files as UTF-8, or set Encoding to utf-16.",
        ),
        (
            users().encode(),
            "utf-16",
            "users.csv, line 1: 0x73 at byte 1 is not utf-16. It looks like utf-8.",
            "Export the files as UTF-8, or set Encoding to utf-8.",
        ),
        (
            codecs.BOM_UTF8 + users().encode("cp1252"),
            "utf-8",
            "users.csv, line 3: 0xEB at byte 88 is not utf-8. It looks like windows-1252.",
            "Export the files as UTF-8, or set Encoding to windows-1252.",
        ),
        (
            users("Zo\x81").encode("latin-1"),
            "windows-1252",
            "users.csv, line 3: 0x81 at byte 85 is not windows-1252. It looks like iso-8859-1.",
            "Export the files as UTF-8, or set Encoding to iso-8859-1.",
        ),
    ],
    ids=["windows-1252", "iso-8859-1", "utf-16", "utf-16 without mark", "utf-8 set to utf-16",
         "a mark that lies", "a byte that windows-1252 has not"],
)  # fmt: skip
def test_another_encoding_is_refused_with_its_place_and_a_guess(
    tmp_path: Path, content: bytes, encoding: str, message: str, fix: str
) -> None:
    refused = refusal(write_zip(tmp_path / "or.zip", {"users": content}), encoding)
    assert (refused.message, refused.fix) == (message, fix)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("before", [1, 5_000, 40_000])
def test_the_place_is_right_far_into_a_file(tmp_path: Path, before: int, end: str) -> None:
    rows = [f"u{at},,,Ada,Fernhollow" for at in range(before)]
    good = sheet("givenName,familyName", *rows, end=end).encode()
    bad = f"x,,,Zo\xeb,Moss{end}".encode("latin-1")
    content = good + bad + f"y,,,Cy,Moss{end}".encode()
    refused = refusal(write_folder(tmp_path / "or", {"users": content}))
    at = len(good) + bad.index(b"\xeb") + 1
    assert refused.message.startswith(f"users.csv, line {before + 2}: 0xEB at byte {at:,} is not")


def test_a_wrong_character_is_found_before_any_page_is_handed_out(tmp_path: Path) -> None:
    rows = [f"u{at},,,Ada,Fernhollow" for at in range(12_000)]
    content = sheet("givenName,familyName", *rows).encode() + b"x,,,Zo\xeb,Moss\r\n"
    assert "windows-1252" in refusal(write_folder(tmp_path / "or", {"users": content})).message


def test_a_joined_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    roles = sheet("userSourcedId,role,orgSourcedId", "r,,,u1,aide,Sch\u00fcle")
    path = write_folder(tmp_path / "or", {"users": users("Cy"), "roles": roles.encode("cp1252")})
    assert refusal(path).message.startswith("roles.csv, line 2: 0xFC")


def test_a_letter_that_is_cut_off_at_the_end_is_refused(tmp_path: Path) -> None:
    content = users("Cy").encode() + b"u3,,,Zo\xc3"
    assert (
        "users.csv, line 4: 0xC3"
        in refusal(write_folder(tmp_path / "or", {"users": content})).message
    )


def test_an_encoding_that_is_not_offered_is_refused(tmp_path: Path) -> None:
    refused = refusal(write_folder(tmp_path / "or", {"users": users()}), "ebcdic")
    assert refused.message == "OneRoster CSV cannot read the encoding ebcdic."
    assert "windows-1252" in refused.fix
