"""Runs for a School Admin: what waits in own schools is seen and decided, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.runs.setup import activation
from homeroom.store import apps, audit, districts, held_rows
from homeroom.store.scope import district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.test_review import last_act, newest
from tests.integration.console.two_schools import BOTH, ELM, admin_of, text, two_schools, without
from tests.integration.runs.conftest import FileApp, file_app
from tests.people import Town, make_town

HERE = "/d/riverbend/"
OAKS = tuple(f"s{number}" for number in range(1, 21))
GONE = (*OAKS, "e1", "e2", BOTH)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A database in which 20 of Oak, 2 of Elm and the one of both are gone, and wait."""
    path = tmp_path_factory.mktemp("held") / "sis.zip"

    def filled(owner_url: str) -> None:
        prepare(owner_url)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        made = file_app(town.district, path, "sis")
        files = two_schools(30)
        made.sync(files)
        for row in files["users"]:
            if row["sourcedId"] in ("s30", "e3"):
                row["email"] = f"{row['sourcedId']}@river.example"
        for _ in range(2):
            report = made.sync(without(files, GONE))
        assert report.state == "on hold"
        for one in ("oak", "elm"):
            admin_of(town, made, one)
        connections.close_all()

    return make_template("held_in_two_schools", filled), path


@pytest.fixture
def held(template: tuple[str, Path]) -> Iterator[Town]:
    from homeroom.access.models import User

    with copy_of(template[0]) as urls:
        use(urls)
        found = {one.email.split("@")[0]: one for one in User.objects.all()}
        yield Town(districts.named("riverbend"), found)
        connections.close_all()


@pytest.fixture
def sis(held: Town, template: tuple[str, Path]) -> FileApp:
    return FileApp(held.district, template[1], "sis")


@pytest.fixture
def oak(held: Town, sis: FileApp) -> Client:
    return admin_of(held, sis, "oak")


@pytest.fixture
def elm(held: Town, sis: FileApp) -> Client:
    return admin_of(held, sis, "elm")


def decided(town: Town) -> dict[tuple[str, str | None], set[str]]:
    """Return whose removal is decided how, by kind; of an enrolment its id."""
    found: dict[tuple[str, str | None], set[str]] = {}
    with district_scope(town.district.id) as scope:
        for kind, word, id_ in scope.rows("SELECT kind, decision, source_id FROM absences"):
            found.setdefault((kind, word), set()).add(id_)
    return found


def retired(sis: FileApp) -> set[str]:
    return {name for name, one in sis.records(Kind.USER).items() if one.status is not Status.ACTIVE}


def waiting(browser: Client, page: str, kind: str) -> set[str]:
    return {row.source_id for row, _ in browser.get(page, {"kind": kind}).context["waiting"]}


def test_each_school_sees_what_waits_of_its_own_alone(held: Town, oak: Client, elm: Client) -> None:
    page = newest(held)
    assert waiting(oak, page, "user") == set(OAKS)
    assert waiting(oak, page, "enrollment") == {f"e-{one}" for one in (*OAKS, BOTH)}
    assert waiting(elm, page, "user") == {"e1", "e2"}
    assert waiting(elm, page, "enrollment") == {f"elm-{one}" for one in ("e1", "e2", BOTH)}
    assert waiting(held.browser("district-admin"), page, "user") == set(GONE)
    for browser, kinds, others in ((oak, (20, 21), ELM), (elm, (2, 3), OAKS)):
        answer = browser.get(page)
        assert [one.held for one in answer.context["kinds"]] == list(kinds)
        assert answer.context["waits"] == sum(kinds)
        assert [one.cause for one in answer.context["kinds"]] == ["", ""]
        for one in others:
            assert f"Given {one} " not in text(browser.get(page, {"kind": "user"}))


def test_what_a_run_changed_is_shown_of_own_schools(
    held: Town, oak: Client, elm: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = newest(held, 1)
    shown = {browser: text(browser.get(page, {"kind": "user"})) for browser in (oak, elm)}
    assert "s30@river.example" in shown[oak]
    assert "e3@river.example" not in shown[oak]
    assert "e3@river.example" in shown[elm]
    assert "s30@river.example" not in shown[elm]
    # However far one has to look, what is found is the same.
    monkeypatch.setattr(held_rows, "STRETCH", 1)
    found: list[str] = []
    since: int | None = 0
    while since is not None:
        asked = {"kind": "user", "since": str(since)}
        answer = oak.get(page, asked)
        found += [one["after"] for one in answer.context["changes"]]
        since = answer.context["later"]
    assert found == ["s30@river.example"]


def test_a_school_approves_its_own_and_what_waits_elsewhere_goes_on_waiting(
    held: Town, sis: FileApp, oak: Client, elm: Client
) -> None:
    """What is left is under the threshold, and waits for its people all the same."""
    answer = oak.post(newest(held), {"act": "approve"}, follow=True)
    assert "41 removals are approved; the next sync carries them out." in text(answer)
    found = decided(held)
    assert found["user", "approved"] == set(OAKS)
    assert found["user", "held"] == {"e1", "e2", BOTH}
    assert found["enrollment", "held"] == {f"elm-{one}" for one in ("e1", "e2", BOTH)}
    oak_id = sis.hub_id(Kind.ORG, "oak")
    assert last_act(held) == (
        "school-admin-oak@river.example",
        "run.approve",
        {"removals": 41, "kept": 0, "except": [], "schools": [oak_id]},
    )
    for _ in range(2):
        report = sis.sync(without(two_schools(30), GONE))
        assert report.state == "on hold"
        assert retired(sis) == set(OAKS)
    assert waiting(elm, newest(held), "user") == {"e1", "e2"}
    assert oak.get(newest(held)).context["waits"] == 0
    # The district decides about the one who is in both.
    held.browser("district-admin").post(newest(held), {"act": "approve"})
    assert sis.sync(without(two_schools(30), GONE)).state != "on hold"
    assert retired(sis) == set(GONE)


def test_who_comes_back_waits_no_more_after_others_were_decided(
    held: Town, sis: FileApp, oak: Client
) -> None:
    oak.post(newest(held), {"act": "approve"})
    assert sis.sync(without(two_schools(30), OAKS)).state != "on hold"
    assert retired(sis) == set(OAKS)


def test_a_school_keeps_its_own(held: Town, oak: Client, elm: Client) -> None:
    answer = elm.post(newest(held), {"act": "without"}, follow=True)
    assert "5 records stay." in text(answer)
    assert decided(held)["user", "declined"] == {"e1", "e2"}
    assert decided(held)["user", "held"] == {*OAKS, BOTH}


def test_nobody_decides_about_rows_of_another_school_by_their_ids(held: Town, oak: Client) -> None:
    sent = {"act": "exclude", "kind": "user", "stay": ["e1", BOTH, "s1"]}
    assert "1 record stays. 40 still wait." in text(oak.post(newest(held), sent, follow=True))
    assert decided(held)["user", "declined"] == {"s1"}
    assert oak.post(newest(held), {"act": "discard"}).status_code == 404
    assert decided(held)["user", "held"] == {*OAKS, "e1", "e2", BOTH} - {"s1"}


@pytest.mark.parametrize("left", [1, 30])
def test_rows_that_are_not_excluded_go_on_waiting_though_few_are_left(
    held: Town, sis: FileApp, left: int
) -> None:
    """Whoever keeps some records has not agreed to let the others go."""
    stay = list(GONE[:-left])
    admin = held.browser("district-admin")
    admin.post(newest(held), {"act": "exclude", "kind": "user", "stay": stay})
    assert sis.sync(without(two_schools(30), GONE)).state == "on hold"
    assert retired(sis) == set()


def test_the_page_of_a_run_says_what_waits_in_own_schools(
    held: Town, oak: Client, elm: Client
) -> None:
    page = newest(held).removesuffix("review/")
    shown = text(elm.get(page))
    assert "2 removals of" in shown
    assert "23 removals" not in shown
    assert "Removals in your schools wait" in shown
    assert "The numbers are those of the whole sync" in shown
    assert 'review/">Review changes' in text(oak.get(page))
    assert "belong to the school" not in text(oak.get(page))
    assert oak.post(page).status_code == 403  # to stop a run is for the district


def test_run_sync_of_a_school_is_the_sync_of_everybody_and_the_log_says_who_asked(
    held: Town, sis: FileApp, oak: Client
) -> None:
    assert "Run Sync" in text(oak.get(f"{HERE}apps/sis/"))
    assert "A sync is asked for." in text(oak.post(f"{HERE}apps/sis/", follow=True))
    job = ProcrastinateJob.objects.get(task_name="sync_app")
    with district_scope(held.district.id) as scope:
        app = apps.keyed(scope, "sis").id
        (*_, facts) = audit.latest(scope, 1)[0]
    assert job.args == {"district_id": held.district.id, "app_id": app,
                        "started_by": "school-admin-oak@river.example"}  # fmt: skip
    assert facts == {"asked_for_schools": [sis.hub_id(Kind.ORG, "oak")]}


@pytest.fixture
def of_elm(held: Town, sis: FileApp) -> int:
    """An app that knows no other school than Elm, with a run."""
    with district_scope(held.district.id) as scope:
        app = apps.keyed(scope, "mathly").id
        scope.run(
            "INSERT INTO record_links (district_id, app_id, kind, space, external_id, record_id,"
            " origin) VALUES (%(district)s, %(app)s, 'org', '', 'elm', %(id)s::uuid, 'read')",
            app=app,
            id=sis.hub_id(Kind.ORG, "elm"),
        )
        scope.run("UPDATE runs SET problem = '{\"message\": \"Elm only\", \"fix\": \"x\"}'"
                  " WHERE id = 0")  # fmt: skip
    return app


@pytest.mark.parametrize("role", [Role.SCHOOL_ADMIN, Role.HELP_DESK])
def test_an_app_of_another_school_is_not_there(
    held: Town, sis: FileApp, of_elm: int, role: Role
) -> None:
    oak, elm = (admin_of(held, sis, one, role=role) for one in ("oak", "elm"))
    for path in ("", "apps/", "runs/", "runs/?csv=1", f"runs/?app={of_elm}", "quality/"):
        for browser, there in ((oak, False), (elm, True)):
            answer = browser.get(HERE + path)
            shown = b"".join(answer) if answer.streaming else answer.content
            assert (b"Mathly" in shown) is there, path
            assert b"Elm only" not in shown or there
    for path in ("apps/mathly/", "runs/0/"):
        assert oak.get(HERE + path).status_code == 404
        assert elm.get(HERE + path).status_code == 200
    assert oak.post(f"{HERE}apps/mathly/").status_code in (403, 404)
    assert "sis" in text(oak.get(f"{HERE}apps/"))


def test_home_says_what_waits_of_own_schools(held: Town, oak: Client, elm: Client) -> None:
    link = newest(held)
    assert link in text(oak.get(HERE))
    elm.post(link, {"act": "without"})
    assert link not in text(elm.get(HERE))
    assert link in text(oak.get(HERE))


@pytest.fixture
def previewed(held: Town, sis: FileApp) -> str:
    """A reading that waits as a whole: all have an address, and some are gone."""
    held.browser("district-admin").post(newest(held), {"act": "without"})
    with district_scope(held.district.id) as scope:
        activation.change_settings(scope, apps.keyed(scope, "sis"), {"preview": True}, "test")
    files = without(two_schools(31), GONE)
    for row in files["users"]:
        row["email"] = f"{row['sourcedId']}@river.example"
    assert sis.sync(files).state == "previewed"
    return newest(held)


def rows(browser: Client, page: str) -> set[str]:
    found = browser.get(page, {"kind": "user"}).context.get("lines", [])
    return {one.source_id for one, _ in found}


def test_a_preview_shows_rows_of_own_schools_and_who_approves_it(
    held: Town, oak: Client, elm: Client, previewed: str
) -> None:
    oaks = {"t1", *(f"s{number}" for number in range(21, 30))}
    assert rows(oak, previewed) == oaks
    assert rows(elm, previewed) == set()
    shown = text(oak.get(previewed))
    assert "A District Admin approves it or discards it" in shown
    assert "Approve all" not in shown
    assert "s31" not in shown
    everything: Any = rows(held.browser("district-admin"), previewed)
    assert everything >= {*oaks, "s31"}


def test_of_a_preview_a_school_leaves_out_its_own_and_decides_no_more(
    held: Town, oak: Client, elm: Client, previewed: str
) -> None:
    admin = held.browser("district-admin")
    before = rows(admin, previewed)
    for act in ("approve", "without"):
        answer = oak.post(previewed, {"act": act}, follow=True)
        assert "is taken in as a whole, or not at all" in text(answer)
        assert rows(admin, previewed) == before
    elm.post(previewed, {"act": "exclude", "kind": "user", "stay": ["s21", "s31"]})
    assert rows(admin, previewed) == before
    answer = oak.post(previewed, {"act": "exclude", "kind": "user", "stay": ["s21", "s31", "e3"]})
    assert rows(admin, previewed) == before - {"s21"}
    assert last_act(held)[2]["kept"] == 1
