"""Review changes, of a preview: nothing is taken in yet, and the page decides what will be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.runs import jobs
from homeroom.runs.setup import activation
from homeroom.store import apps, audit, districts, runs
from homeroom.store.scope import district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.test_review import newest, text, without
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import enrolment, person, role, school
from tests.people import Town, make_town

Made = tuple[str, Path]


def uploaded() -> dict[str, Any]:
    """Return a school that three leave, three join, and of which all others get an address."""
    files = school(30)
    for number in range(1, 31):
        files["users"][number] = person(f"s{number}", email=f"s{number}@river.example")
    for name in ("n1", "n2", "n3"):
        files["users"].append(person(name))
        files["roles"].append(role(name, "student"))
        files["enrollments"].append(enrolment(name))
    return without(files, ["s1", "s2", "s3"])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A database in which an upload waits, as a whole."""
    folder = tmp_path_factory.mktemp("seen")

    def filled(owner_url: str) -> None:
        prepare(owner_url)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        made = file_app(town.district, folder / "sis.zip", "sis")
        made.sync(school(30))
        made.sync(without(school(30), ["s1", "s2", "s3"]))
        with district_scope(town.district.id) as scope:
            app = apps.keyed(scope, "sis")
            activation.change_settings(scope, app, {"preview": True}, "test")
        assert made.sync(uploaded()).state == "previewed"
        connections.close_all()

    return make_template("seen_before", filled), folder


@pytest.fixture
def seen(template: Made) -> Iterator[Town]:
    from homeroom.access.models import User

    with copy_of(template[0]) as urls:
        use(urls)
        people = {one.email.split("@")[0]: one for one in User.objects.all()}
        yield Town(districts.named("riverbend"), people)
        connections.close_all()


@pytest.fixture
def admin(seen: Town) -> Client:
    return seen.browser("district-admin")


def goes_on(seen: Town, template: Made) -> Any:
    return FileApp(seen.district, template[1] / "sis.zip", "sis").sync(uploaded())


def people_here(seen: Town, template: Made) -> dict[str, Any]:
    held = FileApp(seen.district, template[1] / "sis.zip", "sis").records(Kind.USER)
    return {id_: one for id_, one in held.items() if one.status == "active"}


def test_each_row_is_shown_before_and_after_and_nothing_is_taken_in(
    seen: Town, admin: Client, template: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = newest(seen)
    people = text(admin.get(page, {"kind": "user"}))
    assert "39 rows of this reading would change something. Nothing is taken in" in people
    assert "3 new, 27 changed, 3 to be retired, 0 that would wait for a parent." in people
    assert "A likely cause: 27 of 27 change in email." in people
    assert "Given n1 Family n1</th><td>n1</td> <td>New</td>" in people
    assert "Given s4 Family s4</a></th><td>s4</td> <td>Changed</td>" in people
    assert "<td><div>-</div></td><td><div>s4@river.example</div></td>" in people
    assert "Given s1 Family s1</a></th><td>s1</td> <td>Retired</td>" in people
    members = text(admin.get(page, {"kind": "enrollment"}))
    assert "A likely cause: 3 of 3 belong to the school Oak." in members
    assert "n1" not in people_here(seen, template)
    monkeypatch.setattr("homeroom.console.views.review.PER_PAGE", 20)
    first = admin.get(page, {"kind": "user"}).context
    rest = admin.get(page, {"kind": "user", "after": first["more"]}).context
    assert (len(first["lines"]), len(rest["lines"]), rest["more"]) == (20, 13, "")


def test_every_way_leads_to_it(seen: Town, admin: Client) -> None:
    page = newest(seen)
    run = text(admin.get(page.removesuffix("review/")))
    assert "what it would change waits for your approval" in run
    assert page in run
    assert page in text(admin.get("/d/riverbend/runs/"))
    assert "a preview of the last sync waits for your approval" in text(admin.get("/d/riverbend/"))


def test_approved_it_goes_on_with_the_next_worker_and_nobody_decides_twice(
    seen: Town, admin: Client, template: Made
) -> None:
    page, other = newest(seen), seen.browser("primary-admin")
    done = text(admin.post(page, {"act": "approve"}, follow=True))
    assert "39 rows are approved; they are taken in as soon as a worker is free." in done
    with district_scope(seen.district.id) as scope:
        app = apps.keyed(scope, "sis")
        assert runs.latest(scope, app.id, 1)[0].state == "waiting"
        (_, _, asked, of, _), (_, actor, act, _, facts) = audit.latest(scope, 2)
    assert jobs.is_asked(seen.district.id, app.id)
    assert (asked, of) == ("sync.ask", "sis")
    assert (actor, act, facts["rows"]) == ("district-admin@river.example", "run.approve", 39)
    for act in ("approve", "without", "discard", "exclude"):
        late = other.post(page, {"act": act, "kind": "user", "stay": "s4"}, follow=True)
        assert "39 rows" not in text(late)
    report = goes_on(seen, template)
    assert report.removed["user"]["retired"] == 3
    here = people_here(seen, template)
    assert "n1" in here
    assert "s1" not in here
    assert here["s4"].email == "s4@river.example"
    run = text(admin.get(page.removesuffix("review/")))
    assert "A person has looked at what it would change, and approved it." in run


def test_ticked_rows_are_left_out_and_removals_may_stay(
    seen: Town, admin: Client, template: Made
) -> None:
    page = newest(seen)
    ticked = {"act": "exclude", "kind": "user", "stay": ["n1", "s4", "nobody"]}
    assert "2 records stay. 37 still wait." in text(admin.post(page, ticked, follow=True))
    done = text(admin.post(page, {"act": "without"}, follow=True))
    assert "31 rows are approved" in done
    goes_on(seen, template)
    here = people_here(seen, template)
    assert {"s1", "s2", "s3", "n2", "n3"} < here.keys()
    assert "n1" not in here
    assert (here["s4"].email, here["s5"].email) == (None, "s5@river.example")


def test_discarded_nothing_of_it_is_left(seen: Town, admin: Client, template: Made) -> None:
    page = newest(seen)
    assert "39 rows are discarded." in text(admin.post(page, {"act": "discard"}, follow=True))
    assert "district-admin@river.example discarded what it had read." in text(
        admin.get(page.removesuffix("review/"))
    )
    assert admin.post(page, {"act": "burn"}).status_code == 404
    assert goes_on(seen, template).state == "previewed"
