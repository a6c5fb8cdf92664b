"""A new secrets key: everything that is sealed is sealed anew with it, and old keys may go."""

from base64 import b64decode, b64encode
from typing import Any

from django.db import transaction
from msgspec import Struct

from homeroom.access.secrets import (
    NOTICES,
    PROVIDERS,
    SECOND_STEP,
    add_key,
    drop_keys,
    key_of,
    load_keys,
    seal,
    unseal,
)
from homeroom.errors import NeedsOperator
from homeroom.store import audit, districts, providers, sealed
from homeroom.store.scope import district_scope
from homeroom.store.sealed import Bound, Visit

# What a second step keeps sealed: the secret of an authenticator app, and recovery codes.
_OF_SECOND_STEPS = ("secret", "seed", "migrated_codes")


class Rotated(Struct, frozen=True):
    """The id of the new key, how much it seals by now, and what no key had opened."""

    key: str
    sealed: int
    shut: tuple[str, ...]


def rotate(actor: str) -> Rotated:
    """Make a new key, and seal everything with it. The old keys stay in the file.

    Broken off, it is done again; whoever reads meanwhile finds each secret under one of the keys.
    """
    ring, shut = add_key(), list[str]()

    def anew(bound: Bound, held: bytes) -> bytes | None:
        if key_of(held) == ring.current:
            return None
        try:
            return seal(ring, unseal(ring, held, *bound), *bound)
        except NeedsOperator:
            shut.append(f"{bound[2]} of {bound[1]}")
            return None

    done = Rotated(ring.current, _visit_all(anew), tuple(shut))
    audit.note_for_server(actor, "secrets.rotate", done.key, {"sealed": done.sealed})
    return done


def forget(actor: str) -> list[str]:
    """Take keys out of the file with which nothing is sealed any more; return their ids."""
    used = set[str]()

    def note(_: Bound, held: bytes) -> None:
        used.add(key_of(held))

    _visit_all(note)
    gone = drop_keys(used)
    if gone:
        audit.note_for_server(actor, "secrets.forget", load_keys().current, {"keys": gone})
    return gone


def _visit_all(look: Visit) -> int:
    """Show every sealed secret of the server; return how many another one took the place of."""
    count = 0
    for district in districts.every():
        with district_scope(district.id) as scope:
            count += sealed.visit(scope, NOTICES, look)
    for one in providers.every():
        made = look((0, PROVIDERS, one.name), one.sealed)
        if made is not None:
            count += providers.seal_anew(one.name, one.sealed, made)
    return count + _visit_second_steps(look)


def _visit_second_steps(look: Visit) -> int:
    from allauth.mfa.models import Authenticator

    count = 0
    with transaction.atomic():
        for step in Authenticator.objects.select_for_update():
            before = dict(step.data)
            step.data = before | {
                name: _renewed(look, before[name]) for name in _OF_SECOND_STEPS if name in before
            }
            if step.data != before:
                step.save(update_fields=["data"])
                count += 1
    return count


def _renewed(look: Visit, held: Any) -> Any:
    if isinstance(held, list):
        return [_renewed(look, one) for one in held]
    made = look(SECOND_STEP, b64decode(held))
    return held if made is None else b64encode(made).decode()
