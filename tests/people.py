"""A district with somebody in every role, and browsers in which they are signed in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.test import Client

from homeroom.access import people
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.store import districts
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SCHOOL = "0198f000-0000-7000-8000-000000000001"
OTHER_SCHOOL = "0198f000-0000-7000-8000-000000000002"
CLASS = "0198f000-0000-7000-8000-000000000003"
RUN = 0
TEACHER = "teacher@river.example"
# Those who come to every page: the roles, somebody from another district, and nobody at all.
VISITORS = ("nobody", "elsewhere", *(role.value for role in Role))


@dataclass
class Town:
    """A district with two schools and one class, and people who may sign in."""

    district: District
    people: dict[str, User] = field(default_factory=dict)

    def browser(self, visitor: str) -> Client:
        """Return a browser in which a visitor is signed in, or nobody."""
        client = Client(SERVER_NAME="localhost")
        if visitor != "nobody":
            self.people[visitor].refresh_from_db()
            client.force_login(self.people[visitor], backend=BACKEND)
        return client


def make_town(district: District) -> Town:
    """Fill an empty district: somebody in every role, and a district admin of another one."""
    town = Town(district)
    with district_scope(district.id) as scope:
        app = _fill(scope)
    places = {
        Role.SCHOOL_ADMIN: Place(district_id=district.id, schools=[SCHOOL]),
        Role.HELP_DESK: Place(district_id=district.id, schools=[SCHOOL]),
        Role.VENDOR_ADMIN: Place(district_id=district.id, app_id=app),
        Role.OPERATOR: Place(),
    }
    for role in Role:
        if role is not Role.TEACHER:
            place = places.get(role, Place(district_id=district.id))
            town.people[role.value], _ = people.add(f"{role.value}@river.example", role, place, "t")
    other = districts.create("lakeside", "Lakeside Schools", "America/Denver")
    there = Place(district_id=other.id)
    town.people["elsewhere"], _ = people.add(
        "admin@lake.example", Role.PRIMARY_ADMIN, there, "test"
    )
    # A teacher has no role that somebody gave: only an address that the roster knows.
    town.people["teacher"], _ = people.add(TEACHER, Role.DISTRICT_ADMIN, there, "test")
    people.remove(town.people["teacher"], None, None)
    return town


def _fill(scope: Scope) -> int:
    """Store two schools, a class with its teacher, and an app; return the app's id."""
    _insert(scope, "orgs", SCHOOL, name="Roosevelt Middle", type="school")
    _insert(scope, "orgs", OTHER_SCHOOL, name="Lincoln High", type="school")
    _insert(scope, "courses", CLASS, title="English 6")
    _insert(
        scope,
        "classes",
        CLASS,
        title="English 6 - 01",
        course_id=UUID(CLASS),
        school_id=UUID(SCHOOL),
    )
    name = {"given_name": "Ada", "family_name": "Brook", "enabled_user": True}
    _insert(scope, "users", CLASS, email=TEACHER.title(), **name)
    of = {"user_id": UUID(CLASS), "class_id": UUID(CLASS), "school_id": UUID(SCHOOL)}
    _insert(scope, "enrollments", CLASS, role="teacher", **of)
    app: int = scope.value(
        "INSERT INTO apps (district_id, key, connector, title, role, mode, grade_sync, state)"
        " VALUES (%(district)s, 'mathly', 'oneroster_csv', 'Mathly', 'learning', 'import', false,"
        " 'active') RETURNING id"
    )
    # A run that ended, before those that the database numbers.
    scope.run(
        "INSERT INTO runs (district_id, id, app_id, reach, state, started_by, finished_at)"
        " VALUES (%(district)s, %(run)s, %(app)s, 'complete', 'done', 'test', now())",
        run=RUN,
        app=app,
    )
    return app


def _insert(scope: Scope, table: str, id_: str, **columns: object) -> None:
    given = {"id": UUID(id_), "sourced_id": id_, "changed_at": datetime.now(UTC), **columns}
    places = ", ".join(f"%({name})s" for name in given)
    scope.run(
        f"INSERT INTO {table} (district_id, {', '.join(given)}) VALUES (%(district)s, {places})",
        **given,
    )
