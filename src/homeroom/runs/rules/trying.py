"""What other settings of a SIS would do to what goes there, before anybody keeps them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from homeroom.push.otherwise import Turned, turned
from homeroom.runs.deliver import categorizing
from homeroom.runs.deliver.categorizing import Moved
from homeroom.runs.deliver.ports import offline_port, settle_seconds
from homeroom.runs.setup import activation
from homeroom.store import history, onward, rules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

# So many of the newest changes of records are looked at for edits that follow each other.
NEWEST = 20_000


class Rest(Struct, frozen=True, kw_only=True):
    """How long edits would rest, and what that would have meant for the newest ones.

    `together` are edits that came so soon after another one of the same grade or line item that
    both would have gone out as one.
    """

    seconds: int
    seconds_now: int
    resting: int  # rest just now, and go when they were told to
    until: datetime | None  # the last of them goes
    edits: int
    together: int
    together_now: int


class Tried(Struct, frozen=True, kw_only=True):
    """What would come out otherwise; what a change has nothing to do with is None or empty."""

    turned: Turned | None
    moved: Sequence[Moved]
    rest: Rest | None


def tried(district: District, app: App, changes: Mapping[str, Any]) -> Tried:
    """Return what other settings of a SIS would do; nothing is written, nothing is sent.

    A NeedsDistrict says why they cannot be.
    """
    with district_scope(district.id) as scope:
        activation.check_changes(scope, app, changes)
    changed = activation.with_changes(app, changes)
    return Tried(
        turned=_turned(district, app, changed) if "rules" in changes else None,
        moved=categorizing.moved_at(district, app, changed),
        rest=_rest(district, app, changed) if "settle_seconds" in changes else None,
    )


def _turned(district: District, app: App, changed: App) -> Turned:
    now = datetime.now(UTC)
    with district_scope(district.id) as scope:
        decided = rules.current(scope).rules
        before, after = (offline_port(scope, district, one, decided, now) for one in (app, changed))
        return turned(scope, (before, after))


def _rest(district: District, app: App, changed: App) -> Rest:
    now, then = settle_seconds(app), settle_seconds(changed)
    with district_scope(district.id) as scope:
        resting, until = onward.resting(scope, app.id)
        edits, (together_now, together) = history.soon_after(scope, (now, then), NEWEST)
    return Rest(
        seconds=then,
        seconds_now=now,
        resting=resting,
        until=until,
        edits=edits,
        together=together,
        together_now=together_now,
    )
