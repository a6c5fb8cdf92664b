"""What a connector must say and do.

Made for more than OneRoster: what a system can do is declared, an id always belongs to a system and
an id space of it, a write is answered record by record even when it was sent as a batch, and a
source may need a full read before a cleared grade shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

from msgspec import Struct

from homeroom.connectors.checks import Check
from homeroom.connectors.pages import JSON, Collection, Page, Recognise, nothing_known
from homeroom.connectors.rules import Rules
from homeroom.connectors.writes import Receipt, TargetCategory, Write
from homeroom.model.dialect import Dialect
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind


class Mode(StrEnum):
    """In which direction an app works with the hub."""

    IMPORT = "import"
    EXPORT = "export"
    TWO_WAY = "2-way"


class Change(StrEnum):
    """How a source shows that something changed."""

    STAMP = "by dateLastModified"
    FULL_READ = "only in a full read"


class Setting(Struct, frozen=True, kw_only=True):
    """One field of a connector's Delivery Config form."""

    name: str
    label: str
    help: str = ""
    example: str = ""
    secret: bool = False
    required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()
    for_grades: bool = False  # only needed once Grade Sync is on
    is_path: bool = False  # names a file or folder of this machine
    advanced: bool = False  # rarely needed: folded away on the form
    expires: bool = False  # no secret, but it ends some day as secrets do


class Capabilities(Struct, frozen=True, kw_only=True):
    """What a system can do through one version of its API; the hub asks this before it plans."""

    reads: frozenset[Kind]
    writes: frozenset[Kind] = frozenset()
    deletes: frozenset[Kind] = frozenset()
    id_space: str = ""
    change: Change = Change.FULL_READ
    # Whether a cleared or deleted grade leaves any trace in a delta.
    clears_show_in_delta: bool = False
    batch: int = 1  # records per write request
    batch_is_whole: bool = False  # one bad record refuses its whole batch
    calls_a_day: int | None = None
    categories_belong_to: str = "class"  # class, teacher or district
    acts_as_teacher: bool = False  # a write names the teacher it is made for
    lanes_in_school_hours: int = 5
    lanes_otherwise: int = 5
    absent: Mapping[Kind, str] = {}  # kinds this version lacks, and the sentence that says so


class Source(Protocol):
    """Where records are read from."""

    def collections(self, kinds: frozenset[Kind]) -> Sequence[Collection]:
        """Return the lists to read for these kinds, parents before children."""

    def pages(
        self,
        collection: Collection,
        start: JSON | None,
        since: datetime | None,
        recognise: Recognise = nothing_known,
    ) -> Iterator[Page]:
        """Yield pages from `start` on; with `since`, only what changed after it where possible.

        A source may name a page that it recognises instead of splitting it.
        """


class GradeTarget(Protocol):
    """Where grades are delivered: a failed request raises, a refused record is a receipt."""

    def put(self, writes: Sequence[Write]) -> Sequence[Receipt]:
        """Create or replace records, in order; sending the same again changes nothing."""

    def delete(self, kind: Kind, id_: str, class_id: str) -> Receipt:
        """Delete one record that this hub created; an unknown one counts as deleted."""

    def line_item(self, id_: str, class_id: str) -> LineItem | None:
        """Return a line item as the target shows it, or None."""

    def results(self, line_item_id: str, class_id: str) -> Sequence[Result]:
        """Return the results of a line item as the target shows them, whoever made them."""

    def categories(self, class_id: str) -> Sequence[TargetCategory]:
        """Return the categories that line items of this class may name; placeholders left out."""


class Connection(Protocol):
    """An open connection to one system of one district; a context manager."""

    capabilities: Capabilities
    dialect: Dialect

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def place(self) -> str:
        """Return the host or folder that lanes are counted for."""

    @property
    def certificates(self) -> Mapping[str, datetime]:
        """Return when the certificates end that hosts have shown so far, by host."""

    @property
    def source(self) -> Source: ...

    @property
    def target(self) -> GradeTarget: ...

    def checks(self, *, grades: bool) -> Iterator[Check]:
        """Yield the checks of Test Connection as they end; with `grades`, of Grade Sync too."""

    def write_check(self, class_id: str, now: datetime) -> Iterator[Check]:
        """Yield the check that writes one temporary line item into a class and deletes it."""


class Connector(Protocol):
    """One system: its gallery entry, its form, its rules, and how to connect to it."""

    name: str
    title: str
    summary: str
    modes: tuple[Mode, ...]
    versions: tuple[str, ...]
    settings: tuple[Setting, ...]

    @property
    def rules(self) -> Rules | None:
        """Return the write rules of a grade target; None where nothing is written."""

    def capabilities(self, version: str) -> Capabilities:
        """Return what the system can do through this version of its API."""

    def dialect(self, version: str) -> Dialect:
        """Return how the records of this version are read as OneRoster 1.2."""

    def version_of(self, given: Mapping[str, str]) -> str:
        """Return the API version that the settings mean."""

    def connect(self, given: Mapping[str, str]) -> Connection:
        """Open a connection with these settings and secrets; NeedsDistrict when one lacks."""
