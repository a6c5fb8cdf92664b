"""A district with somebody in every role, and browsers in which they are signed in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from homeroom.access import people
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.store import districts
from homeroom.store.districts import District
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope, district_scope

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SCHOOL = "0198f000-0000-7000-8000-000000000001"
OTHER_SCHOOL = "0198f000-0000-7000-8000-000000000002"
CLASS = "0198f000-0000-7000-8000-000000000003"
RUN = 0
ITEM = "0198f000-0000-7000-8000-000000000004"
GRADE = "0198f000-0000-7000-8000-000000000005"
PUPIL = "0198f000-0000-7000-8000-000000000006"
TEACHER = "teacher@river.example"
# Those who come to every page: the roles, nobody at all, somebody from another district, and a
# School Admin of the school next door to the one whose class, line item and grade are asked for.
VISITORS = ("nobody", "elsewhere", "next-door", *(role.value for role in Role))


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
    next_door = Place(district_id=district.id, schools=[OTHER_SCHOOL])
    town.people["next-door"], _ = people.add(
        "next-door@river.example", Role.SCHOOL_ADMIN, next_door, "test"
    )
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
    insert(scope, "orgs", SCHOOL, name="Roosevelt Middle", type="school")
    insert(scope, "orgs", OTHER_SCHOOL, name="Lincoln High", type="school")
    insert(scope, "courses", CLASS, title="English 6")
    insert(
        scope,
        "classes",
        CLASS,
        title="English 6 - 01",
        course_id=UUID(CLASS),
        school_id=UUID(SCHOOL),
    )
    name = {"given_name": "Ada", "family_name": "Brook", "enabled_user": True}
    insert(scope, "users", CLASS, email=TEACHER.title(), **name)
    of = {"user_id": UUID(CLASS), "class_id": UUID(CLASS), "school_id": UUID(SCHOOL)}
    insert(scope, "enrollments", CLASS, role="teacher", **of)
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
    _grade_out(scope, app)
    return app


def _grade_out(scope: Scope, app: int) -> None:
    """Store a SIS that grades go to, and a line item of the class with a grade it refused."""
    sis = scope.value(
        "INSERT INTO apps (district_id, key, connector, title, role, mode, grade_sync, state)"
        " VALUES (%(district)s, 'campus', 'infinite_campus', 'Campus', 'sis', '2-way', true,"
        " 'active') RETURNING id"
    )
    insert(scope, "users", PUPIL, given_name="Nadia", family_name="Ferro", enabled_user=True)
    insert(scope, "line_items", ITEM, title="Quiz 4", class_id=UUID(CLASS), result_value_max=100)
    of = {"line_item_id": UUID(ITEM), "student_id": UUID(PUPIL), "class_id": UUID(CLASS)}
    insert(scope, "results", GRADE, score=105, **of)
    put_out(scope, (sis, app), Kind.LINE_ITEM, ITEM, "delivered")
    facts = {"score": "105", "maximum": "100"}
    put_out(
        scope, (sis, app), Kind.RESULT, GRADE, "refused", code="result.over_maximum", facts=facts
    )


def put_out(
    scope: Scope, apps: tuple[int, int], kind: Kind, id_: str, state: str, **more: Any
) -> None:
    """Put a row into the outbox, from the second app to the first; `more` are its other columns."""
    sis, app = apps
    packed = {
        name: encode_json(value) if isinstance(value, dict) else value
        for name, value in more.items()
    }
    names = "".join(f", {one}" for one in packed)
    places = "".join(f", %({one})s" for one in packed)
    scope.run(
        "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state"
        f"{names}) VALUES (%(district)s, %(sis)s, %(kind)s, %(record)s, %(app)s, 'put',"
        f" %(state)s{places})",
        sis=sis,
        kind=kind.value,
        record=id_,
        app=app,
        state=state,
        **packed,
    )


def insert(scope: Scope, table: str, id_: str, **columns: object) -> None:
    given = {"id": UUID(id_), "sourced_id": id_, "changed_at": datetime.now(UTC), **columns}
    places = ", ".join(f"%({name})s" for name in given)
    scope.run(
        f"INSERT INTO {table} (district_id, {', '.join(given)}) VALUES (%(district)s, {places})",
        **given,
    )
