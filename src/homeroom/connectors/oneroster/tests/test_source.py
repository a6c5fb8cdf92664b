"""Reading: filters, deltas, single records, and objects of both versions."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from homeroom.connectors.base import Change
from homeroom.connectors.oneroster import CONNECTOR
from homeroom.connectors.oneroster.filters import changed_after, obeyed
from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, Scripted, said
from homeroom.connectors.oneroster.tests.settings import GRADEBOOK, ONE_BASE, ROSTER, opened
from homeroom.connectors.oneroster.tests.test_addresses import IDS
from homeroom.connectors.pages import Collection, Page, split
from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.model.kinds import Kind

SINCE = datetime(2026, 10, 14, 12, 30, 0, 250_000, tzinfo=UTC)
USERS = Collection("users", Kind.USER)
IGNORED = "the server ignores the date filter"


def stamped(*stamps: Any) -> list[dict[str, Any]]:
    """Return users that changed at these times."""
    return [
        {"sourcedId": f"u{number}"} | ({} if stamp is None else {"dateLastModified": stamp})
        for number, stamp in enumerate(stamps)
    ]


def users(rows: Sequence[Any]) -> Answer:
    return said({"users": list(rows)}, X_Total_Count=str(len(rows)))


def delta(server: Scripted, rows: Sequence[Any]) -> list[Page]:
    server.on(f"{ROSTER}/users", users(rows))
    with opened(server) as connection:
        return list(connection.source.pages(USERS, None, SINCE))


def test_a_list_is_asked_for_in_a_stable_order_and_in_the_pages_that_were_set(
    server: Scripted,
) -> None:
    server.on(f"{ROSTER}/users", users([]))
    with opened(server, page_size="250") as connection:
        list(connection.source.pages(USERS, None, None))
    [asked] = server.to(f"{ROSTER}/users")
    assert asked.members == {"limit": "250", "sort": "sourcedId", "orderBy": "asc", "offset": "0"}


def test_a_delta_asks_by_date_last_modified_in_quotes_and_encoded(server: Scripted) -> None:
    delta(server, [])
    [asked] = server.to(f"{ROSTER}/users")
    assert "filter=dateLastModified%3E%272026-10-14T12%3A30%3A00.250Z%27" in asked.query
    assert asked.members["sort"] == "sourcedId"


def test_every_page_of_a_delta_carries_its_filter(server: Scripted) -> None:
    rows = stamped(*["2026-10-14T13:00:00Z"] * 3)

    def page(asked: Asked) -> Answer:
        offset = int(asked.members["offset"])
        return said({"users": rows[offset : offset + 1]}, X_Total_Count="3")

    server.on(f"{ROSTER}/users", page)
    with opened(server, page_size="1") as connection:
        found = list(connection.source.pages(USERS, None, SINCE))
    asked = server.to(f"{ROSTER}/users")
    assert len(asked) >= 3
    assert {one.members["filter"] for one in asked} == {changed_after(SINCE)}
    assert [page.note for page in found if page.note] == []


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (SINCE, "dateLastModified>'2026-10-14T12:30:00.250Z'"),
        (SINCE.replace(microsecond=0), "dateLastModified>'2026-10-14T12:30:00.000Z'"),
        (SINCE.replace(microsecond=123_456), "dateLastModified>'2026-10-14T12:30:00.123456Z'"),
        (
            SINCE.astimezone(timezone(timedelta(hours=-5))),
            "dateLastModified>'2026-10-14T12:30:00.250Z'",
        ),
    ],
)
def test_a_filter_names_an_instant_in_utc(moment: datetime, text: str) -> None:
    assert changed_after(moment) == text


@pytest.mark.parametrize(
    "stamps",
    [
        [],
        ["2026-10-14T12:30:00.250Z", "2026-12-01T00:00:00Z"],
        ["2026-10-14T08:30:00.300-05:00"],
        ["2026-10-15", "2026-10-14"],
        [None, "", "yesterday", "9999-12-31T00:00:00Z", 17],
    ],
    ids=["none", "at and after", "another zone", "days", "no dates"],
)
def test_a_filter_that_was_obeyed_is_believed(server: Scripted, stamps: list[Any]) -> None:
    [page] = delta(server, stamped(*stamps))
    assert page.note == ""
    assert len(page.records()) == len(stamps)


@pytest.mark.parametrize("old", ["2026-10-14T12:30:00.249Z", "2026-10-13", "2019-08-01T00:00:00Z"])
def test_an_older_record_shows_that_the_filter_was_ignored_and_is_not_dropped(
    server: Scripted, old: str
) -> None:
    [page] = delta(server, stamped("2026-11-01T00:00:00Z", old))
    assert page.note == IGNORED
    assert len(page.records()) == 2


def test_what_a_filter_asks_for_is_no_question_in_a_complete_pull(server: Scripted) -> None:
    server.on(f"{ROSTER}/users", users(stamped("2001-01-01T00:00:00Z")))
    with opened(server) as connection:
        [page] = connection.source.pages(USERS, None, None)
    assert page.note == ""


def test_a_worse_doubt_about_a_page_is_kept(server: Scripted) -> None:
    first, second, last = (
        said({"users": stamped(*["2019-08-01T00:00:00Z"] * count)[-1:]}, X_Total_Count=total)
        for count, total in ((1, "9"), (2, "8"), (0, "8"))
    )
    server.on(f"{ROSTER}/users", first, second, last)
    with opened(server) as connection:
        notes = [page.note for page in connection.source.pages(USERS, None, SINCE)]
    assert notes[:2] == [IGNORED, "the total shrank from 9 to 8 while it was read"]


def test_a_page_of_rows_that_are_no_objects_is_no_crash() -> None:
    assert obeyed(split(b'{"users":[17,"x",null,[]]}'), SINCE)


def test_deltas_are_what_the_standard_offers() -> None:
    assert CONNECTOR.capabilities("1.1").change is Change.STAMP
    assert CONNECTOR.capabilities("1.2").change is Change.STAMP


@pytest.mark.parametrize(("sourced_id", "encoded"), IDS, ids=[one[1] for one in IDS])
def test_one_record_is_asked_for_by_its_encoded_id(
    server: Scripted, sourced_id: str, encoded: str
) -> None:
    server.on(f"{ROSTER}/users/{encoded}", said({"user": {"sourcedId": sourced_id}}))
    with opened(server) as connection:
        assert connection.source.one(Kind.USER, sourced_id) == {"sourcedId": sourced_id}


def test_a_record_that_is_not_there_is_none_and_a_bare_one_is_taken(server: Scripted) -> None:
    server.on(f"{ROSTER}/orgs/bare", said({"sourcedId": "bare", "name": "North"}))
    with opened(server) as connection:
        assert connection.source.one(Kind.ORG, "gone") is None
        assert connection.source.one(Kind.ORG, "bare") == {"sourcedId": "bare", "name": "North"}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(200, b"<html>Sign in</html>"), NeedsDistrict),
        (said({"statusInfoSet": []}), NeedsDistrict),
        (said({"org": {"name": "no id"}}), NeedsDistrict),
        (said({"org": "x"}), NeedsDistrict),
        (Answer(200, b'{"org":{"sourcedId":"a"'), RetryLater),
        (Answer(200), RetryLater),
    ],
)
def test_an_answer_that_is_no_record_is_not_taken_for_one(
    server: Scripted, answer: Answer, problem: type[Exception]
) -> None:
    server.on(f"{ROSTER}/orgs/a", answer)
    with opened(server) as connection, pytest.raises(problem):
        connection.source.one(Kind.ORG, "a")


def test_decimals_of_a_record_are_exact(server: Scripted) -> None:
    body = b'{"result":{"sourcedId":"r","score":0.1000000000000000055511151231257827}}'
    server.on(f"{GRADEBOOK}/results/r", Answer(200, body))
    server.on(f"{GRADEBOOK}/lineItems", said({"lineItems": []}))
    with opened(server) as connection:
        found = connection.source.one(Kind.RESULT, "r")
    assert found is not None
    assert str(found["score"]) == "0.1000000000000000055511151231257827"


def test_objects_of_1_1_are_seen_as_1_2_and_those_of_1_2_are_left_alone(server: Scripted) -> None:
    person = {"sourcedId": "s1", "role": "student", "orgs": [{"sourcedId": "o"}]}
    with opened(server, ONE_BASE) as old, opened(server) as new:
        assert old.dialect.as_1_2(Kind.USER, person)["roles"] == [
            {"roleType": "primary", "role": "student", "org": {"sourcedId": "o"}}
        ]
        assert new.dialect.as_1_2(Kind.USER, person) == person
        assert old.dialect.other_ids(Kind.USER, person) == ()


NEEDED = {"orgs", "academicSessions", "courses", "classes", "users", "enrollments"}


@pytest.mark.parametrize("path", [ROSTER, ONE_BASE])
def test_a_run_goes_on_without_any_list_but_the_core_of_the_roster(
    server: Scripted, path: str
) -> None:
    with opened(server, path) as connection:
        lists = connection.source.collections(connection.capabilities.reads)
    assert {one.name for one in lists if not one.optional} == NEEDED


def test_lists_that_a_version_lacks_are_not_read_but_said(server: Scripted) -> None:
    with opened(server, ONE_BASE) as connection:
        lists = connection.source.collections(frozenset(Kind))
        absent = connection.capabilities.absent
    missing = {Kind.SCORE_SCALE, Kind.ASSESSMENT_LINE_ITEM, Kind.ASSESSMENT_RESULT}
    assert {one.kind for one in lists} == set(Kind) - missing
    assert absent == {
        Kind.SCORE_SCALE: "API 1.1 has no score scales.",
        Kind.ASSESSMENT_LINE_ITEM: "API 1.1 has no assessment line items.",
        Kind.ASSESSMENT_RESULT: "API 1.1 has no assessment results.",
    }
    assert CONNECTOR.capabilities("1.2").absent == {}
