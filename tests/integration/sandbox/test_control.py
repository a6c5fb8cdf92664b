"""The other control endpoints: the request log, the clock, and what is not there."""

import pytest

from tests.integration.sandbox.bodies import Class, put_item, put_result, with_item
from tests.integration.sandbox.client import ROSTER, Client


def test_requests_are_counted_by_method_and_resource(fresh: Client, klass: Class) -> None:
    fresh.control("requests/reset", {})
    with_item(fresh, klass)
    put_result(fresh, klass.api, "r-1", klass.result("item-1"))
    put_result(fresh, klass.api, "r-1", klass.result("item-1"))
    fresh.grades(klass.api, "results/r-1")
    fresh.roster(klass.api, f"classes/{klass.section}/students")
    report = fresh.control("requests")
    assert report["total"] == 5
    assert report["writes"] == 3
    assert report["by_resource"] == {
        "GET classes/*/students": 1,
        "GET results/*": 1,
        "PUT lineItems/*": 1,
        "PUT results/*": 2,
    }
    assert report["errors"] == {}
    assert report["max_concurrency"] == 1


def test_errors_are_counted_by_status(fresh: Client, klass: Class) -> None:
    fresh.control("requests/reset", {})
    fresh.bare("GET", f"{ROSTER[klass.api]}/orgs")
    fresh.roster(klass.api, "orgs/none")
    fresh.roster(klass.api, "nothing")
    put_item(fresh, klass.api, "x", klass.item(title=""))
    fresh.get("/elsewhere")
    report = fresh.control("requests")
    assert report["errors"] == {"401": 1, "404": 3, "422": 1}
    assert report["by_resource"]["GET unknown"] == 3


def test_tokens_are_counted_but_are_no_writes(fresh: Client) -> None:
    fresh.control("requests/reset", {})
    fresh.token()
    report = fresh.control("requests")
    assert report["by_resource"] == {"POST token": 1}
    assert report["writes"] == 0


def test_control_requests_are_not_counted(fresh: Client) -> None:
    fresh.control("requests/reset", {})
    fresh.control("teacher-view.json")
    fresh.control("rules")
    assert fresh.control("requests")["total"] == 0


def test_last_200_requests_are_kept_without_queries(fresh: Client) -> None:
    fresh.headers()
    fresh.control("requests/reset", {})
    for place in range(205):
        fresh.roster("1.2", "orgs", filter=f"name='secret {place}'")
    report = fresh.control("requests")
    assert report["total"] == 205
    assert len(report["last"]) == 200
    assert report["last"][-1] == {
        "method": "GET",
        "path": f"{ROSTER['1.2']}/orgs",
        "status": 200,
    }
    assert "secret" not in str(report)
    assert fresh.ready["client_secret"] not in str(report)


def test_reset_forgets_everything(fresh: Client) -> None:
    fresh.roster("1.2", "orgs")
    report = fresh.control("requests/reset", {})
    assert report == {
        "total": 0,
        "writes": 0,
        "by_resource": {},
        "errors": {},
        "max_concurrency": 0,
        "last": [],
    }


def test_new_connection_tells_its_credentials(fresh: Client) -> None:
    made = fresh.control("connections", {"rights": ["gradebook"], "app_name": "quizzard"})
    assert set(made) == {
        "client_id",
        "client_secret",
        "app_name",
        "rights",
        "schools",
        "token_url",
        "service_url",
        "vendor_key",
        "vendor_secret",
    }
    assert made["rights"] == ["gradebook", "roster"]
    assert made["schools"] is None
    assert made["client_id"] != fresh.ready["client_id"]
    assert made["vendor_key"] == fresh.ready["vendor_key"]


def test_connection_may_be_made_without_a_body(fresh: Client) -> None:
    answer = fresh.bare("POST", "/sandbox/connections", b"")
    assert answer.status == 201
    assert answer.json["rights"] == ["assessments", "gradebook", "roster"]


def test_unknown_connection_cannot_be_changed(fresh: Client) -> None:
    for path in ("connections/none", "connections/none/rotate"):
        answer = fresh.bare("POST", f"/sandbox/{path}", b"{}")
        assert answer.status == 400


def test_connections_do_not_share_secrets(fresh: Client) -> None:
    made = [fresh.control("connections", {}) for _ in range(3)]
    assert len({row["client_id"] for row in made}) == 3
    assert len({row["client_secret"] for row in made}) == 3
    client_id = made[0]["client_id"]
    first = fresh.control(f"connections/{client_id}/rotate", {})["client_secret"]
    second = fresh.control(f"connections/{client_id}/rotate", {})["client_secret"]
    assert len({made[0]["client_secret"], first, second}) == 3


def test_day_can_be_set_and_stamps_keep_growing(fresh: Client, klass: Class) -> None:
    stamps = []
    for place, day in enumerate(("2026-10-20", "2026-10-01", "2026-10-21")):
        assert fresh.control("day", {"day": day}) == {"day": day}
        with_item(fresh, klass, f"i-{place}", title=f"Item {place}")
        row = fresh.grades(klass.api, f"lineItems/i-{place}").json["lineItem"]
        stamps.append(row["dateLastModified"])
    assert stamps == sorted(set(stamps))
    assert stamps[0].startswith("2026-10-20T12:00")
    assert stamps[1].startswith("2026-10-20T12:00")
    assert stamps[2].startswith("2026-10-21T12:00")


@pytest.mark.parametrize("body", [b'{"day": "soon"}', b"{}", b'{"day": 3}', b"nonsense"])
def test_day_that_is_none_is_a_mistake_of_the_caller(fresh: Client, body: bytes) -> None:
    assert fresh.bare("POST", "/sandbox/day", body).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"open": true}',
        b'{"open": true, "task": "none"}',
        b'{"open": true, "section": "none"}',
        b'{"task": "none"}',
        b'{"open": true, "window": "x"}',
    ],
)
def test_window_that_is_none_is_a_mistake_of_the_caller(fresh: Client, body: bytes) -> None:
    assert fresh.bare("POST", "/sandbox/window", body).status == 400


def test_ordinary_item_has_no_window(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    body = b'{"open": true, "task": "quiz"}'
    assert fresh.bare("POST", "/sandbox/window", body).status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "nothing", 404),
        ("POST", "teacher-view.json", 405),
        ("GET", "day", 405),
        ("DELETE", "requests", 405),
        ("GET", "connections/x/rotate", 405),
        ("GET", "connections/x/y/z", 404),
    ],
)
def test_control_address_or_method_that_is_not_there(
    fresh: Client, method: str, path: str, status: int
) -> None:
    answer = fresh.bare(method, f"/sandbox/{path}")
    assert answer.status == status
    assert answer.json["error"]


def test_control_needs_no_token(fresh: Client) -> None:
    for path in ("teacher-view.json", "requests", "rules", "learning-app.zip"):
        assert fresh.bare("GET", f"/sandbox/{path}").status == 200


def test_school_year_is_there_only_when_it_was_started(fresh: Client) -> None:
    for method, path in (
        ("GET", "school-year"),
        ("POST", "school-year/next"),
        ("GET", "school-year/expected"),
        ("GET", "school-year/actual"),
    ):
        answer = fresh.bare(method, f"/sandbox/{path}")
        assert answer.status == 400
        assert "--script school-year" in answer.json["error"]
