"""How apps that call the API do: on Home, among the apps, and on their own page."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from homeroom.access.clients import Made
from homeroom.runs.writes import calls, vendors
from homeroom.store import apps
from homeroom.store.scope import district_scope
from homeroom.store.vendors import clients, requests
from homeroom.store.vendors.calls import CallDay, Calls
from homeroom.store.vendors.requests import Asked, Count
from tests.api import add_vendor
from tests.integration.console.many import BOUND, watched
from tests.people import Town

HOME = "/d/riverbend/"
APP = f"{HOME}apps/quizzly/"
NOON = datetime(2026, 3, 10, 17, tzinfo=UTC)  # in Chicago
USERS, RESULTS = "/ims/oneroster/rostering/v1p2/users", "/ims/oneroster/gradebook/v1p2/results/"


@pytest.fixture(scope="module")
def quizzly(town: Town) -> Made:
    return add_vendor(town.district)


@pytest.fixture(autouse=True)
def unasked(town: Town, quizzly: Made) -> Iterator[None]:
    """Forget what a test has asked."""
    yield
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM api_requests WHERE district_id = %(district)s")
        scope.run("UPDATE vendor_clients SET last_used_at = NULL")


def ask(
    town: Town, at: datetime, method: str = "GET", path: str = USERS, status: int = 200,
    rows: int | None = None, client: str = "", many: int = 1,
) -> None:  # fmt: skip
    """Keep requests as the gate notes them."""
    with district_scope(town.district.id) as scope:
        who = client or vendors.of_app(scope, "quizzly")[1].client_id
        asked = Asked(
            at=at, client_id=who, method=method, path=path, rows=rows, status=status,
            milliseconds=3,
        )  # fmt: skip
        requests.keep(scope, [asked] * many)
        clients.note_use({who: at})


def seen(town: Town, now: datetime) -> Calls:
    with district_scope(town.district.id) as scope:
        every = apps.every(scope)
        found = calls.of_apps(scope, town.district, every, now)
        (app,) = found
        assert app == apps.keyed(scope, "quizzly").id
        return found[app]


def page(town: Town, path: str) -> str:
    return text(town.browser("district-admin").get(path))


def text(answer: Any) -> str:
    assert answer.status_code == 200
    plain = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(plain.split())


def test_what_was_read_written_and_refused_of_late_is_counted(town: Town) -> None:
    ask(town, NOON - timedelta(hours=30), rows=7_000)  # not of late
    ask(town, NOON - timedelta(hours=5), "POST", "/oauth/token")
    ask(town, NOON - timedelta(hours=4), rows=100)
    ask(town, NOON - timedelta(hours=4), rows=20)
    ask(town, NOON - timedelta(hours=3), "PUT", f"{RESULTS}1", 201, rows=1)
    ask(town, NOON - timedelta(hours=3), "POST", RESULTS, 200, rows=3)
    ask(town, NOON - timedelta(hours=2), "PUT", f"{RESULTS}2", 422, rows=1)
    ask(town, NOON - timedelta(hours=1), client="another app's", rows=500)
    found = seen(town, NOON)
    assert found.lately == Count(many=6, refused=1, read=120, written=4)
    assert found.last_at == NOON - timedelta(hours=2)
    assert not found.lately.has_more


def test_the_last_refusals_are_known_however_long_ago_they_were(town: Town) -> None:
    for days, status in ((20, 400), (9, 401), (8, 403), (7, 200), (6, 429)):
        ask(town, NOON - timedelta(days=days), status=status)
    found = seen(town, NOON)
    assert [one.status for one in found.refusals] == [429, 403, 401]
    assert found.refusals[0].path == USERS
    assert found.lately == Count()


def test_days_are_those_of_the_districts_clock(town: Town) -> None:
    """Chicago's clocks went forward on 8 March: that day begins at 6 and ends at 5, in UTC."""
    for at in ("2026-02-25T05:59", "2026-03-08T05:59", "2026-03-09T04:59", "2026-03-10T05:00"):
        ask(town, datetime.fromisoformat(f"{at}+00:00"))
    ask(town, datetime(2026, 3, 10, 6, tzinfo=UTC), status=404)
    days = seen(town, NOON).days
    assert [one.day for one in days] == [date(2026, 2, 25) + timedelta(d) for d in range(14)]
    assert [one for one in days if one.state != "none"] == [
        CallDay(date(2026, 3, 7), "answered"),
        CallDay(date(2026, 3, 8), "answered"),
        CallDay(date(2026, 3, 10), "refused"),
    ]


def test_an_app_that_has_not_called_says_so_instead_of_that_it_has_not_run(town: Town) -> None:
    shown = page(town, APP)
    assert "Last call It has not called yet." in shown
    assert "It has not run yet." not in shown
    assert "The last 14 days" not in shown
    assert "Schedule" not in shown
    assert "It has not called yet." in page(town, f"{HOME}apps/")


def test_home_and_the_page_of_an_app_tell_how_its_calls_went(town: Town) -> None:
    now = datetime.now(UTC)
    ask(town, now - timedelta(minutes=30), rows=2_163)
    ask(town, now - timedelta(minutes=20), "PUT", f"{RESULTS}9", 422, rows=1)
    ask(town, now - timedelta(minutes=10), "PUT", f"{RESULTS}9", 201, rows=1)
    for path in (HOME, APP):
        shown = page(town, path)
        assert re.search(r"Last call (today|yesterday) \d\d:\d\d \(10 minutes ago\)", shown)
        assert "3 requests: 2,163 records were read, 1 was written, 1 request was refused" in shown
        assert re.search(rf"Last refusals \w+ \d\d:\d\d : PUT {RESULTS}9 , 422", shown)
        assert "The last 14 days, today at the end" in shown
        assert shown.count(": No request") >= 12
        assert "Some refused" in shown
    assert re.search(r"Called \w+ \d\d:\d\d \(10 minutes ago\)", page(town, f"{HOME}apps/"))
    settings = page(town, f"{APP}settings/")
    assert "Attribute Mappings" in settings
    assert "Schools Mapping" not in settings
    assert "Schedule" not in settings
    # An app that calls is not synced, and there is nothing to look ahead to.
    answer: Any = town.browser("district-admin").get(APP)
    assert "Run Sync" not in answer.content.decode()
    assert "Run Preview" not in answer.content.decode()


def test_an_app_that_calls_too_much_to_be_counted_costs_a_page_no_more(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "MOST", 400)
    monkeypatch.setattr("homeroom.console.templatetags.homeroom.MOST", 400)
    now = datetime.now(UTC)
    ask(town, now - timedelta(days=3), rows=10, many=2 * BOUND)
    ask(town, now - timedelta(minutes=3), rows=10, many=2 * BOUND)
    browser = town.browser("district-admin")
    with watched() as asked:
        shown = text(browser.get(HOME))
    assert "more than 400 requests: in the latest of them 4,010 records were read" in shown
    assert asked.many <= 20
    assert asked.too_much() == set()


def test_an_app_that_lost_its_credentials_says_so(town: Town) -> None:
    add_vendor(town.district, "wordly")
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "wordly")
        clients.remove(vendors.of_app(scope, "wordly")[1].client_id)
        assert calls.of_apps(scope, town.district, [app], NOON) == {
            app.id: Calls(has_credentials=False)
        }
    assert "It has no credentials yet." in page(town, f"{HOME}apps/wordly/")
    with district_scope(town.district.id) as scope:
        apps.change(scope, app.id, state="removed")
