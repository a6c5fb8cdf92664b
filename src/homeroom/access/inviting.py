"""Invite a person: a role, and a link by which the person chooses a password."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from msgspec import Struct

from homeroom.access import people
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.errors import NeedsDistrict, NeedsOperator


class Invited(Struct, frozen=True, kw_only=True):
    """What became of an invitation; `link` is to be handed over where no e-mail could go out."""

    email: str
    new_role: bool
    mailed: bool
    link: str


def invite(email: str, role: Role, place: Place, by: str, address: str) -> Invited:
    """Give a role, and let somebody without a password choose one; `address` is that of the hub."""
    if role is Role.OPERATOR:
        raise NeedsDistrict(
            "Operators look after the whole server.",
            fix="They are added on the command line: homeroom people add E-MAIL --role operator",
        )
    return _invite(email, role, place, (by, address))


def invite_to_server(email: str, role: Role, place: Place, by: str, address: str) -> Invited:
    """Do the same for an operator, who may make others operators, too."""
    return _invite(email, role, place, (by, address))


def _invite(email: str, role: Role, place: Place, whence: tuple[str, str]) -> Invited:
    by, address = whence
    user, fresh = people.add(email, role, place, by)
    people.note(by, "people.add", user.email, {"role": role.value}, place.district_id)
    if user.has_usable_password():
        return Invited(email=user.email, new_role=fresh, mailed=False, link="")
    mailed, link = send_invitation(user, by, address)
    return Invited(email=user.email, new_role=fresh, mailed=mailed, link=link)


def send_invitation(user: User, by: str, address: str) -> tuple[bool, str]:
    """Make a new invitation: True and "" when it went out by e-mail, else False and the link.

    Without a server for e-mail somebody has to hand the link over.
    """
    link = f"{address}/link/{people.make_link(user, people.INVITATION, by)}/"
    if not settings.EMAIL_HOST:
        return False, link
    text = render_to_string("people/invitation.txt", {"link": link, "by": by})
    try:
        send_mail("You are invited to Homeroom", text, None, [user.email])
    except (OSError, SMTPException) as problem:
        raise NeedsOperator(
            "The invitation could not be sent by e-mail.",
            fix="Check HOMEROOM_EMAIL_HOST and what belongs to it, then invite again.",
            detail=str(problem),
        ) from problem
    return True, ""


def remove_from_district(user: User, place: Place, role: Role, by: str) -> None:
    """Take a role of a district away, or that of one app; the last Primary District Admin stays."""
    district_id = place.district_id
    assert district_id is not None, "a role of the whole server is taken away on the command line"
    if role is Role.PRIMARY_ADMIN and people.only_primary_admin(user, district_id):
        raise NeedsDistrict(
            f"{user.email} is the only Primary District Admin.",
            fix="Make somebody else Primary District Admin first, so that the district has one.",
        )
    if people.remove(user, district_id, role, place.app_id):
        facts = {"role": role.value, "app": place.app_id}
        people.note(by, "people.remove", user.email, facts, district_id)
