"""The vendor key: on every gradebook call, on no other, and never in the way of the roster."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from homeroom.connectors.base import Connection
from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.oneroster.tests.drafts import draft_for, rows
from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, Scripted, said, scripted
from homeroom.connectors.oneroster.tests.settings import ONE_BASE, ROSTER, given
from homeroom.connectors.writes import Write
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind
from tests.sandboxes import Sandbox

HEADER = "x-vendor-authorization"
BOTH = {"vendor_key": "the-key", "vendor_secret": "the-secret"}
GRADES = {COLLECTIONS[kind] for kind in GRADEBOOK}


def nothing(asked: Asked) -> Answer:
    name = asked.path.rpartition("/")[2]
    return said({name: []}, X_Total_Count="0")


def everything(connection: Connection) -> None:
    """Read every list and one record, write and delete."""
    for collection in connection.source.collections(connection.capabilities.reads):
        list(connection.source.pages(collection, None, None))
    connection.target.results("l", "c")
    connection.target.categories("c")
    connection.target.delete(Kind.LINE_ITEM, "l", "c")
    connection.target.delete(Kind.RESULT, "r", "c")
    list(connection.checks(grades=True))


@pytest.mark.parametrize("path", [ROSTER, ONE_BASE], ids=["1.2", "1.1"])
def test_every_gradebook_call_carries_the_key_and_no_other_does(path: str) -> None:
    with scripted() as server:
        server.on("/*", nothing)
        server.on("/*", Answer(204), method="DELETE")
        with CONNECTOR.connect(given(server, path, **BOTH)) as connection:
            everything(connection)
        carried = {one.path: one.headers.get(HEADER) for one in server.asked}
    for at, value in carried.items():
        of_grades = bool(GRADES & set(at.split("/")))
        assert value == ("the-key:the-secret" if of_grades else None), at
    assert len([one for one in carried.values() if one]) >= 5
    assert len([one for one in carried.values() if not one]) >= 7


@pytest.mark.parametrize("half", [{}, {"vendor_key": "k"}, {"vendor_secret": "s"}], ids=str)
def test_without_both_halves_no_header_is_sent(server: Scripted, half: dict[str, str]) -> None:
    server.on("/*", nothing)
    with CONNECTOR.connect(given(server, **half)) as connection:
        everything(connection)
    assert not [one.path for one in server.asked if HEADER in one.headers]


def lacking(campus: Sandbox, api: str, **more: str) -> Mapping[str, str]:
    return {**campus.delivery_config(api, grades=False), **more}


def checks(settings: Mapping[str, str], *, grades: bool = True) -> dict[str, Check]:
    with CONNECTOR.connect(settings) as connection:
        return {one.name: one for one in connection.checks(grades=grades)}


def failed(found: dict[str, Check]) -> set[str]:
    return {name for name, one in found.items() if one.state is CheckState.FAILED}


def test_the_roster_is_read_without_a_vendor_key(campus: Sandbox, api: str) -> None:
    settings = lacking(campus, api)
    with CONNECTOR.connect(settings) as connection:
        for kind in (Kind.ORG, Kind.CLASS, Kind.USER, Kind.ENROLLMENT):
            assert rows(connection, kind)
        lists = connection.source.collections(connection.capabilities.reads)
        assert {one.kind for one in lists if one.kind in GRADEBOOK and not one.optional} == set()
        with pytest.raises(NeedsDistrict) as raised:
            rows(connection, Kind.LINE_ITEM)
    assert "Vendor Key" in raised.value.fix
    assert failed(checks(settings, grades=False)) == set()


@pytest.mark.parametrize(
    ("half", "lacks"),
    [
        ({}, "Vendor Key and Vendor Secret"),
        ({"vendor_key": "k"}, "Vendor Secret"),
        ({"vendor_secret": "s"}, "Vendor Key"),
    ],
    ids=["both", "secret", "key"],
)
def test_test_connection_says_which_half_of_the_vendor_key_lacks(
    campus: Sandbox, api: str, half: dict[str, str], lacks: str
) -> None:
    found = checks(lacking(campus, api, **half))
    assert failed(found) == ({"gradebook"} if api == "1.1" else {"gradebook", "assessments"})
    assert found["gradebook"].words.endswith(f"there is no {lacks}.")
    assert "Ask Infinite Campus support" in found["gradebook"].fix
    assert found["people"].state is CheckState.PASSED


def test_a_wrong_vendor_key_fails_the_gradebook_alone(campus: Sandbox, api: str) -> None:
    found = checks({**campus.delivery_config(api), "vendor_secret": "guessed"})
    assert failed(found) == ({"gradebook"} if api == "1.1" else {"gradebook", "assessments"})
    assert "(401)" in found["gradebook"].words
    assert "Vendor Secret" in found["gradebook"].fix
    assert "guessed" not in f"{found['gradebook']}"


def test_a_write_without_the_key_is_the_districts_to_mend(campus: Sandbox, api: str) -> None:
    with CONNECTOR.connect(campus.delivery_config(api)) as connection:
        draft = draft_for(connection)
    before = campus.writes()
    write = Write(kind=Kind.LINE_ITEM, record=draft.item, class_id=draft.item.class_)
    with (
        CONNECTOR.connect(lacking(campus, api)) as connection,
        pytest.raises(NeedsDistrict, match="401"),
    ):
        connection.target.put([write])
    with CONNECTOR.connect(campus.delivery_config(api)) as connection:
        assert connection.target.line_item(draft.item.sourced_id, draft.item.class_) is None
    assert campus.writes() - before <= 2  # the refused one, and once more with a new token


def connection_with(campus: Sandbox, api: str, **wanted: Any) -> Mapping[str, str]:
    """Return the settings of a connection of its own."""
    made = campus.post("connections", wanted)
    own = {name: made[name] for name in ("client_id", "client_secret")}
    return {**campus.delivery_config(api), **own}


@pytest.mark.parametrize(
    ("rights", "lacks"),
    [
        (["roster"], {"gradebook", "assessments"}),
        (["roster", "gradebook"], {"assessments"}),
        (["roster", "assessments"], {"gradebook"}),
        (["roster", "gradebook", "assessments"], set()),
    ],
    ids=["roster", "gradebook", "assessments", "all"],
)
def test_each_right_of_a_connection_is_tested_on_its_own(
    campus: Sandbox, rights: list[str], lacks: set[str]
) -> None:
    found = checks(connection_with(campus, "1.2", rights=rights))
    assert failed(found) == lacks
    for name in lacks:
        assert "(403)" in found[name].words
        assert "Turn on the right" in found[name].fix


def test_a_renewed_secret_ends_the_old_one_and_says_so(campus: Sandbox, api: str) -> None:
    settings = connection_with(campus, api)
    assert failed(checks(settings)) == set()
    renewed = campus.post(f"connections/{settings['client_id']}/rotate")
    found = checks(settings)
    assert failed(found) == {"token"}
    assert "OAuth Client Secret" in found["token"].words
    assert failed(checks({**settings, "client_secret": renewed["client_secret"]})) == set()


def test_the_form_says_what_the_key_is_for_and_whom_to_ask() -> None:
    fields = {one.name: one for one in CONNECTOR.settings}
    key, secret = fields["vendor_key"], fields["vendor_secret"]
    assert (key.label, secret.label) == ("Vendor Key", "Vendor Secret")
    assert (key.required, key.for_grades, key.secret) == (False, True, False)
    assert (secret.required, secret.for_grades, secret.secret) == (False, True, True)
    for field in (key, secret):
        assert "Infinite Campus support" in " ".join(field.help.split())
    assert "1.1 and 1.2" in key.help
    assert "not for the roster" in key.help


def test_the_guide_says_it_too() -> None:
    guide = files("homeroom.connectors.infinite_campus").joinpath("guide.md").read_text("utf-8")
    text = " ".join(guide.split())
    for words in (
        "Vendor Key",
        "Vendor Secret",
        "Ask Infinite Campus support",
        "Without them the roster is read all the same",
        "API 1.1 has no assessment line items and no assessment results",
        "Grade Book Sync",
        "Assessments Sync",
        "active school year",
        "one request at a time in school hours",
    ):
        assert words in text
