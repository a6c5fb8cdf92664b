"""The form of OneRoster CSV, and the reading of its answers."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from homeroom.connectors.base import Setting
from homeroom.errors import NeedsDistrict

UTF_8 = "utf-8"
ENCODINGS = (UTF_8, "windows-1252", "iso-8859-1", "utf-16")

SETTINGS = (
    Setting(
        name="path",
        is_path=True,
        label="File or folder",
        help=(
            "The zip file, or the folder that holds the CSV files. In a folder that holds zip "
            "files instead, the newest one is read."
        ),
        example="/srv/exports/oneroster.zip",
    ),
    Setting(
        name="encoding",
        label="Encoding",
        help="How the text is written. The standard wants utf-8.",
        default=UTF_8,
        choices=ENCODINGS,
        required=False,
    ),
    Setting(
        name="ids_of",
        label="Whose ids name classes and students",
        help=(
            "Empty: the files use ids of their own. homeroom: they use the hub's ids. The key of "
            "another activated application: they use the ids of that application."
        ),
        example="infinite-campus",
        required=False,
    ),
)


class Given(Struct, frozen=True):
    """The answers that reading the files needs."""

    path: Path
    encoding: str


def read_settings(given: Mapping[str, str]) -> Given:
    """Return the settings as values; NeedsDistrict when one lacks or names no known encoding."""
    path = given.get("path", "").strip()
    if not path or "\0" in path:
        raise NeedsDistrict(
            "OneRoster CSV does not know where its files are.",
            fix="Enter the zip file or the folder under File or folder.",
        )
    encoding = given.get("encoding", "").strip().lower() or UTF_8
    if encoding not in ENCODINGS:
        raise NeedsDistrict(
            f"OneRoster CSV cannot read the encoding {encoding}.",
            fix=f"Set Encoding to one of: {', '.join(ENCODINGS)}.",
        )
    return Given(Path(path), encoding)
