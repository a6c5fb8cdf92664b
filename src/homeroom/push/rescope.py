"""What other rules of scope would let go, or keep back, of what is on its way: nothing is written.

What was delivered is not looked at: no rule takes it back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.issues.catalogue import ENTRIES
from homeroom.model.kinds import Kind
from homeroom.push.scope import out_of_scope
from homeroom.push.standing import Standing
from homeroom.push.year import closed_year
from homeroom.rules.document import Rules
from homeroom.store import outgoing, parked
from homeroom.store.outgoing import Loaded
from homeroom.store.parked import InScope
from homeroom.store.scope import Scope

CHUNK = 2_000
# More than these are not looked at for one preview; it says so.
MOST = 20_000
GOES = ""
CODES = tuple(code for code in ENTRIES if code.startswith("scope."))


class Turned(Struct, frozen=True, kw_only=True):
    """How many line items and grades were looked at, and of these what would turn.

    `turned`: by the code that holds it now and the one that would hold it then; "" lets it go.
    """

    looked: int
    more: bool  # whether there are more than were looked at
    turned: Mapping[tuple[str, str], int]


class Aim(Struct, frozen=True, kw_only=True):
    """A target as far as its scope goes."""

    id: int
    space: str
    keys: Mapping[int, str]  # the short names of apps
    zone: ZoneInfo  # of the district


def rescoped(scope: Scope, aim: Aim, rules: tuple[Rules, Rules], now: datetime) -> Turned:
    """Compare what two documents of rules say about all that is on its way to a target."""
    turned: Counter[tuple[str, str]] = Counter()
    found = parked.in_scope(scope, aim.id, CODES, MOST + 1)
    rows = found[:MOST]
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        loaded = _loaded(scope, aim, part)
        for one in part:
            before, then = (_code(aim, one, loaded, each, now) for each in rules)
            if before != then:
                turned[before, then] += 1
    return Turned(looked=len(rows), more=len(found) > MOST, turned=dict(turned))


def _loaded(scope: Scope, aim: Aim, rows: Sequence[InScope]) -> Loaded:
    ids: dict[Kind, list[str]] = {}
    for one in rows:
        ids.setdefault(one.kind, []).append(one.record_id)
    return outgoing.load(scope, aim.id, aim.space, ids)


def _code(aim: Aim, one: InScope, loaded: Loaded, rules: Rules, now: datetime) -> str:
    grade = loaded.results.get(one.record_id)
    item = loaded.line_items.get(grade.line_item if grade else one.record_id)
    if item is None or item.class_ not in loaded.rooms:
        return GOES
    room = loaded.rooms[item.class_]
    standing = Standing(
        app=aim.keys.get(one.app_id, ""),
        where=room.where,
        terms=room.terms,
        item=item,
        grade=grade,
        zone=ZoneInfo(room.zone) if room.zone else aim.zone,
        now=now,
        lifted=one.lifted,
    )
    hold = closed_year(rules.year, standing) or out_of_scope(rules.scope, standing)
    return hold.code if hold else GOES
