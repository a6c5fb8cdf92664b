"""Moves to another API version, or to other ids, in the browser: planned, decided, approved."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from homeroom.errors import RetryLater
from homeroom.model.kinds import Kind
from homeroom.runs.ids import id_jobs
from homeroom.runs.setup.connecting import readable
from homeroom.store import apps, audit, id_plans, runs
from homeroom.store.apps import App
from homeroom.store.id_plans import IdPlan
from homeroom.store.scope import district_scope
from tests.hub import IC, activate_campus, run
from tests.integration.runs.conftest import FileApp
from tests.people import Town
from tests.sandboxes import Sandbox, sandbox

TASKS = {"read_upgrade": id_jobs.read, "apply_ids": id_jobs.carry_out}


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("primary-admin")


@pytest.fixture(scope="module")
def campus() -> Iterator[Sandbox]:
    with sandbox("--students", "20") as running:
        yield running


def at(key: str) -> str:
    return f"/d/riverbend/apps/{key}/settings/ids/"


def see(admin: Client, key: str) -> str:
    answer = admin.get(at(key))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(admin: Client, key: str, do: str, **given: Any) -> str:
    answer = admin.post(at(key), {"do": do, **given}, follow=True)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def work() -> list[str]:
    """Do what the workers were asked for, and return what that was."""
    asked = list(ProcrastinateJob.objects.filter(task_name__in=TASKS, status="todo"))
    for job in asked:
        TASKS[job.task_name].func(**job.args)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.id]
            )
    return [job.task_name for job in asked]


def plan_of(town: Town, key: str) -> IdPlan | None:
    with district_scope(town.district.id) as scope:
        return id_plans.prepared_for(scope, apps.keyed(scope, key).id)


def app_of(town: Town, key: str) -> App:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, key)


def refused_there(town: Town, admin: Client, given: dict[str, str]) -> None:
    """What the other version refuses is told with the plan, and nothing is carried out."""
    page = press(admin, IC, "plan", **given)
    assert "the pairs so far" in page
    assert work() == ["read_upgrade"]
    page = see(admin, IC)
    assert "It broke off before its end." in page
    plan = plan_of(town, IC)
    assert plan is not None
    assert plan.problem is not None
    assert plan.problem["message"] in page
    assert 'value="apply"' not in page
    assert "broke off before its end" in press(admin, IC, "apply")
    assert "The plan is given up. Nothing has changed." in press(admin, IC, "drop")
    assert plan_of(town, IC) is None


def decide_one(town: Town, admin: Client, there: str) -> None:
    """Two of them wait for one person: it is decided in the browser, which outlives a reading."""
    with district_scope(town.district.id) as scope:
        new_id, old_id = scope.rows(
            "UPDATE id_pairs SET verdict = 'waits' WHERE (kind, new_id) = (SELECT kind, new_id"
            " FROM id_pairs WHERE kind = 'user' LIMIT 1) RETURNING new_id, old_id"
        )[0]
        scope.run(
            "UPDATE id_pairs SET verdict = 'waits', old_id = %(old)s WHERE (kind, new_id) = (SELECT"
            " kind, new_id FROM id_pairs WHERE kind = 'user' AND verdict <> 'waits' LIMIT 1)",
            old=old_id,
        )
    page = see(admin, IC)
    assert "2 ids wait for you" in page
    assert "only one of them can be the one of the old id" in page
    assert 'value="apply"' not in page
    assert "Of the ids, 2 wait for a person." in press(admin, IC, "apply")
    press(admin, IC, "decide", **{f"pair\tuser\t{new_id}\t{old_id}": "same"})
    plan = plan_of(town, IC)
    assert plan is not None
    assert plan.decisions == {"user": {new_id: [old_id]}}
    assert plan.delivery["service_url"] == there
    assert work() == ["read_upgrade"]
    page = see(admin, IC)
    assert "wait for you" not in page
    assert "only one of them" not in page


def test_an_app_moves_to_another_version_by_a_plan_that_is_approved(
    town: Town, admin: Client, campus: Sandbox
) -> None:
    activate_campus(town.district, campus, "1.1", mode="import", grade_sync=False)
    run(town.district, IC)
    page = see(admin, IC)
    assert "Infinite Campus is read with API 1.1." in page
    assert "Move to API 1.2" in page
    with district_scope(town.district.id) as scope:
        held = readable(scope, app_of(town, IC))
    assert campus.ready["client_secret"] not in page
    there = campus.ready["service_url"]["1.2"]
    given = {**held, "service_url": there, "client_secret": ""}

    assert f'value="{there}"' in page, "it is guessed from the address of now"
    stays = press(admin, IC, "plan", **{**given, "service_url": held["service_url"]})
    assert "but the Service URL is one of API 1.1" in stays
    assert plan_of(town, IC) is None

    refused_there(town, admin, {**given, "client_secret": "of somebody else"})
    press(admin, IC, "plan", **given)
    assert work() == ["read_upgrade"]
    page = see(admin, IC)
    assert "The plan to move to API 1.2" in page
    assert "Everything has its place. Nothing has changed yet." in page
    assert app_of(town, IC).api_version == "1.1"

    decide_one(town, admin, there)
    page = press(admin, IC, "apply")
    assert "The plan is being carried out" in page
    assert 'hx-trigger="every 2s"' in page
    assert work() == ["apply_ids"]
    page = see(admin, IC)
    assert "Infinite Campus is read with API 1.2." in page
    assert "Its ids changed last:" in page
    assert "Move to API 1.1" in page, "the way back is the same way"
    assert plan_of(town, IC) is None
    assert run(town.district, IC).stored["user"].new == 0


def test_other_ids_by_a_file_are_checked_before_they_hold(
    town: Town, admin: Client, sis: FileApp
) -> None:
    key = sis.key
    page = see(admin, key)
    assert "Move to API" not in page, "it has no versions"
    assert "No file was chosen." in press(admin, key, "file")
    wrong = SimpleUploadedFile("ids.csv", b"a,b\n1,2\n")
    assert "The file has other columns." in press(admin, key, "file", file=wrong)

    unknown = SimpleUploadedFile("ids.csv", b"entity,old_id,new_id\nuser,nobody,x1\n")
    page = press(admin, key, "file", file=unknown)
    assert "1 id waits for you" in page
    assert "unknown old id" in page
    assert "Correct the file, and give it in again." in page
    assert "This plan follows a file." in press(admin, key, "again")
    press(admin, key, "drop")

    good = SimpleUploadedFile("ids.csv", b"entity,old_id,new_id\nuser,s1,pupil-one\n")
    assert "Everything has its place." in press(admin, key, "file", file=good)
    assert plan_of(town, key) is not None
    press(admin, key, "apply")
    press(admin, key, "apply")
    app_id = app_of(town, key).id
    with district_scope(town.district.id) as scope:
        started = runs.start(scope, app_id, "delta", "test")
        assert started is not None
    with pytest.raises(RetryLater):
        id_jobs.carry_out.func(town.district.id, app_id, "test")
    with district_scope(town.district.id) as scope:
        runs.finish(scope, started, "done")
    assert work() == ["apply_ids"], "asked for twice, it is done once"
    with district_scope(town.district.id) as scope:
        ids = scope.rows("SELECT external_id FROM record_links WHERE kind = %(kind)s",
                         kind=Kind.USER.value)  # fmt: skip
        acts = [act for _, _, act, *_ in audit.latest(scope, 9)]
    assert ("pupil-one",) in ids
    assert ("s1",) in ids, "its old id means the same person still"
    assert {"app.ids", "app.ids_given_up"} <= set(acts)


def test_what_the_page_does_not_offer_is_refused(town: Town, admin: Client, sis: FileApp) -> None:
    assert admin.post(at(sis.key), {"do": "nonsense"}).status_code == 404
    assert "No change of ids is prepared." in press(admin, sis.key, "apply")
    looking = town.browser("district-admin")
    assert looking.post(at(sis.key), {"do": "drop"}).status_code == 403
    assert 'name="do"' not in see(looking, sis.key)
