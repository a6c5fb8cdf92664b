"""Visits to pages, for tests that need no database."""

from datetime import time

from homeroom.access.models import User
from homeroom.access.roles import Role
from homeroom.console.here import Here, Person
from homeroom.console.pages import BY_NAME
from homeroom.store.districts import District

RIVERBEND = District(
    id=1,
    slug="riverbend",
    name="Riverbend Schools",
    time_zone="America/Chicago",
    due_clock=time(23, 59),
    school_opens=time(7),
    school_closes=time(16),
)


def visit(*roles: Role, page: str = "home") -> Here:
    """Return the visit of somebody with these roles to a page of the district."""
    person = Person(User(email="somebody@river.example"), [])
    return Here(person, BY_NAME[page], RIVERBEND, frozenset(roles))
