"""What a package says it holds: its manifest, its version, and how each file is to be taken."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from homeroom.connectors.oneroster_csv.columns import COLUMNS
from homeroom.connectors.oneroster_csv.files import MAIN_FILES, MANIFEST, ONLY_IN_1_2
from homeroom.connectors.oneroster_csv.folders import open_package
from homeroom.connectors.oneroster_csv.package import Package
from homeroom.connectors.oneroster_csv.rows import Row
from homeroom.connectors.oneroster_csv.settings import Given
from homeroom.connectors.oneroster_csv.table import Table
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind, Version


class Mode(StrEnum):
    """How a file is to be taken; UNSAID when there is a manifest that does not say it."""

    BULK = "bulk"
    DELTA = "delta"
    ABSENT = "absent"
    UNSAID = "unsaid"


class Manifest(Struct, frozen=True):
    """The properties of manifest.csv, their names in small letters."""

    properties: Mapping[str, str]

    @property
    def version(self) -> Version | None:
        """Return the version of the standard; the corrected binding calls itself 1.2 or 1.2.1."""
        said = self.properties.get("oneroster.version", "")
        return next((one for one in Version if said == one or said.startswith(f"{one}.")), None)

    def mode(self, name: str) -> Mode:
        """Return how a file is to be taken."""
        said = self.properties.get(f"file.{name}".casefold(), "").casefold()
        return next((mode for mode in Mode if mode == said), Mode.UNSAID)


class Contents:
    """An opened package with its manifest read; tables are opened when they are asked for."""

    def __init__(self, package: Package, encoding: str) -> None:
        self.package = package
        self.encoding = encoding
        self.manifest = self._read_manifest()
        self.version = self._told_version()

    def close(self) -> None:
        """Close the package."""
        self.package.close()

    def mode(self, name: str) -> Mode:
        """Return how a file is to be taken; without a manifest everything is bulk."""
        return Mode.BULK if self.manifest is None else self.manifest.mode(name)

    def holds(self, name: str) -> bool:
        """Say whether a file is there to be read; one that the manifest calls absent is not."""
        return name in self.package.files and self.mode(name) is not Mode.ABSENT

    def is_missing(self, name: str) -> bool:
        """Say whether the manifest announces a file that is not there."""
        if self.manifest is None or name in self.package.files:
            return False
        return self.mode(name) in (Mode.BULK, Mode.DELTA)

    def table(self, name: str) -> Table:
        """Open a file of the package."""
        return Table(self.package.files[name], self.encoding)

    def _read_manifest(self) -> Manifest | None:
        if MANIFEST not in self.package.files:
            return None
        table = self.table(MANIFEST)
        header = [cell.name for cell in table.header]
        rows = [row.cells for row in table.rows() if isinstance(row, Row)] if table.usable else []
        # A manifest without its header still says what it says.
        pairs = (row for row in (header, *rows) if len(row) > 1)
        return Manifest({row[0].strip().casefold(): row[1].strip() for row in pairs})

    def _told_version(self) -> Version:
        """Return the version: the files decide where they show it, else the manifest."""
        if any(self.holds(name) for name in ONLY_IN_1_2):
            return Version.V1P2
        if self._has_any(MAIN_FILES[Kind.USER], ("role",)):
            return Version.V1P1
        if self.manifest is not None and self.manifest.version is not None:
            return self.manifest.version
        is_new = any(
            self._has_any(name, [one.name for one in COLUMNS[kind] if one.only is Version.V1P2])
            for kind, name in MAIN_FILES.items()
        )
        return Version.V1P2 if is_new else Version.V1P1

    def _has_any(self, name: str, columns: Iterable[str]) -> bool:
        """Say whether a file has one of these columns; one that cannot be read is refused later."""
        if not self.holds(name):
            return False
        try:
            table = self.table(name)
        except NeedsDistrict:
            return False
        return any(column in table for column in columns)


def open_contents(settings: Given) -> Contents:
    """Open the package that the settings name and read its manifest."""
    package = open_package(settings.path)
    try:
        return Contents(package, settings.encoding)
    except NeedsDistrict:
        package.close()
        raise
