"""Review changes: removals that a run held back, and what it changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.store import absences, apps, audit, districts
from homeroom.store.scope import district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import person, school
from tests.people import BACKEND, Town, make_town

LEAVERS = [f"s{number}" for number in range(1, 21)]


def without(files: dict[str, list[dict[str, str]]], gone: list[str]) -> dict[str, Any]:
    """Return a package without some students, their roles and enrolments."""
    key = {"users": "sourcedId", "roles": "userSourcedId", "enrollments": "userSourcedId"}
    return {
        name: [row for row in rows if name not in key or row[key[name]] not in gone]
        for name, rows in files.items()
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A database in which twenty of thirty students are gone, and wait."""
    folder = tmp_path_factory.mktemp("held")

    def filled(owner_url: str) -> None:
        prepare(owner_url)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        made = file_app(town.district, folder / "sis.zip", "sis")
        files = school(30)
        made.sync(files)
        files["users"][30] = person("s30", email="thirty@river.example")
        for _ in range(2):
            report = made.sync(without(files, LEAVERS))
        assert report.state == "on hold"
        connections.close_all()

    return make_template("held_back", filled), folder


@pytest.fixture
def held(template: tuple[str, Path]) -> Iterator[Town]:
    from homeroom.access.models import User

    with copy_of(template[0]) as urls:
        use(urls)
        people = {one.email.split("@")[0]: one for one in User.objects.all()}
        yield Town(districts.named("riverbend"), people)
        connections.close_all()


@pytest.fixture
def admin(held: Town) -> Client:
    return held.browser("district-admin")


def newest(town: Town, back: int = 0) -> str:
    with district_scope(town.district.id) as scope:
        runs = scope.rows("SELECT id FROM runs ORDER BY id DESC")
    return f"/d/riverbend/runs/{runs[back][0]}/review/"


def decisions(town: Town) -> dict[str | None, int]:
    with district_scope(town.district.id) as scope:
        rows = scope.rows("SELECT decision, count(*) FROM absences GROUP BY decision")
    return dict(rows)


def last_act(town: Town) -> tuple[str, str, dict[str, Any]]:
    with district_scope(town.district.id) as scope:
        _, actor, act, _, facts = audit.latest(scope, 1)[0]
    return actor, act, facts


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_what_waits_stands_by_kind_with_its_names_and_why(held: Town, admin: Client) -> None:
    answer = admin.get(newest(held))
    counted = {one.title: one.held for one in answer.context["kinds"]}
    assert counted["People"] == counted["Enrolments"] == 20
    shown = text(admin.get(newest(held), {"kind": "user"}))
    assert "Given s1 Family s1" in shown
    assert "Two complete pulls did not show it." in shown
    assert "Given s25" not in shown


def test_a_likely_cause_is_named(held: Town, admin: Client) -> None:
    shown = text(admin.get(newest(held), {"kind": "enrollment"}))
    assert "A likely cause: 20 of 20 belong to the school Oak." in shown


def test_what_a_run_changed_is_shown_before_and_after(held: Town, admin: Client) -> None:
    shown = text(admin.get(newest(held, 1), {"kind": "user"}))
    assert "<td>Email</td><td>-</td><td>thirty@river.example</td>" in shown


def test_approve_all_lets_the_next_sync_retire_them(
    held: Town, admin: Client, template: tuple[str, Path]
) -> None:
    answer = admin.post(newest(held), {"act": "approve"}, follow=True)
    assert "40 removals are approved; the next sync carries them out." in text(answer)
    assert decisions(held) == {"approved": 40}
    actor, act, facts = last_act(held)
    assert (actor, act) == ("district-admin@river.example", "run.approve")
    assert facts["removals"] == 40
    files = without(school(30), LEAVERS)
    report = FileApp(held.district, template[1] / "sis.zip", "sis").sync(files)
    assert report.removed["user"]["retired"] == 20


def test_approve_without_removals_keeps_every_record(held: Town, admin: Client) -> None:
    answer = admin.post(newest(held), {"act": "without"}, follow=True)
    assert "40 records stay." in text(answer)
    assert decisions(held) == {"declined": 40}
    assert "No removal of this app waits for you." in text(answer)
    with district_scope(held.district.id) as scope:
        assert scope.value("SELECT count(*) FROM users WHERE retired_at IS NOT NULL") == 0


def test_ticked_records_stay_and_the_others_go_on_waiting(held: Town, admin: Client) -> None:
    sent = {"act": "exclude", "kind": "user", "stay": ["s1", "s2", "s25"]}
    answer = admin.post(newest(held), sent, follow=True)
    assert "2 records stay. 38 still wait." in text(answer)
    with district_scope(held.district.id) as scope:
        app = apps.keyed(scope, "sis").id
        kept = [
            one.source_id
            for one in absences.of_kind(scope, app, Kind.USER)
            if one.decision == "declined"
        ]
    assert kept == ["s1", "s2"]


def test_discarding_is_written_down_as_such(held: Town, admin: Client) -> None:
    admin.post(newest(held), {"act": "discard"})
    assert last_act(held)[1:] == ("run.decline", {"removals": 40})
    assert decisions(held) == {"declined": 40}


def test_removals_come_page_by_page(
    held: Town, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.review.PER_PAGE", 15)
    first = admin.get(newest(held), {"kind": "user"})
    more = admin.get(newest(held), {"kind": "user", "after": first.context["more"]})
    ids = [row.source_id for row, _ in [*first.context["waiting"], *more.context["waiting"]]]
    assert ids == sorted(LEAVERS)
    assert more.context["more"] == ""


def test_an_act_that_is_none_changes_nothing(held: Town, admin: Client) -> None:
    assert admin.post(newest(held), {"act": "burn"}).status_code == 404
    wrong = {"act": "exclude", "kind": "pony", "stay": ["s1"]}
    assert admin.post(newest(held), wrong).status_code == 404
    assert decisions(held) == {"held": 40}


def test_who_comes_second_changes_nothing_that_was_decided(held: Town, admin: Client) -> None:
    other = held.browser("primary-admin")
    page = newest(held)
    assert other.get(page).context["waits"] == 40
    admin.post(page, {"act": "approve"})
    assert "0 records stay." in text(other.post(page, {"act": "without"}, follow=True))
    other.post(page, {"act": "exclude", "kind": "user", "stay": ["s1"]})
    other.post(page, {"act": "discard"})
    assert decisions(held) == {"approved": 40}


def test_without_a_tick_nothing_is_excluded(held: Town, admin: Client) -> None:
    answer = admin.post(newest(held), {"act": "exclude", "kind": "user"}, follow=True)
    assert "0 records stay. 40 still wait." in text(answer)
    assert admin.post(newest(held), {"act": "exclude", "kind": "cats"}).status_code == 404
    assert decisions(held) == {"held": 40}


def test_a_kind_or_a_place_that_is_none_shows_the_first_that_waits(
    held: Town, admin: Client
) -> None:
    usual = admin.get(newest(held)).context
    for asked in ({"kind": "cats"}, {"since": "²"}, {"since": "9" * 30}):
        answer = admin.get(newest(held), asked)
        assert answer.status_code == 200
        assert answer.context["tab"] == usual["tab"]
        assert answer.context["changes"] == usual["changes"]


def test_what_waits_in_one_district_is_not_there_in_another(held: Town) -> None:
    page = newest(held).replace("riverbend", "lakeside")
    stranger = Client(SERVER_NAME="localhost")
    stranger.force_login(held.people["admin"], backend=BACKEND)
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"act": "approve"}).status_code == 404
    assert decisions(held) == {"held": 40}
