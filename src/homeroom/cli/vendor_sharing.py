"""homeroom vendor share, directory and agreement: what an app sees, and on what ground."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from msgspec import structs

from homeroom import settings
from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.naming import course_id, school_id
from homeroom.cli.output import print_json, print_pairs, print_table
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Version
from homeroom.rules.sharing import Sharing, attribute_named, kind_named
from homeroom.runs.writes import vendors
from homeroom.serve.operations import Operation
from homeroom.serve.preview import list_of, look
from homeroom.store import roster
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope
from homeroom.store.serving.seen import seen
from homeroom.store.vendors import agreements, sharings
from homeroom.store.vendors.clients import Client
from homeroom.store.vendors.sharings import Shared

_NEVER = "never"


@click.command("share")
@click.argument("key")
@click.option("--purpose", help="What the app is used for.")
@click.option("--school", "schools", multiple=True, help="Only this school; repeat it for several.")
@click.option("--all-schools", is_flag=True, help="All schools, and those to come.")
@click.option("--without-course", "courses", multiple=True, help="Leave a course out; repeat it.")
@click.option("--without", "kinds", multiple=True, metavar="KIND", help="Leave a kind out.")
@click.option(
    "--hide", "hidden", multiple=True, metavar="KIND.ATTRIBUTE", help="Leave an attribute out."
)
@click.option("--with-all", is_flag=True, help="First take in again what was left out before.")
@click.option("--demographics/--no-demographics", default=None, help="Whether they are shared.")
@click.option(
    "--honour-opt-outs/--ignore-opt-outs",
    "honours",
    default=None,
    help="Whether people who opted out of the directory are kept from it.",
)
@click.option("--preview", is_flag=True, help="Only count what it would see; nothing changes.")
@click.option("--show", "shown_kind", metavar="KIND", help="The first of a kind, as it gets them.")
@click.option(
    "--api",
    type=click.Choice([one.value for one in Version]),
    default=Version.V1P2.value,
    help="With --show: in 1.1 or 1.2.",
)
@click.option("--until", metavar="DATE", help="The last day of sharing, e.g. 2027-06-30, or never.")
@district_option
@json_option
@says_errors
def share(key: str, slug: str, as_json: bool, **given: Any) -> None:
    """Show or say what an app sees: all but demographics, unless you say otherwise."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        app, client = vendors.of_app(scope, key)
        before = sharings.of_app(scope, app.id)
        after = _changed(scope, before, given)
        if after != before and not given["preview"]:
            vendors.share(scope, app, after, actor())
        meant = sharings.meant(scope, after, district.zone)
        shown = {"app": key, **described(scope, after), "sees": seen(scope, app.id, meant)}
        if given["shown_kind"]:
            shown["first"] = _first(client, meant, _list(given["shown_kind"], given["api"]))
    if as_json:
        print_json(shown)
    else:
        print_pairs(shown)


def _list(said: str, api: str) -> Operation:
    found = list_of(kind_named(said), Version(api))
    if found is None:
        raise NeedsDistrict(f"OneRoster {api} has no {said}.", fix="Leave --api out: 1.2 has it.")
    return found


def _first(client: Client, sharing: Sharing, asked: Operation) -> dict[str, Any]:
    """Return what the app is answered that asks for a list."""
    found = look(client, sharing, asked, settings.ADDRESS or "http://localhost:8080")
    if found.lacks:
        return {"path": found.path, "lacks_scopes": list(found.lacks)}
    return {"path": found.path, "total": found.total, "answer": json.loads(found.json)}


def described(scope: Scope, held: Shared) -> dict[str, Any]:
    """Return what is shared with an app, in the names that the command takes."""
    names = dict(roster.schools(scope))
    return {
        "purpose": held.purpose,
        "schools": "all"
        if held.schools is None
        else [names.get(str(one), str(one)) for one in held.schools],
        "courses_left_out": [str(one) for one in held.courses_left_out],
        "kinds_left_out": list(held.kinds_left_out),
        "attributes_left_out": [
            f"{kind}.{name}" for kind, all_ in held.attributes_left_out.items() for name in all_
        ],
        "demographics": held.demographics,
        "honours_opt_out": held.honours_opt_out,
        "until": held.last_day,
    }


def _changed(scope: Scope, held: Shared, given: dict[str, Any]) -> Shared:
    """Return what is shared after the options; what none of them names stays."""
    if given["with_all"]:
        held = structs.replace(held, courses_left_out=(), kinds_left_out=(), attributes_left_out={})
    if given["all_schools"]:
        held = structs.replace(held, schools=None)
    if given["schools"]:
        ids = {UUID(school_id(scope, one)) for one in given["schools"]}
        held = structs.replace(held, schools=tuple(sorted(ids)))
    if given["courses"]:
        ids = {UUID(course_id(scope, one)) for one in given["courses"]}
        held = structs.replace(
            held, courses_left_out=tuple(sorted(ids.union(held.courses_left_out)))
        )
    if given["kinds"]:
        kinds = {*held.kinds_left_out, *(kind_named(one).value for one in given["kinds"])}
        held = structs.replace(held, kinds_left_out=tuple(sorted(kinds)))
    if given["hidden"]:
        held = structs.replace(held, attributes_left_out=_hidden(held, given["hidden"]))
    return structs.replace(held, **_plain(given))


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """Return what the options say in one word each."""
    found: dict[str, Any] = {}
    for option, name in (
        ("purpose", "purpose"),
        ("demographics", "demographics"),
        ("honours", "honours_opt_out"),
    ):
        if given[option] is not None:
            found[name] = given[option]
    if given["until"]:
        found["last_day"] = None if given["until"] == _NEVER else _day(given["until"])
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise click.BadParameter("write it as 2027-06-30.", param_hint="--until") from problem


def _hidden(held: Shared, said: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found = {kind: set(names) for kind, names in held.attributes_left_out.items()}
    for one in said:
        kind, name = attribute_named(one)
        found.setdefault(kind.value, set()).add(name)
    return {kind: tuple(sorted(names)) for kind, names in sorted(found.items())}


@click.command("directory")
@click.option("--attribute", default="", help="A name in the metadata of people.")
@click.option("--value", "values", multiple=True, help="What in it means yes; true by default.")
@click.option("--none", "nobody", is_flag=True, help="Nobody can opt out.")
@district_option
@json_option
@says_errors
def directory(
    attribute: str, values: tuple[str, ...], nobody: bool, slug: str, as_json: bool
) -> None:
    """Show or say which attribute tells that somebody opted out of the directory."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        if attribute or nobody:
            vendors.opt_out_by(scope, "" if nobody else attribute, values, actor())
        held = sharings.directory_rule(scope)
    if as_json:
        print_json({"directory": held})
    elif held is None:
        click.echo("Nobody can opt out of the directory: no attribute says so.")
    else:
        said = " or ".join(held.values)
        click.echo(f"Whoever has {held.attribute} = {said} is kept from apps that honour it.")


@click.command("agreement")
@click.argument("key")
@click.option(
    "--add", "added", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Attach a file.",
)  # fmt: skip
@click.option("--save", type=int, metavar="NUMBER", help="Write a file out again.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Where it is written.")
@click.option("--remove", "removed", type=int, metavar="NUMBER", help="Remove a file.")
@district_option
@json_option
@says_errors
def agreement(key: str, slug: str, as_json: bool, **given: Any) -> None:
    """List the agreements with a vendor; attach, write out or remove one."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        app, _ = vendors.of_app(scope, key)
        _act_on_agreement(scope, app, given)
        found = agreements.every(scope, app.id)
    if as_json:
        print_json({"app": key, "agreements": found})
        return
    columns = ["Number", "File", "Bytes", "Attached by", "When"]
    rows = [(str(one.id), one.name, one.bytes, one.added_by, one.added_at) for one in found]
    print_table(f"Agreements with {key}", columns, rows)


def _act_on_agreement(scope: Scope, app: App, given: dict[str, Any]) -> None:
    if given["added"]:
        path: Path = given["added"]
        vendors.attach(scope, app, path.name, path.read_bytes(), actor())
    if given["save"] is not None:
        if given["to"] is None:
            raise click.BadParameter("say where it is written.", param_hint="--to")
        given["to"].write_bytes(agreements.body(scope, app.id, given["save"]))
    if given["removed"] is not None:
        vendors.detach(scope, app, given["removed"], actor())


COMMANDS = (share, directory, agreement)
