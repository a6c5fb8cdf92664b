"""What the checks say about master fields is what merging does: no more, and no less."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from homeroom.merge.decide import Fact
from homeroom.merge.masters import Masters
from homeroom.model.gradebook import Category, LineItem, Result, ScoreScale
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.push.checks.checklist import undecided
from homeroom.rules.document import Rules
from homeroom.rules.entities import fields_of
from homeroom.rules.masters import MasterField, Mode, Voice

ROLES = {"sis": "sis", "lms": "learning", "sheet": "learning"}
MADE: dict[Kind, Record] = {
    Kind.CATEGORY: Category(sourced_id="x", title="Quizzes", weight=Decimal(10)),
    Kind.SCORE_SCALE: ScoreScale(sourced_id="x", title="Letters", type="letter"),
    Kind.LINE_ITEM: LineItem(sourced_id="x", title="Quiz", class_="alg-1"),
    Kind.RESULT: Result(sourced_id="x", line_item="q1", student="s1", score=Decimal(8)),
}
# A text, a number and a word of each kind, in which sources may differ.
FIELDS: dict[Kind, dict[str, tuple[Any, ...]]] = {
    Kind.CATEGORY: {
        "title": ("Quizzes", "Tests", "Labs"),
        "weight": (Decimal(1), Decimal(2), None),
    },
    Kind.SCORE_SCALE: {"title": ("Letters", "Marks", "Words"), "type": ("letter", "percent", "x")},
    Kind.LINE_ITEM: {"title": ("Quiz", "Test", "Lab"), "description": ("a", "b", None)},
    Kind.RESULT: {"score": (Decimal(8), Decimal(9), None), "comment": ("well done", "late", None)},
}
KINDS = list(FIELDS)

voices = st.one_of(
    st.builds(Voice, app=st.sampled_from([*ROLES, "gone"]), mode=st.sampled_from(Mode)),
    st.builds(Voice, role=st.sampled_from(["sis", "learning"]), mode=st.sampled_from(Mode)),
)


@st.composite
def decisions(draw: st.DrawFn, kind: Kind) -> Rules:
    """Return random master fields of a kind, and perhaps the preset."""
    names = draw(st.lists(st.sampled_from(list(FIELDS[kind])), unique=True))
    masters = tuple(
        MasterField(
            entity=kind.value,
            field=name,
            sources=tuple(draw(st.lists(voices, min_size=1, max_size=3))),
        )
        for name in names
    )
    return Rules(masters=masters, masters_by_role=draw(st.booleans()))


def facts(kind: Kind, field: str, values: Sequence[Any], keys: Sequence[str]) -> list[Fact]:
    """Return what some sources say of one record: they differ in one field at most."""
    return [
        Fact(key, structs.replace(MADE[kind], **{field: value}))
        for key, value in zip(keys, values, strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@given(data=st.data())
def test_what_is_called_complete_is_never_contested(kind: Kind, data: st.DataObject) -> None:
    rules = data.draw(decisions(kind))
    keys = data.draw(st.lists(st.sampled_from(list(ROLES)), unique=True, min_size=2))
    keys = [key for key in ROLES if key in keys]
    field = data.draw(st.sampled_from(list(FIELDS[kind])))
    if field in undecided(rules, kind, {key: ROLES[key] for key in keys}):
        return
    values = [data.draw(st.sampled_from(FIELDS[kind][field])) for _ in keys]
    said = facts(kind, field, values, keys)
    choice = Masters(rules.master_fields(), ROLES)(kind, field, None, said)
    assert not choice.contested


@pytest.mark.parametrize("kind", KINDS, ids=str)
@given(data=st.data())
def test_what_is_called_incomplete_can_be_contested(kind: Kind, data: st.DataObject) -> None:
    rules = data.draw(decisions(kind))
    masters = Masters(rules.master_fields(), ROLES)
    open_ = [name for name in undecided(rules, kind, ROLES) if name in FIELDS[kind]]
    for field in open_:
        first, second, _ = FIELDS[kind][field]
        pairs = [(one, other) for one in ROLES for other in ROLES if one < other]
        contested = [
            masters(kind, field, None, facts(kind, field, (first, second), pair)).contested
            for pair in pairs
        ]
        assert any(contested), field


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_order_of_sources_does_not_matter(kind: Kind) -> None:
    rules = Rules(masters_by_role=True)
    roles = dict(reversed(ROLES.items()))
    assert undecided(rules, kind, ROLES) == undecided(rules, kind, roles) == []
    assert undecided(Rules(), kind, ROLES) == list(fields_of(kind.value))
    assert undecided(Rules(), kind, {"sis": "sis"}) == []
