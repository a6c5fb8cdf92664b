"""The bodies of refusals, per version and where the server says as little as it can."""

from collections.abc import Iterator

import pytest

from tests.integration.sandbox.client import GRADES, ROSTER, Client, running


def test_1p2_refusal_is_one_bare_status_object(reader: Client) -> None:
    answer = reader.roster("1.2", "orgs/none")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": "There is no org none.",
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {
                    "imsx_codeMinorFieldName": "TargetEndSystem",
                    "imsx_codeMinorFieldValue": "unknownobject",
                }
            ]
        },
    }


def test_1p1_refusal_is_a_list_of_one_status(reader: Client) -> None:
    answer = reader.roster("1.1", "orgs/none")
    assert answer.status == 404
    assert answer.json == {
        "statusInfoSet": [
            {
                "imsx_codeMajor": "failure",
                "imsx_severity": "error",
                "imsx_operationRefIdentifier": f"{ROSTER['1.1']}/orgs/none",
                "imsx_description": "There is no org none.",
                "imsx_codeMinor": "unknownobject",
            }
        ]
    }


@pytest.fixture(scope="module")
def curt() -> Iterator[Client]:
    with running("--students", "20", "--minimal-errors") as (_, client):
        yield client


@pytest.mark.parametrize("path", ["orgs/none", "nothing", "orgs?filter=x", "orgs?limit=0"])
def test_curt_1p1_refusal_says_nothing_but_failure(curt: Client, path: str) -> None:
    answer = curt.get(f"{ROSTER['1.1']}/{path}")
    assert answer.status in (400, 404)
    assert answer.json == {
        "statusInfoSet": [{"imsx_codeMajor": "failure", "imsx_severity": "error"}]
    }


@pytest.mark.parametrize("path", ["orgs/none", "nothing", "orgs?filter=x", "orgs?fields="])
def test_curt_1p2_refusal_says_nothing_but_failure(curt: Client, path: str) -> None:
    answer = curt.get(f"{ROSTER['1.2']}/{path}")
    assert answer.status in (400, 404)
    assert answer.json == {"imsx_codeMajor": "failure", "imsx_severity": "error"}


def test_curt_refusal_of_a_write_and_of_a_token(curt: Client, api: str) -> None:
    assert b"description" not in curt.put(f"{GRADES[api]}/lineItems/x", {}).body
    assert b"description" not in curt.bare("GET", f"{ROSTER[api]}/orgs").body


def test_curt_server_still_warns_beside_the_data(curt: Client) -> None:
    answer = curt.roster("1.1", "orgs", sort="shoeSize")
    assert answer.json["statusInfoSet"][0]["imsx_codeMinor"] == "invalid_sort_field"


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("orgs", {}, 401, "unauthorisedrequest"),
        ("orgs/none", None, 404, "unknownobject"),
        ("nowhere", None, 404, "unknownobject"),
        ("orgs?limit=0", None, 400, "invaliddata"),
        ("orgs?filter=x", None, 400, "invalid_filter_field"),
    ],
)
def test_status_and_code_go_together(
    reader: Client, api: str, path: str, headers: dict[str, str] | None, status: int, code: str
) -> None:
    sent = reader.headers() if headers is None else headers
    answer = reader.bare("GET", f"{ROSTER[api]}/{path}", None, sent)
    assert answer.status == status
    assert code in answer.body.decode()


def test_refusals_are_never_mixed_with_data(reader: Client, api: str) -> None:
    for path in ("orgs?filter=colour='red'", "orgs?limit=x", "classes/none/students"):
        body = reader.get(f"{ROSTER[api]}/{path}").json
        assert not set(body) & {"orgs", "users"}


def test_address_outside_oneroster_is_404_in_plain_json(reader: Client) -> None:
    answer = reader.get("/campus/login.jsp")
    assert answer.status == 404
    assert answer.json == {"error": "not_found", "path": "/campus/login.jsp"}
