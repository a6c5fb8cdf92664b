"""Days in the lists of acts and runs: those of the district's clock, and whatever else is asked."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from homeroom.store import apps, audit, districts
from homeroom.store.scope import Scope, district_scope
from tests.people import RUN, Town

LOG, HISTORY = "/d/riverbend/log/", "/d/riverbend/runs/"
SERVER = "/server/log/"
# The evening of Sunday in Chicago, which is Monday already by the clock of the world.
LATE = datetime(2026, 10, 5, 4, 30, tzinfo=UTC)
EARLY = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)  # Monday begins there
ENDLESS = "9" * 30


def run_at(scope: Scope, at: datetime) -> int:
    made: int = scope.value(
        "INSERT INTO runs (district_id, app_id, reach, state, started_by, started_at, finished_at)"
        " SELECT %(district)s, app_id, 'delta', 'failed', 'days', %(at)s, %(at)s FROM runs"
        " WHERE id = %(run)s RETURNING id",
        at=at,
        run=RUN,
    )
    return made


@pytest.fixture(scope="module")
def numbered(town: Town) -> dict[int, str]:
    """Two acts and two runs, half an hour apart, on two days of the district."""
    named = {}
    with district_scope(town.district.id) as scope:
        for at, name in ((LATE, "sunday"), (EARLY, "monday")):
            audit.note(scope, "days@river.example", "days.test", name, {})
            scope.run(
                "UPDATE audit_events SET at = %(at)s WHERE subject = %(name)s", at=at, name=name
            )
            audit.note_for_server("days@river.example", "days.test", name, {})
            scope.cursor.execute("UPDATE server_events SET at = %s WHERE subject = %s", (at, name))
            named[run_at(scope, at)] = name
    return named


@pytest.fixture
def admin(town: Town, numbered: dict[int, str]) -> Client:
    return town.browser("district-admin")


def rows(answer: Any) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent)))


DAYS = pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"since": "2026-10-04", "until": "2026-10-04"}, ["sunday"]),
        ({"since": "2026-10-05", "until": "2026-10-05"}, ["monday"]),
        ({"since": "2026-10-04", "until": "2026-10-05"}, ["monday", "sunday"]),
        ({"since": "2026-10-06", "until": "2026-10-06"}, []),
        ({"since": "2026-10-05", "until": "2026-10-04"}, []),
    ],
    ids=["sunday", "monday", "both", "tuesday", "the wrong way round"],
)


@DAYS
def test_acts_of_a_day_are_those_of_the_districts_clock(
    admin: Client, asked: dict[str, str], found: list[str]
) -> None:
    given = {"words": "days.test", "csv": "1", **asked}
    assert [row["About"] for row in rows(admin.get(LOG, given))] == found


@DAYS
def test_runs_of_a_day_are_those_of_the_districts_clock(
    admin: Client, numbered: dict[int, str], asked: dict[str, str], found: list[str]
) -> None:
    listed = rows(admin.get(HISTORY, {"state": "failed", "csv": "1", **asked}))
    assert [numbered[int(row["Run"])] for row in listed] == found


def test_the_log_of_the_server_has_no_district_and_goes_by_the_clock_of_the_world(
    town: Town, numbered: dict[int, str]
) -> None:
    operator = town.browser("operator")
    asked = {"words": "days.test", "csv": "1", "since": "2026-10-05", "until": "2026-10-05"}
    listed = rows(operator.get(SERVER, asked))
    assert [row["About"] for row in listed] == ["monday", "sunday"]
    assert listed[1]["When (UTC)"] == "2026-10-05T04:30:00Z"


def test_the_file_of_runs_says_when_they_began_on_the_districts_clock(admin: Client) -> None:
    listed = rows(admin.get(HISTORY, {"state": "failed", "until": "2026-10-04", "csv": "1"}))
    assert [row["Started"] for row in listed] == ["2026-10-04 23:30:00-05:00"]


@pytest.mark.parametrize("page", [LOG, HISTORY])
@pytest.mark.parametrize(
    "asked",
    [
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"before": "²"},
        {"before": ENDLESS},
        {"before": "-1"},
        {"before": "last"},
    ],
    ids=["the last day", "the first day", "a sign", "too large", "minus", "a word"],
)
def test_an_address_that_somebody_has_changed_still_shows_the_list(
    admin: Client, page: str, asked: dict[str, str]
) -> None:
    answer = admin.get(page, asked)
    assert answer.status_code == 200
    everything = admin.get(page)
    for name in ("acts", "runs"):
        if name in everything.context:
            shown = [one[0].id for one in answer.context[name]]
            assert shown == [one[0].id for one in everything.context[name]]


@pytest.mark.parametrize("page", [LOG, HISTORY])
def test_no_file_is_made_of_a_search_that_was_not_understood(admin: Client, page: str) -> None:
    answer = admin.get(page, {"since": "yesterday", "csv": "1"})
    assert answer.status_code == 422
    assert not answer.streaming  # it would hold everything, and nobody asked for that
    assert 'href="#id_since"' in answer.content.decode()


def test_a_state_or_an_app_that_is_none_is_said_at_its_field(admin: Client) -> None:
    for name, value in (("state", "burning"), ("app", "999999"), ("app", "mathly")):
        answer = admin.get(HISTORY, {name: value})
        assert answer.status_code == 422
        assert f'href="#id_{name}"' in answer.content.decode()


def test_runs_of_an_app_that_was_removed_are_still_listed(town: Town, admin: Client) -> None:
    with district_scope(town.district.id) as scope:
        mathly = apps.change(scope, apps.keyed(scope, "mathly").id, state="removed")
    try:
        listed = rows(admin.get(HISTORY, {"state": "failed", "csv": "1"}))
        assert {row["App"] for row in listed} == {"removed"}
        assert admin.get(f"{HISTORY}{RUN}/").status_code == 200
    finally:
        with district_scope(town.district.id) as scope:
            apps.change(scope, mathly.id, state="active")


def test_runs_and_acts_of_another_district_are_not_there(
    town: Town, numbered: dict[int, str]
) -> None:
    stranger = town.browser("elsewhere")
    assert rows(stranger.get("/d/lakeside/runs/", {"csv": "1"})) == []
    for run in numbered:
        assert stranger.get(f"/d/lakeside/runs/{run}/").status_code == 404
        assert stranger.post(f"/d/lakeside/runs/{run}/").status_code == 404
    acts = rows(stranger.get("/d/lakeside/log/", {"words": "days.test", "csv": "1"}))
    assert acts == []
    assert districts.named("lakeside").id != town.district.id


def test_a_run_that_had_ended_by_then_is_not_stopped_again(admin: Client) -> None:
    answer = admin.post(f"{HISTORY}{RUN}/", follow=True)
    assert "It had ended by then." in answer.content.decode()
    shown = admin.get(LOG, {"words": f"run.stop {RUN}"})
    assert [facts for _, _, facts in shown.context["acts"]] == ["stopped: no"]


def test_paging_through_what_was_searched_keeps_the_search(
    town: Town, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.logs.PER_PAGE", 1)
    first = admin.get(LOG, {"words": "days.test"})
    assert [act.subject for act, *_ in first.context["acts"]] == ["monday"]
    second = admin.get(LOG + first.context["older"])
    assert [act.subject for act, *_ in second.context["acts"]] == ["sunday"]
    assert second.context["older"] == ""
    assert [row["About"] for row in rows(admin.get(LOG + second.context["csv"]))] == [
        "monday",
        "sunday",
    ]
