"""Fill the database of the journeys: a small district in step with its SIS, and people signed in.

A process of its own, for Django refuses to work beside the loop that drives the browser. It reads
one JSON object, what the sandbox printed and where Mathly's export lies, and prints one: the
district, and the session of each visitor.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "homeroom.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from homeroom.access import people  # noqa: E402
from homeroom.access.models import User  # noqa: E402
from homeroom.access.people import Place  # noqa: E402
from homeroom.access.roles import Role  # noqa: E402
from homeroom.logs import set_up_logs  # noqa: E402
from homeroom.store import apps, districts  # noqa: E402
from homeroom.store.districts import District  # noqa: E402
from homeroom.store.scope import district_scope  # noqa: E402
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, run  # noqa: E402
from tests.journeys.west import fill_west  # noqa: E402
from tests.people import BACKEND  # noqa: E402
from tests.sandboxes import Sandbox  # noqa: E402


def main() -> None:
    """Do it, and say what is there."""
    set_up_logs()
    asked = json.loads(sys.stdin.read())
    campus = Sandbox(asked["ready"])
    district = districts.create("riverbend", "Riverbend Schools", campus.ready["time_zone"])
    activate_campus(district, campus, "1.2")
    run(district, IC)
    activate_mathly(district, campus.fetch("learning-app.zip?api=1.2", Path(asked["export"])))
    run(district, MATHLY)
    fill_west(Path(asked["export"]).parent)
    sessions = {role: session_of(user) for role, user in visitors(district).items()}
    print(json.dumps({"slug": district.slug, "sessions": sessions}))


def visitors(district: District) -> dict[str, User]:
    """Make somebody of every role; the teacher is one whom the roster knows."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, MATHLY).id
        school = scope.value(
            "SELECT school_id::text FROM classes WHERE retired_at IS NULL ORDER BY id LIMIT 1"
        )
        teacher = scope.value(
            "SELECT u.email FROM users u JOIN enrollments e ON e.user_id = u.id"
            " WHERE e.role = 'teacher' AND u.email IS NOT NULL ORDER BY u.id LIMIT 1"
        )
    whole = Place(district_id=district.id)
    in_school = Place(district_id=district.id, schools=[school])
    places = {
        Role.PRIMARY_ADMIN: whole,
        Role.DISTRICT_ADMIN: whole,
        Role.SCHOOL_ADMIN: in_school,
        Role.HELP_DESK: in_school,
        Role.VENDOR_ADMIN: Place(district_id=district.id, app_id=app),
        Role.OPERATOR: Place(),
    }
    found = {
        role.value: people.add(f"{role.value}@river.example", role, place, "test")[0]
        for role, place in places.items()
    }
    found["teacher"] = people.add(teacher, Role.DISTRICT_ADMIN, whole, "test")[0]
    people.remove(found["teacher"], None, None)
    return found


def session_of(user: User) -> str:
    """Return the key of a session in which a person is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
