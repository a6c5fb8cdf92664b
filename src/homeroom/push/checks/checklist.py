"""The checks before the first delivery to a target: what lacks, and what mends it. Pure.

Asked for is only what has no sound default: of several sources that may be a SIS which is one,
whose word counts where two gradebooks speak of the same work, and what nobody can place or convert.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from homeroom.issues.catalogue import tell
from homeroom.model.kinds import Kind
from homeroom.model.scores import Level, is_percent
from homeroom.push.checks.category_place import Fate, Target, place_of
from homeroom.push.checks.scaled import scaled
from homeroom.push.checks.verdict import Refuse
from homeroom.rules.categories import choice_for
from homeroom.rules.document import Rules
from homeroom.rules.entities import fields_of
from homeroom.rules.scales import policy_for
from homeroom.store.in_use import UsedCategory, UsedLetter

# The gradebook as it is delivered; what two sources say of these must be decided by somebody.
DELIVERED = (Kind.CATEGORY, Kind.SCORE_SCALE, Kind.LINE_ITEM, Kind.RESULT)
# Results are recognised by their line item and student.
_ALONG = {Kind.LINE_ITEM: Kind.RESULT}
_SOME = 5
_WHOLE = Decimal(100)


class Readiness(StrEnum):
    """How a check came out; only what is missing keeps the first delivery back."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


class Line(Struct, frozen=True, kw_only=True):
    """One line of the checks; `code` and `facts` are those of the catalogue where it is not ok."""

    check: str
    state: Readiness
    words: str
    fix: str = ""
    code: str = ""
    app: str = ""  # whom it is about
    facts: Mapping[str, Any] = {}


class Source(Struct, frozen=True, kw_only=True):
    """An app of the district as far as the checks go."""

    key: str
    title: str
    role: str
    said: bool  # a person chose the role
    takes: bool  # grades are delivered to it
    hands: bool  # it hands a gradebook over


class Stored(Struct, frozen=True, kw_only=True):
    """What stands in the hub: sources, records that several of them have, and what apps use."""

    sources: Sequence[Source]
    shared: Mapping[Kind, frozenset[str]] = {}
    categories: Sequence[UsedCategory] = ()
    letters: Sequence[UsedLetter] = ()


Found = Iterator[Line]


def checklist(rules: Rules, target: Target, stored: Stored) -> list[Line]:
    """Return every check of a target, at least one line each; what lacks comes with its fix."""
    checks: dict[str, tuple[str, Callable[[Rules, Target, Stored], Found]]] = {
        "roles": ("Every source has a role.", _roles),
        "master fields": ("Whose word counts is decided for every grade.", _masters),
        "categories": ("Every category has its place.", _categories),
        "scales": ("Every letter has a number.", _scales),
    }
    lines: list[Line] = []
    for name, (good, check) in checks.items():
        found = list(check(rules, target, stored))
        if all(one.state is Readiness.NOTE for one in found):
            lines.append(Line(check=name, state=Readiness.OK, words=good if not found else _ENOUGH))
        lines += found
    return lines


_ENOUGH = "Nothing is missing; what follows is good to know."


def missing(lines: Iterable[Line]) -> list[Line]:
    """Return what keeps the first delivery back."""
    return [one for one in lines if one.state is Readiness.MISSING]


def _line(check: str, code: str, about: str, /, **facts: Any) -> Line:
    told = tell(code, facts)
    state = Readiness.NOTE if code in _NOTES else Readiness.MISSING
    return Line(
        check=check,
        state=state,
        words=told.words,
        fix=told.fix,
        code=code,
        app=about,
        facts=facts,
    )


_NOTES = frozenset({"checks.category_unknown", "checks.letter"})


def _roles(_: Rules, target: Target, stored: Stored) -> Found:
    """A role is known where a person said it, where grades go, and of whatever is no SIS."""
    for one in stored.sources:
        known = one.said or one.takes or one.role != "sis"
        if not known and one.key != target.key:
            yield _line("roles", "checks.role", one.key, title=one.title, target=target.title)


def _masters(rules: Rules, _: Target, stored: Stored) -> Found:
    roles = {one.key: one.role for one in stored.sources}
    for kind, keys in _meeting(rules, stored).items():
        names = undecided(rules, kind, {key: roles[key] for key in keys if key in roles})
        if names:
            yield _line(
                "master fields",
                "checks.masters",
                min(keys),
                apps=_together(sorted(keys)),
                kind=kind.value,
                fields=_listed(names),
            )


def _meeting(rules: Rules, stored: Stored) -> dict[Kind, frozenset[str]]:
    """Return the sources of which records may be the same: by a domain, or because some are."""
    hands = frozenset(one.key for one in stored.sources if one.hands)
    found: dict[Kind, frozenset[str]] = dict(stored.shared)
    if len(hands) > 1:
        found |= {one.kind: hands for one in rules.uniqueness if one.kind in DELIVERED}
    for kind, along in _ALONG.items():
        if kind in found:
            found[along] = found.get(along, frozenset()) | found[kind]
    return {kind: found[kind] for kind in DELIVERED if kind in found}


def undecided(rules: Rules, kind: Kind, roles: Mapping[str, str]) -> list[str]:
    """Return the fields about which two sources could differ without a rule to choose."""
    orders = {one.field: one.sources for one in rules.master_fields() if one.entity == kind.value}
    return [
        name
        for name in fields_of(kind.value)
        if sum(
            not any(voice.app == key or voice.role == role for voice in orders.get(name, ()))
            for key, role in roles.items()
        )
        > 1
    ]


def _categories(rules: Rules, target: Target, stored: Stored) -> Found:
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in stored.categories:
        choice = choice_for(rules.categories, one.app, one.where, one.title)
        code = _UNPLACED.get(place_of(target, choice, one.title).fate)
        if code and one.title:
            counted[code, one.app, one.title] += one.line_items
    for (code, app, title), many in sorted(counted.items()):
        yield _line("categories", code, app, app=app, category=title, many=many)


_UNPLACED = {Fate.HELD: "checks.category", Fate.REFUSED: "checks.category_unknown"}


def _scales(rules: Rules, target: Target, stored: Stored) -> Found:
    """A scale of which some letter has a number is known; the others are single mistakes."""
    good: set[tuple[str, str]] = set()
    bad: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in stored.letters:
        if one.scored and (one.scale is None or is_percent(one.scale)):
            continue  # it only labels the score beside it
        policy = policy_for(rules.scales, target.key, one.where)
        way = (target.rules, policy, target.version)
        made = scaled(Level(one.text, None), _WHOLE, one.scale, way)
        if isinstance(made, Refuse) and made.code == "result.level_not_sent":
            continue  # somebody decided that
        name = policy.table.name if policy.table else one.scale.title if one.scale else "(none)"
        if isinstance(made, Refuse):
            bad[one.app, name][one.text] += one.grades
        else:
            good.add((one.app, name))
    for (app, scale), texts in sorted(bad.items()):
        code = "checks.letter" if (app, scale) in good else "checks.scale"
        yield _line(
            "scales",
            code,
            app,
            app=app,
            scale=scale,
            letters=_listed(sorted(texts)),
            many=sum(texts.values()),
        )


def _together(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _SOME
    return ", ".join(names[:_SOME]) + (f" and {rest} more" if rest > 0 else "")
