"""Identity providers: who may vouch for people at the sign-in, added and looked after here."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from msgspec import Struct

from homeroom import settings
from homeroom.access.secrets import PROVIDERS, load_keys, seal, unseal
from homeroom.errors import NeedsOperator
from homeroom.store import audit
from homeroom.store import providers as store
from homeroom.store.providers import Provider

GOOGLE, MICROSOFT, OTHER = "google", "microsoft", "other"
KINDS = (GOOGLE, MICROSOFT, OTHER)
_GOOGLE = "https://accounts.google.com"
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/v2.0"
WELL_KNOWN = "/.well-known/openid-configuration"
_NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
_PATIENCE_SECONDS = 10
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Wanted(Struct, frozen=True, kw_only=True):
    """A provider as an operator asks for one; `place` is Microsoft's tenant or the issuer."""

    kind: str
    name: str
    title: str
    place: str
    client_id: str
    secret: str


def add(wanted: Wanted, by: str) -> Provider:
    """Add a provider, once its discovery address has answered as it has to.

    Raises NeedsOperator where something lacks, the name is taken, or nothing answers.
    """
    issuer = _issuer(wanted)
    _check(wanted)
    discover(issuer)
    row = {
        "name": wanted.name,
        "title": wanted.title,
        "issuer": issuer,
        "client_id": wanted.client_id,
        "sealed": _seal(wanted.name, wanted.secret),
        # Microsoft verifies no address; in a tenant that is the district's own, all are its own.
        "trusted": wanted.kind == MICROSOFT,
        "made_by": by,
    }
    if wanted.name in _of_settings() or not store.add(row):
        raise NeedsOperator(
            f"There is a provider {wanted.name} already.", fix="Choose another short name."
        )
    audit.note_for_server(by, "provider.add", wanted.name, {"issuer": issuer})
    return find(wanted.name)


def _issuer(wanted: Wanted) -> str:
    if wanted.kind == GOOGLE:
        return _GOOGLE
    place = wanted.place.strip().rstrip("/")
    if wanted.kind == MICROSOFT:
        if not re.fullmatch(r"[A-Za-z0-9.-]+", place) or place in ("common", "organizations"):
            raise NeedsOperator(
                "Microsoft needs the tenant of the district.",
                fix="Enter its id or its domain, as Microsoft Entra shows it.",
            )
        return _MICROSOFT.format(tenant=place)
    place = place.removesuffix(WELL_KNOWN)
    parts = urlsplit(place)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname:
        raise NeedsOperator(
            "The issuer has to begin with https://.", fix="Copy it from the identity provider."
        )
    return place


def _check(wanted: Wanted) -> None:
    if not _NAME.fullmatch(wanted.name):
        raise NeedsOperator(
            f"The short name {wanted.name} cannot be used.",
            fix="Use small letters, digits and hyphens; it becomes a part of an address.",
        )
    if not (wanted.title and wanted.client_id and wanted.secret):
        raise NeedsOperator(
            "A provider needs a title, a client id and a secret.",
            fix="Register Homeroom at the provider first; it shows both then.",
        )


def discover(issuer: str) -> Mapping[str, Any]:
    """Return what the discovery address of an issuer says; NeedsOperator where it lacks some."""
    address = issuer + WELL_KNOWN
    try:
        with httpx2.Client(trust_env=False, timeout=_PATIENCE_SECONDS) as client:
            answer = client.get(address)
        told = answer.json() if answer.is_success else {}
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as problem:
        raise NeedsOperator(
            f"{address} does not answer as an issuer does.",
            fix="Check the address, and whether this server may reach it.",
            detail=str(problem),
        ) from problem
    said = told if isinstance(told, dict) else {}
    lacking = [name for name in _NEEDED if not said.get(name)]
    if lacking:
        raise NeedsOperator(
            f"{address} answered {answer.status_code} and lacks {', '.join(lacking)}.",
            fix="Check the issuer: it is the address before /.well-known.",
        )
    if not _is_same(str(said.get("issuer", "")), issuer):
        raise NeedsOperator(
            f"It calls itself {said.get('issuer')}, and not {issuer}.",
            fix="Enter the issuer exactly as it calls itself.",
        )
    return said


def _is_same(says: str, issuer: str) -> bool:
    # Microsoft calls a tenant by its id, also when it was asked for by its domain.
    host = urlsplit(_MICROSOFT).hostname
    by_id = host == urlsplit(says).hostname == urlsplit(issuer).hostname
    return says.rstrip("/") == issuer or by_id


def find(name: str) -> Provider:
    """Return the provider of this name."""
    for one in store.every():
        if one.name == name:
            return one
    raise NeedsOperator(f"There is no provider {name}.", fix="Look at homeroom providers list.")


def rotate(name: str, secret: str, by: str) -> None:
    """Keep a new secret; the next sign-in uses it."""
    found = find(name)
    if not secret.strip():
        raise NeedsOperator("The new secret is empty.", fix="Copy it from the provider.")
    store.set_secret(found.name, _seal(found.name, secret.strip()))
    audit.note_for_server(by, "provider.rotate", found.name, {})


def switch(name: str, off_at: datetime | None, by: str) -> None:
    """Switch a provider off from a moment on, or on again; who is signed in stays so."""
    found = find(name)
    store.switch(found.name, off_at)
    audit.note_for_server(by, "provider.off" if off_at else "provider.on", found.name, {})


def as_apps(provider: str | None, client_id: str | None) -> list[Any]:
    """Return the providers that are on, as allauth wants them told.

    One whose secret no key opens is left out: the others must not suffer for it.
    """
    from allauth.socialaccount.models import SocialApp

    found = []
    for one in store.every():
        meant = provider in (None, "openid_connect", one.name) and client_id in (
            None,
            one.client_id,
        )
        if one.off_at is None and meant:
            with suppress(NeedsOperator):
                secret = unseal(load_keys(), one.sealed, 0, PROVIDERS, one.name)
                found.append(
                    SocialApp(
                        provider="openid_connect",
                        provider_id=one.name,
                        name=one.title,
                        client_id=one.client_id,
                        secret=secret,
                        settings={"server_url": one.issuer, "verified_email": one.trusted},
                    )
                )
    return found


def _of_settings() -> set[str]:
    return {str(one["provider_id"]) for one in settings.issuers()}


def _seal(name: str, secret: str) -> bytes:
    return seal(load_keys(), secret, 0, PROVIDERS, name)
