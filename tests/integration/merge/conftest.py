"""A district with a SIS and two more sources, all of which hand their records over as files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.rules.document import Rules
from homeroom.rules.uniqueness import usual
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import records
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def source(district: District, folder: Path, key: str, role: str, **more: str) -> FileApp:
    """Activate an app of a role that reads a CSV package."""
    wish = Wish(
        connector="oneroster_csv",
        key=key,
        title=key,
        mode="import",
        grade_sync=role == "learning",
        role=role,
        delivery={"path": str(folder / f"{key}.zip"), **more},
    )
    with district_scope(district.id) as scope:
        app = activation.activate(scope, wish, "test")
        if app.state == "requested":
            activation.approve(scope, app, "test")
    return FileApp(district, folder / f"{key}.zip", key)


def decide(district: District, **rules: Any) -> Rules:
    """Let a district decide; what it decided before is given up."""
    made = Rules(**rules)
    with district_scope(district.id) as scope:
        base = versions.current(scope).version
        versions.save(scope, made, base, ("test", "test"), NOW)
    return made


def every(district: District, kind: Kind) -> list[Record]:
    """Return all active records of a kind."""
    with district_scope(district.id) as scope:
        return list(records.all_active(scope, kind).values())


@pytest.fixture
def sis(district: District, tmp_path: Path) -> FileApp:
    """The student information system."""
    return source(district, tmp_path, "sis", "sis")


@pytest.fixture
def lms(district: District, sis: FileApp, tmp_path: Path) -> FileApp:
    """A learning management system that joins later, with ids of its own."""
    decide(district, uniqueness=usual())
    return source(district, tmp_path, "lms", "learning")
