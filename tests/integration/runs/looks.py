"""What tests of previews upload, ask, and decide."""

from datetime import date
from typing import Any

from homeroom.model.kinds import Kind
from homeroom.runs.ahead import previews
from homeroom.runs.ingest import held
from homeroom.runs.report import Report
from homeroom.runs.setup import activation
from homeroom.store import apps, runs
from homeroom.store.runs import Run
from homeroom.store.scope import Scope, district_scope
from tests.integration.runs.conftest import FileApp
from tests.integration.runs.test_removals import Files
from tests.packages import enrolment, person, role

TODAY = date(2026, 10, 5)


def switch(sis: FileApp, **settings: Any) -> None:
    with district_scope(sis.district.id) as scope:
        activation.change_settings(scope, apps.keyed(scope, sis.key), settings, "test")


def joins(files: Files, name: str, **more: str) -> Files:
    return {
        **files,
        "users": [*files["users"], person(name, **more)],
        "roles": [*files["roles"], role(name, "student")],
        "enrollments": [*files["enrollments"], enrolment(name)],
    }


def renamed(files: Files, **more: str) -> Files:
    """Return a package in which the first student has other values."""
    users = [{**row, **more} if row["sourcedId"] == "s1" else row for row in files["users"]]
    return {**files, "users": users}


def newest(scope: Scope, sis: FileApp) -> Run:
    return runs.latest(scope, apps.keyed(scope, sis.key).id, 1)[0]


def approve(sis: FileApp, *stay: tuple[Kind, str], without: bool = False) -> Run:
    with district_scope(sis.district.id) as scope:
        run = newest(scope, sis)
        if without:
            held.without_removals(scope, run, "test")
        else:
            held.approve(scope, run, "test", stay)
        return run


def awaited(sis: FileApp, kind: Kind) -> dict[str, str]:
    """Return what the rows of a kind that wait would lead to."""
    with district_scope(sis.district.id) as scope:
        rows = previews.rows(scope, newest(scope, sis), kind, "", 1000)
    return {one.source_id: one.effect for one in rows}


def emails(sis: FileApp) -> dict[str, Any]:
    return {id_: getattr(one, "email", None) for id_, one in sis.records(Kind.USER).items()}


def kinds_of(report: Report) -> dict[str, dict[str, int]]:
    assert report.preview is not None
    return report.preview.kinds
