"""The categories of learning apps beside those of a SIS: where each lands, and what is alike."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, structs

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.push.checks.category_place import Fate, Place, Target, place_of
from homeroom.rules.alike import alike, bare
from homeroom.rules.categories import Categories, choice_for, folded
from homeroom.rules.document import Rules
from homeroom.rules.places import Level, read_place
from homeroom.runs.deliver.ports import is_target, target_of
from homeroom.store import apps, in_use, links, rules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.in_use import UsedCategory
from homeroom.store.scope import Scope, district_scope

_KINDS = {
    Level.SCHOOL: Kind.ORG,
    Level.COURSE: Kind.COURSE,
    Level.TEACHER: Kind.USER,
    Level.CLASS: Kind.CLASS,
}


class Landed(Struct, frozen=True, kw_only=True):
    """A category of an app, how often it is used, and where that work lands in one SIS.

    A category that lands in several places, because classes differ, has a row for each of them.
    """

    app: str
    category: str | None
    line_items: int
    classes: int
    becomes: str | None
    by: str
    fate: Fate


class Near(Struct, frozen=True, kw_only=True):
    """A category of an app that lands nowhere, and one that is probably meant."""

    app: str
    category: str
    line_items: int
    like: str
    in_sis: bool  # otherwise it is another category of the same app


class Moved(Struct, frozen=True, kw_only=True):
    """Line items of a category that would land elsewhere under other rules."""

    app: str
    category: str | None
    line_items: int
    before: str
    after: str


def landed(district: District, key: str, only: str = "") -> list[Landed]:
    """Return where each category lands in a SIS (the only one where none is named)."""
    with district_scope(district.id) as scope:
        target = target_of_categories(scope, key)
        decided = rules.current(scope).rules.categories
        used = [one for one in in_use.categories(scope) if only in ("", one.app)]
    return rows_of(target, decided, used)


def rows_of(target: Target, decided: Categories, used: Sequence[UsedCategory]) -> list[Landed]:
    """Return where each category lands, the classes of one app and outcome together."""
    counted: dict[tuple[str, str | None, Place], list[int]] = {}
    for one in used:
        place = place_of(target, choice_for(decided, one.app, one.where, one.title), one.title)
        many = counted.setdefault((one.app, one.title, place), [0, 0])
        many[0] += one.line_items
        many[1] += 1
    rows = [
        Landed(
            app=app,
            category=title,
            line_items=items,
            classes=classes,
            becomes=place.becomes,
            by=place.by,
            fate=place.fate,
        )
        for (app, title, place), (items, classes) in counted.items()
    ]
    return sorted(rows, key=lambda one: (one.app, one.category or "", -one.line_items, one.by))


def near(found: Iterable[Landed], titles: Sequence[str]) -> list[Near]:
    """Return near duplicates: of the SIS's categories for what lands nowhere, and within an app."""
    lost = {(one.app, one.category): one for one in found if one.fate not in _PLACED}
    there = {bare(title): title for title in titles}
    proposed = [
        _near(one, there[bare(title)], in_sis=True)
        for (_, title), one in lost.items()
        if title and bare(title) in there
    ]
    named = {(one.app, one.category) for one in proposed}
    for app in dict.fromkeys(one.app for one in found):
        proposed += [one for one in _within(found, app) if (app, one.category) not in named]
    return proposed


_PLACED = (Fate.COUNTS, Fate.MADE)


def _within(found: Iterable[Landed], app: str) -> Iterable[Near]:
    """Yield categories of an app that are alike: the one used less is proposed to be the other."""
    own = [one for one in found if one.app == app and one.category]
    most = sorted(own, key=lambda one: (-one.line_items, one.category or ""))
    for group in alike(one.category or "" for one in most).values():
        first, *others = dict.fromkeys(group)
        for other in others:
            if folded(other) != folded(first):
                row = next(one for one in most if one.category == other)
                yield _near(row, first, in_sis=False)


def _near(one: Landed, like: str, *, in_sis: bool) -> Near:
    return Near(
        app=one.app,
        category=one.category or "",
        line_items=one.line_items,
        like=like,
        in_sis=in_sis,
    )


def change(held: Rules, turn: Callable[[Categories], Categories]) -> Rules:
    """Return the rules with changed categories."""
    return structs.replace(held, categories=turn(held.categories))


def moved(district: District, key: str, proposed: Rules) -> list[Moved]:
    """Return which line items would land elsewhere under other rules; nothing is written."""
    with district_scope(district.id) as scope:
        target = target_of_categories(scope, key)
        held = rules.current(scope).rules.categories
        used = in_use.categories(scope)
    return _between(used, (target, held), (target, proposed.categories))


def moved_at(district: District, app: App, changed: App) -> list[Moved]:
    """Return which line items would land elsewhere with other settings of a SIS."""
    with district_scope(district.id) as scope:
        before, after = (target_of(scope, one) for one in (app, changed))
        held = rules.current(scope).rules.categories
        used = in_use.categories(scope)
    return _between(used, (before, held), (after, held))


def _between(
    used: Iterable[UsedCategory],
    before: tuple[Target, Categories],
    after: tuple[Target, Categories],
) -> list[Moved]:
    """Return what of the categories in use lands elsewhere: at a SIS, by rules, each twice."""
    counted: dict[tuple[str, str | None, str, str], int] = {}
    for one in used:
        now, then = (
            _words(place_of(target, choice_for(decided, one.app, one.where, one.title), one.title))
            for target, decided in (before, after)
        )
        if now != then:
            line = (one.app, one.title, now, then)
            counted[line] = counted.get(line, 0) + one.line_items
    return [
        Moved(app=app, category=title, line_items=many, before=now, after=then)
        for (app, title, now, then), many in counted.items()
    ]


def _words(place: Place) -> str:
    return place.becomes or place.fate.value


def target_of_categories(scope: Scope, key: str) -> Target:
    """Return the SIS that is named, or the only one that grades go to."""
    if key:
        return target_of(scope, apps.keyed(scope, key))
    every = apps.every(scope)
    found = [one for one in every if is_target(one)] or [one for one in every if one.role == "sis"]
    if len(found) != 1:
        known = ", ".join(one.key for one in found) or "none yet"
        raise NeedsDistrict("It is not clear which SIS is meant.", fix=f"There are: {known}.")
    return target_of(scope, found[0])


def check_title(target: Target, title: str) -> None:
    """Refuse a category that the SIS has nowhere, where the hub has seen which it has."""
    if target.titles and folded(title) not in target.shelf:
        raise NeedsDistrict(
            f"{target.title} has no category {title}.",
            fix=f"It has: {', '.join(dict.fromkeys(target.shelf.values()))}.",
        )


def check_title_somewhere(scope: Scope, title: str) -> None:
    """Refuse a category that none of the systems has to which grades go."""
    problems = []
    for app in apps.every(scope):
        if is_target(app):
            try:
                check_title(target_of(scope, app), title)
            except NeedsDistrict as problem:
                problems.append(problem)
            else:
                return
    if problems:
        raise problems[0]


def check_place(scope: Scope, place: str) -> None:
    """Refuse a place that is none, or names a record that is not there."""
    level, id_ = read_place(place)
    if level is Level.DISTRICT or links.find_hub_ids(scope, [(_KINDS[level], id_)]):
        return
    raise NeedsDistrict(
        f"There is no {level.value} {id_}.", fix="Use the id that Homeroom shows for it."
    )
