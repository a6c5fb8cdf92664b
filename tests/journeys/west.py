"""A second district of the journeys' hub: removals and an upload wait, two records look alike."""

from pathlib import Path

from homeroom.access import people
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.rules.document import Rules
from homeroom.rules.uniqueness import Domain
from homeroom.runs.rules.keeping import keep_rules
from homeroom.runs.setup import activation
from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import file_app
from tests.packages import person, school

SLUG = "westend"
CHARTER = "charter"
MEANT = {"several_sources": True}
LEAVERS = tuple(f"s{number}" for number in range(1, 21))


def fill_west(folder: Path) -> None:
    """Make the district; the admins of the other one look after it, too."""
    district = districts.create(SLUG, "Westend Schools", "America/Denver")
    people.add(
        "district-admin@river.example", Role.DISTRICT_ADMIN, Place(district_id=district.id), "test"
    )
    people.add(
        "primary-admin@river.example", Role.PRIMARY_ADMIN, Place(district_id=district.id), "test"
    )
    rules = Rules(uniqueness=(Domain(entity="user", fields=("email",)),))
    keep_rules(district, rules, ("test", "to know who is who"))
    files = school(30)
    for number in (29, 30):
        files["users"][number] = person(f"s{number}", email="same@west.example")
    sis = file_app(district, folder / "west.zip", "records-office")
    sis.sync(files)
    key = {"users": "sourcedId", "roles": "userSourcedId", "enrollments": "userSourcedId"}
    fewer = {
        name: [row for row in rows if name not in key or row[key[name]] not in LEAVERS]
        for name, rows in files.items()
    }
    for _ in range(2):
        report = sis.sync(fewer)
    assert report.state == "on hold"
    upload_waits(district, folder / "charter.zip")


def upload_waits(district: District, path: Path) -> None:
    """Let a school of its own come in by an app whose uploads are looked at before."""
    with district_scope(district.id) as scope:
        activation.change_settings(scope, apps.keyed(scope, "records-office"), MEANT, "test")
    charter = file_app(district, path, CHARTER)
    with district_scope(district.id) as scope:
        wanted = {**MEANT, "preview": True}
        activation.change_settings(scope, apps.keyed(scope, CHARTER), wanted, "test")
    orgs = [{"sourcedId": "elm", "name": "Elm", "type": "school"}]
    assert charter.sync({"orgs": orgs}).state == "previewed"
