"""What other rules would change, before anybody keeps them; nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct

from homeroom.push.table import Line
from homeroom.rules.differences import Difference, differences
from homeroom.rules.document import Rules
from homeroom.runs import categorizing, readiness, rework
from homeroom.runs.categorizing import Moved
from homeroom.runs.converting import conversions
from homeroom.runs.ports import is_target
from homeroom.runs.rework import Effect
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

SHOWN = 20


class Weighed(Struct, frozen=True, kw_only=True):
    """What would change: rules, stored records, where categories land, and conversions."""

    lines: Sequence[Difference]
    records: Mapping[str, int]  # how many, by kind
    some: Sequence[Effect]
    moved: Sequence[tuple[str, Moved]]  # of which SIS, and what
    converted: Sequence[tuple[str, str, Line]]  # of which SIS, "now" or "then", and how
    lacking: Sequence[tuple[str, str, str]]  # of which SIS, what would lack, and its fix


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
    )


def _converted(district: District, key: str, proposed: Rules) -> list[tuple[str, str, Line]]:
    now = conversions(district, key)[key]
    then = conversions(district, key, proposed)[key]
    return [(key, "now", one) for one in now if one not in then] + [
        (key, "then", one) for one in then if one not in now
    ]


def _lacking(district: District, proposed: Rules) -> list[tuple[str, str, str]]:
    """Return what lacks for a first delivery under these rules, and does not lack now."""
    now = readiness.checks(district, "")
    then = readiness.checks(district, "", proposed)
    return [
        (key, one.words, one.fix)
        for key, lines in then.items()
        for one in lines
        if one.state == "missing" and one not in now.get(key, [])
    ]
