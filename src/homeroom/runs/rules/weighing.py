"""What other rules would change, before anybody keeps them; nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from msgspec import Struct

from homeroom.push.checks import checklist
from homeroom.push.checks.table import Line
from homeroom.push.otherwise import Turned, turned
from homeroom.rules.differences import Difference, differences
from homeroom.rules.document import Rules
from homeroom.runs.contexts import speaks
from homeroom.runs.deliver import categorizing, readiness
from homeroom.runs.deliver.categorizing import Moved
from homeroom.runs.deliver.converting import conversions
from homeroom.runs.deliver.ports import is_target, offline_port
from homeroom.runs.rules import rework
from homeroom.runs.rules.again import passing
from homeroom.runs.rules.rework import Effect
from homeroom.runs.rules.wanting import Asked, Shared, asked_by, shared_by
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

SHOWN = 20


class Sifted(Struct, frozen=True, kw_only=True):
    """Rows of an entity that an app has brought, and how many of them stay out now and then."""

    app: str
    entity: str
    rows: int
    now: int
    then: int


class Weighed(Struct, frozen=True, kw_only=True):
    """What would change: rules, stored records, what comes in, its places, and what goes out."""

    lines: Sequence[Difference]
    records: Mapping[str, int]  # how many, by kind
    some: Sequence[Effect]
    moved: Sequence[tuple[str, Moved]]  # of which SIS, and what
    converted: Sequence[tuple[str, str, Line]]  # of which SIS, "now" or "then", and how
    lacking: Sequence[tuple[str, checklist.Line]]  # of which SIS, and what would lack
    turned: Sequence[tuple[str, Turned]]  # of which SIS, what would come out otherwise
    sifted: Sequence[Sifted]
    asked: Sequence[Asked]
    shared: Sequence[Shared]


def weigh(district: District, held: Rules, proposed: Rules) -> Weighed:
    """Return what keeping other rules would change."""
    effects = rework.preview(district, proposed)
    some = list(islice(effects, SHOWN))
    records = Counter(one.kind.value for one in some)
    records.update(one.kind.value for one in effects)
    with district_scope(district.id) as scope:
        keys = [one.key for one in apps.every(scope) if is_target(one)]
    return Weighed(
        lines=differences(held, proposed),
        records=records,
        some=some,
        moved=[(key, one) for key in keys for one in categorizing.moved(district, key, proposed)],
        converted=[row for key in keys for row in _converted(district, key, proposed)],
        lacking=_lacking(district, proposed) if keys else [],
        turned=turned_by(district, held, proposed),
        sifted=sifted_by(district, held, proposed),
        asked=asked_by(district, held, proposed),
        shared=shared_by(district, held, proposed),
    )


def turned_by(district: District, held: Rules, proposed: Rules) -> list[tuple[str, Turned]]:
    """Return what of the outboxes would come out otherwise under other rules."""
    if not _sends_otherwise(held, proposed):
        return []
    found, now = [], datetime.now(UTC)
    with district_scope(district.id) as scope:
        for app in apps.every(scope):
            if is_target(app):
                before, after = (
                    offline_port(scope, district, app, each, now) for each in (held, proposed)
                )
                found.append((app.key, turned(scope, (before, after))))
    return found


def _sends_otherwise(held: Rules, proposed: Rules) -> bool:
    """Say whether rules differ by which line items and grades are checked, or put into form.

    What categories change is counted by where they land.
    """
    one, other = (
        (each.scope, each.year, each.scales, each.standards, each.posted, each.classes)
        for each in (held, proposed)
    )
    return one != other


def sifted_by(district: District, held: Rules, proposed: Rules) -> list[Sifted]:
    """Return how many rows would stay out where filters become others."""
    changed = dict.fromkeys(
        (one.app, one.entity)
        for one in (*held.filters, *proposed.filters)
        if (one in held.filters) is not (one in proposed.filters)
    )
    if not changed:
        return []
    with district_scope(district.id) as scope:
        speaking = {one.key for one in apps.every(scope) if speaks(one)}
    found = []
    for app, entity in changed:
        if app in speaking:
            now, then = (passing(district, app, entity, one) for one in (held, proposed))
            found.append(
                Sifted(app=app, entity=entity, rows=now.rows, now=now.left_out, then=then.left_out)
            )
    return found


def _converted(district: District, key: str, proposed: Rules) -> list[tuple[str, str, Line]]:
    now = conversions(district, key)[key]
    then = conversions(district, key, proposed)[key]
    return [(key, "now", one) for one in now if one not in then] + [
        (key, "then", one) for one in then if one not in now
    ]


def _lacking(district: District, proposed: Rules) -> list[tuple[str, checklist.Line]]:
    """Return what lacks for a first delivery under these rules, and does not lack now."""
    now = readiness.checks(district, "")
    then = readiness.checks(district, "", proposed)
    return [
        (key, one)
        for key, lines in then.items()
        for one in lines
        if one.state == "missing" and one not in now.get(key, [])
    ]
