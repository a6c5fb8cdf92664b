"""The forms of base URL under which Infinite Campus answers, and what each of them serves."""

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Api

_VERSIONS: dict[str, Api] = {"v1p1": "1.1", "v1p2": "1.2"}
_SERVICES = ("rostering", "gradebook", "resources")
# The path before service and version, where in it the application stands, and for which versions.
_FORMS: tuple[tuple[list[str], int | None, tuple[Api, ...]], ...] = (
    (["campus", "api", "ims", "oneroster"], None, ("1.1", "1.2")),
    (["campus", "api", "oneroster", "v1p2", "*", "ims", "oneroster"], 4, ("1.2",)),
    (["campus", "oneroster", "*", "ims", "oneroster"], 2, ("1.1",)),
)


class Address(Struct, frozen=True):
    """`service` is "plain" where the base names none; `base` is the path up to the resource."""

    api: Api
    service: str
    app: str | None
    base: str
    rest: list[str]


def read_address(segments: list[str], raw: list[str]) -> Address | None:
    """Tell the base URL's form, or return None where nothing answers.

    1.1: campus/api/ims/oneroster/v1p1, .../rostering/v1p1, .../gradebook/v1p1 (GG4L) and
    campus/oneroster/<app>/ims/oneroster/v1p1 (TomK32/oneroster); 1.2: .../rostering/v1p2 and
    .../gradebook/v1p2 (KB-ASM) and campus/api/oneroster/v1p2/<app>/ims/oneroster/... (README of
    InfiniteCampusAPI). `raw` are the same segments, still encoded.
    """
    for head, app, apis in _FORMS:
        if _starts_with(segments, head):
            name = None if app is None else segments[app]
            address = _read_service(segments, raw, len(head), name)
            return address if address and address.api in apis else None
    return None


def _starts_with(segments: list[str], head: list[str]) -> bool:
    return len(segments) > len(head) and all(
        wanted in ("*", given) for wanted, given in zip(head, segments, strict=False)
    )


def _read_service(
    segments: list[str], raw: list[str], place: int, app: str | None
) -> Address | None:
    service = "plain"
    if segments[place] in _SERVICES:
        service = segments[place]
        place += 1
    api = _VERSIONS.get(segments[place]) if place < len(segments) else None
    if api is None or (api, service) in (("1.2", "plain"), ("1.1", "resources")):
        return None
    base = "/" + "/".join(raw[: place + 1])
    return Address(api, service, app, base, segments[place + 1 :])


def groups_served(api: Api, service: str, gradebook_base: str) -> frozenset[str]:
    """Return which groups of resources answer under a service.

    Whether the gradebook of 1.1 answers beside a service URL that ends in rostering/v1p1 is not
    attested (infinite-campus.md, section G), so it is a switch.
    """
    if api == "1.2":
        wanted = {"rostering": "roster", "gradebook": "gradebook", "resources": "resources"}
        return frozenset({wanted[service]} | ({"assessments"} if service == "gradebook" else set()))
    if service == "gradebook":
        served = {"gradebook"} if gradebook_base in ("gradebook", "both") else set()
        return frozenset(served)
    groups = {"roster", "resources"}
    if service == "plain" and gradebook_base in ("plain", "both"):
        groups.add("gradebook")
    return frozenset(groups)
