"""One message when something begins to need somebody, one when it is over; to whom wants it."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core import mail
from django.test.utils import override_settings

from homeroom import settings
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.issues.notices import NOTICES, sentence
from homeroom.runs.care import noticing
from homeroom.runs.care.messengers import SIGNATURE
from homeroom.runs.care.noticing import Wanted, add_receiver, notice, tell
from homeroom.store import apps, audit, notices, runs
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

NOON = datetime(2026, 11, 10, 18, tzinfo=UTC)  # 12:00 in Chicago
LATER = NOON + timedelta(minutes=5)
ADMIN, PUPIL = "admin@river.example", "ada.lovelace"
APP = {
    "key": "sis", "connector": "oneroster_csv", "title": "Campus", "role": "sis",
    "mode": "import", "grade_sync": False, "state": "active", "api_version": None, "settings": {},
}  # fmt: skip


@dataclass
class Hook:
    """A webhook's receiver: what it was sent, and what it answers."""

    address: str = ""
    answer: int = 204
    got: list[tuple[bytes, str]] = field(default_factory=list)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    monkeypatch.setattr(settings, "WEBHOOKS_INSIDE", True)
    held = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held.got.append((body, self.headers[SIGNATURE]))
            self.send_response(held.answer)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    held.address = f"http://127.0.0.1:{server.server_port}/in"
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def outbox() -> Iterator[None]:
    """Let e-mail go into a list."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield


@pytest.fixture
def app_id(district: District) -> int:
    with district_scope(district.id) as scope:
        return apps.add(scope, APP).id


def fail(district: District, app_id: int) -> None:
    with district_scope(district.id) as scope:
        run = runs.start(scope, app_id, "complete", "test")
        assert run is not None
        runs.finish(scope, run, "failed", {"message": f"{PUPIL} cannot be read", "fix": ""})


def succeed(district: District, app_id: int) -> None:
    with district_scope(district.id) as scope:
        run = runs.start(scope, app_id, "complete", "test")
        assert run is not None
        runs.finish(scope, run, "done")


def ask(district: District, **wanted: object) -> str:
    with district_scope(district.id) as scope:
        return add_receiver(scope, Wanted(**wanted), "tester")[1]  # type: ignore[arg-type]


def by_mail(district: District, **more: object) -> None:
    ask(district, channel="e-mail", address=ADMIN, **more)


def step(district: District, now: datetime) -> tuple[int, int]:
    """Look and tell as the worker does; return how many changes and messages there were."""
    return notice(district, now), tell(district, now)


def test_a_failure_is_told_once_and_its_end_once(district: District, app_id: int) -> None:
    by_mail(district)
    fail(district, app_id)
    assert step(district, NOON) == (1, 1)
    fail(district, app_id)
    assert step(district, LATER) == (0, 0)
    (first,) = mail.outbox
    assert first.to == [ADMIN]
    assert "Campus: the last sync failed and waits for somebody to act." in first.subject
    assert "2026-11-10 12:00" in first.body
    succeed(district, app_id)
    assert step(district, LATER) == (1, 1)
    assert "Campus: syncs work again." in mail.outbox[1].subject


def test_no_message_names_a_pupil(district: District, app_id: int) -> None:
    by_mail(district)
    fail(district, app_id)
    step(district, NOON)
    assert PUPIL not in mail.outbox[0].subject + str(mail.outbox[0].body)


def test_each_hears_only_of_what_was_chosen(district: District, app_id: int) -> None:
    by_mail(district, about=("conflict",))
    fail(district, app_id)
    assert step(district, NOON) == (1, 0)
    with district_scope(district.id) as scope:
        assert [one.what for one in notices.latest(scope, 9)] == ["failed"]


def test_once_a_day_everything_comes_together_on_the_districts_clock(
    district: District, app_id: int
) -> None:
    by_mail(district, daily_at=time(7))
    fail(district, app_id)
    assert step(district, NOON) == (1, 0)
    succeed(district, app_id)
    assert step(district, LATER) == (1, 0)
    seven = datetime(2026, 11, 11, 13, tzinfo=UTC)
    assert step(district, seven - timedelta(seconds=1)) == (0, 0)
    assert step(district, seven) == (0, 1)
    (only,) = mail.outbox
    assert "2 changes" in only.subject
    assert str(only.body).index("failed") < str(only.body).index("work again")


def test_a_webhook_gets_one_object_that_it_can_trust(
    district: District, app_id: int, hook: Hook
) -> None:
    secret = ask(district, channel="webhook", address=hook.address)
    fail(district, app_id)
    assert step(district, NOON) == (1, 1)
    ((body, signature),) = hook.got
    stamp, made = (part.partition("=")[2] for part in signature.split(","))
    signed = f"{stamp}.".encode() + body
    assert hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() == made
    assert int(stamp) == NOON.timestamp()
    said = json.loads(body)
    assert (said["district"], said["test"]) == (district.slug, False)
    (line,) = said["notices"]
    assert (line["app"], line["what"], line["state"], line["count"]) == (
        "sis",
        "failed",
        "began",
        1,
    )


def test_what_a_webhook_refuses_comes_again_and_then_no_more(
    district: District, app_id: int, hook: Hook
) -> None:
    ask(district, channel="webhook", address=hook.address)
    fail(district, app_id)
    hook.answer = 500
    assert step(district, NOON) == (1, 0)
    with district_scope(district.id) as scope:
        assert list(notices.problems(scope).values()) == [f"{hook.address} answered 500."]
    assert step(district, NOON + timedelta(minutes=4)) == (0, 0)
    assert len(hook.got) == 1
    hook.answer = 204
    assert step(district, LATER) == (0, 1)
    assert step(district, LATER + timedelta(days=1)) == (0, 0)
    assert len(hook.got) == 2
    with district_scope(district.id) as scope:
        assert notices.problems(scope) == {}


def test_one_that_cannot_be_reached_keeps_nobody_else_waiting(
    district: District, app_id: int, hook: Hook
) -> None:
    ask(district, channel="webhook", address=hook.address)
    by_mail(district)
    hook.answer = 404
    fail(district, app_id)
    assert step(district, NOON) == (1, 1)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://hooks.example/in", "https://"),
        ("https://127.0.0.1/in", "own network"),
        ("https://[::1]/in", "own network"),
        ("https://10.0.0.8/in", "own network"),
        ("https://169.254.169.254/latest", "own network"),
    ],
)
def test_a_webhook_leads_outside_and_over_https(
    district: District, address: str, words: str
) -> None:
    with pytest.raises(HomeroomError, match=words):
        ask(district, channel="webhook", address=address)


@pytest.mark.parametrize("address", ["", "@", "admin", "a b@river.example", "admin@"])
def test_an_address_without_a_name_or_a_place_is_refused(district: District, address: str) -> None:
    with pytest.raises(NeedsDistrict, match="no e-mail address"):
        ask(district, channel="e-mail", address=address)


def test_an_address_is_told_once(district: District) -> None:
    by_mail(district)
    with pytest.raises(NeedsDistrict, match="already"):
        by_mail(district, about=("failed",))


def test_what_nobody_knows_is_refused(district: District) -> None:
    with pytest.raises(NeedsDistrict, match="no notice about weather"):
        by_mail(district, about=("weather",))


def test_who_is_removed_hears_nothing_more(district: District, app_id: int) -> None:
    by_mail(district, daily_at=time(7))
    fail(district, app_id)
    step(district, NOON)
    with district_scope(district.id) as scope:
        (receiver,) = notices.receivers(scope)
        noticing.remove_receiver(scope, receiver.id, "tester")
        assert [act for _, _, act, _, _ in audit.latest(scope, 2)] == [
            "notices.remove", "notices.add",
        ]  # fmt: skip
    assert step(district, NOON + timedelta(days=2)) == (0, 0)


def test_a_test_message_says_that_it_is_one(district: District, hook: Hook) -> None:
    by_mail(district)
    ask(district, channel="webhook", address=hook.address)
    with district_scope(district.id) as scope:
        ids = [one.id for one in notices.receivers(scope)]
    for one in ids:
        noticing.try_receiver(district, one)
    assert "This is a test." in str(mail.outbox[0].body)
    assert json.loads(hook.got[0][0])["test"] is True


def test_every_notice_has_words_that_take_their_facts() -> None:
    for what in NOTICES:
        for change in ("began", "ended"):
            said = sentence(what, change, "Campus", 1)
            assert said.startswith("Campus: ")
            assert "{" not in said
    assert "3 grades refused" in sentence("refused", "began", "Campus", 3)
