"""OneRoster CSV in the gallery."""

from collections.abc import Mapping
from contextlib import closing

from homeroom.connectors.base import Capabilities, Change, Connection, Mode, Setting
from homeroom.connectors.oneroster.dialect import dialect_of
from homeroom.connectors.oneroster_csv.connection import CsvConnection
from homeroom.connectors.oneroster_csv.contents import open_contents
from homeroom.connectors.oneroster_csv.files import MAIN_FILES
from homeroom.connectors.oneroster_csv.settings import SETTINGS, read_settings
from homeroom.connectors.rules import Rules
from homeroom.errors import NeedsDistrict
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import ASSESSMENTS, Kind, Version

_NO_ASSESSMENTS = "OneRoster CSV has no assessment files."
_NO_SCALES = "OneRoster CSV 1.1 has no score scales."


class OneRosterCsv:
    """Files in the form of OneRoster CSV, which any student information system can export."""

    name = "oneroster_csv"
    title = "OneRoster CSV"
    summary = "Reads rosters and gradebooks from OneRoster CSV files, zipped or in a folder."
    modes: tuple[Mode, ...] = (Mode.IMPORT,)
    versions: tuple[str, ...] = tuple(Version)
    settings: tuple[Setting, ...] = SETTINGS
    rules: Rules | None = None

    def capabilities(self, version: str) -> Capabilities:
        """Return what files of this version can hold."""
        absent: dict[Kind, str] = dict.fromkeys(ASSESSMENTS, _NO_ASSESSMENTS)
        if version == Version.V1P1:
            absent[Kind.SCORE_SCALE] = _NO_SCALES
        return Capabilities(
            reads=frozenset(MAIN_FILES) - absent.keys(),
            change=Change.FULL_READ,
            # Reading a disk needs no lanes.
            lanes_in_school_hours=1,
            lanes_otherwise=1,
            absent=absent,
        )

    def dialect(self, version: str) -> Dialect:
        """Return records as they are: each became a 1.2 object when its row was read."""
        return dialect_of(Version.V1P2)

    def version_of(self, given: Mapping[str, str]) -> str:
        """Return the version of the files; 1.2, which has more, while they cannot be opened.

        Whoever reads the files is then told what is wrong with them.
        """
        try:
            with closing(open_contents(read_settings(given))) as contents:
                return contents.version
        except NeedsDistrict:
            return Version.V1P2

    def connect(self, given: Mapping[str, str]) -> Connection:
        """Return a connection; the files are opened when they are first needed."""
        settings = read_settings(given)
        version = self.version_of(given)
        return CsvConnection(settings, self.capabilities(version), self.dialect(version))
