"""Service URLs and what follows from them: the API version, the gradebook's base, record paths."""

from urllib.parse import quote, urlsplit

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind, Version

_GRADEBOOK_NAMES = frozenset(COLLECTIONS[kind] for kind in GRADEBOOK)
_SUFFIXES = {"v1p1": Version.V1P1, "v1p2": Version.V1P2}


def read_base(url: str, label: str) -> str:
    """Return an address without its trailing slash; raises when it is no address at all."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NeedsDistrict(
            f"{label} is not an address: {url.strip()[:100]!r}.",
            fix="It begins with https:// and the name of a host.",
        )
    return url.strip().rstrip("/")


def version_of(url: str) -> Version | None:
    """Return the version that the end of a Service URL names, or None."""
    return _SUFFIXES.get(url.strip().rstrip("/").rpartition("/")[2])


def gradebook_bases(service_url: str, version: Version) -> tuple[str, ...]:
    """Return where the gradebook may be, the likeliest first.

    For 1.2 the standard has `/gradebook/v1p2` beside `/rostering/v1p2`. For 1.1 there is one base
    for all; School Passport's form `/rostering/v1p1` is no such base everywhere, so the plain one
    is tried after it (infinite-campus.md, G).
    """
    head, found, tail = service_url.rpartition("/rostering/")
    if not found:
        return (service_url,)
    beside = f"{head}/gradebook/{tail}"
    return (beside,) if version is Version.V1P2 else (service_url, f"{head}/{tail}", beside)


def is_gradebook(url: str) -> bool:
    """Say whether a request touches the gradebook, whatever base it goes through."""
    return not _GRADEBOOK_NAMES.isdisjoint(urlsplit(url).path.split("/"))


def collection_path(kind: Kind) -> str:
    """Return the path of a kind's collection under its base."""
    return f"/{COLLECTIONS[kind]}"


def record_path(kind: Kind, sourced_id: str) -> str:
    """Return the path of one record; ids hold `+`, `/` and blanks, so they are encoded whole."""
    return f"/{COLLECTIONS[kind]}/{segment(sourced_id)}"


def segment(sourced_id: str) -> str:
    """Encode an id for one segment of a path."""
    return quote(sourced_id, safe="")
