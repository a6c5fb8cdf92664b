"""Any OneRoster 1.1 or 1.2 server: its gallery entry and how to connect to it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from homeroom.connectors.base import Capabilities, Change, Mode, Setting
from homeroom.connectors.checks import Check
from homeroom.connectors.oneroster import checks
from homeroom.connectors.oneroster.bases import Bases, chosen_version
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.dialect import dialect_of
from homeroom.connectors.oneroster.patience import Patience, patience_of
from homeroom.connectors.oneroster.settings import SETTINGS
from homeroom.connectors.oneroster.source import OneRosterSource
from homeroom.connectors.oneroster.target import OneRosterTarget
from homeroom.connectors.oneroster.write_check import write_check
from homeroom.connectors.rules import Rules, read_rules
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import ASSESSMENTS, ONLY_1_2, Kind

LARGEST_PAGE = 50_000
_IN_WORDS = {
    Kind.ASSESSMENT_LINE_ITEM: "assessment line items",
    Kind.ASSESSMENT_RESULT: "assessment results",
    Kind.SCORE_SCALE: "score scales",
}


class OneRosterConnection:
    """An open connection to one OneRoster server; a vendor with quirks has types of its own."""

    target_type = OneRosterTarget

    def __init__(
        self, client: Client, given: Mapping[str, str], can: Capabilities, dialect: Dialect
    ) -> None:
        self.client = client
        self.capabilities = can
        self.bases = Bases(client, given)
        self.dialect = dialect
        self.source = OneRosterSource(client, self.bases, can.reads, page_size(given))
        self.target = self.target_type(client, self.bases, self.source, dialect)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()

    @property
    def place(self) -> str:
        """Return the host that lanes are counted for."""
        return urlsplit(self.bases.service).netloc.casefold()

    @property
    def certificates(self) -> Mapping[str, datetime]:
        """Return when the certificates end that hosts have shown so far."""
        return dict(self.client.certificates)

    def checks(self, *, grades: bool) -> Iterator[Check]:
        """Yield the checks of Test Connection."""
        return checks.checks(self.client, self.bases, grades=grades)

    def write_check(self, class_id: str, now: datetime) -> Iterator[Check]:
        """Yield the check of writing."""
        return write_check(self.source, self.target, class_id, now)


class OneRoster:
    """The gallery entry for a server that speaks the standard and needs nothing more."""

    name = "oneroster"
    title = "OneRoster API"
    summary = "Any student information system with a OneRoster 1.1 or 1.2 API."
    modes: tuple[Mode, ...] = (Mode.IMPORT, Mode.EXPORT, Mode.TWO_WAY)
    versions: tuple[str, ...] = ("1.2", "1.1")
    settings: tuple[Setting, ...] = SETTINGS
    connection_type = OneRosterConnection
    patience = Patience()

    @property
    def rules(self) -> Rules:
        """Return the write rules of a plain OneRoster server."""
        return read_rules(files(__package__).joinpath("rules.toml"))

    def capabilities(self, version: str) -> Capabilities:
        """Return what the standard offers in this version."""
        lacking = ONLY_1_2 if version == "1.1" else frozenset()
        written = frozenset({Kind.CATEGORY, Kind.LINE_ITEM, Kind.RESULT})
        return Capabilities(
            reads=frozenset(Kind) - lacking,
            writes=written,
            deletes=written,
            id_space=version,
            change=Change.STAMP,
            categories_belong_to="district",
            absent={
                kind: f"API 1.1 has no {_IN_WORDS[kind]}."
                for kind in (*ASSESSMENTS, Kind.SCORE_SCALE)
                if kind in lacking
            },
        )

    def dialect(self, version: str) -> Dialect:
        """Return how a plain server of this version writes."""
        return dialect_of(version)

    def version_of(self, given: Mapping[str, str]) -> str:
        """Return the API version that the settings mean."""
        return chosen_version(given).value

    def gradebook_headers(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """Return headers that gradebook calls carry; the standard asks for none."""
        return {}

    def connect(self, given: Mapping[str, str]) -> OneRosterConnection:
        """Open a connection with these settings and secrets."""
        complete = with_defaults(self.settings, given)
        can = self.capabilities(self.version_of(complete))
        patience = patience_of(self.patience, complete)
        client = Client(complete, self.gradebook_headers(complete), patience)
        try:
            return self.connection_type(client, complete, can, self.dialect(can.id_space))
        except HomeroomError:
            client.close()
            raise


def with_defaults(settings: tuple[Setting, ...], given: Mapping[str, str]) -> dict[str, str]:
    """Return the settings with their defaults; raises when one lacks or cannot be meant."""
    complete = {one.name: given.get(one.name, "").strip() or one.default for one in settings}
    lacking = [one.label for one in settings if one.required and not complete[one.name]]
    if lacking:
        raise NeedsDistrict(
            f"The settings lack {', '.join(lacking)}.", fix="Enter them in Delivery Config."
        )
    for one in settings:
        held = complete[one.name]
        if not held.isprintable():
            raise NeedsDistrict(
                f"{one.label} holds a character that cannot be seen, such as a line break.",
                fix="Enter it again without what was copied along with it.",
            )
        if one.choices and held and held not in one.choices:
            raise NeedsDistrict(
                f"{one.label} is {held[:40]!r}.", fix=f"Choose one of: {', '.join(one.choices)}."
            )
    return complete


def page_size(given: Mapping[str, str]) -> int:
    """Return how many records to ask for at once."""
    word = given["page_size"]
    if not word.isdecimal() or not 1 <= int(word) <= LARGEST_PAGE:
        raise NeedsDistrict(
            f"Records per page is {word!r}.", fix=f"Use a number from 1 to {LARGEST_PAGE:,}."
        )
    return int(word)
