"""The tables and the model say the same."""

import pytest

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

NAMES = {
    "integer": "int",
    "timestamp with time zone": "timestamptz",
    "ARRAY": "array",
}
# Kept beside the model: a school's own clock, and by what a teacher who signs in is found.
OWN = {Kind.ORG: {"time_zone"}, Kind.USER: {"email_folded", "name_folded", "person"}}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_column_of_a_table_comes_from_the_model(scope: Scope, kind: Kind) -> None:
    rows = scope.rows(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %(table)s AND table_schema = 'public'",
        table=TABLES[kind].name,
    )
    stored = {name: NAMES.get(type_, type_) for name, type_ in rows}
    described = {
        name: "array" if type_.endswith("[]") else type_
        for name, type_ in TABLES[kind].types().items()
    }
    assert {name for name in stored if name not in described} == OWN.get(kind, set())
    assert {name: stored.get(name) for name in described} == described
