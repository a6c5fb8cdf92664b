"""homeroom secrets: a new key seals everything that was sealed, and the old one may go."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from homeroom.access.models import User
from homeroom.access.providers import as_apps
from homeroom.access.secrets import NOTICES, PROVIDERS, key_of, load_keys, seal, unseal
from homeroom.runs.setup.connecting import NEXT, delivery_config, prepare, prepared
from homeroom.store import apps, audit_search, districts, notices, providers
from homeroom.store.audit_search import ActFilter
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import IC, Terminal
from tests.sandboxes import Sandbox

HOOK, ISSUER = "https://hook.example.org/homeroom", "https://id.example.org"


@pytest.fixture
def district(terminal: Terminal, campus: Sandbox) -> District:
    """A district with secrets of every sort: of an app, a planned move, a webhook."""
    terminal.activate_campus(campus)
    found = districts.named("riverbend")
    with district_scope(found.id) as scope:
        prepare(scope, apps.keyed(scope, IC), {"client_secret": "of the move"})
        sealed = seal(load_keys(), "of the hook", found.id, NOTICES, HOOK)
        row: dict[str, Any] = {"channel": "webhook", "address": HOOK, "about": [], "daily_at": None,
               "secret": sealed}  # fmt: skip
        assert notices.add(scope, row, "test")
    return found


@pytest.fixture
def person(terminal: Terminal) -> User:
    """Somebody with a second step, on a server where an issuer vouches for people, too."""
    row = {"name": "id", "title": "Id", "issuer": ISSUER, "client_id": "c", "trusted": False}
    sealed = seal(load_keys(), "of the issuer", 0, PROVIDERS, "id")
    assert providers.add({**row, "sealed": sealed, "made_by": "test"})
    user = User.objects.create_user("ada@river.example")
    TOTP.activate(user, "SECRETOFADA")
    RecoveryCodes.activate(user)
    return user


def opened(district: District, person: User) -> dict[str, Any]:
    """Return every secret, opened by the keys of now."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, IC)
        (hook,) = notices.receivers(scope)
        assert hook.secret is not None
        found = {
            "app": delivery_config(scope, app),
            "move": prepared(scope, app),
            "hook": unseal(load_keys(), hook.secret, district.id, NOTICES, HOOK),
        }
    codes = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    (issuer,) = as_apps("id", None)
    return found | {"codes": RecoveryCodes(codes).generate_codes(), "issuer": issuer.secret}


def keys_in_use(district: District) -> set[str]:
    with district_scope(district.id) as scope:
        held = list(apps.secrets(scope, apps.keyed(scope, IC).id).values())
        held += [one.secret for one in notices.receivers(scope) if one.secret]
    return {key_of(one) for one in [*held, *(one.sealed for one in providers.every())]}


def test_every_secret_is_sealed_with_the_new_key_and_opens_as_before(
    terminal: Terminal, district: District, person: User
) -> None:
    before, first = opened(district, person), load_keys().current
    made_at = [one.secret_at for one in providers.every()]
    assert keys_in_use(district) == {first}
    assert terminal.well("secrets", "forget").strip() == "Every key is needed."
    done = terminal.json("secrets", "rotate")
    assert done["key"] == load_keys().current != first
    assert (done["sealed"], done["shut"]) == (_sealed(district) + 4, [])
    assert keys_in_use(district) == {done["key"]}
    assert opened(district, person) == before
    assert terminal.json("secrets", "forget") == {"forgotten": [first]}
    assert list(load_keys().keys) == [done["key"]]
    assert opened(district, person) == before
    assert [one.secret_at for one in providers.every()] == made_at, "it is the same secret"
    said = [one.act for one in audit_search.server_every(ActFilter(), 10)]
    assert {"secrets.rotate", "secrets.forget"} <= set(said)


def _sealed(district: District) -> int:
    with district_scope(district.id) as scope:
        held = apps.secrets(scope, apps.keyed(scope, IC).id)
    assert any(name.startswith(NEXT) for name in held)
    return len(held)


def test_a_secret_that_no_key_opens_is_named_and_the_others_are_sealed(
    terminal: Terminal, district: District, home: Path
) -> None:
    (home / "secrets.key").unlink()
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, IC)
        apps.set_secret(scope, app.id, "vendor_key", _now("vendor_key", district))
    said = terminal.well("secrets", "rotate")
    assert "seals 1 secret(s) now" in said
    assert f"No key opens the client_secret of {IC}: enter it anew." in said
    assert len(terminal.json("secrets", "forget")["forgotten"]) == 1
    with district_scope(district.id) as scope:
        held = apps.secrets(scope, app.id)["vendor_key"]
    assert unseal(load_keys(), held, district.id, IC, "vendor_key") == "entered anew"


def _now(field: str, district: District) -> bytes:
    return seal(load_keys(), "entered anew", district.id, IC, field)
