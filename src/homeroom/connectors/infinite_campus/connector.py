"""Infinite Campus: the standard, a vendor header for grades, and its quirks."""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from msgspec import structs

from homeroom.connectors.base import Capabilities, Setting
from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.infinite_campus.quirks import InfiniteCampusTarget, dialect_of
from homeroom.connectors.infinite_campus.settings import SETTINGS
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.connector import OneRoster, OneRosterConnection
from homeroom.connectors.rules import Rules, read_rules
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import ASSESSMENTS, Kind

_OF_GRADES = frozenset({"gradebook", "assessments"})


class InfiniteCampusConnection(OneRosterConnection):
    """An open connection to the Infinite Campus of one district."""

    target_type = InfiniteCampusTarget

    def __init__(
        self, client: Client, given: Mapping[str, str], can: Capabilities, dialect: Dialect
    ) -> None:
        super().__init__(client, given, can, dialect)
        self._lacking = [one.label for one in SETTINGS if one.for_grades and not given[one.name]]

    def checks(self, *, grades: bool) -> Iterator[Check]:
        """Yield the checks of Test Connection; whoever lacks the vendor key is told so."""
        for check in super().checks(grades=grades):
            refused = check.state is CheckState.FAILED and check.name in _OF_GRADES
            yield self._without_key(check) if refused and self._lacking else check

    def _without_key(self, check: Check) -> Check:
        lacking = " and ".join(self._lacking)
        return structs.replace(
            check,
            words=f"Infinite Campus takes grades only with a vendor key; there is no {lacking}.",
            fix=f"Ask Infinite Campus support for it and enter {lacking}. The roster is read"
            " without.",
        )


class InfiniteCampus(OneRoster):
    """The gallery entry for Infinite Campus."""

    name = "infinite_campus"
    title = "Infinite Campus"
    summary = "Reads the roster and the gradebook, and delivers grades into the gradebook."
    settings: tuple[Setting, ...] = SETTINGS
    connection_type = InfiniteCampusConnection

    @property
    def rules(self) -> Rules:
        """Return what Infinite Campus takes, as far as it is known."""
        return read_rules(files(__package__).joinpath("rules.toml"))

    def capabilities(self, version: str) -> Capabilities:
        """Return what Infinite Campus offers: no resources, no category writes, narrow lanes.

        Its guidelines forbid concurrent requests in school hours and more than five outside them.
        """
        standard = super().capabilities(version)
        written = frozenset({Kind.LINE_ITEM, Kind.RESULT})
        written |= frozenset() if version == "1.1" else frozenset(ASSESSMENTS)
        absent = {**standard.absent, Kind.RESOURCE: "Infinite Campus has no resource records."}
        if version == "1.1":
            absent[Kind.DEMOGRAPHICS] = "API 1.1 names demographics by ids that no person carries."
        return structs.replace(
            standard,
            reads=standard.reads - absent.keys(),
            absent=absent,
            writes=written,
            deletes=written,
            categories_belong_to="class",
            lanes_in_school_hours=1,
            lanes_otherwise=5,
        )

    def dialect(self, version: str) -> Dialect:
        """Return how Infinite Campus writes in this version."""
        return dialect_of(version)

    def gradebook_headers(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """Return the vendor's own credentials, which every gradebook call must carry."""
        if not (given["vendor_key"] and given["vendor_secret"]):
            return {}
        return {"x-vendor-authorization": f"{given['vendor_key']}:{given['vendor_secret']}"}
