"""A class that is opted out: its grades stay out of the SIS until somebody opts it in again."""

from datetime import datetime

from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.places import Where, narrowest
from homeroom.rules.scope import Deliver, PlaceScope
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import audit, in_use, rules
from homeroom.store.scope import Scope


def standing(scope: Scope, class_id: str) -> PlaceScope | None:
    """Return the rule that says whether grades of a class go out; None: nothing keeps them."""
    where = _where(scope, class_id)
    return narrowest(rules.current(scope).rules.scope.places, where)


def opt_out(scope: Scope, class_id: str, by: tuple[str, bool], now: datetime) -> None:
    """Keep the grades of a class out of the SIS; what is there stays. `by`: who, and if a teacher.

    A rule of the district for the class is not a teacher's to change.
    """
    place = _place(scope, class_id)
    held, others = _without(scope, place, teacher=by[1])
    mine = PlaceScope(place=place, deliver=Deliver.HOLD, by_teacher=by[1])
    _keep(scope, held, (*others, mine), (by[0], f"{place} is opted out"), now)


def opt_in(scope: Scope, class_id: str, by: tuple[str, bool], now: datetime) -> None:
    """Let the grades of a class go out again; a teacher takes back only what a teacher said."""
    place = _place(scope, class_id)
    held, others = _without(scope, place, teacher=by[1])
    if others == held.rules.scope.places:
        raise NeedsDistrict(
            "A rule for more than this class keeps its grades out of the gradebook.",
            fix="Change it under Rules > What reaches the gradebook.",
        )
    _keep(scope, held, others, (by[0], f"{place} is opted in"), now)


def _without(
    scope: Scope, place: str, *, teacher: bool
) -> tuple[rules.Held, tuple[PlaceScope, ...]]:
    """Return the rules, and the places but for this one."""
    held = rules.current(scope)
    said = [one for one in held.rules.scope.places if one.place == place]
    if teacher and not all(one.by_teacher for one in said):
        raise NeedsDistrict(
            "The district has decided about the grades of this class.",
            fix="Ask your district admin, who finds it under Rules > What reaches the gradebook.",
        )
    return held, tuple(one for one in held.rules.scope.places if one.place != place)


def _keep(
    scope: Scope,
    held: rules.Held,
    places: tuple[PlaceScope, ...],
    by: tuple[str, str],
    now: datetime,
) -> None:
    made: Rules = structs.replace(
        held.rules, scope=structs.replace(held.rules.scope, places=places)
    )
    version = change_rules(scope, made, held.version, by, now)
    audit.note(scope, by[0], "rules.changed", f"version {version}", {"reason": by[1]})


def _where(scope: Scope, class_id: str) -> Where:
    return in_use.wheres(scope, [class_id])[class_id]


def _place(scope: Scope, class_id: str) -> str:
    return f"class:{_where(scope, class_id).class_}"
