"""The OneRoster API in the gallery: the app calls us, so there is nothing to connect to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from homeroom.connectors.base import (
    Capabilities,
    Change,
    Connection,
    GradeTarget,
    Mode,
    Setting,
    Source,
)
from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster.dialect import dialect_of
from homeroom.connectors.pages import JSON, Collection, Page, Recognise, nothing_known
from homeroom.connectors.rules import Rules
from homeroom.errors import NeedsDeveloper
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import GRADEBOOK, ROSTER, Kind, Version

_ROSTER_GOES_OUT = "An app reads the roster through the API; it cannot change it."
_NO_TARGET = "The app reads grades through the API; none are sent to it."


class OneRosterApi:
    """A learning app that calls the OneRoster API of this server."""

    name = "oneroster_api"
    title = "Learning App (OneRoster)"
    summary = "A learning app that reads rosters from Homeroom and writes its grades by OneRoster."
    modes: tuple[Mode, ...] = (Mode.IMPORT,)
    versions: tuple[str, ...] = tuple(Version)
    settings: tuple[Setting, ...] = ()
    rules: Rules | None = None

    def capabilities(self, version: str) -> Capabilities:
        """Return what is taken in from such an app: its gradebook, as it writes it."""
        return Capabilities(
            reads=frozenset(GRADEBOOK),
            change=Change.STAMP,
            clears_show_in_delta=True,
            absent=dict.fromkeys(ROSTER, _ROSTER_GOES_OUT),
        )

    def dialect(self, version: str) -> Dialect:
        """Return records as they are: what an app writes becomes 1.2 when it arrives."""
        return dialect_of(Version.V1P2)

    def version_of(self, given: Mapping[str, str]) -> str:
        """Return 1.2: an app may call either version, and each request says which."""
        return Version.V1P2

    def connect(self, given: Mapping[str, str]) -> Connection:
        """Return a connection that waits to be called."""
        return _Waiting(self.capabilities(Version.V1P2), self.dialect(Version.V1P2))


class _Nothing:
    """A source of which nothing is read: the app writes by itself."""

    def collections(self, kinds: frozenset[Kind]) -> Sequence[Collection]:
        """Return no list."""
        return ()

    def pages(
        self,
        collection: Collection,
        start: JSON | None,
        since: datetime | None,
        recognise: Recognise = nothing_known,
    ) -> Iterator[Page]:
        """Yield no page."""
        return iter(())


class _Waiting:
    """A connection that nobody has to open."""

    place = "this server"

    def __init__(self, capabilities: Capabilities, dialect: Dialect) -> None:
        self.capabilities = capabilities
        self.dialect = dialect

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind: nothing was opened."""

    @property
    def certificates(self) -> Mapping[str, datetime]:
        """Return none: no host is asked."""
        return {}

    @property
    def source(self) -> Source:
        """Return a source without lists."""
        return _Nothing()

    @property
    def target(self) -> GradeTarget:
        """Raise: the gallery entry offers Import only, so nobody should ask."""
        raise NeedsDeveloper(_NO_TARGET)

    def checks(self, *, grades: bool) -> Iterator[Check]:
        """Yield that nothing has to be reached."""
        words = "The app calls this server. What it asked: homeroom vendor requests."
        yield Check(name="API", state=CheckState.PASSED, words=words)
        if grades:
            yield Check(name="Grades out", state=CheckState.NOT_APPLICABLE, words=_NO_TARGET)

    def write_check(self, class_id: str, now: datetime) -> Iterator[Check]:
        """Yield that there is nothing to write to."""
        yield Check(name="Grades out", state=CheckState.NOT_APPLICABLE, words=_NO_TARGET)
