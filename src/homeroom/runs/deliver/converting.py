"""How scores are converted on the way to each target of a district."""

from homeroom.errors import NeedsDistrict
from homeroom.push.checks.table import Line, conversion_table
from homeroom.rules.document import Rules
from homeroom.runs.setup.connecting import connector_of
from homeroom.store import apps, rules
from homeroom.store.districts import District
from homeroom.store.scope import district_scope


def conversions(
    district: District, key: str, proposed: Rules | None = None
) -> dict[str, list[Line]]:
    """Return the conversion table of one app, or of every SIS where none is named.

    With `proposed` rules, as it would be under these.
    """
    with district_scope(district.id) as scope:
        found = [apps.keyed(scope, key)] if key else apps.every(scope)
        decided = proposed or rules.current(scope).rules
    tables = {
        app.key: conversion_table(
            written.edited(app.settings.get("rules", {})), app.api_version or "", decided, app.key
        )
        for app in found
        if app.role == "sis" and (written := connector_of(app).rules) is not None
    }
    if key and not tables:
        raise NeedsDistrict(f"No grades go to {key}.", fix="Name the app of a SIS.")
    return tables
