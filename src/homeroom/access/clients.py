"""Credentials of apps that call the API: made, shown once, checked in constant time."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest

from django.db import transaction
from msgspec import Struct

from homeroom.store.vendors import clients, partners, tokens
from homeroom.store.vendors.clients import Client, digest_of
from homeroom.store.vendors.partners import Partner

LIVES = timedelta(hours=1)
_NOBODY = digest_of(secrets.token_urlsafe(32))


class Made(Struct, frozen=True):
    """New credentials; the secret is shown now and never again."""

    client_id: str
    secret: str


class Wanted(Struct, frozen=True, kw_only=True):
    """For which app of which district credentials are made."""

    vendor: str
    district_id: int
    app_id: int
    scopes: tuple[str, ...]


@transaction.atomic
def make(wanted: Wanted, by: str) -> Made:
    """Make the credentials of an app that has none."""
    made = Made(secrets.token_hex(16), secrets.token_urlsafe(32))
    clients.add(
        {
            "client_id": made.client_id,
            "vendor": wanted.vendor,
            "district_id": wanted.district_id,
            "app_id": wanted.app_id,
            "scopes": wanted.scopes,
            "made_by": by,
        },
        made.secret,
    )
    return made


def rotate(client: Client, now: datetime, overlap: timedelta) -> Made:
    """Make another secret; the one before is taken as well, for as long as the overlap lasts."""
    made = Made(client.client_id, secrets.token_urlsafe(32))
    clients.rotate(client.client_id, made.secret, now + overlap)
    return made


def checked(client_id: str, secret: str, now: datetime) -> Client | None:
    """Return the client whose secret this is; None when it is not, or when it is suspended.

    It takes as long for a client that does not exist as for one that does.
    """
    found = clients.by_id(client_id) if client_id.isascii() and client_id.isalnum() else None
    good = _is_secret(found, secret, now)
    return found if found and good and found.suspended_at is None else None


def make_partner(name: str, now: datetime, overlap: timedelta) -> Made | None:
    """Make a vendor's own credentials, or another secret for those that it has.

    The secret before is taken as well, for as long as the overlap lasts. None where there is no
    such vendor.
    """
    made = Made(secrets.token_hex(16), secrets.token_urlsafe(32))
    held = partners.set_secret(name, made.client_id, made.secret, now + overlap)
    return Made(held, made.secret) if held else None


def checked_partner(partner_id: str, secret: str, now: datetime) -> Partner | None:
    """Return the vendor whose own secret this is; it takes as long where there is none."""
    found = partners.by_id(partner_id) if partner_id.isascii() and partner_id.isalnum() else None
    return found if _is_secret(found, secret, now) else None


def _is_secret(found: Client | Partner | None, secret: str, now: datetime) -> bool:
    """Say whether this is a secret of theirs, the newest or one that is taken still."""
    shown = digest_of(secret)
    good = compare_digest(shown, found.digest if found else _NOBODY)
    former = found.former_digest if found and found.former_digest else _NOBODY
    was_good = compare_digest(shown, former)
    until = found.former_until if found else None
    return good or (was_good and until is not None and now < until)


def give_token(client: Client, scopes: Iterable[str], now: datetime) -> str:
    """Return a new bearer token of a client."""
    token = secrets.token_urlsafe(32)
    tokens.keep(token, client.client_id, scopes, now + LIVES)
    return token
