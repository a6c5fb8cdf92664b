"""Service URLs: every form in use is understood, and the gradebook is found beside it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from homeroom.connectors.checks import CheckState
from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.oneroster.tests.drafts import rows
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from tests.sandboxes import Sandbox, sandbox

API = "/campus/api/ims/oneroster"
FORMS = [
    ("1.1", f"{API}/rostering/v1p1"),
    ("1.1", f"{API}/v1p1"),
    ("1.1", "/campus/oneroster/homeroom/ims/oneroster/v1p1"),
    ("1.2", f"{API}/rostering/v1p2"),
    ("1.2", "/campus/api/oneroster/v1p2/homeroom/ims/oneroster/rostering/v1p2"),
]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Sandbox]:
    """A server whose 1.1 gradebook answers at .../gradebook/v1p1."""
    with sandbox("--students", "30", "--gradebook-base", "gradebook") as started:
        yield started


def settings(campus: Sandbox, path: str, **more: str) -> dict[str, str]:
    [api, *_] = campus.ready["service_url"]
    given = campus.delivery_config(api)
    return {**given, "service_url": campus.ready["host_url"] + path, **more}


@pytest.mark.parametrize("slash", ["", "/"], ids=["", "slash"])
@pytest.mark.parametrize(("version", "path"), FORMS, ids=[path for _, path in FORMS])
def test_every_form_is_understood(campus: Sandbox, version: str, path: str, slash: str) -> None:
    given = settings(campus, path + slash)
    assert CONNECTOR.version_of(given) == version
    with CONNECTOR.connect(given) as connection:
        found = list(connection.checks(grades=True))
        assert [one for one in found if one.state is CheckState.FAILED] == []
        assert rows(connection, Kind.LINE_ITEM)
        assert rows(connection, Kind.USER)


@pytest.mark.parametrize(
    ("path", "base"),
    [
        (f"{API}/rostering/v1p1", f"{API}/gradebook/v1p1"),
        (f"{API}/v1p1", f"{API}/gradebook/v1p1"),
        (f"{API}/rostering/v1p2", f"{API}/gradebook/v1p2"),
    ],
)
def test_the_gradebook_that_was_found_is_shown(elsewhere: Sandbox, path: str, base: str) -> None:
    with CONNECTOR.connect(settings(elsewhere, path)) as connection:
        found = {one.name: one for one in connection.checks(grades=True)}
    assert found["gradebook"].state is CheckState.PASSED
    assert found["gradebook"].words.endswith(elsewhere.ready["host_url"] + base)


def test_the_admin_may_choose_another_gradebook(campus: Sandbox) -> None:
    own = campus.ready["host_url"] + f"{API}/v1p1"
    given = settings(campus, f"{API}/rostering/v1p1", gradebook_url=own)
    with CONNECTOR.connect(given) as connection:
        assert connection.bases.gradebook() == own
        assert rows(connection, Kind.LINE_ITEM)
    wrong = settings(campus, f"{API}/v1p1", gradebook_url=f"{own}/nowhere")
    with CONNECTOR.connect(wrong) as connection:
        found = {one.name: one for one in connection.checks(grades=True)}
    assert found["gradebook"].state is CheckState.FAILED
    assert f"{own}/nowhere" in found["gradebook"].words


def test_a_url_without_its_end_needs_a_version_and_is_told_the_whole(campus: Sandbox) -> None:
    """As when only [URL] is entered, which School Passport shows before the path."""
    given = settings(campus, "/campus")
    with pytest.raises(NeedsDistrict, match="API version is not known"):
        CONNECTOR.connect(given)
    with CONNECTOR.connect({**given, "api_version": "1.2"}) as connection:
        found = {one.name: one for one in connection.checks(grades=True)}
    whole = campus.ready["host_url"] + f"{API}/rostering/v1p2"
    assert found["schools"].fix.startswith(f"Enter {whole} as Service URL")


@pytest.mark.parametrize(
    ("path", "chosen", "right"),
    [
        (f"{API}/v1p2", "", f"{API}/rostering/v1p2"),
        (f"{API}/gradebook/v1p2", "", f"{API}/rostering/v1p2"),
        (API, "1.1", f"{API}/rostering/v1p2"),
    ],
)
def test_a_wrong_form_is_answered_with_the_right_one(
    campus: Sandbox, path: str, chosen: str, right: str
) -> None:
    with CONNECTOR.connect(settings(campus, path, api_version=chosen)) as connection:
        found = {one.name: one for one in connection.checks(grades=False)}
    assert found["schools"].state is CheckState.FAILED
    assert f"Enter {campus.ready['host_url']}{right} as Service URL" in found["schools"].fix


def test_a_district_that_was_not_opened_for_1_2_is_told_to_choose_1_1() -> None:
    with ExitStack() as stack:
        old = stack.enter_context(sandbox("--students", "30", "--api", "1.1"))
        given = settings(old, f"{API}/rostering/v1p2")
        connection = stack.enter_context(CONNECTOR.connect(given))
        found = {one.name: one for one in connection.checks(grades=False)}
    assert "for API 1.1 at another path" in found["schools"].words
    assert "choose API 1.1" in found["schools"].fix


def test_an_explicit_version_counts_and_a_contradiction_is_said(campus: Sandbox) -> None:
    given = settings(campus, f"{API}/v1p1", api_version="1.2")
    assert CONNECTOR.version_of(given) == "1.2"
    with CONNECTOR.connect(given) as connection:
        found = {one.name: one for one in connection.checks(grades=False)}
    assert found["API version"].state is CheckState.FAILED
    assert found["API version"].fix
