"""What an e-mail says: which changes, when, where to look, and how to get no more of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from django.core import mail
from django.test.utils import override_settings

from homeroom import settings
from homeroom.errors import RetryLater
from homeroom.runs.care import messengers
from homeroom.runs.care.messengers import Line
from homeroom.store.districts import District

ADA = "ada@river.example"
NOON = datetime(2026, 11, 10, 18, tzinfo=UTC)  # 12:00 in Chicago
RIVER = District(
    id=1,
    slug="riverbend",
    name="Riverbend Schools",
    time_zone="America/Chicago",
    due_clock=time(23, 59),
    school_opens=time(7),
    school_closes=time(16),
)
FAILED = Line(
    app="sis",
    what="failed",
    thing="",
    state="began",
    count=1,
    at=NOON,
    words="Campus: the last sync failed and waits for somebody to act.",
)
ENDING = Line(
    app="sis",
    what="ending",
    thing="Vendor Key",
    state="began",
    count=7,
    at=NOON.replace(hour=19),
    words="Campus: Vendor Key ends within 7 days.",
)
SENDERS = [messengers.mail, messengers.mail_teacher]


@pytest.fixture(autouse=True)
def outbox() -> Iterator[None]:
    """Let e-mail go into a list."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield


def only() -> tuple[str, str]:
    (one,) = mail.outbox
    assert one.to == [ADA]
    return str(one.subject), str(one.body)


@pytest.mark.parametrize("send", SENDERS)
def test_one_change_is_the_subject(send: messengers.Mailer) -> None:
    send(RIVER, ADA, [FAILED])
    subject, body = only()
    assert subject == f"Riverbend Schools: {FAILED.words}"
    assert body.splitlines()[0] == f"2026-11-10 12:00  {FAILED.words}"


@pytest.mark.parametrize("send", SENDERS)
def test_several_changes_are_counted_and_stand_in_their_order(send: messengers.Mailer) -> None:
    send(RIVER, ADA, [FAILED, ENDING])
    subject, body = only()
    assert subject == "Riverbend Schools: 2 changes"
    assert body.splitlines()[:2] == [
        f"2026-11-10 12:00  {FAILED.words}",
        f"2026-11-10 13:00  {ENDING.words}",
    ]


def test_without_changes_it_is_a_test() -> None:
    messengers.mail(RIVER, ADA, [])
    subject, body = only()
    assert subject == "Riverbend Schools: A test"
    assert body.startswith("This is a test.")


def test_an_admin_is_led_to_home_and_to_where_notices_are_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "ADDRESS", "https://hub.example")
    messengers.mail(RIVER, ADA, [FAILED])
    _subject, body = only()
    assert "Look: https://hub.example/d/riverbend/\n" in body
    assert body.endswith("is set under Administration > Notices.")


def test_a_teacher_is_led_to_the_own_refusals_and_to_the_own_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "ADDRESS", "https://hub.example")
    messengers.mail_teacher(RIVER, ADA, [FAILED])
    _subject, body = only()
    assert "Look: https://hub.example/d/riverbend/grades/?state=refused\n" in body
    assert "because you teach classes" in body
    assert body.endswith("https://hub.example/me/")
    assert "Administration" not in body


@pytest.mark.parametrize("send", SENDERS)
def test_a_server_that_knows_no_address_of_its_own_writes_none(send: messengers.Mailer) -> None:
    send(RIVER, ADA, [FAILED])
    assert "http" not in only()[1]


@pytest.mark.parametrize("send", SENDERS)
def test_what_cannot_be_sent_is_tried_again_later(send: messengers.Mailer) -> None:
    nowhere = override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=9,
    )
    with nowhere, pytest.raises(RetryLater, match=f"The e-mail to {ADA} could not be sent."):
        send(RIVER, ADA, [FAILED])
