"""Vendor apps in the browser: credentials, sharing with its preview, agreements, requests."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeroom.access import clients as credentials
from homeroom.access import people
from homeroom.access.clients import Made
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.rules.sharing import OptOut
from homeroom.runs.writes import vendors
from homeroom.serve.callers import CALLERS
from homeroom.serve.request_log import LOG
from homeroom.store import apps
from homeroom.store.scope import district_scope
from homeroom.store.vendors import agreements, clients, requests, sharings
from homeroom.store.vendors.requests import Asked, Count
from homeroom.store.vendors.sharings import Shared
from tests.api import ApiClient, add_vendor, token_of
from tests.people import CLASS, SCHOOL, Town

LIST = "/d/riverbend/vendor-apps/"
QUIZZLY = f"{LIST}quizzly/"
OWNER = "vendor-admin@river.example"


@pytest.fixture(scope="module")
def quizzly(town: Town) -> Made:
    """An app that calls; the Vendor Admin of the town looks after it, too."""
    made = add_vendor(town.district)
    with district_scope(town.district.id) as scope:
        place = Place(district_id=town.district.id, app_id=apps.keyed(scope, "quizzly").id)
    people.add(OWNER, Role.VENDOR_ADMIN, place, "t")
    return made


@pytest.fixture(autouse=True)
def unshared(town: Town, quizzly: Made) -> Iterator[None]:
    """Begin each test with what holds where nothing was decided."""
    CALLERS.forget()
    with district_scope(town.district.id) as scope:
        sharings.keep(scope, apps.keyed(scope, "quizzly").id, Shared())
    yield
    LOG.flush()  # while the database is there


def see(town: Town, path: str, status: int = 200, who: str = "district-admin") -> str:
    shown: Any = town.browser(who).get(path)
    assert shown.status_code == status, shown.content
    return " ".join(shown.content.decode().split())


def send(town: Town, path: str, who: str = "district-admin", **given: Any) -> Any:
    return town.browser(who).post(path, given, follow=True)


def held(town: Town) -> Shared:
    with district_scope(town.district.id) as scope:
        return sharings.of_app(scope, apps.keyed(scope, "quizzly").id)


def secret_of(shown: Any) -> str:
    found = re.search(r'id="secret" readonly value="([^"]+)"', shown.content.decode())
    assert found
    return found[1]


def opens(town: Town, key: str, secret: str) -> bool:
    with district_scope(town.district.id) as scope:
        _app, client = vendors.of_app(scope, key)
    return credentials.checked(client.client_id, secret, datetime.now(UTC)) is not None


def test_an_app_gets_credentials_that_are_shown_once(town: Town) -> None:
    shown = send(town, LIST, vendor="Wordly Inc.", title="Wordly", key="wordly", grade_sync="on")
    assert opens(town, "wordly", secret_of(shown))
    assert "no-store" in shown["Cache-Control"]
    page = see(town, f"{LIST}wordly/")
    assert secret_of(shown) not in page
    assert "Can read" in page
    assert "it may write once an operator has approved" in page
    again = send(town, LIST, vendor="Wordly Inc.", key="wordly")
    assert again.status_code == 422
    assert (
        "Wordly has credentials already. Make a new secret on its page under Vendor apps."
        in again.content.decode()
    )
    assert send(town, LIST, vendor="Wordly Inc.", key="Wor dly").status_code == 422
    mathly = send(town, LIST, vendor="Mathly Inc.", key="mathly")
    assert "is read by Homeroom; it does not call the API" in mathly.content.decode()
    assert "make its credentials" not in see(town, "/d/riverbend/apps/wordly/")
    assert f'href="{LIST}"' in see(town, "/d/riverbend/gallery/oneroster_api/")
    gone = send(town, f"{LIST}wordly/", act="remove")
    assert "Tick that you are sure" in gone.content.decode()
    gone = send(town, f"{LIST}wordly/", act="remove", sure="on")
    assert "Wordly has no credentials any more" in gone.content.decode()
    assert "make its credentials" in see(town, "/d/riverbend/apps/wordly/")
    assert "its short name is <strong>wordly</strong>" in see(town, LIST)


def test_a_new_secret_goes_beside_the_old_one_for_the_hours_that_are_said(
    town: Town, quizzly: Made
) -> None:
    mark = town.browser("district-admin").get(QUIZZLY).context["mark"]
    first = secret_of(send(town, QUIZZLY, act="rotate", mark=mark, hours="2"))
    assert opens(town, "quizzly", first)
    assert opens(town, "quizzly", quizzly.secret)
    assert "the one before is taken until" in see(town, QUIZZLY)
    twice = send(town, QUIZZLY, act="rotate", mark=mark, hours="2")
    assert "There is a newer secret already" in twice.content.decode()
    assert opens(town, "quizzly", first)
    mark = twice.context["mark"]
    assert (
        "whole number" in send(town, QUIZZLY, act="rotate", mark=mark, hours="x").content.decode()
    )
    assert send(town, QUIZZLY, act="rotate", mark=mark, hours="9999").status_code == 422
    second = secret_of(send(town, QUIZZLY, act="rotate", mark=mark, hours="0"))
    assert opens(town, "quizzly", second)
    assert not opens(town, "quizzly", first)


def test_an_app_is_suspended_resumed_and_limited(town: Town, quizzly: Made) -> None:
    token = token_of(quizzly)
    assert "Suspended" in send(town, QUIZZLY, act="suspend").content.decode()
    assert ApiClient(token).get("/homeroom/v1/caller").status_code == 401
    assert "Can call" in send(town, QUIZZLY, act="resume").content.decode()
    before = clients.by_id(quizzly.client_id)
    assert "suspend it instead" in send(town, QUIZZLY, act="scopes").content.decode()
    assert clients.by_id(quizzly.client_id) == before
    send(town, QUIZZLY, act="scopes", scopes=["roster.readonly", "gradebook.readonly"])
    after = clients.by_id(quizzly.client_id)
    assert after is not None
    assert after.scopes == ("roster.readonly", "gradebook.readonly")
    assert send(town, QUIZZLY, act="else").status_code == 404


def test_what_is_shared_is_seen_before_it_holds(town: Town) -> None:
    given = {
        "purpose": "Algebra practice", "reach": "some", "schools": [SCHOOL], "courses": "English 6",
        "kinds": ["resource"], "attributes": ["user.email"], "honours_opt_out": "on",
        "last_day": "2030-06-30",
    }  # fmt: skip
    assert "Roosevelt Middle" in see(town, f"{QUIZZLY}sharing/")
    admin = town.browser("district-admin")
    preview = admin.post(f"{QUIZZLY}sees/", {**given, "kind": "org"})
    assert held(town) == Shared()
    many = {kind.value: many for kind, _words, many, _versions in preview.context["counts"]}
    assert (many["org"], many["class"], many["resource"], many["demographics"]) == (
        1,
        0,
        None,
        None,
    )
    page = preview.content.decode()
    assert "Roosevelt Middle" in page
    assert "Lincoln High" not in page
    assert preview.context["look"].json.startswith('{\n  "orgs": [')
    sent: dict[str, Any] = {}
    for name, value in preview.context["sent"]:
        sent.setdefault(name, []).append(value)
    kept = send(town, f"{QUIZZLY}sharing/", **sent)
    assert "It holds from the next seconds on." in kept.content.decode()
    assert held(town) == Shared(
        purpose="Algebra practice",
        schools=(UUID(SCHOOL),),
        courses_left_out=(UUID(CLASS),),
        kinds_left_out=("resource",),
        attributes_left_out={"user": ("email",)},
        last_day=datetime(2030, 6, 30, tzinfo=UTC).date(),
    )
    again = admin.get(f"{QUIZZLY}sharing/").content.decode()
    assert "English 6" in again
    assert 'value="user.email" checked' in again
    assert "Left out now: English 6" in " ".join(again.split())
    other = see(town, f"{QUIZZLY}sees/?kind=user")
    assert "nferro" not in other
    assert admin.get(f"{QUIZZLY}sees/?kind=nothing").context["look"] is None
    assert admin.get(f"{QUIZZLY}sees/?kind=scoreScale+1.1").context["look"] is None


def test_the_preview_is_what_the_app_is_answered(town: Town, quizzly: Made) -> None:
    with district_scope(town.district.id) as scope:
        vendors.set_scopes(scope, "quizzly", ["roster.readonly"], "t")
    admin = town.browser("district-admin")
    for asked, place in (("class", "rostering/v1p2"), ("class 1.1", "v1p1"), ("user 1.1", "v1p1")):
        page = admin.get(f"{QUIZZLY}sees/", {"kind": asked})
        shown = page.context["look"]
        assert shown.path.startswith(f"/ims/oneroster/{place}/")
        answer = ApiClient(token_of(quizzly)).get(shown.path)
        assert answer.status_code == 200
        assert re.sub(r"\s", "", shown.json) == re.sub(r"\s", "", answer.content.decode())
        assert int(answer["X-Total-Count"]) == shown.total > 0
        # Of a kind that 1.1 does not have there is nothing to show in it.
        offered = {kind: [one for one, _asks in v] for kind, _w, _m, v in page.context["counts"]}
        assert offered[Kind.USER] == ["1.2", "1.1"]
        assert offered[Kind.SCORE_SCALE] == ["1.2"]
    closed = see(town, f"{QUIZZLY}sees/?kind=result")
    assert "It is answered with 403" in closed
    assert (
        ApiClient(token_of(quizzly)).get("/ims/oneroster/gradebook/v1p2/results").status_code == 403
    )
    with district_scope(town.district.id) as scope:
        yesterday = datetime.now(UTC).date() - timedelta(days=3)
        app = apps.keyed(scope, "quizzly")
        vendors.share(scope, app, Shared(last_day=yesterday), "t")
    assert "The last day of sharing is over" in see(town, f"{QUIZZLY}sees/")
    assert "Ended" in see(town, LIST)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reach": "some"}, "Tick at least one school"),
        ({"reach": "all", "courses": "Alchemy"}, "There is no course Alchemy."),
        ({"reach": "all", "attributes": ["user.sourcedId"]}, "user.sourcedId"),
        ({"reach": "all", "last_day": "soon"}, "date"),
    ],
    ids=["no school", "no course", "a needed attribute", "no day"],
)
@pytest.mark.parametrize("page", ["sharing", "sees"])
def test_what_cannot_be_shared_so_is_said(
    town: Town, page: str, given: dict[str, Any], words: str
) -> None:
    shown = send(town, f"{QUIZZLY}{page}/", **given)
    assert shown.status_code == 422
    assert words in shown.content.decode()
    assert held(town) == Shared()


def test_agreements_are_attached_handed_over_and_removed(town: Town) -> None:
    page = f"{QUIZZLY}agreements/"
    file = SimpleUploadedFile("../Accord signé.pdf", b"%PDF-1.7 signed")
    assert "The agreement is kept." in send(town, page, file=file).content.decode()
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "quizzly")
        (kept,) = agreements.every(scope, app.id)
    assert (kept.name, kept.added_by) == ("Accord signé.pdf", "district-admin@river.example")
    got = town.browser("district-admin").get(f"{page}{kept.id}/")
    assert got.content == b"%PDF-1.7 signed"
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''Accord%20sign")
    assert town.browser("district-admin").get(f"{page}{kept.id + 1}/").status_code == 422
    assert send(town, page).status_code == 422
    large = SimpleUploadedFile("large.pdf", b"x" * (agreements.MOST_BYTES + 1))
    assert "larger than 10 MiB" in send(town, page, file=large).content.decode()
    assert "The agreement is removed." in send(town, page, remove=kept.id).content.decode()
    assert "None is attached yet." in see(town, page)


def test_who_opted_out_is_told_by_an_attribute(town: Town) -> None:
    page = "/d/riverbend/directory-opt-out/"
    send(town, page, attribute="directoryOptOut", values="Yes, TRUE ,")
    with district_scope(town.district.id) as scope:
        assert sharings.directory_rule(scope) == OptOut("directoryOptOut", ("yes", "true"))
    assert "Who has directoryOptOut = yes, true has opted out." in see(town, f"{QUIZZLY}sharing/")
    assert "Nobody can opt out now." in send(town, page, attribute="").content.decode()
    with district_scope(town.district.id) as scope:
        assert sharings.directory_rule(scope) is None


def test_requests_are_searched_page_by_page_and_kept_as_a_file(
    town: Town, quizzly: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.vendor_requests.PER_PAGE", 2)
    at = datetime.now(UTC) - timedelta(hours=1)
    asked = [
        Asked(at=at, client_id=quizzly.client_id, method="GET", path=f"/ims/{name}", rows=7,
              status=status, milliseconds=12)
        for name, status in (("users", 200), ("classes", 404), ("orgs", 200))
    ]  # fmt: skip
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM api_requests WHERE district_id = %(district)s")
        requests.keep(scope, asked)
    admin, page = town.browser("district-admin"), f"{QUIZZLY}requests/"
    first = admin.get(page)
    assert [one.path for one in first.context["rows"]] == ["/ims/orgs", "/ims/classes"]
    second = admin.get(page + first.context["older"])
    assert [one.path for one in second.context["rows"]] == ["/ims/users"]
    assert second.context["older"] == ""
    assert admin.get(page, {"only": "refused"}).context["rows"][0].status == 404
    assert [one.path for one in admin.get(page, {"words": "ORG"}).context["rows"]] == ["/ims/orgs"]
    assert admin.get(page, {"until": "2020-01-01"}).context["rows"] == []
    assert admin.get(page, {"since": "never"}).status_code == 422
    assert len(admin.get(page, {"before": "9" * 18 + "-1"}).context["rows"]) == 2
    lines = b"".join(admin.get(page, {"csv": "1", "only": "refused"})).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("GET,/ims/classes,7,404,12")
    assert "(1 refused)" in see(town, LIST)
    monkeypatch.setattr("homeroom.store.vendors.requests.MOST", 1)
    (row,) = [r for r in admin.get(LIST).context["rows"] if r.client.client_id == quizzly.client_id]
    assert row.asked == Count(2, 1, 7)  # the latest two: that there are more is all that is known


def test_a_vendor_sees_the_own_app_and_changes_nothing_but_its_secret(
    town: Town, quizzly: Made
) -> None:
    add_vendor(town.district, "other")
    assert "other" not in see(town, LIST, who="vendor-admin")
    page = see(town, QUIZZLY, who="vendor-admin")
    assert quizzly.client_id in page
    assert "Suspend" not in page
    assert "What became of its grades" in page
    assert 'href="/d/riverbend/vendor-apps/quizzly/"' in see(
        town, "/d/riverbend/own-app/?app=quizzly", who="vendor-admin"
    )
    for act in ("suspend", "resume", "scopes", "remove", "else"):
        assert send(town, QUIZZLY, who="vendor-admin", act=act).status_code == 403
    mark = town.browser("vendor-admin").get(QUIZZLY).context["mark"]
    made = send(town, QUIZZLY, who="vendor-admin", act="rotate", mark=mark, hours="1")
    assert opens(town, "quizzly", secret_of(made))
    shared = see(town, f"{QUIZZLY}sharing/", who="vendor-admin")
    assert "All schools, and those to come" in shared
    assert "Demographics" in shared
    assert '<form method="post" novalidate' not in shared
    see(town, f"{QUIZZLY}requests/", who="vendor-admin")
    for path in ("", "sharing/", "requests/"):
        see(town, f"{LIST}other/{path}", 404, who="vendor-admin")
