"""Where the services of one server are: given, derived, and found by asking."""

import threading
from collections.abc import Mapping

from homeroom.connectors.oneroster.addresses import (
    beside,
    gradebook_bases,
    read_base,
    version_of,
)
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.sample import sample
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind, Version


class Bases:
    """The base URLs of a connection; the gradebook's is probed once, unless it was given."""

    def __init__(self, client: Client, given: Mapping[str, str]) -> None:
        self._client = client
        self._lock = threading.Lock()
        self.service = read_base(given["service_url"], "The Service URL")
        self.version = chosen_version(given)
        own = given.get("gradebook_url", "").strip()
        self._gradebook = read_base(own, "The Gradebook URL") if own else ""

    def of(self, kind: Kind) -> str:
        """Return the base of the service that holds a kind."""
        if kind in GRADEBOOK:
            return self.gradebook()
        if kind is Kind.RESOURCE and self.version is Version.V1P2:
            return beside(self.service, "resources")
        return self.service

    def gradebook(self) -> str:
        """Return the gradebook's base: the one given, else the first candidate that answers."""
        with self._lock:
            if self._gradebook:
                return self._gradebook
            base, sure = self._probe()
            self._gradebook = base if sure else ""
            return base

    def candidates(self) -> tuple[str, ...]:
        """Return where the gradebook may be."""
        return gradebook_bases(self.service, self.version)

    def _probe(self) -> tuple[str, bool]:
        """Try the candidates in turn, and say whether the one that is returned has answered.

        One that refuses tells more than that others do not exist: what is refused there may be
        the right to line items alone, as assessments are a right of their own.
        """
        refused = ""
        for base in self.candidates():
            try:
                if sample(self._client, base, COLLECTIONS[Kind.LINE_ITEM]) is not None:
                    return base, True
            except NeedsDistrict:
                refused = refused or base
        if refused:
            return refused, False
        raise NeedsDistrict(
            "No gradebook answers beside the Service URL.",
            fix="Ask for the address of the gradebook and enter it as Gradebook URL."
            f" Tried: {', '.join(self.candidates())}.",
        )


def chosen_version(given: Mapping[str, str]) -> Version:
    """Return the API version that was chosen, else the one that the Service URL ends with."""
    word = given.get("api_version", "").strip()
    found = next((one for one in Version if one == word), None)
    if not word:
        found = version_of(given.get("service_url", ""))
    if found is None:
        raise NeedsDistrict(
            f"There is no API version {word[:20]}." if word else "The API version is not known.",
            fix="Choose 1.1 or 1.2, or give a Service URL that ends in v1p1 or v1p2.",
        )
    return found
