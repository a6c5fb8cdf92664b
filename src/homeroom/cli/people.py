"""homeroom people: who may sign in, with which role, and the links that let them in."""

import click

from homeroom import settings
from homeroom.access.roles import GIVEN, Role
from homeroom.cli.base import actor, json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.naming import school_id
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.store import apps, districts
from homeroom.store import people as store
from homeroom.store.districts import District
from homeroom.store.people import Member
from homeroom.store.scope import district_scope

_role = click.Choice([role.value for role in GIVEN])


@click.group()
def people() -> None:
    """Say who may sign in to the web pages."""


@people.command("add")
@click.argument("email")
@click.option("--role", required=True, type=_role, help="What the person is.")
@click.option("--district", "slug", default="", help="The district's short name.")
@click.option(
    "--school", "schools", multiple=True, help="A school's id; several times for several."
)
@click.option("--app", "key", default="", help="The app of a vendor admin.")
@json_option
@says_errors
def add(
    email: str, role: str, slug: str, schools: tuple[str, ...], key: str, as_json: bool
) -> None:
    """Give a person a role; you vouch for the address."""
    with open_database():
        from homeroom.access import people as access

        district = None if role == Role.OPERATOR else districts.named(slug)
        place = access.Place()
        if district:
            with district_scope(district.id) as scope:
                place = access.Place(
                    district_id=district.id,
                    schools=[school_id(scope, one) for one in schools],
                    app_id=apps.keyed(scope, key).id if key else None,
                )
        user, fresh = access.add(email, Role(role), place, actor())
        access.note(actor(), "people.add", user.email, {"role": role}, place.district_id)
    if as_json:
        print_json({"email": user.email, "role": role, "new": fresh})
    else:
        click.echo(f"{user.email} is {Role(role).words}. Next: homeroom people link {user.email}")


@people.command("list")
@click.option("--district", "slug", default="", help="Only this district.")
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List the people and their roles."""
    with open_database():
        known = {one.id: one for one in districts.every()}
        found = store.members(districts.named(slug).id if slug else None)
    rows = [_row(one, known) for one in found]
    if as_json:
        print_json({"people": rows})
        return
    print_table(
        "People",
        ["E-mail", "Role", "District", "Schools", "Signed in last"],
        [(r["email"], r["role"], r["district"], r["schools"], r["last_login"]) for r in rows],
    )


@people.command("link")
@click.argument("email")
@click.option("--address", default="", help="Where the pages are served.")
@json_option
@says_errors
def link(email: str, address: str, as_json: bool) -> None:
    """Make a link that signs a person in once, within 15 minutes."""
    with open_database():
        from homeroom.access import people as access

        user = access.find(email)
        secret = access.make_link(user, access.SIGN_IN, actor())
        access.note(actor(), "people.link", user.email, {}, None)
    where = (address or settings.ADDRESS or "http://localhost:8080").rstrip("/")
    if as_json:
        print_json({"email": user.email, "link": f"{where}/link/{secret}/"})
    else:
        click.echo(f"{where}/link/{secret}/")
        click.echo("It works once, within 15 minutes. Whoever has it is this person.", err=True)


@people.command("remove")
@click.argument("email")
@click.option("--role", type=_role, help="Only this role.")
@click.option("--district", "slug", default="", help="Only in this district.")
@json_option
@says_errors
def remove(email: str, role: str | None, slug: str, as_json: bool) -> None:
    """Take roles away, and sign the person out everywhere."""
    with open_database():
        from homeroom.access import people as access

        user = access.find(email)
        district = districts.named(slug).id if slug else None
        gone = access.remove(user, district, Role(role) if role else None)
        if not gone:
            raise NeedsDistrict(
                f"{user.email} has no such role.", fix="Look at homeroom people list."
            )
        access.note(actor(), "people.remove", user.email, {"role": role}, district)
    if as_json:
        print_json({"email": user.email, "removed": gone})
    else:
        click.echo(f"{gone} {'role' if gone == 1 else 'roles'} of {user.email} removed.")


@people.command("lock")
@click.argument("email")
@says_errors
def lock(email: str) -> None:
    """Keep a person out, and sign the person out everywhere; roles stay."""
    _with_account(email, "lock")
    click.echo(f"{email} cannot sign in any more.")


@people.command("unlock")
@click.argument("email")
@says_errors
def unlock(email: str) -> None:
    """Let a person in again, also one whom wrong passwords keep out."""
    _with_account(email, "unlock")
    click.echo(f"{email} can sign in.")


@people.command("sign-out")
@click.argument("email")
@says_errors
def sign_out(email: str) -> None:
    """Sign a person out everywhere."""
    _with_account(email, "sign_out")
    click.echo(f"{email} is signed out everywhere.")


@people.command("reset-second-step")
@click.argument("email")
@says_errors
def reset_second_step(email: str) -> None:
    """Take second steps, passkeys and recovery codes away.

    Make sure by another way first that it is this person who asks.
    """
    _with_account(email, "reset_second_step")
    click.echo(f"{email} signs in by password alone, and may set up a second step anew.")


def _with_account(email: str, act: str) -> None:
    with open_database():
        from homeroom.access import accounts
        from homeroom.access import people as access

        getattr(accounts, act)(access.find(email), actor())


def _row(one: Member, known: dict[int, District]) -> dict[str, object]:
    held = one.membership
    return {
        "email": one.email,
        "role": held.role,
        "district": known[held.district_id].slug if held.district_id else "",
        "schools": list(held.schools),
        "app": held.app_id,
        "last_login": one.last_login,
    }
