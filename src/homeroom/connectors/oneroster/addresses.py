"""Service URLs and what follows from them: the API version, the gradebook's base, record paths."""

from urllib.parse import quote, urlsplit

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind, Version

_GRADEBOOK_NAMES = frozenset(COLLECTIONS[kind] for kind in GRADEBOOK)
ENDS = {"v1p1": Version.V1P1, "v1p2": Version.V1P2}
_SERVICES = frozenset({"rostering", "gradebook", "resources"})
_FORMS = ("rostering/v1p2", "v1p1", "rostering/v1p1", "v1p2")
# What stands between the address of a server and its services; School Passport asks for the last.
_ROOTS = ("", "/ims/oneroster", "/api/ims/oneroster")


def read_address(url: str, label: str) -> str:
    """Return an address as given; raises when it is none, or carries a name and a password."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an unclosed [ or a port that is no number
        good = False
    if not good:
        raise NeedsDistrict(
            f"{label} is not an address: {url.rpartition('@')[2][:100]!r}.",
            fix="It begins with https:// and the name of a host.",
        )
    if parts.username is not None:
        raise NeedsDistrict(
            f"{label} holds a name or a password.", fix="Leave out what stands before the @."
        )
    return url


def read_base(url: str, label: str) -> str:
    """Return the address that paths are put behind, without its trailing slash."""
    base = read_address(url, label)
    if "?" in base or "#" in base:
        raise NeedsDistrict(
            f"{label} goes on behind its path.", fix="Leave out the ? or the # and what follows it."
        )
    return base.rstrip("/")


def version_of(url: str) -> Version | None:
    """Return the version that the end of a Service URL names, or None."""
    path = url.partition("?")[0].partition("#")[0].strip()
    return ENDS.get(path.rstrip("/").rpartition("/")[2])


def gradebook_bases(service_url: str, version: Version) -> tuple[str, ...]:
    """Return where the gradebook may be, the likeliest first.

    For 1.2 the standard has `/gradebook/v1p2` beside `/rostering/v1p2`. For 1.1 there is one base
    for all; School Passport's form `/rostering/v1p1` is no such base everywhere, so the plain one
    is tried after it (infinite-campus.md, G).
    """
    head, service, end = _parts(service_url)
    if service == "rostering":
        gradebook = f"{head}/gradebook/{end}"
        if version is Version.V1P2:
            return (gradebook,)
        return (service_url, f"{head}/{end}", gradebook)
    if not service and end:
        return (service_url, f"{head}/gradebook/{end}")
    return (service_url,)


def beside(service_url: str, service: str) -> str:
    """Return the base of another service of 1.2; one base for all stays as it is."""
    head, found, end = _parts(service_url)
    return f"{head}/{service}/{end}" if found == "rostering" else service_url


def other_forms(service_url: str) -> tuple[str, ...]:
    """Return what else the Service URL of this server may be, for whoever entered a wrong one."""
    head, service, end = _parts(service_url)
    roots = ("",) if service or end else _ROOTS
    forms = (f"{head}{root}/{form}" for root in roots for form in _FORMS)
    return tuple(form for form in forms if form != service_url)


def _parts(url: str) -> tuple[str, str, str]:
    """Split a base into what stands before the service, the service, and the version's name."""
    head, _, end = url.rpartition("/")
    if end not in ENDS:
        return url, "", ""
    before, _, service = head.rpartition("/")
    return (before, service, end) if service in _SERVICES else (head, "", end)


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
