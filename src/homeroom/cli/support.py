"""homeroom support: what whoever helps may see, without pupils and secrets."""

from datetime import UTC, datetime
from pathlib import Path

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json
from homeroom.errors import NeedsDistrict
from homeroom.store.scope import district_scope


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@district_option
@json_option
@says_errors
def support(file: Path | None, slug: str, as_json: bool) -> None:
    """Write a support bundle: no pupils, no secrets, no addresses.

    FILE is the zip file to write; without it the file is named after district and time.
    """
    with in_district(slug) as district:
        from homeroom.runs.care import support as runs
        from homeroom.store import audit

        path = file or Path(runs.file_name(district.slug, datetime.now(UTC)))
        if path.exists():
            raise NeedsDistrict(f"There is a {path} already.", fix="Say another name.")
        with district_scope(district.id) as scope:
            made = runs.bundle(scope)
            audit.note(scope, actor(), "support.bundle", district.slug, {"bytes": len(made)})
        path.write_bytes(made)
        contents = [{"name": name, "words": words} for name, (words, _) in runs.CONTENTS.items()]
    if as_json:
        print_json({"file": str(path), "contents": contents})
        return
    click.echo(f"{path} is written. Look into it before you send it; it holds:")
    for one in contents:
        click.echo(f"  {one['name']:<16} {one['words']}")
