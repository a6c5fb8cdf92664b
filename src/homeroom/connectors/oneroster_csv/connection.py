"""A connection to one package; its files are opened when they are first needed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self

from homeroom.connectors.base import Capabilities, GradeTarget, Source
from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster_csv.checks import package_checks
from homeroom.connectors.oneroster_csv.contents import Contents, open_contents
from homeroom.connectors.oneroster_csv.settings import Given
from homeroom.connectors.oneroster_csv.source import CsvSource
from homeroom.errors import NeedsDeveloper
from homeroom.model.dialect import Dialect

NO_GRADES_OUT = "OneRoster CSV is read only: no grades are written to files."


class CsvConnection:
    """Reads one zip file or folder. Nothing in it is changed, moved or extracted."""

    def __init__(self, settings: Given, capabilities: Capabilities, dialect: Dialect) -> None:
        self.capabilities = capabilities
        self.dialect = dialect
        self._settings = settings
        self._contents: Contents | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._contents is not None:
            self._contents.close()
            self._contents = None

    @property
    def place(self) -> str:
        """Return the path of the file or folder."""
        return str(self._settings.path)

    @property
    def certificates(self) -> Mapping[str, datetime]:
        """Return none: a file has no certificate."""
        return {}

    @property
    def source(self) -> Source:
        """Return the package as a source; NeedsDistrict when it cannot be opened."""
        return CsvSource(self._opened())

    @property
    def target(self) -> GradeTarget:
        """Raise: the gallery entry offers Import only, so nobody should ask."""
        raise NeedsDeveloper(NO_GRADES_OUT)

    def checks(self, *, grades: bool) -> Iterator[Check]:
        """Yield the checks of the package; with `grades`, that there are none for writing."""
        yield from package_checks(self._settings, self._opened)
        if grades:
            yield Check(name="Grades out", state=CheckState.NOT_APPLICABLE, words=NO_GRADES_OUT)

    def write_check(self, class_id: str, now: datetime) -> Iterator[Check]:
        """Yield that there is nothing to write to."""
        yield Check(name="Grades out", state=CheckState.NOT_APPLICABLE, words=NO_GRADES_OUT)

    def _opened(self) -> Contents:
        if self._contents is None:
            self._contents = open_contents(self._settings)
        return self._contents
