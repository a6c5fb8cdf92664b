"""Data Sync History, and a run while it is at work and afterwards."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from homeroom.store import apps, audit, runs
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import enrolment, person, role, school
from tests.people import RUN, Town

HISTORY = "/d/riverbend/runs/"


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    """Return the words of a page with single spaces."""
    return " ".join(answer.content.decode().split())


def rows(answer: Any) -> list[dict[str, str]]:
    """Return the rows of a file that was sent."""
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent)))


def open_run(sis: FileApp) -> runs.Run:
    """Begin a run of the SIS, as a worker does."""
    with district_scope(sis.district.id) as scope:
        made = runs.start(scope, apps.keyed(scope, "sis").id, "delta", "schedule")
    assert made is not None
    return made


def end(sis: FileApp, run: runs.Run, state: str = "done", **problem: str) -> None:
    with district_scope(sis.district.id) as scope:
        runs.finish(scope, run, state, problem or None)


def test_the_history_names_app_state_and_who_started_it(sis: FileApp, admin: Client) -> None:
    shown = text(admin.get(HISTORY))
    assert "Sync of everything" in shown
    assert "<td>sis</td>" in shown
    assert "<td>test</td>" in shown
    assert f"Run {RUN}" in shown


def test_the_history_is_filtered_by_app_state_and_day(sis: FileApp, admin: Client) -> None:
    failed = open_run(sis)
    end(sis, failed, "failed", message="The file is away.", fix="Put it back.")
    every = {row["Run"]: row for row in rows(admin.get(HISTORY, {"csv": "1"}))}
    assert every[str(failed.id)]["State"] == "Failed (needs you)"
    assert every[str(failed.id)]["Problem"] == "The file is away."
    with district_scope(sis.district.id) as scope:
        app_id: int = apps.keyed(scope, "sis").id
    of_app = rows(admin.get(HISTORY, {"csv": "1", "app": str(app_id)}))
    assert {row["App"] for row in of_app} == {"sis"}
    assert {row["App"] for row in every.values()} == {"sis", "Mathly"}
    only = rows(admin.get(HISTORY, {"csv": "1", "state": "failed"}))
    assert [row["Run"] for row in only] == [str(failed.id)]
    assert rows(admin.get(HISTORY, {"csv": "1", "until": "2020-01-01"})) == []
    assert len(rows(admin.get(HISTORY, {"csv": "1", "since": "2020-01-01"}))) == len(every)


def test_a_day_that_is_none_is_said_at_its_field(admin: Client) -> None:
    answer = admin.get(HISTORY, {"since": "yesterday"})
    assert answer.status_code == 422
    assert 'href="#id_since"' in text(answer)


def test_older_runs_follow_without_a_gap(
    sis: FileApp, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.runs.PER_PAGE", 1)
    found, answer = [], admin.get(HISTORY)
    while True:
        found += [run.id for run, *_ in answer.context["runs"]]
        if not answer.context["older"]:
            break
        answer = admin.get(HISTORY + answer.context["older"])
    assert len(found) >= 2
    everything = [int(row["Run"]) for row in rows(admin.get(HISTORY, {"csv": "1"}))]
    assert found == everything == sorted(found, reverse=True)


def test_the_durations_have_a_finding_a_chart_and_a_table(sis: FileApp, admin: Client) -> None:
    with district_scope(sis.district.id) as scope:
        for seconds in (10, 10, 10, 90):
            scope.run(
                "INSERT INTO runs (district_id, app_id, reach, state, started_by, started_at,"
                " finished_at) SELECT %(district)s, app_id, 'complete', 'done', 'test',"
                " now() - make_interval(secs => %(took)s), now() FROM runs WHERE id = %(run)s",
                took=seconds,
                run=RUN,
            )
            slow = scope.value("SELECT max(id) FROM runs")
        mathly = scope.value("SELECT app_id FROM runs WHERE id = %(run)s", run=RUN)
    answer = admin.get(HISTORY, {"app": mathly})
    assert f"Syncs take about 10 s; the slowest of the last 5, run {slow}, took 90 s." in text(
        answer
    )
    assert answer.context["chart"]["series"][0]["values"] == [0.0, 10.0, 10.0, 10.0, 90.0]
    assert '<td class="hr-number">90.0</td>' in text(answer)


def test_a_run_shows_its_steps_its_numbers_and_a_log(sis: FileApp, admin: Client) -> None:
    files = school(4)
    files["users"][1] = person("s1", email="one@river.example")
    run = sis.sync(files).run_id
    answer = admin.get(f"{HISTORY}{run}/")
    by_kind = {row.kind: row for row in answer.context["rows"]}
    people = by_kind["People"]
    assert (people.read, people.new, people.changed, people.gone) == (5, 1, 1, 0)
    assert people.unchanged == 3
    assert [step.state for step in answer.context["rail"]] == ["done"] * 6
    assert "People: read to the end, 5 records in 1 page." in text(answer)
    assert "data-live" not in text(answer)


def test_what_was_not_taken_in_is_told_and_is_not_unchanged(sis: FileApp, admin: Client) -> None:
    files = school(4)
    files["enrollments"].append(
        enrolment("s1", sourcedId="e-s1-elsewhere", classSourcedId="elsewhere")
    )
    run = sis.sync(files).run_id
    answer = admin.get(f"{HISTORY}{run}/")
    seats = next(row for row in answer.context["rows"] if row.kind == "Enrolments")
    assert (seats.read, seats.unchanged) == (len(files["enrollments"]), seats.read - 1)
    assert (
        "Enrolments that were not taken in: 1 waiting for something else, 0 unusable,"
        " 0 left out by your rules." in text(answer)
    )


def test_a_run_at_work_is_asked_for_again_and_stops_on_demand(sis: FileApp, admin: Client) -> None:
    run = open_run(sis)
    address = f"{HISTORY}{run.id}/"
    with district_scope(sis.district.id) as scope:
        runs.enter_step(scope, run, "store")
    answer = admin.get(address)
    assert 'data-live="1000"' in text(answer)
    states = {step.name: step.state for step in answer.context["rail"]}
    assert states == {
        "pull": "done", "stage": "done", "mapping": "now", "merge": "now", "store": "now",
        "push": "ahead",
    }  # fmt: skip
    part = admin.get(address, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert "Running" in text(part)
    assert admin.post(address).status_code == 302
    with district_scope(sis.district.id) as scope:
        stopped = runs.by_id(scope, run.id)
        noted = audit.latest(scope, 1)[0]
    assert stopped is not None
    assert stopped.state == "stopped"
    assert noted[1:4] == ("district-admin@river.example", "run.stop", str(run.id))
    ended = admin.get(address, headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert f"Run {run.id} ended: Stopped." in text(admin.get(address))


def test_numbers_of_a_kind_are_kept_as_soon_as_it_is_taken_in(
    sis: FileApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    count = runs.count

    def noted(scope: Any, run: Any, counts: Any) -> None:
        seen.append(dict(counts["stored"]))
        count(scope, run, counts)

    monkeypatch.setattr(runs, "count", noted)
    files = school(6)
    files["users"].append(person("s9"))
    files["roles"].append(role("s9", "student"))
    files["enrollments"].append(enrolment("s9"))
    sis.sync(files)
    assert "user" in seen[0]
    assert "enrollment" not in seen[0]
    assert seen[0]["user"]["new"] >= 1


def test_a_run_that_failed_says_why_and_what_to_do(sis: FileApp, admin: Client) -> None:
    run = open_run(sis)
    end(sis, run, "failed", message="The file is away.", fix="Put it back.")
    shown = text(admin.get(f"{HISTORY}{run.id}/"))
    assert "The file is away." in shown
    assert "Put it back." in shown


def test_there_is_no_page_of_a_run_that_is_not_there(admin: Client) -> None:
    assert admin.get(f"{HISTORY}999999/").status_code == 404
