"""Reading an address: version, service, application, and the rest."""

import pytest

from homeroom.sandbox.oneroster.bases import Address, groups_served, read_address


def _read(path: str) -> Address | None:
    raw = path.strip("/").split("/")
    return read_address(raw, raw)


@pytest.mark.parametrize(
    ("path", "api", "service", "app"),
    [
        ("/campus/api/ims/oneroster/v1p1/orgs", "1.1", "plain", None),
        ("/campus/api/ims/oneroster/rostering/v1p1/orgs", "1.1", "rostering", None),
        ("/campus/api/ims/oneroster/gradebook/v1p1/orgs", "1.1", "gradebook", None),
        ("/campus/api/ims/oneroster/rostering/v1p2/orgs", "1.2", "rostering", None),
        ("/campus/api/ims/oneroster/gradebook/v1p2/orgs", "1.2", "gradebook", None),
        ("/campus/api/ims/oneroster/resources/v1p2/orgs", "1.2", "resources", None),
        ("/campus/oneroster/hub/ims/oneroster/v1p1/orgs", "1.1", "plain", "hub"),
        (
            "/campus/api/oneroster/v1p2/hub/ims/oneroster/rostering/v1p2/orgs",
            "1.2",
            "rostering",
            "hub",
        ),
        (
            "/campus/api/oneroster/v1p2/hub/ims/oneroster/gradebook/v1p2/orgs",
            "1.2",
            "gradebook",
            "hub",
        ),
    ],
)
def test_form_is_told(path: str, api: str, service: str, app: str | None) -> None:
    address = _read(path)
    assert address is not None
    assert (address.api, address.service, address.app) == (api, service, app)
    assert address.base == path.removesuffix("/orgs")
    assert address.rest == ["orgs"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/campus",
        "/campus/api/ims/oneroster",
        "/campus/api/ims/oneroster/v1p2/orgs",
        "/campus/api/ims/oneroster/v1p0/orgs",
        "/campus/api/ims/oneroster/resources/v1p1/orgs",
        "/campus/api/ims/oneroster/rostering",
        "/campus/api/ims/oneroster/rostering/orgs",
        "/campus/oneroster/hub/ims/oneroster/rostering/v1p2/orgs",
        "/campus/oneroster/hub/oneroster/v1p1/orgs",
        "/campus/api/oneroster/v1p2/hub/ims/oneroster/v1p1/orgs",
        "/campus/api/oneroster/v1p2/hub/ims/oneroster/rostering/v1p1/orgs",
        "/CAMPUS/api/ims/oneroster/v1p1/orgs",
    ],
)
def test_other_addresses_are_none(path: str) -> None:
    assert _read(path) is None


def test_rest_of_the_path_is_decoded_and_the_base_is_kept_as_sent() -> None:
    raw = ["campus", "oneroster", "my%20hub", "ims", "oneroster", "v1p1", "lineItems", "a%2Fb"]
    decoded = ["campus", "oneroster", "my hub", "ims", "oneroster", "v1p1", "lineItems", "a/b"]
    address = read_address(decoded, raw)
    assert address is not None
    assert address.app == "my hub"
    assert address.base == "/campus/oneroster/my%20hub/ims/oneroster/v1p1"
    assert address.rest == ["lineItems", "a/b"]


@pytest.mark.parametrize(
    ("switch", "plain", "gradebook"),
    [
        ("plain", {"roster", "resources", "gradebook"}, set()),
        ("gradebook", {"roster", "resources"}, {"gradebook"}),
        ("both", {"roster", "resources", "gradebook"}, {"gradebook"}),
    ],
)
def test_gradebook_of_1p1_follows_the_switch(
    switch: str, plain: set[str], gradebook: set[str]
) -> None:
    assert groups_served("1.1", "plain", switch) == plain
    assert groups_served("1.1", "gradebook", switch) == gradebook
    assert groups_served("1.1", "rostering", switch) == {"roster", "resources"}


def test_services_of_1p2_are_apart() -> None:
    assert groups_served("1.2", "rostering", "plain") == {"roster"}
    assert groups_served("1.2", "gradebook", "plain") == {"gradebook", "assessments"}
    assert groups_served("1.2", "resources", "plain") == {"resources"}
