"""What Infinite Campus can do through each version of its API, and what it asks of its partners."""

import pytest

from homeroom.connectors.base import Change, Mode
from homeroom.connectors.checks import CheckState
from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, Scripted, said
from homeroom.connectors.oneroster.tests.settings import ONE_BASE, ROSTER, given
from homeroom.connectors.pages import Collection
from homeroom.model.kinds import ASSESSMENTS, Kind
from tests.sandboxes import Sandbox

BOTH = ("1.1", "1.2")


@pytest.mark.parametrize("version", BOTH)
def test_one_request_at_a_time_in_school_hours_and_five_outside_them(version: str) -> None:
    can = CONNECTOR.capabilities(version)
    assert (can.lanes_in_school_hours, can.lanes_otherwise) == (1, 5)


@pytest.mark.parametrize("version", BOTH)
def test_there_is_no_bulk_write_and_no_writing_of_categories(version: str) -> None:
    can = CONNECTOR.capabilities(version)
    assert can.batch == 1
    grades = {Kind.LINE_ITEM, Kind.RESULT}
    assert can.writes == can.deletes == grades | (set() if version == "1.1" else {*ASSESSMENTS})
    assert can.categories_belong_to == "class"
    assert not can.acts_as_teacher
    assert can.change is Change.STAMP


def test_1_1_has_no_assessments_and_says_so_where_it_is_chosen() -> None:
    can = CONNECTOR.capabilities("1.1")
    assert can.absent[Kind.ASSESSMENT_LINE_ITEM] == "API 1.1 has no assessment line items."
    assert can.absent[Kind.ASSESSMENT_RESULT] == "API 1.1 has no assessment results."
    [version] = [one for one in CONNECTOR.settings if one.name == "api_version"]
    assert version.choices == ("1.1", "1.2")
    assert "API 1.1 has no assessment line items and no assessment results" in version.help


def test_1_2_lacks_only_what_infinite_campus_never_has() -> None:
    assert CONNECTOR.capabilities("1.2").absent.keys() == {Kind.RESOURCE}
    assert CONNECTOR.capabilities("1.1").absent.keys() == {
        Kind.RESOURCE, Kind.DEMOGRAPHICS, Kind.SCORE_SCALE, *ASSESSMENTS,
    }  # fmt: skip


def test_what_1_1_lacks_is_not_asked_for_and_no_error(campus: Sandbox) -> None:
    settings = campus.delivery_config("1.1")
    with CONNECTOR.connect(settings) as connection:
        lists = connection.source.collections(frozenset(Kind))
        checks = {one.name: one for one in connection.checks(grades=True)}
    absent = CONNECTOR.capabilities("1.1").absent
    assert not {one.kind for one in lists} & absent.keys()
    assert checks["assessments"].state is CheckState.NOT_APPLICABLE
    assert "API 1.1 has no assessment" in checks["assessments"].words


def test_no_list_of_the_gradebook_and_no_further_right_blocks_the_roster(
    campus: Sandbox, api: str
) -> None:
    with CONNECTOR.connect(campus.delivery_config(api)) as connection:
        lists = connection.source.collections(frozenset(Kind))
    assert {one.name for one in lists if not one.optional} == {
        "orgs", "academicSessions", "courses", "classes", "users", "enrollments",
    }  # fmt: skip


def test_it_works_in_every_mode() -> None:
    assert CONNECTOR.modes == (Mode.IMPORT, Mode.EXPORT, Mode.TWO_WAY)
    assert CONNECTOR.title == "Infinite Campus"


@pytest.mark.parametrize("path", [ROSTER, ONE_BASE], ids=["1.2", "1.1"])
@pytest.mark.parametrize("size", ["5000", "50000"])
def test_pages_are_asked_for_in_the_size_that_was_set(
    server: Scripted, path: str, size: str
) -> None:
    def nobody(asked: Asked) -> Answer:
        return said({"users": []}, X_Total_Count="0")

    server.on(f"{path}/users", nobody)
    with CONNECTOR.connect(given(server, path, page_size=size)) as connection:
        list(connection.source.pages(Collection("users", Kind.USER), None, None))
    assert [one.members["limit"] for one in server.to(f"{path}/users")] == [size]


def test_the_form_asks_for_what_school_passport_asks_for() -> None:
    labels = [one.label for one in CONNECTOR.settings]
    assert labels[:7] == [
        "API version", "Service URL", "OAuth Client ID", "OAuth Client Secret",
        "Authentication URL", "Vendor Key", "Vendor Secret",
    ]  # fmt: skip
    fields = {one.name: one for one in CONNECTOR.settings}
    assert "[URL]/api/ims/oneroster/rostering/v1p1" in fields["service_url"].help
    assert "/campus" in fields["service_url"].help
    assert "appName=" in fields["token_url"].example
    assert "50,000" in fields["page_size"].help
    secrets = {one.name for one in CONNECTOR.settings if one.secret}
    assert secrets == {"client_secret", "vendor_secret"}
    needed = {one.name for one in CONNECTOR.settings if one.required}
    assert needed == {"service_url", "client_id", "client_secret", "token_url"}
