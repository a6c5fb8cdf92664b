"""Infinite Campus: the standard, a vendor header for grades, and its quirks."""

from collections.abc import Mapping
from importlib.resources import files

from msgspec import structs

from homeroom.connectors.base import Capabilities, Setting
from homeroom.connectors.infinite_campus.quirks import InfiniteCampusSource, InfiniteCampusTarget
from homeroom.connectors.infinite_campus.settings import SETTINGS
from homeroom.connectors.oneroster.connector import OneRoster, OneRosterConnection
from homeroom.connectors.rules import Rules, read_rules
from homeroom.model.kinds import ASSESSMENTS, Kind


class InfiniteCampusConnection(OneRosterConnection):
    """An open connection to the Infinite Campus of one district."""

    source_type = InfiniteCampusSource
    target_type = InfiniteCampusTarget


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

    def gradebook_headers(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """Return the vendor's own credentials, which every gradebook call must carry."""
        if not given["vendor_key"]:
            return {}
        return {"x-vendor-authorization": f"{given['vendor_key']}:{given['vendor_secret']}"}
