"""A district that a third party generated loads whole, by file and by both APIs, to the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import structs

from homeroom.model.encode import encode
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Translate
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, districts, links, records
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from tests.hub import IC, activate_campus, run
from tests.sandboxes import sandbox
from tests.shared import DISTRICT, needs_district

KINDS = (
    Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS, Kind.USER, Kind.ENROLLMENT,
)  # fmt: skip
COUNTS = {
    Kind.ORG: 9,
    Kind.ACADEMIC_SESSION: 2,
    Kind.COURSE: 91,
    Kind.CLASS: 364,
    Kind.USER: 837,
    Kind.ENROLLMENT: 5_810,
}


def load_file(district: District) -> Mapping[Kind, dict[str, Any]]:
    wish = Wish(
        connector="oneroster_csv",
        key="file",
        title="File",
        mode="import",
        grade_sync=False,
        delivery={"path": str(DISTRICT)},
    )
    with district_scope(district.id) as scope:
        activation.activate(scope, wish, "test")
    run(district, "file")
    return stored(district, "file", "")


def stored(district: District, key: str, space: str) -> dict[Kind, dict[str, Any]]:
    """Return all records as the source named them, without stamps."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        return {kind: _by_source_id(scope, app.id, space, kind) for kind in KINDS}


def _by_source_id(scope: Scope, app_id: int, space: str, kind: Kind) -> dict[str, Any]:
    held = records.all_active(scope, kind)
    names: dict[Kind, Mapping[str, str]] = {}

    def translate(to: Kind, id_: str) -> str | None:
        if to not in names:
            ids = list(records.all_active(scope, to))
            names[to] = links.external(scope, app_id, space, to, ids)
        return names[to].get(id_)

    return {
        str(translate(kind, id_)): _plain(kind, record, translate) for id_, record in held.items()
    }


def _plain(kind: Kind, record: Record, translate: Translate) -> Any:
    values = {
        field.name: field.translated(getattr(record, field.name), translate)
        for field in ENTITIES[kind].references()
    }
    named = structs.replace(record, sourced_id="", date_last_modified=None, texts={}, **values)
    return encode(kind, structs.replace(named, metadata={}), lambda _, id_: {"sourcedId": id_})


@needs_district
def test_the_third_party_district_loads_whole_and_alike_by_file_and_both_apis(
    district: District,
) -> None:
    by_file = load_file(district)
    assert {kind: len(found) for kind, found in by_file.items()} == COUNTS
    assert {one["schoolYear"] for one in by_file[Kind.ACADEMIC_SESSION].values()} == {"2027"}
    with sandbox("--district", str(DISTRICT), "--ids", "as-given") as campus:
        for api in ("1.1", "1.2"):
            other = districts.create(f"by-api-{api[2]}", api, "America/Chicago")
            activate_campus(other, campus, api)
            run(other, IC)
            by_api = stored(other, IC, api)
            for kind in KINDS:
                assert by_api[kind].keys() == by_file[kind].keys(), kind
                for id_, record in by_file[kind].items():
                    seen = dict(by_api[kind][id_])
                    assert children(seen) == children_of(id_, by_file[kind]), (api, kind, id_)
                    assert seen == record, (api, kind, id_)


def children(record: dict[str, Any]) -> set[str]:
    """Take the children out of a record: CSV has only parents, which say the same."""
    return {one["sourcedId"] for one in record.pop("children", [])}


def children_of(id_: str, found: dict[str, Any]) -> set[str]:
    return {one for one, held in found.items() if held.get("parent", {}).get("sourcedId") == id_}


@needs_district
def test_a_second_load_of_the_same_file_changes_nothing(district: District, tmp_path: Path) -> None:
    load_file(district)
    again = run(district, "file")
    assert again.changes == 0
    assert again.state == "done"
