"""A district whose roster comes from a file that the test rewrites."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.report import Report
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, issues, links, records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import run
from tests.packages import Rows, school, write_package


class FileApp:
    """An app that reads a CSV package, and what the hub made of it."""

    def __init__(self, district: District, path: Path, key: str) -> None:
        self.district = district
        self.path = path
        self.key = key

    def sync(self, files: Mapping[str, Rows], mode: str = "bulk") -> Report:
        """Rewrite the file and sync it."""
        write_package(self.path, files, mode)
        return run(self.district, self.key)

    def records(self, kind: Kind) -> dict[str, Record]:
        """Return what is stored of a kind by the source's ids, retired or not."""
        with district_scope(self.district.id) as scope:
            app_id = apps.keyed(scope, self.key).id
            found = scope.rows(
                "SELECT external_id, record_id::text FROM record_links"
                " WHERE app_id = %(app)s AND kind = %(kind)s",
                app=app_id,
                kind=kind.value,
            )
            held = records.load(scope, kind, [hub for _, hub in found])
        return {source_id: held[hub] for source_id, hub in found}

    def hub_id(self, kind: Kind, source_id: str) -> str:
        """Return the hub's id of a record."""
        with district_scope(self.district.id) as scope:
            app_id = apps.keyed(scope, self.key).id
            return links.find(scope, app_id, "", [(kind, source_id)])[kind, source_id][0]

    def issues(self) -> dict[str, int]:
        """Return the open issues by code."""
        with district_scope(self.district.id) as scope:
            return issues.counted(scope, apps.keyed(scope, self.key).id)


def file_app(district: District, path: Path, key: str) -> FileApp:
    """Activate an app that reads a CSV package."""
    wanted = Wish(
        connector="oneroster_csv",
        key=key,
        title=key,
        mode="import",
        grade_sync=False,
        delivery={"path": str(path)},
    )
    with district_scope(district.id) as scope:
        activation.activate(scope, wanted, "test")
    return FileApp(district, path, key)


@pytest.fixture
def sis(district: District, tmp_path: Path) -> FileApp:
    """A SIS that hands its roster over as a file."""
    return file_app(district, tmp_path / "sis.zip", "sis")


@pytest.fixture
def seen(district: District, tmp_path: Path) -> FileApp:
    """A SIS whose roster is in the hub, and whose next uploads are looked at before."""
    sis = file_app(district, tmp_path / "sis.zip", "sis")
    assert sis.sync(school()).state == "done"
    with district_scope(district.id) as scope:
        activation.change_settings(scope, apps.keyed(scope, sis.key), {"preview": True}, "test")
    return sis
