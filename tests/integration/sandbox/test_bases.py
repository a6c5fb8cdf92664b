"""Which address answers what: the forms of base URL that are in the field."""

import pytest

from tests.integration.sandbox.client import Client, running

_PLAIN = "/campus/api/ims/oneroster/v1p1"
_ROSTER_1P1 = "/campus/api/ims/oneroster/rostering/v1p1"
_GRADES_1P1 = "/campus/api/ims/oneroster/gradebook/v1p1"
_ROSTER_1P2 = "/campus/api/ims/oneroster/rostering/v1p2"
_GRADES_1P2 = "/campus/api/ims/oneroster/gradebook/v1p2"
_RESOURCES_1P2 = "/campus/api/ims/oneroster/resources/v1p2"
_APP_1P1 = "/campus/oneroster/homeroom/ims/oneroster/v1p1"
_APP_ROSTER_1P2 = "/campus/api/oneroster/v1p2/homeroom/ims/oneroster/rostering/v1p2"
_APP_GRADES_1P2 = "/campus/api/oneroster/v1p2/homeroom/ims/oneroster/gradebook/v1p2"


@pytest.mark.parametrize(
    ("base", "resource", "status"),
    [
        (_PLAIN, "orgs", 200),
        (_PLAIN, "lineItems", 200),
        (_PLAIN, "resources", 200),
        (_ROSTER_1P1, "orgs", 200),
        (_ROSTER_1P1, "users", 200),
        (_ROSTER_1P1, "lineItems", 404),
        (_ROSTER_1P1, "results", 404),
        (_ROSTER_1P1, "categories", 404),
        (_GRADES_1P1, "lineItems", 404),
        (_GRADES_1P1, "orgs", 404),
        (_ROSTER_1P2, "orgs", 200),
        (_ROSTER_1P2, "lineItems", 404),
        (_GRADES_1P2, "lineItems", 200),
        (_GRADES_1P2, "assessmentLineItems", 200),
        (_GRADES_1P2, "orgs", 404),
        (_RESOURCES_1P2, "resources", 200),
        (_RESOURCES_1P2, "orgs", 404),
        (_APP_1P1, "orgs", 200),
        (_APP_1P1, "lineItems", 200),
        (_APP_ROSTER_1P2, "orgs", 200),
        (_APP_ROSTER_1P2, "lineItems", 404),
        (_APP_GRADES_1P2, "lineItems", 200),
        ("/campus/api/ims/oneroster/v1p2", "orgs", 404),
        ("/campus/api/ims/oneroster/v1p3", "orgs", 404),
        ("/campus/api/ims/oneroster/rostering", "orgs", 404),
        ("/campus/api/ims", "orgs", 404),
        ("/campus/api/ims/oneroster/resources/v1p1", "resources", 404),
        ("/campus/oneroster/homeroom/ims/oneroster/rostering/v1p2", "orgs", 404),
        ("/campus/api/oneroster/v1p2/homeroom/ims/oneroster/v1p1", "orgs", 404),
        ("/somewhere/ims/oneroster/v1p1", "orgs", 404),
        ("", "orgs", 404),
    ],
)
def test_base_answers_what_it_serves(reader: Client, base: str, resource: str, status: int) -> None:
    assert reader.get(f"{base}/{resource}", limit=1).status == status


@pytest.mark.parametrize(
    ("switch", "plain", "gradebook"),
    [("plain", 200, 404), ("gradebook", 404, 200), ("both", 200, 200)],
)
def test_gradebook_of_1p1_answers_where_the_switch_says(
    switch: str, plain: int, gradebook: int
) -> None:
    with running("--students", "20", "--gradebook-base", switch) as (_, client):
        for resource in ("lineItems", "results", "categories", "scoreGroups"):
            assert client.get(f"{_PLAIN}/{resource}", limit=1).status == plain
            assert client.get(f"{_GRADES_1P1}/{resource}", limit=1).status == gradebook
        assert client.get(f"{_PLAIN}/orgs").status == 200
        assert client.get(f"{_ROSTER_1P1}/lineItems").status == 404


@pytest.mark.parametrize(
    ("served", "base", "status"),
    [
        ("1.1", _PLAIN, 200),
        ("1.1", _ROSTER_1P1, 200),
        ("1.1", _ROSTER_1P2, 404),
        ("1.1", _APP_ROSTER_1P2, 404),
        ("1.2", _PLAIN, 404),
        ("1.2", _ROSTER_1P1, 404),
        ("1.2", _ROSTER_1P2, 200),
        ("1.2", _APP_1P1, 404),
    ],
)
def test_version_that_is_not_served_is_not_there(served: str, base: str, status: int) -> None:
    with running("--students", "20", "--api", served) as (_, client):
        assert client.get(f"{base}/orgs").status == status


def test_version_that_is_not_served_is_not_there_even_without_a_token() -> None:
    with running("--students", "20", "--api", "1.1") as (_, client):
        assert client.bare("GET", f"{_ROSTER_1P2}/orgs").status == 404
        assert client.bare("GET", f"{_ROSTER_1P1}/orgs").status == 401


def test_upgrade_opens_1p2_while_the_server_runs() -> None:
    with running("--students", "20", "--api", "1.1") as (_, client):
        assert client.get(f"{_ROSTER_1P2}/orgs").status == 404
        urls = client.control("upgrade", {})["service_url"]
        assert set(urls) == {"1.1", "1.2"}
        assert client.get(f"{_ROSTER_1P2}/orgs").status == 200
        assert client.get(f"{_ROSTER_1P1}/orgs").status == 200


def test_upgrade_changes_every_user_id_and_keeps_the_old_number() -> None:
    with running("--students", "20", "--api", "1.1") as (_, client):
        old = {row["email"]: row["sourcedId"] for row in client.all("1.1", "students")}
        client.control("upgrade", {})
        for row in client.all("1.2", "students"):
            assert row["sourcedId"] != old[row["email"]]
            assert f"s+{row['metadata']['ic.legacySourcedId']}" == old[row["email"]]


@pytest.mark.parametrize(
    "base",
    [
        "/campus/oneroster/other/ims/oneroster/v1p1",
        "/campus/api/oneroster/v1p2/other/ims/oneroster/rostering/v1p2",
    ],
)
def test_another_applications_address_is_forbidden(reader: Client, base: str) -> None:
    assert reader.get(f"{base}/orgs").status == 403


def test_references_point_into_the_base_that_was_used(reader: Client) -> None:
    for base in (_PLAIN, _ROSTER_1P1, _APP_1P1, _ROSTER_1P2, _APP_ROSTER_1P2):
        row = reader.get(f"{base}/classes", limit=1).json["classes"][0]
        host = reader.ready["host_url"]
        assert row["course"]["href"].startswith(f"{host}{base}/courses/")
        answer = reader.get(row["course"]["href"].removeprefix(host))
        assert answer.json["course"]["sourcedId"] == row["course"]["sourcedId"]


@pytest.mark.parametrize(
    ("grades", "roster"),
    [
        (_PLAIN, _PLAIN),
        (_APP_1P1, _APP_1P1),
        (_GRADES_1P2, _ROSTER_1P2),
        (_APP_GRADES_1P2, _APP_ROSTER_1P2),
    ],
)
def test_references_of_the_gradebook_can_be_followed(
    reader: Client, grades: str, roster: str
) -> None:
    host = reader.ready["host_url"]
    item = reader.get(f"{grades}/lineItems", limit=1).json["lineItems"][0]
    assert item["class"]["href"].startswith(f"{host}{roster}/classes/")
    assert reader.get(item["class"]["href"].removeprefix(host)).status == 200
    result = reader.get(f"{grades}/results", limit=1).json["results"][0]
    for name in ("lineItem", "student"):
        assert reader.get(result[name]["href"].removeprefix(host)).status == 200
    assert result["lineItem"]["href"].startswith(f"{host}{grades}/lineItems/")


def test_campus_version_is_an_extra_of_both_versions(reader: Client) -> None:
    for base in (_PLAIN, _ROSTER_1P1, _ROSTER_1P2):
        assert reader.get(f"{base}/campusVersion").json["campusVersion"].startswith("Campus.")


def test_encoded_slash_stays_inside_an_id(fresh: Client) -> None:
    section = fresh.all("1.1", "classes")[0]["sourcedId"]
    body = {
        "lineItem": {
            "title": "Odd id",
            "assignDate": "2026-09-28T05:00:00Z",
            "dueDate": "2026-10-01T05:00:00Z",
            "class": {"sourcedId": section},
            "resultValueMin": 0,
            "resultValueMax": 5,
        }
    }
    odd = "a%2Fb%20c%2Bd%3Fe%25"
    assert fresh.put(f"{_PLAIN}/lineItems/{odd}", body).status == 201
    assert fresh.get(f"{_PLAIN}/lineItems/{odd}").json["lineItem"]["sourcedId"] == "a/b c+d?e%"
    assert fresh.get(f"{_PLAIN}/lineItems/a/b").status == 404


def test_literal_plus_in_a_path_is_a_plus(reader: Client) -> None:
    student = reader.all("1.1", "students")[0]["sourcedId"]
    assert student.startswith("s+")
    assert reader.get(f"{_PLAIN}/students/{student}").status == 200
    assert reader.get(f"{_PLAIN}/students/{student.replace('+', '%2B')}").status == 200
    assert reader.get(f"{_PLAIN}/students/{student.replace('+', '%20')}").status == 404


def test_trailing_slash_of_a_base_does_no_harm(reader: Client) -> None:
    assert reader.get(f"{_ROSTER_1P2}/orgs/").status == 200
