"""The turn of a school year as a list of steps: what is done, what is open, and how to do it."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from homeroom.merge.address import Directory
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.places import Level
from homeroom.rules.succession import Named, named
from homeroom.rules.year import Suspension
from homeroom.store import absences, apps, delivery_counts, records, rules, run_lists, years
from homeroom.store.districts import District
from homeroom.store.run_lists import RunFilter
from homeroom.store.runs import PREVIEWED
from homeroom.store.scope import Scope, district_scope
from homeroom.store.years import OldYear

_KINDS = {
    Level.SCHOOL: Kind.ORG, Level.COURSE: Kind.COURSE, Level.TEACHER: Kind.USER,
    Level.CLASS: Kind.CLASS,
}  # fmt: skip
# What a year makes anew; schools and teachers stay who they are.
_ANEW = (Level.COURSE, Level.CLASS)


class State(StrEnum):
    """Where a step stands."""

    DONE = "done"
    OPEN = "open"


class Step(Struct, frozen=True, kw_only=True):
    """One step of the turn of a year. `fix` is what to do while it is open."""

    name: str
    state: State
    words: str
    fix: str = ""


class Outdated(Struct, frozen=True, kw_only=True):
    """A rule that names a record of a year that is over, and the one record that follows it."""

    path: str
    place: str
    title: str
    successor: str = ""


def steps(district: District, today: date, found: Sequence[Outdated] | None = None) -> list[Step]:
    """Return the steps in their order, with the state that the stored records show.

    `found` is what `outdated` says, where somebody has asked for that already.
    """
    with district_scope(district.id) as scope:
        held = rules.current(scope).rules
        year = years.old_year(scope, today)
        return [
            _new_year(scope, today),
            _removals(scope),
            _previews(scope),
            _kept(year),
            _closed(held, year, today),
            _deliveries(scope, today),
            _matched(outdated(scope, held) if found is None else found),
            _waiting(scope),
            _suspended(held, today),
        ]


def outdated(scope: Scope, held: Rules) -> list[Outdated]:
    """Return the rules that name what is over, each with its successor where there is only one.

    A successor has the same code or title in the same school; nothing is changed by asking.
    """
    found: list[Outdated] = []
    every = named(held)
    for level, kind in _KINDS.items():
        ours = [one for one in every if one.level is level]
        gone = years.retired(scope, kind, [one.id for one in ours]) if ours else {}
        if gone:
            found += _succession(scope, kind, [one for one in ours if one.id in gone], gone)
    return sorted(found, key=lambda one: (one.path, one.place))


def successors(found: Sequence[Outdated]) -> dict[tuple[Level, str], str]:
    """Return what follows what, by level and id."""
    split = [(one.place.partition(":"), one.successor) for one in found if one.successor]
    return {(Level(level), id_): successor for (level, _, id_), successor in split}


def _succession(
    scope: Scope, kind: Kind, ours: Sequence[Named], gone: dict[str, str]
) -> list[Outdated]:
    before = records.load(scope, kind, list(gone.values()))
    now = records.all_active(scope, kind) if ours[0].level in _ANEW else {}
    directory = Directory(kind, now)
    made = []
    for one in ours:
        record = before[gone[one.id]]
        hub_id = directory.find(record)
        names = (getattr(record, name, None) for name in ("title", "name", "family_name"))
        made.append(
            Outdated(
                path=one.path,
                place=f"{one.level}:{one.id}",
                title=next((str(name) for name in names if name), ""),
                successor=now[hub_id].sourced_id if hub_id else "",
            )
        )
    return made


def _new_year(scope: Scope, today: date) -> Step:
    shown = years.sessions(scope, today)
    if not shown:
        return _open(
            "new year",
            "No school year or term is under way or to come.",
            "Make the new year the active one in the SIS, then sync it completely.",
        )
    first = shown[0]
    return _done("new year", f"{first.title} is there, from {first.first} to {first.last}.")


def _removals(scope: Scope) -> Step:
    held = {app.key: sum(absences.held(scope, app.id).values()) for app in apps.every(scope)}
    some = {key: many for key, many in held.items() if many}
    if not some:
        return _done("removals", "No removal waits for a person.")
    words = ", ".join(f"{many:,} of {key}" for key, many in some.items())
    fix = "Look at what they share and approve them: homeroom runs, then homeroom runs approve"
    return _open("removals", f"Removals wait: {words}.", fix)


def _previews(scope: Scope) -> Step:
    known = {app.id: app.key for app in apps.every(scope)}
    # Of an app one preview waits at a time.
    waiting = run_lists.page(scope, RunFilter(state=PREVIEWED), None, len(known))
    if not waiting:
        return _done("previews", "No preview of a sync waits for a person.")
    words = ", ".join(f"run {one.id} of {known.get(one.app_id, 'removed')}" for one in waiting)
    fix = "Look at what they would change: homeroom runs show RUN, then homeroom runs approve RUN"
    return _open("previews", f"Previews wait, and nothing of them is taken in: {words}.", fix)


def _kept(year: OldYear) -> Step:
    words = f"Classes that are over and kept: {year.classes:,}, with {_up_to(year.results)} grades."
    return _done("old year kept", words)


def _closed(held: Rules, year: OldYear, today: date) -> Step:
    name, before = "old year closed", held.year.closed_before
    if year.last is None:
        return _done(name, "No class with terms is over yet.")
    if before is not None and before > year.last:
        return _done(name, f"Classes that ended before {before} take no grades any more.")
    day = min(year.last + timedelta(days=1), today)
    words = f"Classes that ended on {year.last} and before still take grades."
    return _open(name, words, f"When report cards are out: homeroom year close --before {day}")


def _deliveries(scope: Scope, today: date) -> Step:
    name, found = "deliveries of the old year", years.open_deliveries(scope, today)
    if not found:
        return _done(name, "None is under way or waits.")
    words = ", ".join(f"{many:,} {state}" for state, many in found.items())
    least = ", at least" if sum(found.values()) > delivery_counts.MOST else ""
    words = f"Of classes that are over{least}: {words}."
    return _open(name, words, "Look at them: homeroom deliveries")


def _matched(found: Sequence[Outdated]) -> Step:
    name = "courses and categories"
    if not found:
        return _done(name, "No rule names a class or course that is over.")
    clear = sum(bool(one.successor) for one in found)
    words = f"Rules that name what is over: {len(found)}; with one clear successor: {clear}."
    return _open(name, words, "See them: homeroom year match; then homeroom year match --apply")


def _waiting(scope: Scope) -> Step:
    name, found = "classes of the apps", years.waiting_for_classes(scope)
    keys = {app.id: app.key for app in apps.every(scope)}
    some = {keys[app_id]: many for app_id, many in found.items() if app_id in keys}
    if not some:
        return _done(name, "No record of an app waits for a class.")
    words = ", ".join(f"{_up_to(many)} of {key}" for key, many in some.items())
    fix = "Let the app take the new classes over, or map its courses: see homeroom issues"
    return _open(name, f"Records wait for a class that nobody shows: {words}.", fix)


def _suspended(held: Rules, today: date) -> Step:
    name = "suspensions over"
    some = [one for one in held.year.suspended if one.last >= today]
    if not some:
        return _done(name, "Nothing is suspended.")
    return _open(name, " ".join(_said(one) for one in some), "Wait, or: homeroom year resume")


def _said(one: Suspension) -> str:
    return f"{one.app}: {one.words}" if one.app else one.words


def _up_to(many: int) -> str:
    """Return a number that was counted up to a bound."""
    most = delivery_counts.MOST
    return f"more than {most:,}" if many > most else f"{many:,}"


def _done(name: str, words: str) -> Step:
    return Step(name=name, state=State.DONE, words=words)


def _open(name: str, words: str, fix: str) -> Step:
    return Step(name=name, state=State.OPEN, words=words, fix=fix)
