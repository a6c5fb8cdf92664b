"""A support bundle helps whoever helps, and gives nobody away."""

import io
import json
import zipfile
from typing import Any

import pytest

from homeroom.runs.care import support
from homeroom.runs.setup.connecting import keep_delivery_config
from homeroom.store import apps, audit, runs
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import school
from tests.people import Town

ENTERED = {
    "service_url": "https://sis.river.example/v1p2",
    "client_id": "client-of-river",
    "client_secret": "s3cret-of-the-vendor",
}


@pytest.fixture(scope="module")
def made(town: Town, sis: FileApp) -> dict[str, Any]:
    """The bundle of a district with pupils, a secret, a failed run and an issue."""
    roster = school()
    roster["enrollments"][0]["userSourcedId"] = "nobody-we-know"
    sis.sync(roster)
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "sis")
        settings = {**app.settings, "note": "call Ann", "hold": {"percent": 10, "by": "Ann"}}
        apps.change(scope, app.id, settings=settings)
        scope.run("UPDATE apps SET connector = 'oneroster' WHERE key = 'mathly'")
        keep_delivery_config(scope, apps.keyed(scope, "mathly"), ENTERED)
        run = runs.start(scope, app.id, "complete", "ann@river.example")
        assert run is not None
        problem = {"message": "The SIS said no.", "fix": "Ask it.", "detail": "Ada Lovelace"}
        runs.finish(scope, run, "failed", problem)
    answer = town.browser("district-admin").post("/d/riverbend/help/bundle/")
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="homeroom-support'
    )
    package = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: json.loads(package.read(name)) for name in package.namelist()}


def test_it_says_what_whoever_helps_asks_first(made: dict[str, Any]) -> None:
    assert made.keys() == support.CONTENTS.keys()
    assert made["server.json"]["postgresql"]
    sis = next(one for one in made["apps.json"] if one["key"] == "sis")
    assert (sis["connector"], sis["state"]) == ("oneroster_csv", "active")
    assert sis["fields"]["path"] == "filled in"
    mathly = next(one for one in made["apps.json"] if one["key"] == "mathly")
    assert mathly["fields"]["client_secret"] == "filled in"
    assert mathly["fields"]["token_url"] == "empty"
    assert sis["settings"]["hold"] == {"percent": 10}
    last = made["runs.json"][0]
    assert (last["app"], last["state"]) == ("sis", "failed")
    assert last["problem"] == {"message": "The SIS said no.", "fix": "Ask it."}
    counted = {one["code"]: one["count"] for one in made["issues.json"]}
    # The town has a SIS that grades go to, beside which this one's role is asked for.
    assert counted == {"reference.unknown": 1, "checks.role": 1}


def test_no_pupil_no_person_and_no_place_is_in_it(town: Town, made: dict[str, Any]) -> None:
    with district_scope(town.district.id) as scope:
        rows = scope.rows(
            "SELECT id::text, sourced_id, given_name, family_name, email, username FROM users"
        )
        path = apps.keyed(scope, "sis").settings["delivery"]["path"]
    said = json.dumps(made)
    pupils = {text for row in rows for text in row if text and len(text) > 3}
    assert len(pupils) > 4
    for text in (
        *pupils,
        *ENTERED.values(),
        path,
        "ann@river.example",
        "call Ann",
        "Ada Lovelace",
        "nobody-we-know",
    ):
        assert text not in said, text


def test_it_is_noted_who_made_one(town: Town, made: dict[str, Any]) -> None:
    with district_scope(town.district.id) as scope:
        _, who, act, _, _ = audit.latest(scope, 1)[0]
    assert (who, act) == ("district-admin@river.example", "support.bundle")
