"""Where the gradebook is: given, or found by asking; shown either way."""

from collections.abc import Sequence

import pytest

from homeroom.connectors.base import Connection
from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, Scripted, said
from homeroom.connectors.oneroster.tests.settings import GRADEBOOK, ONE_BASE, ROSTER, opened
from homeroom.connectors.pages import Collection
from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.model.kinds import COLLECTIONS, Kind

NONE = said({"lineItems": []}, X_Total_Count="0")
HEAD = "/campus/api/ims/oneroster"


def probed(server: Scripted) -> list[str]:
    """Return the bases that were asked for line items, one after the other."""
    return [one.path.removesuffix("/lineItems") for one in server.records()]


def serve(server: Scripted, *bases: str) -> None:
    for base in bases:
        server.on(f"{base}/lineItems", NONE)


@pytest.mark.parametrize(
    ("service", "serving", "asked"),
    [
        (f"{HEAD}/rostering/v1p2", f"{HEAD}/gradebook/v1p2", [f"{HEAD}/gradebook/v1p2"]),
        (f"{HEAD}/v1p1", f"{HEAD}/v1p1", [f"{HEAD}/v1p1"]),
        (
            f"{HEAD}/v1p1",
            f"{HEAD}/gradebook/v1p1",
            [f"{HEAD}/v1p1", f"{HEAD}/gradebook/v1p1"],
        ),
        (f"{HEAD}/rostering/v1p1", f"{HEAD}/rostering/v1p1", [f"{HEAD}/rostering/v1p1"]),
        (
            f"{HEAD}/rostering/v1p1",
            f"{HEAD}/v1p1",
            [f"{HEAD}/rostering/v1p1", f"{HEAD}/v1p1"],
        ),
        (
            f"{HEAD}/rostering/v1p1",
            f"{HEAD}/gradebook/v1p1",
            [f"{HEAD}/rostering/v1p1", f"{HEAD}/v1p1", f"{HEAD}/gradebook/v1p1"],
        ),
    ],
)
def test_the_gradebook_is_the_first_base_that_answers(
    server: Scripted, service: str, serving: str, asked: Sequence[str]
) -> None:
    serve(server, serving)
    with opened(server, service) as connection:
        assert connection.bases.gradebook() == server.url + serving
        assert connection.bases.gradebook() == server.url + serving
    assert probed(server) == asked  # once, and then remembered


def test_the_roster_needs_no_gradebook_and_asks_for_none(server: Scripted) -> None:
    server.on(f"{ROSTER}/orgs", said({"orgs": []}, X_Total_Count="0"))
    with opened(server) as connection:
        list(connection.source.pages(Collection("orgs", Kind.ORG), None, None))
    assert [one.path for one in server.records()] == [f"{ROSTER}/orgs"]


def test_a_gradebook_url_that_was_given_is_used_and_not_questioned(server: Scripted) -> None:
    with opened(server, gradebook_url=f" {server.url}/elsewhere/v1p2/ ") as connection:
        assert connection.bases.gradebook() == f"{server.url}/elsewhere/v1p2"
        assert connection.bases.of(Kind.RESULT) == f"{server.url}/elsewhere/v1p2"
        assert connection.bases.of(Kind.USER) == server.url + ROSTER
    assert server.asked == []


def test_a_gradebook_that_is_nowhere_is_said_with_what_was_tried(server: Scripted) -> None:
    with opened(server) as connection, pytest.raises(NeedsDistrict) as raised:
        connection.bases.gradebook()
    assert raised.value.message == "No gradebook answers beside the Service URL."
    assert server.url + GRADEBOOK in raised.value.fix
    assert "Gradebook URL" in raised.value.fix


def test_a_base_that_refuses_is_taken_when_no_other_is_there_but_not_for_good(
    server: Scripted,
) -> None:
    server.on("/v1p1/lineItems", Answer(401))
    with opened(server, "/rostering/v1p1") as connection:
        assert connection.bases.gradebook() == f"{server.url}/v1p1"
        lists = connection.source.pages(Collection("lineItems", Kind.LINE_ITEM), None, None)
        with pytest.raises(NeedsDistrict, match="refused this request") as raised:
            next(lists)
        assert "Vendor Key" in raised.value.fix
        serve(server, "/rostering/v1p1")
        assert connection.bases.gradebook() == f"{server.url}/rostering/v1p1"


def test_assessments_are_read_without_the_right_to_grades(server: Scripted) -> None:
    server.on(f"{GRADEBOOK}/lineItems", Answer(403))
    rows = [{"sourcedId": "a1"}]
    server.on(f"{GRADEBOOK}/assessmentLineItems", said({"x": rows}, X_Total_Count="1"))
    with opened(server) as connection:
        collection = Collection("assessmentLineItems", Kind.ASSESSMENT_LINE_ITEM)
        [page] = connection.source.pages(collection, None, None)
    assert len(page.records()) == 1


def test_a_busy_server_is_no_server_without_gradebook(server: Scripted) -> None:
    server.on("/rostering/v1p1/lineItems", Answer(503))
    serve(server, "/v1p1")
    with opened(server, "/rostering/v1p1") as connection, pytest.raises(RetryLater):
        connection.bases.gradebook()


def test_a_web_page_is_no_gradebook(server: Scripted) -> None:
    server.on("/rostering/v1p1/lineItems", Answer(200, b"<html>Sign in</html>"))
    serve(server, "/v1p1")
    with opened(server, "/rostering/v1p1") as connection:
        assert connection.bases.gradebook() == f"{server.url}/v1p1"


def paths_read(server: Scripted, connection: Connection) -> set[str]:
    """Return the paths at which all lists of a connection are read."""
    for collection in connection.source.collections(connection.capabilities.reads):
        list(connection.source.pages(collection, None, None))
    return {one.path for one in server.records()}


def nothing(asked: Asked) -> Answer:
    name = asked.path.rpartition("/")[2]
    return said({name: []}, X_Total_Count="0") if name in COLLECTIONS.values() else Answer(404)


def test_1_2_reads_every_list_from_its_own_service(server: Scripted) -> None:
    server.on("/*", nothing)
    with opened(server) as connection:
        found = paths_read(server, connection)
    roster = ("orgs", "academicSessions", "courses", "classes", "users", "demographics",
              "enrollments")  # fmt: skip
    grades = ("categories", "scoreScales", "lineItems", "results", "assessmentLineItems",
              "assessmentResults")  # fmt: skip
    assert found == {
        *(f"{ROSTER}/{one}" for one in roster),
        *(f"{GRADEBOOK}/{one}" for one in grades),
        "/ims/oneroster/resources/v1p2/resources",
    }


def test_1_1_reads_every_list_from_its_one_base_and_asks_for_none_that_it_lacks(
    server: Scripted,
) -> None:
    server.on("/*", nothing)
    with opened(server, ONE_BASE) as connection:
        found = paths_read(server, connection)
    names = ("orgs", "academicSessions", "courses", "classes", "users", "demographics",
             "enrollments", "resources", "categories", "lineItems", "results")  # fmt: skip
    assert found == {f"{ONE_BASE}/{one}" for one in names}


def test_a_place_is_the_host_whatever_its_path_and_spelling(server: Scripted) -> None:
    for path in (ROSTER, ONE_BASE):
        with opened(server, path) as connection:
            assert connection.place == server.url.removeprefix("http://")
