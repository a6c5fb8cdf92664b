"""What a page is told: who looks, at which district, and how much of it."""

from collections.abc import Set
from datetime import UTC, datetime
from functools import cached_property

from homeroom.access.models import User
from homeroom.access.roles import Role
from homeroom.console.page import ADMINS, Page
from homeroom.store.districts import District
from homeroom.store.people import Membership
from homeroom.store.scope import Scope


class Person:
    """Somebody who is signed in, with all roles that were given to them."""

    def __init__(self, user: User, memberships: list[Membership]) -> None:
        self.user = user
        self.memberships = memberships

    @property
    def email(self) -> str:
        """Return the address, which names the person in the audit log."""
        return self.user.email

    @property
    def is_operator(self) -> bool:
        """Say whether the person looks after the whole server."""
        return any(one.role == Role.OPERATOR for one in self.memberships)

    def roles_in(self, district_id: int) -> frozenset[Role]:
        """Return the roles in a district, without what follows from its roster."""
        given = {Role(one.role) for one in self.memberships if one.district_id == district_id}
        return frozenset(given | ({Role.OPERATOR} if self.is_operator else set()))


class Here:
    """One visit of one person to one page of one district."""

    def __init__(
        self, person: Person, page: Page, district: District, roles: frozenset[Role]
    ) -> None:
        self.person = person
        self.page = page
        self.district = district
        self.roles = roles
        self.acts = False  # a form was sent: what counts are the roles that may send it
        self.classes: frozenset[str] = frozenset()  # what a teacher teaches
        self._scope: Scope | None = None
        self.now = datetime.now(UTC)

    @property
    def scope(self) -> Scope:
        """Return the transaction in the district, which the guard has entered."""
        assert self._scope is not None, "a slow page enters the district itself: district_scope"
        return self._scope

    def enter(self, scope: Scope) -> None:
        """Note the transaction that the guard has entered."""
        self._scope = scope

    @property
    def actor(self) -> str:
        """Return who acts, for the audit log."""
        return self.person.email

    @cached_property
    def schools(self) -> frozenset[str] | None:
        """Return the ids of the schools that may be seen; None means all of the district.

        When a form was sent, they are those in which the person may do so.
        """
        return self.schools_of(self.page.acts if self.acts else self.page.opens)

    def schools_of(self, roles: Set[Role]) -> frozenset[str] | None:
        """Return the ids of the schools in which the person has one of these roles; None: all.

        Who is School Admin of one school and help desk of another may not act in the other.
        """
        if self.roles & ADMINS & roles:
            return None
        return frozenset(
            school
            for one in self.person.memberships
            if one.district_id == self.district.id and one.role in roles
            for school in one.schools
        )

    @cached_property
    def apps(self) -> frozenset[int]:
        """Return the ids of the apps of a vendor admin."""
        return frozenset(
            one.app_id
            for one in self.person.memberships
            if one.district_id == self.district.id and one.app_id is not None
        )

    def has(self, *roles: Role) -> bool:
        """Say whether the person has one of these roles here."""
        return bool(self.roles & set(roles))

    def may(self, roles: Set[Role]) -> bool:
        """Say whether one of the person's roles is among these."""
        return bool(self.roles & roles)

    @property
    def may_act(self) -> bool:
        """Say whether the person may send this page's forms."""
        return self.may(self.page.acts)
