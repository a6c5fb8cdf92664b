"""What stands in for what nobody said: all that the standard demands, and nothing else."""

import json

import pytest

from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.rules.sharing import Sharing
from homeroom.store.columns import TABLES
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.stand_ins import STAND_INS, beside, value_of
from tests.shared import SHARED

SPEC = SHARED / "spec"
# Every record has these of its own.
BASE = {"sourcedId", "status", "dateLastModified", "enabledUser"}
# A scale without levels is not served at all.
NOT_SERVED = {(Kind.SCORE_SCALE, "scoreScaleValue")}
OPEN = Shared(Sharing(), Bag())


def hiding(kind: Kind, *names: str) -> Shared:
    return Shared(Sharing(attributes_left_out={kind: frozenset(names)}), Bag())


def demanded(kind: Kind) -> set[str]:
    """Return what the published documents demand of a kind."""
    name = f"{kind.value[0].upper()}{kind.value[1:]}DType"
    for service in ("rostering", "gradebook", "resources"):
        held = json.loads((SPEC / f"{service}.json").read_text(encoding="utf-8"))
        if schema := held["components"]["schemas"].get(name):
            return set(schema["required"])
    raise AssertionError(name)


@pytest.mark.skipif(not SPEC.exists(), reason="the published documents lie beside the repository")
@pytest.mark.parametrize("kind", list(Kind))
def test_each_member_that_is_demanded_is_there_or_stood_in_for(kind: Kind) -> None:
    needed = {one.wire for one in ENTITIES[kind].fields if one.needed}
    not_served = {name for of, name in NOT_SERVED if of is kind}
    assert demanded(kind) - BASE - needed - not_served == STAND_INS.get(kind, {}).keys()


def test_only_what_may_lack_is_stood_in_for() -> None:
    for kind, some in STAND_INS.items():
        fields = {one.wire: one for one in ENTITIES[kind].fields}
        for wire, one in some.items():
            assert not fields[wire].needed
            assert one.words


def test_what_was_said_goes_before_what_stands_in() -> None:
    assert value_of(Kind.ORG, "name", "name", OPEN) == 't."name"'
    identifier = value_of(Kind.ORG, "identifier", "identifier", OPEN)
    assert identifier == 'coalesce(t."identifier", t.sourced_id)'
    terms = value_of(Kind.CLASS, "terms", "terms", OPEN)
    assert terms.startswith('coalesce(t."terms", (SELECT ARRAY[n.school_year_id]')


def test_what_was_said_and_is_not_shared_is_stood_in_for() -> None:
    hidden = hiding(Kind.ORG, "identifier")
    assert value_of(Kind.ORG, "identifier", "identifier", hidden) == "t.sourced_id"
    own, none = beside(Kind.ORG, [("identifier", "identifier")], hidden)
    assert "CASE WHEN true THEN 'identifier' END" in own
    assert none == "t.metadata IS NULL AND NOT (true)"


def test_a_record_is_marked_only_for_members_that_are_sent() -> None:
    columns = [
        (field.wire, column.name)
        for field, column in zip(
            ENTITIES[Kind.RESULT].fields, TABLES[Kind.RESULT].columns, strict=True
        )
    ]
    own, none = beside(Kind.RESULT, columns, OPEN)
    assert "'scoreStatus'" in own
    assert "'scoreDate'" in own
    assert 't."score_date" IS NULL' in none
    fewer = [one for one in columns if one[0] != "scoreDate"]
    own, none = beside(Kind.RESULT, fewer, OPEN)
    assert "scoreDate" not in own
    assert "score_date" not in none
    # Where metadata is not shared nothing of the record's own goes with the mark.
    own, none = beside(Kind.RESULT, columns, hiding(Kind.RESULT, "metadata"))
    assert "t.metadata" not in own + none
    assert "homeroom.notSaid" in own


def test_a_kind_of_which_all_is_known_has_no_mark() -> None:
    own, none = beside(Kind.CATEGORY, [("title", "title")], OPEN)
    assert "homeroom.notSaid" not in own.partition("ARRAY[")[2].partition("]")[2]
    assert none == "t.metadata IS NULL"
    hidden = hiding(Kind.CATEGORY, "metadata")
    assert beside(Kind.CATEGORY, [], hidden) == ("'{}'::jsonb", "true")
