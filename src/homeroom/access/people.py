"""Give and take roles, and make the links by which people come in."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from msgspec import Struct

from homeroom.access.models import User
from homeroom.access.roles import GIVEN, OF_SCHOOLS, Role
from homeroom.errors import NeedsDistrict
from homeroom.store import audit, districts, people, sign_in_links
from homeroom.store.districts import District
from homeroom.store.people import Member, Membership
from homeroom.store.scope import district_scope

SIGN_IN = "sign in"
INVITATION = "invitation"
LIVES = {SIGN_IN: timedelta(minutes=15), INVITATION: timedelta(hours=24)}


class Place(Struct, frozen=True, kw_only=True):
    """Where a role holds: a district, some of its schools, one of its apps; nothing: everywhere."""

    district_id: int | None = None
    schools: Sequence[str] = ()
    app_id: int | None = None


def find(email: str) -> User:
    """Return the person with this address."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise NeedsDistrict(
            f"Nobody here has the address {email}.", fix="Look at homeroom people list."
        )
    return found


@transaction.atomic
def add(email: str, role: Role, place: Place, by: str) -> tuple[User, bool]:
    """Give a role to a person, made where the address is new; True when the role is new.

    Who gives it vouches for the address. Raises NeedsDistrict where role and place do not fit.
    """
    _check(role, place)
    address = email.strip().lower()
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    fresh = people.add(
        {
            "user_id": user.pk,
            "role": role.value,
            "district_id": place.district_id,
            "schools": list(place.schools),
            "app_id": place.app_id,
            "made_by": by,
        }
    )
    return user, fresh


def _check(role: Role, place: Place) -> None:
    if role not in GIVEN:
        raise NeedsDistrict(
            "Teachers are not added by hand.",
            fix="A teacher signs in with the address that the roster has for an active class.",
        )
    if role is Role.OPERATOR:
        return
    if place.district_id is None:
        raise NeedsDistrict(f"A {role.words} needs a district.", fix="Say --district.")
    if (role in OF_SCHOOLS) != bool(place.schools):
        raise NeedsDistrict(
            f"{role.words}: the schools do not fit this role.",
            fix="Say --school for a School Admin and for the help desk, and for nobody else.",
        )
    if (role is Role.VENDOR_ADMIN) != (place.app_id is not None):
        raise NeedsDistrict(
            f"{role.words}: the app does not fit this role.",
            fix="Say --app for a Vendor Admin, and for nobody else.",
        )


def remove(
    user: User, district_id: int | None, role: Role | None, app_id: int | None = None
) -> int:
    """Take roles away and end the person's sessions and links; return how many roles went."""
    gone = people.remove(user.pk, district_id, role.value if role else None, app_id)
    if gone:
        end_sessions(user)
    return gone


def only_primary_admin(user: User, district_id: int) -> bool:
    """Say whether a district would have no Primary District Admin without this person."""
    members = people.members(district_id)
    primary = {one.membership.user_id for one in members if one.active and _is_primary(one)}
    return primary == {user.pk}


def _is_primary(member: Member) -> bool:
    return member.membership.role == Role.PRIMARY_ADMIN


def make_link(user: User, purpose: str, by: str, lives: timedelta | None = None) -> str:
    """Return the secret of a new link, good for one use; the older ones of its kind end."""
    if not user.is_active:
        raise NeedsDistrict(
            f"{user.email} is locked.", fix="An operator unlocks the account first."
        )
    secret = secrets.token_urlsafe(32)
    sign_in_links.keep(secret, user.pk, purpose, by, lives or LIVES[purpose])
    return secret


def end_sessions(user: User) -> None:
    """Sign a person out everywhere, and end the links that are still open."""
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    sign_in_links.end_all(user.pk)


def memberships(user: User) -> list[Membership]:
    """Return the roles of a person."""
    return people.of_user(user.pk)


def verified_addresses(user: User) -> list[str]:
    """Return the addresses that a person has shown to own, in small letters."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [email.lower() for email in rows]


def note(
    actor: str, act: str, subject: str, facts: Mapping[str, Any], district: int | None
) -> None:
    """Write an act down in the log of its district, or in the server's."""
    if district is None:
        audit.note_for_server(actor, act, subject, facts)
        return
    with district_scope(district) as scope:
        audit.note(scope, actor, act, subject, facts)


def teach_somewhere(addresses: Sequence[str], now: datetime) -> bool:
    """Say whether a roster has one of these addresses, in small letters, for a present teacher."""
    return any(teach_in(district, addresses, now) for district in districts.every())


def teach_in(district: District, addresses: Sequence[str], now: datetime) -> bool:
    """Say the same of one district."""
    with district_scope(district.id) as scope:
        today = now.astimezone(district.zone).date()
        return bool(people.classes_taught(scope, list(addresses), today))
