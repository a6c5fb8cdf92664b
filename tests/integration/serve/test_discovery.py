"""The discovery documents: open, under both names, true about what is served and sent."""

import json
from typing import Any

import pytest

from homeroom.model.kinds import Version
from homeroom.serve.discovery import FILES, described, described_1_1
from homeroom.serve.operations import GRADEBOOK, RESOURCES, ROSTERING, base_of
from homeroom.serve.served import served
from tests.api import ApiClient
from tests.integration.serve.river import ORIGIN

SERVICES = (ROSTERING, GRADEBOOK, RESOURCES)
PREFIX = "https://purl.imsglobal.org/spec/or/v1p2/scope/"


def test_each_service_has_its_document_under_both_published_names() -> None:
    assert len(FILES) == 6
    nobody = ApiClient()
    for file, service in FILES.items():
        got = nobody.get(f"{base_of(Version.V1P2, service)}/discovery/{file}")
        assert got.status_code == 200
        assert got.json() == described(service, "http://localhost")
        elsewhere = next(one for one in SERVICES if one != service)
        wrong = nobody.get(f"{base_of(Version.V1P2, elsewhere)}/discovery/{file}")
        assert wrong.status_code == 404
    of_1_1 = nobody.get("/homeroom/v1/oneroster-1.1.json")
    assert of_1_1.json() == described_1_1("http://localhost")
    assert set(FILES) >= {
        "onerosterv1p2rostersservice_openapi3_v1p0.json",
        "imsorv1p2_gradebook_openapi3_v1p0.json",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_document_names_what_is_served_and_nothing_else(service: str) -> None:
    found = described(service, "https://hub.example")
    rows = [one for one in served() if one.service == service and one.version is Version.V1P2]
    said = {
        (method, path, held["operationId"])
        for path, methods in found["paths"].items()
        for method, held in methods.items()
    }
    assert said == {(one.method.lower(), one.path, one.id) for one in rows}
    (server,) = found["servers"]
    assert server["url"] == f"https://hub.example/ims/oneroster/{service}/v1p2"
    flow = found["components"]["securitySchemes"]["OAuth2CC"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "https://hub.example/oauth/token"
    assert set(flow["scopes"]) == {PREFIX + scope for one in rows for scope in one.scopes}


def test_the_document_of_1_1_names_all_that_is_served_in_it() -> None:
    found = described_1_1("https://hub.example")
    rows = [one for one in served() if one.version is Version.V1P1]
    said = {
        (method, path, held["operationId"])
        for path, methods in found["paths"].items()
        for method, held in methods.items()
    }
    assert said == {(one.method.lower(), one.path, one.id) for one in rows}
    assert found["servers"] == [{"url": "https://hub.example/ims/oneroster/v1p1"}]
    flow = found["components"]["securitySchemes"]["OAuth2CC"]["flows"]["clientCredentials"]
    assert all("/v1p1/scope/" in scope for scope in flow["scopes"])
    put = found["paths"]["/results/{sourcedId}"]["put"]["responses"]
    assert {code for code in put if code.startswith("2")} == {"200", "201"}


def pointers(held: Any) -> set[str]:
    if isinstance(held, list):
        return set().union(*map(pointers, held))
    if not isinstance(held, dict):
        return set()
    own = {held["$ref"]} if "$ref" in held else set()
    return own.union(*map(pointers, held.values()))


@pytest.mark.parametrize("service", [*SERVICES, "1.1"])
def test_every_pointer_of_a_document_leads_somewhere(service: str) -> None:
    made = described(service, ORIGIN) if service in SERVICES else described_1_1(ORIGIN)
    found = json.loads(json.dumps(made))
    for pointer in pointers(found):
        held = found
        for word in pointer.removeprefix("#/").split("/"):
            held = held[word]
        assert held
