"""Schools and courses as somebody at a terminal names them."""

from collections.abc import Sequence

from homeroom.errors import NeedsDistrict
from homeroom.store import roster
from homeroom.store.scope import Scope


def school_id(scope: Scope, said: str) -> str:
    """Return the id of a school, which may be said by its id towards apps, or by its name."""
    return _only(
        roster.schools_named(scope, said),
        f"school {said}",
        "Look at homeroom schools, and say its id.",
    )


def course_id(scope: Scope, said: str) -> str:
    """Return the id of a course, which may be said by its id towards apps, code or title."""
    found = roster.courses_named(scope, said)
    return _only(found, f"course {said}", "Say the id that it has towards apps.")


def _only(found: Sequence[str], what: str, fix: str) -> str:
    if len(found) != 1:
        raise NeedsDistrict(f"There is {'more than one' if found else 'no'} {what}.", fix=fix)
    return found[0]
