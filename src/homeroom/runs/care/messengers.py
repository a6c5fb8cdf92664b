"""Bring a message to a receiver: by e-mail, or by a signed request. No message names a pupil."""

import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from smtplib import SMTPException
from typing import Self
from urllib.parse import SplitResult, urlsplit

import httpx2
import msgspec
from django.core.mail import send_mail
from msgspec import Struct

from homeroom import settings
from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.issues.notices import sentence
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.notices import Sending

SIGNATURE = "Homeroom-Signature"
PATIENCE_SECONDS = 10
_TEST = "This is a test. Notices of this district will come to you here."


class Line(Struct, frozen=True, kw_only=True):
    """One change, as a receiver is told of it."""

    app: str
    what: str
    thing: str  # which key or certificate; '' where there is only one
    state: str  # began, ended
    count: int
    at: datetime
    words: str

    @classmethod
    def of(cls, sending: Sending, app: App) -> Self:
        """Return a change in words."""
        words = sentence(sending.what, sending.change, app.title, sending.count, sending.thing)
        return cls(
            app=app.key,
            what=sending.what,
            thing=sending.thing,
            state=sending.change,
            count=sending.count,
            at=sending.at,
            words=words,
        )


Mailer = Callable[[District, str, Sequence[Line]], None]


def mail(district: District, address: str, lines: Sequence[Line]) -> None:
    """Send one e-mail with all lines; without any it is a test. Raises RetryLater."""
    more = [f"Look: {_at(district)}"] if settings.ADDRESS else []
    more.append("Who gets these notices, and about what, is set under Administration > Notices.")
    _mail(district, address, lines, more)


def mail_teacher(district: District, address: str, lines: Sequence[Line]) -> None:
    """Send a teacher one e-mail with all lines about the own classes. Raises RetryLater."""
    more = ["You get this because you teach classes of which grades go out."]
    if settings.ADDRESS:
        more = [f"Look: {_at(district)}grades/?state=refused", *more]
        more.append(f"If you want none of these: {settings.ADDRESS}/me/")
    else:
        more.append("If you want none of these, say so under Your account.")
    _mail(district, address, lines, more)


def _at(district: District) -> str:
    return f"{settings.ADDRESS}/d/{district.slug}/"


def _mail(district: District, address: str, lines: Sequence[Line], more: Sequence[str]) -> None:
    subject = lines[0].words if len(lines) == 1 else f"{len(lines)} changes"
    subject = subject if lines else "A test"
    said = [f"{_clock(district, one.at)}  {one.words}" for one in lines] or [_TEST]
    for one in more:
        said += ["", one]
    try:
        send_mail(f"{district.name}: {subject}", "\n".join(said), None, [address])
    except (OSError, SMTPException) as problem:
        raise RetryLater(
            f"The e-mail to {address} could not be sent.", detail=str(problem)
        ) from problem


def post(
    district: District, address: str, secret: str, lines: Sequence[Line], now: datetime
) -> None:
    """Post all lines as one JSON object, signed; without any it is a test. Raises RetryLater.

    The signature is the HMAC-SHA256 of the Unix time, a dot and the body, under the secret.
    """
    check_address(urlsplit(address))
    body = msgspec.json.encode({"district": district.slug, "test": not lines, "notices": lines})
    stamp = str(int(now.timestamp()))
    made = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", SIGNATURE: f"t={stamp},v1={made}"}
    try:
        with httpx2.Client(trust_env=False, timeout=PATIENCE_SECONDS) as client:
            answer = client.post(address, content=body, headers=headers)
    except httpx2.TransportError as problem:
        raise RetryLater(f"{address} did not answer.", detail=str(problem)) from problem
    if not answer.is_success:
        raise RetryLater(f"{address} answered {answer.status_code}.")


def check_address(address: SplitResult) -> None:
    """Refuse an address that is not https, or that lies within the server's own network.

    HOMEROOM_WEBHOOKS_INSIDE allows both: somebody who may enter addresses could otherwise reach,
    through the server, what only the server may reach.
    """
    if settings.WEBHOOKS_INSIDE:
        return
    if address.scheme != "https" or not address.hostname:
        raise NeedsDistrict(
            "A webhook has to begin with https://.", fix="Ask for the address of its receiver."
        )
    try:
        found = socket.getaddrinfo(address.hostname, address.port or 443)
    except OSError as problem:
        raise RetryLater(f"{address.hostname} is not known.", detail=str(problem)) from problem
    if not all(ipaddress.ip_address(one[4][0]).is_global for one in found):
        raise NeedsDistrict(
            f"{address.hostname} lies within the server's own network.",
            fix="Ask the operator to allow this: HOMEROOM_WEBHOOKS_INSIDE=on",
        )


def _clock(district: District, at: datetime) -> str:
    return at.astimezone(district.zone).strftime("%Y-%m-%d %H:%M")
