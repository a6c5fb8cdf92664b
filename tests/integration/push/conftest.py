"""A small Infinite Campus, a hub in step with it, and an app whose grades the test writes."""

import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.db import connections
from django.test import Client

from homeroom.access import people
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.runs.report import Report
from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import keep_delivery_config
from homeroom.store import apps, deliveries, districts, parked
from homeroom.store.deliveries import Delivery
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.conftest import use
from tests.database import DatabaseUrls, copy_of, make_template, server
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, run
from tests.integration.push.gate import Gate, gate_to
from tests.packages import Rows, line_item, result, write_package
from tests.people import BACKEND
from tests.sandboxes import Sandbox, sandbox


@dataclass
class Desk:
    """One class of the pretend district, and what its teacher sees of it."""

    district: District
    campus: Sandbox
    api: str
    path: Path
    section: str
    students: list[str]
    identity: str
    database: DatabaseUrls
    template: str  # of the hub as it was before the test

    def item(self, id_: str, **more: str) -> dict[str, str]:
        """Return a line item of the class in the category Quizzes."""
        return line_item(id_, classSourcedId=self.section, categorySourcedId="quizzes", **more)

    def grade(self, item: str, at: int, score: str, **more: str) -> dict[str, str]:
        """Return a grade of the student at a place of the class list."""
        return result(item, self.students[at], score, **more)

    def write(self, items: Rows, results: Rows, mode: str = "bulk", **files: Rows) -> None:
        """Rewrite the app's export."""
        categories = [{"sourcedId": "quizzes", "title": "Quizzes"}] if mode == "bulk" else []
        rows = {"categories": categories, "lineItems": items, "results": results, **files}
        write_package(self.path, rows, mode)

    def name_the_app(self) -> None:
        """Give the app a lasting name, so that tests do not derive each other's ids."""
        with district_scope(self.district.id) as scope:
            app = apps.keyed(scope, MATHLY)
            activation.change_settings(scope, app, {"identity": self.identity}, "test")

    def hand_in(self, items: Rows, results: Rows, mode: str = "bulk", **files: Rows) -> Report:
        """Rewrite the app's export and sync it."""
        self.write(items, results, mode, **files)
        return run(self.district, MATHLY)

    def sync_campus(self, reach: str = "complete") -> Report:
        """Read the SIS again."""
        return run(self.district, IC, reach)

    def cells(self, title: str) -> dict[str, tuple[str | None, list[str]]]:
        """Return what the teacher sees of an item that came by API: student -> (score, flags)."""
        found = [item for item in self.items() if item["title"] == title]
        assert len(found) <= 1, "the item stands there twice"
        rows = found[0]["scores"] if found else []
        students = [row["student"]["ids"][self.api] for row in rows]
        assert len(students) == len(set(students)), "a grade stands there twice"
        return dict(zip(students, ((row["score"], row["flags"]) for row in rows), strict=True))

    def scores(self, title: str) -> list[str | None]:
        """Return the scores of an item in the order of the class list; absent ones left out."""
        cells = self.cells(title)
        return [cells[student][0] for student in self.students if student in cells]

    def items(self) -> list[dict[str, Any]]:
        """Return the items of the class that came by API."""
        view = self.campus.get(f"teacher-view.json?section={self.section}")["sections"][0]
        return [item for item in view["items"] if item["origin"] == "api"]

    def teacher_flags(self, title: str, at: int, *flags: str) -> None:
        """Let the teacher take a score out of the SIS and set flags instead."""
        item = next(one for one in self.items() if one["title"] == title)
        student = self.students[at]
        cell = {"section": self.section, "item": item["id"], "student": student}
        self.campus.post("teacher/score", {**cell, "score": None, "flags": list(flags)})

    def delete_in_sis(self, resource: str, id_: str) -> None:
        """Let somebody else delete a record in the SIS."""
        given = self.campus.delivery_config(self.api)
        login = b64encode(f"{given['client_id']}:{given['client_secret']}".encode()).decode()
        form = b"grant_type=client_credentials"
        asked = Request(given["token_url"], form, {"Authorization": f"Basic {login}"})
        with urlopen(asked) as answer:
            token = json.loads(answer.read())["access_token"]
        base = given["service_url"]
        base = base.replace("rostering", "gradebook") if self.api == "1.2" else base
        vendor = f"{given['vendor_key']}:{given['vendor_secret']}"
        headers = {"Authorization": f"Bearer {token}", "x-vendor-authorization": vendor}
        with urlopen(Request(f"{base}/{resource}/{id_}", None, headers, method="DELETE")):
            pass

    def browser(self) -> Client:
        """Return a browser in which a Primary District Admin is signed in."""
        place = Place(district_id=self.district.id)
        user, _ = people.add("admin@river.example", Role.PRIMARY_ADMIN, place, "test")
        client = Client(SERVER_NAME="localhost")
        client.force_login(user, backend=BACKEND)
        return client

    def make_due(self) -> None:
        """Let what waits for its next try go at once."""
        with district_scope(self.district.id) as scope:
            scope.run("UPDATE deliveries SET not_before = now() WHERE state = 'waiting'")

    def sql(self, statement: str, **params: Any) -> int:
        """Change what the hub knows, as a later read of the SIS would."""
        with district_scope(self.district.id) as scope:
            return scope.run(statement, **params)

    def deletes(self, resource: str) -> int:
        """Return how many deletions of a resource the SIS was asked for since the test began."""
        return int(self.campus.get("requests")["by_resource"].get(f"DELETE {resource}/*", 0))

    def puts(self) -> int:
        """Return how many writes of results the SIS was asked for since the test began."""
        asked = self.campus.get("requests")["by_resource"]
        return sum(many for what, many in asked.items() if what.startswith(("PUT res", "POST res")))

    def parked(self) -> dict[str, int]:
        """Return how many deliveries are kept back, by code."""
        with district_scope(self.district.id) as scope:
            rows = deliveries.listed(scope, None, ("refused", "held", "conflict"), 1000)
        found: dict[str, int] = {}
        for row in rows:
            found[str(row.code)] = found.get(str(row.code), 0) + 1
        return found

    def delivery(self, item: str, at: int) -> Delivery:
        """Return the delivery of one grade."""
        with district_scope(self.district.id) as scope:
            found = scope.value(
                "SELECT l.record_id::text FROM record_links l WHERE l.kind = 'result'"
                " AND l.external_id = %(id)s",
                id=f"{item}-{self.students[at]}",
            )
            target = apps.keyed(scope, IC).id
            return deliveries.of_records(scope, target, Kind.RESULT, [found])[found]

    def rule(self, **rules: Any) -> None:
        """Edit the write rules of the connection."""
        with district_scope(self.district.id) as scope:
            app = apps.keyed(scope, IC)
            activation.change_settings(scope, app, {"rules": rules}, "test")

    def pause(self) -> None:
        """Hold all deliveries to the SIS back: they pile up in the outbox."""
        with district_scope(self.district.id) as scope:
            app = apps.keyed(scope, IC)
            activation.change_settings(scope, app, {"paused": True}, "test")

    def resume(self) -> None:
        """Let deliveries go again."""
        with district_scope(self.district.id) as scope:
            app = apps.keyed(scope, IC)
            activation.change_settings(scope, app, {"paused": False}, "test")

    def approve(self, item: str, *places: int) -> None:
        """Let a person agree to what waits for one, grade by grade."""
        ids = [self.delivery(item, at).record_id for at in places]
        with district_scope(self.district.id) as scope:
            assert parked.approve(scope, apps.keyed(scope, IC).id, ids) == len(ids)

    def check_delivered(self) -> None:
        """Let a person ask that all that was delivered is checked by the rules of now."""
        with district_scope(self.district.id) as scope:
            assert parked.check_delivered(scope, apps.keyed(scope, IC).id) > 0

    def keep(self, item: str, *places: int) -> None:
        """Let a person keep what the SIS shows, grade by grade."""
        ids = [self.delivery(item, at).record_id for at in places]
        with district_scope(self.district.id) as scope:
            assert parked.dismiss(scope, apps.keyed(scope, IC).id, ids) == len(ids)

    def teacher_scores(self, title: str, at: int, score: str, comment: str = "") -> None:
        """Let the teacher change a score in the SIS, and write a comment beside it."""
        item = next(one for one in self.items() if one["title"] == title)
        self.campus.post(
            "teacher/score",
            {
                "section": self.section,
                "item": item["id"],
                "student": self.students[at],
                "score": score,
                "comment": comment,
            },
        )


@pytest.fixture(params=["1.2"])
def api(request: pytest.FixtureRequest) -> str:
    """The API version; a test that differs parametrizes it."""
    return str(request.param)


class InStep:
    """A pretend Infinite Campus, a template of a hub in step with it, and its unused classes."""

    def __init__(self, api: str, keys: Path, migrated: str) -> None:
        self._running = ExitStack()
        self.campus = self._start("0")
        self.template, self._every = _in_step(self.campus, api, keys, migrated)
        self.classes = list(self._every)

    def begin_anew(self) -> None:
        """Start the same district again at the same port: the template is in step with it, too."""
        self.end()
        self.campus = self._start(str(self.campus.ready["port"]))
        self.classes = list(self._every)

    def end(self) -> None:
        """Stop the district."""
        self._running.close()

    def _start(self, port: str) -> Sandbox:
        arguments = ("--students", "60", "--day", "2026-10-14", "--port", port)
        return self._running.enter_context(sandbox(*arguments))


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder whose key seals what the templates hold."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def in_step(migrated: str, keys: Path) -> Iterator[Callable[[str], InStep]]:
    """Return where a class for the next test is; when all were used, the district begins anew."""
    started: dict[str, InStep] = {}

    def found(api: str) -> InStep:
        if api not in started:
            started[api] = InStep(api, keys, migrated)
        elif not started[api].classes:
            started[api].begin_anew()
        return started[api]

    yield found
    for one in started.values():
        one.end()


@pytest.fixture
def desk(
    in_step: Callable[[str], InStep], keys: Path, api: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A class of at least four students, known to the hub, and an app of the test's own name."""
    monkeypatch.setenv("HOMEROOM_HOME", str(keys))
    lent = in_step(api)
    section, students = lent.classes.pop()
    lent.campus.post("requests/reset")
    with as_it_was(lent.campus), copy_of(lent.template) as urls:
        use(urls)
        (district,) = districts.every()
        path = keys / "mathly.zip"
        desk = Desk(
            district=district,
            campus=lent.campus,
            api=api,
            path=path,
            section=section,
            students=students,
            identity=f"of {section}",
            database=urls,
            template=lent.template,
        )
        desk.name_the_app()
        yield desk
        connections.close_all()


@pytest.fixture
def gate(desk: Desk) -> Iterator[Gate]:
    """A gate through which all goes that the hub has to say to the SIS; it asks each thing once."""
    given = desk.campus.delivery_config(desk.api)
    with gate_to(given["service_url"]) as opened:
        with district_scope(desk.district.id) as scope:
            app = apps.keyed(scope, IC)
            keep_delivery_config(scope, app, {"service_url": opened.url, "retry_seconds": "0"})
        yield opened


@contextmanager
def as_it_was(campus: Sandbox) -> Iterator[None]:
    """Take back afterwards what a test sets for the whole district: rules and faults."""
    before = campus.get("rules")
    yield
    campus.post("faults", {"faults": ""})
    for name, rule in campus.get("rules").items():
        if rule["mode"] != before[name]["mode"]:
            campus.post("rules", {"name": name, "mode": before[name]["mode"]})


def _in_step(
    campus: Sandbox, api: str, keys: Path, migrated: str
) -> tuple[str, list[tuple[str, list[str]]]]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"in_step_{worker}_{campus.ready['port']}"
    template = make_template(name, partial(_set_up, campus, keys, api), migrated)
    with copy_of(template) as urls:
        use(urls)
        (district,) = districts.every()
        return template, _class_lists(district, api)


def _set_up(campus: Sandbox, keys: Path, api: str, owner_url: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HOMEROOM_HOME", str(keys))
        use(server().of(owner_url.rpartition("/")[2].partition("?")[0]))
        district = districts.create("riverbend", "Riverbend Schools", "America/Chicago")
        activate_campus(district, campus, api)
        activate_mathly(district, keys / "mathly.zip")
        run(district, IC)
        connections.close_all()


def _class_lists(district: District, api: str) -> list[tuple[str, list[str]]]:
    with district_scope(district.id) as scope:
        rows = scope.rows(
            "SELECT c.external_id, array_agg(u.external_id ORDER BY u.external_id)"
            " FROM enrollments e JOIN record_links c ON c.record_id = e.class_id"
            "  AND c.kind = 'class' AND c.space = %(space)s"
            " JOIN record_links u ON u.record_id = e.user_id AND u.kind = 'user'"
            "  AND u.space = %(space)s WHERE e.role = 'student' AND e.begin_date < '2026-09-10'"
            " AND e.end_date > '2027-05-01'"
            " GROUP BY 1 HAVING count(*) >= 4 ORDER BY 1",
            space=api,
        )
    return [(str(section), list(students)) for section, students in rows]
