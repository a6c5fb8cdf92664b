"""What a change of rules may touch: records, how they are recognised, and what was sent."""

import pytest

from homeroom.model.kinds import Kind
from homeroom.rules.affected import merged_otherwise, recognised_otherwise, sent_otherwise
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.toml import from_toml

SCALE = '[[scales.conversions]]\nrounding = "half up"\n'
MASTER = '[[masters]]\nentity = "user"\nfield = "phone"\nsources = [{ app = "sis" }]\n'
DOMAIN = '[[uniqueness]]\nentity = "user"\nfields = ["identifier"]\n'


def test_the_same_rules_touch_nothing() -> None:
    for rules in (NO_RULES, from_toml(SCALE), from_toml(MASTER), from_toml(DOMAIN)):
        assert merged_otherwise(rules, rules) == ()
        assert recognised_otherwise(rules, rules) == ()
        assert not sent_otherwise(rules, rules)


@pytest.mark.parametrize(
    ("said", "merged", "recognised", "sent"),
    [
        (SCALE, (), (), True),
        (MASTER, (Kind.USER,), (), False),
        (DOMAIN, (), (Kind.USER,), False),
        (MASTER + DOMAIN + SCALE, (Kind.USER,), (Kind.USER,), True),
    ],
    ids=["scale", "master field", "domain", "all"],
)
def test_each_rule_touches_what_it_is_about(
    said: str, merged: tuple[Kind], recognised: tuple[Kind], sent: bool
) -> None:
    rules = from_toml(said)
    for before, after in ((NO_RULES, rules), (rules, NO_RULES)):
        assert merged_otherwise(before, after) == merged
        assert recognised_otherwise(before, after) == recognised
        assert sent_otherwise(before, after) is sent


def test_the_preset_touches_roster_and_gradebook_parents_first() -> None:
    kinds = merged_otherwise(NO_RULES, Rules(masters_by_role=True))
    assert Kind.USER in kinds
    assert Kind.LINE_ITEM in kinds
    assert list(kinds) == [kind for kind in Kind if kind in kinds]
