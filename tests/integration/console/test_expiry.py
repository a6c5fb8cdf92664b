"""Keys, secrets and certificates that end: known, shown, and told of in time."""

import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import trustme
from django.core import mail
from django.test.utils import override_settings

from homeroom.connectors.oneroster.tests.scripted import Scripted, said, scripted
from homeroom.connectors.oneroster.tests.settings import ROSTER, given
from homeroom.runs.care import noticing
from homeroom.runs.care.endings import Thing, choose, keep_certificates, soon, things
from homeroom.runs.care.noticing import Wanted, add_receiver
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.runs.setup.checking import test_connection as checks_of
from homeroom.runs.setup.connecting import keep_delivery_config
from homeroom.store import apps, audit, endings, notices
from homeroom.store.apps import App
from homeroom.store.scope import district_scope
from tests.people import Town

PAGE, HOME = "/d/riverbend/expiry/", "/d/riverbend/"
NOON = datetime(2026, 11, 10, 18, tzinfo=UTC)  # 12:00 in Chicago
TODAY = date(2026, 11, 10)
AUTHORITY = trustme.CA()


@pytest.fixture(scope="module")
def served() -> Iterator[Scripted]:
    """A server whose certificate ends on a known day, years from now."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1", not_after=datetime(2040, 5, 6)).configure_cert(context)  # noqa: DTZ001
    with scripted(context) as running:
        running.on(f"{ROSTER}/*", said({"users": []}))
        yield running


@pytest.fixture(scope="module")
def app(town: Town, served: Scripted, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SIS of that server, whose secret is entered."""
    file = tmp_path_factory.mktemp("authority") / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(file)
    wish = Wish(
        connector="oneroster",
        key="roster",
        title="Roster",
        mode="import",
        grade_sync=False,
        delivery=given(served, ca_file=str(file)),
    )
    with district_scope(town.district.id) as scope:
        return activation.activate(scope, wish, "test").key


def found(town: Town, now: datetime = NOON) -> dict[str, Thing]:
    with district_scope(town.district.id) as scope:
        return {one.title: one for one in things(scope, town.district, now)}


def apps_of(town: Town, key: str) -> App:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, key)


def ends_on(town: Town, day: date | None) -> None:
    with district_scope(town.district.id) as scope:
        choose(scope, town.district, ("roster", "client_secret"), day, "tester")


def enter(town: Town, **values: str) -> None:
    with district_scope(town.district.id) as scope:
        keep_delivery_config(scope, apps.keyed(scope, "roster"), values)


SECRET = "OAuth Client Secret"


def test_a_certificate_is_known_from_the_connection(town: Town, app: str, served: Scripted) -> None:
    assert not any(one.kind == "certificate" for one in found(town).values())
    enter(town, client_secret=given(served)["client_secret"])  # under the key of this test
    list(checks_of(town.district, app))
    host = served.url.removeprefix("https://")
    shown = found(town)[f"Certificate of {host}"]
    assert (shown.ends_on, shown.said_by, shown.step) == (date(2040, 5, 5), None, None)
    enter(town, service_url=f"{served.url}{ROSTER}/")  # it may lead elsewhere now
    assert not any(one.kind == "certificate" for one in found(town).values())
    enter(town, service_url=f"{served.url}{ROSTER}")


@pytest.mark.parametrize(
    ("day", "days", "step", "ended"),
    [
        (date(2026, 12, 11), 31, None, False),
        (date(2026, 12, 10), 30, 30, False),
        (date(2026, 11, 17), 7, 7, False),
        (date(2026, 11, 11), 1, 1, False),
        (TODAY, 0, 1, False),
        (date(2026, 11, 9), -1, 1, True),
    ],
    ids=["not soon", "30 days", "7 days", "tomorrow", "its last day", "over"],
)
def test_a_day_that_somebody_entered_counts_on_the_districts_clock(
    town: Town, app: str, day: date, days: int, step: int | None, ended: bool
) -> None:
    ends_on(town, day)
    shown = found(town, datetime(2026, 11, 11, 5, tzinfo=UTC))[SECRET]  # 23:00 in Chicago
    assert (shown.ends_on, shown.days, shown.step, shown.ended) == (day, days, step, ended)
    assert shown.said_by == "tester"


def test_the_list_has_what_was_entered_with_what_ends_first_on_top(town: Town, app: str) -> None:
    assert [one.name for one in found(town).values()] == ["client_secret"]
    with district_scope(town.district.id) as scope:
        apps.set_secret(scope, apps_of(town, "campus").id, "client_secret", b"sealed")
        apps.set_secret(scope, apps_of(town, "campus").id, "next.vendor_secret", b"sealed")
        campus = apps_of(town, "campus")
        settings = {**campus.settings, "delivery": {"vendor_key": "k", "client_id": "c"}}
        apps.change(scope, campus.id, settings=settings)
        choose(scope, town.district, ("campus", "vendor_key"), date(2026, 11, 20), "tester")
        choose(scope, town.district, ("roster", "client_secret"), date(2026, 11, 15), "tester")
        listed = things(scope, town.district, NOON)
    # A key is no secret and ends all the same; one that is prepared for later is not in use yet.
    assert [(one.app.key, one.name) for one in listed] == [
        ("roster", "client_secret"),
        ("campus", "vendor_key"),
        ("campus", "client_secret"),
    ]
    with district_scope(town.district.id) as scope:
        apps.change(scope, campus.id, settings=campus.settings)
        apps.forget_secrets(scope, campus.id)
        endings.forget_secrets(scope, campus.id, ["vendor_key"])
    ends_on(town, None)


def test_a_secret_that_is_entered_again_as_it_was_keeps_its_day(town: Town, app: str) -> None:
    enter(town, client_secret="the same")
    ends_on(town, TODAY)
    enter(town, client_secret="the same", page_size="500")
    assert found(town)[SECRET].ends_on == TODAY
    ends_on(town, None)
    assert found(town)[SECRET].ends_on is None


def test_a_step_that_is_left_again_by_a_later_day_is_told_anew(town: Town, app: str) -> None:
    ends_on(town, date(2026, 11, 11))
    noticing.notice(town.district, NOON)
    ends_on(town, date(2026, 11, 30))  # it was renewed, but not for long
    noticing.notice(town.district, NOON)
    with district_scope(town.district.id) as scope:
        newest, before = notices.latest(scope, 2)
    assert (before.count, before.ended_at) == (1, NOON)
    assert (newest.count, newest.ended_at) == (30, None)
    ends_on(town, None)
    noticing.notice(town.district, NOON)


def test_a_new_secret_takes_the_day_of_the_old_one_with_it(town: Town, app: str) -> None:
    ends_on(town, TODAY)
    enter(town, client_id="another")
    assert found(town)[SECRET].ends_on == TODAY
    enter(town, client_secret="new")
    assert found(town)[SECRET].ends_on is None
    with district_scope(town.district.id) as scope:
        assert soon(scope, town.district, NOON) == []


def test_people_are_told_at_each_step_and_when_it_is_renewed(town: Town, app: str) -> None:
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM deliveries WHERE district_id = %(district)s")
        receiver = Wanted(channel="e-mail", address="it@river.example", about=("ending",))
        add_receiver(scope, receiver, "tester")
    ends_on(town, date(2026, 12, 20))
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        for day in range(45):
            for at in (NOON, NOON + timedelta(hours=6)):
                noticing.notice(town.district, at + timedelta(days=day))
                noticing.tell(town.district, at + timedelta(days=day))
        enter(town, client_secret="renewed")
        noticing.notice(town.district, NOON + timedelta(days=45))
        noticing.tell(town.district, NOON + timedelta(days=45))
        subjects = [one.subject.partition(": ")[2] for one in mail.outbox]
    assert subjects == [
        f"Roster: {SECRET} ends within 30 days.",
        f"Roster: {SECRET} ends within 7 days.",
        f"Roster: {SECRET} ends within 1 day.",
        f"Roster: {SECRET} does not end soon any more.",
    ]


def test_a_certificate_that_ends_is_told_like_a_secret_until_another_is_shown(
    town: Town, app: str
) -> None:
    held = apps_of(town, app)
    id_ = held.id
    keep_certificates(town.district, held, {"sis.example": NOON + timedelta(days=5)})
    (one,) = [one for one in found(town).values() if one.name == "sis.example"]
    assert (one.app.id, one.step, one.said_by) == (id_, 7, None)
    noticing.notice(town.district, NOON)
    with district_scope(town.district.id) as scope:
        assert (id_, "ending", "Certificate of sis.example") in notices.open_ones(scope)
    keep_certificates(town.district, held, {"sis.example": NOON + timedelta(days=365)})
    noticing.notice(town.district, NOON)
    with district_scope(town.district.id) as scope:
        assert not any(key[1] == "ending" for key in notices.open_ones(scope))
        last = notices.latest(scope, 1)[0]
    assert (last.thing, last.ended_at) == ("Certificate of sis.example", NOON)
    shown = town.browser("primary-admin").get("/d/riverbend/notices/").content.decode()
    assert "A key or certificate ends soon: Certificate of sis.example" in shown
    enter(town, client_id="yet another")


def test_what_belonged_to_an_app_that_is_removed_ends_for_nobody(town: Town, app: str) -> None:
    ends_on(town, TODAY)
    with district_scope(town.district.id) as scope:
        held = apps.keyed(scope, app)
        apps.change(scope, held.id, state="removed")
        assert soon(scope, town.district, NOON) == []
        apps.change(scope, held.id, state="active")
        assert [one.name for one in soon(scope, town.district, NOON)] == ["client_secret"]
    ends_on(town, None)


def test_the_page_keeps_a_day_and_home_lists_what_ends(town: Town, app: str) -> None:
    admin = town.browser("primary-admin")
    soon_enough = (datetime.now(UTC) + timedelta(days=3)).date()
    form = {"app": app, "name": "client_secret", "day": soon_enough.isoformat()}
    shown = admin.post(PAGE, form, follow=True).content.decode()
    assert "It is kept." in shown
    assert "Ends soon" in shown
    assert "1 key or certificate ends soon" in admin.get(HOME).content.decode()
    wrong = admin.post(PAGE, {**form, "day": "soon"})
    assert wrong.status_code == 422
    assert "That is no day; write it as 2026-10-05." in wrong.content.decode()
    assert admin.post(PAGE, {**form, "name": "page_size"}).status_code == 422
    with district_scope(town.district.id) as scope:
        acts = [(act, facts) for _, _, act, _, facts in audit.latest(scope, 1)]
    kept = {"field": "client_secret", "ends_on": soon_enough.isoformat()}
    assert acts == [("app.ends-on", kept)]
    assert admin.post(PAGE, {**form, "day": ""}, follow=True).status_code == 200
    assert found(town)[SECRET].ends_on is None
    assert "It ends on" not in town.browser("district-admin").get(PAGE).content.decode()
