"""What a district asks of rows: written in its rules, the narrower one counts, usual ones help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.entities import fields_of
from homeroom.rules.quality import (
    USUAL,
    Need,
    Quality,
    Requirement,
    Without,
    requirements_for,
    with_requirement,
    without_requirement,
)
from homeroom.rules.toml import from_toml, to_toml

TEXT = """
[quality]
requirements = [
  {entity = "student", attribute = "email"},
  {entity = "student", attribute = "email", app = "lms", without = "leave out"},
  {entity = "user", attribute = "metadata.homeroom", role = "sis", need = "recommended"},
]
"""


def asked(text: str, app: str, role: str) -> dict[tuple[str, str], Without]:
    found = requirements_for(from_toml(text).quality, app, role)
    return {(one.entity, one.attribute): one.without for one in found}


def test_requirements_survive_their_file() -> None:
    rules = from_toml(TEXT)
    assert rules.quality.usual
    assert rules.quality.requirements[2].need is Need.RECOMMENDED
    assert from_toml(to_toml(rules)) == rules
    assert "quality" not in to_toml(from_toml(""))


def test_a_rule_of_the_app_goes_before_one_of_its_role_and_that_before_one_of_all() -> None:
    email = ("student", "email")
    assert asked(TEXT, "sis", "sis")[email] is Without.REPORT
    assert asked(TEXT, "lms", "learning")[email] is Without.LEAVE_OUT
    of_role = TEXT.replace('app = "lms"', 'role = "learning"')
    assert asked(of_role, "lms", "learning")[email] is Without.LEAVE_OUT
    assert asked(of_role, "sis", "sis")[email] is Without.REPORT
    assert ("user", "metadata.homeroom") not in asked(TEXT, "lms", "learning")


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("sis", {("class", "terms")}),
        ("learning", {("lineItem", "dueDate"), ("lineItem", "resultValueMax")}),
        ("", set()),
    ],
)
def test_the_usual_ones_are_what_deliveries_cannot_do_without(
    role: str, names: set[tuple[str, str]]
) -> None:
    found = asked("", "any", role)
    assert set(found) == names
    assert set(found.values()) <= {Without.REPORT}
    assert asked("[quality]\nusual = false\n", "any", role) == {}


def test_every_usual_attribute_is_one_of_its_entity() -> None:
    assert all(one.attribute in fields_of(one.entity) for one in USUAL)
    assert all(one.need is Need.REQUIRED for one in USUAL)


def test_a_usual_one_is_taken_back_for_a_role_or_an_app() -> None:
    ignore = '[quality]\nrequirements = [{{entity = "lineItem", attribute = "dueDate", {of},' \
        ' without = "ignore"}}]\n'  # fmt: skip
    left = {("lineItem", "resultValueMax")}
    assert set(asked(ignore.format(of='app = "lms"'), "lms", "learning")) == left
    assert set(asked(ignore.format(of='role = "learning"'), "lms", "learning")) == left
    assert len(asked(ignore.format(of='app = "lms"'), "other", "learning")) == 2


def test_a_rule_takes_the_place_of_one_for_the_same_rows() -> None:
    held = from_toml(TEXT).quality
    strict = Requirement(entity="student", attribute="email", without=Without.LEAVE_OUT)
    made = with_requirement(held, strict)
    assert len(made.requirements) == 3
    assert made.requirements[-1] == strict
    assert without_requirement(made, strict).requirements == held.requirements[1:]
    gone = Requirement(entity="teacher", attribute="email")
    assert without_requirement(held, gone) == held
    assert not with_requirement(Quality(usual=False), strict).usual


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('entity = "pupil", attribute = "email"', "no entity pupil"),
        ('entity = "student", attribute = "mail"', "no attribute mail"),
        ('entity = "student", attribute = "metadata"', "no attribute metadata"),
        ('entity = "student", attribute = "email", app = "a", role = "sis"', "not of both"),
        ('entity = "student", attribute = "email", role = "lms"', "sis or learning"),
        ('entity = "student", attribute = "email", without = "drop"', "drop"),
        ('entity = "student", attribute = "email", need = "recommended", without = "leave out"',
         "only recommended"),
        ('entity = "student", attribute = "email"}, {entity = "student", attribute = "email"',
         "asked for twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_not_read(rule: str, said: str) -> None:
    with pytest.raises(NeedsDistrict) as problem:
        from_toml(f"[quality]\nrequirements = [{{{rule}}}]\n")
    assert said in problem.value.message


rules_of = st.builds(
    Requirement,
    entity=st.sampled_from(["student", "class"]),
    attribute=st.sampled_from(["metadata.a", "metadata.b"]),
    app=st.just(""),
    role=st.just(""),
    without=st.sampled_from(Without),
)


@st.composite
def some_rules(draw: st.DrawFn) -> Quality:
    """Return rules of every width, in any order, one for each attribute of the same rows."""
    made: dict[tuple[str, str, str, str], Requirement] = {}
    for one in draw(st.lists(rules_of, max_size=8)):
        width = draw(st.sampled_from([{}, {"app": "lms"}, {"app": "x"}, {"role": "learning"},
                                      {"role": "sis"}]))  # fmt: skip
        placed = structs.replace(one, **width)
        made[placed.key] = placed
    return Quality(usual=draw(st.booleans()), requirements=tuple(made.values()))


def slowly(quality: Quality, app: str, role: str) -> dict[tuple[str, str], Without]:
    """Decide attribute by attribute: the app's word, else that of its role, else everybody's."""
    every = [*quality.requirements, *(USUAL if quality.usual else ())]
    found: dict[tuple[str, str], Without] = {}
    for name in {(one.entity, one.attribute) for one in every}:
        mine = [one for one in every if (one.entity, one.attribute) == name]
        for width in (("app", app), ("role", role), None):
            said = [
                one
                for one in mine
                if (getattr(one, width[0]) == width[1] if width else not (one.app or one.role))
            ]
            if said:
                found[name] = said[0].without
                break
    return {name: one for name, one in found.items() if one is not Without.IGNORE}


@given(some_rules(), st.sampled_from(["lms", "roster"]), st.sampled_from(["sis", "learning"]))
def test_what_is_asked_equals_a_plain_slow_decision(quality: Quality, app: str, role: str) -> None:
    found = requirements_for(quality, app, role)
    assert {(one.entity, one.attribute): one.without for one in found} == slowly(quality, app, role)
    assert len({(one.entity, one.attribute) for one in found}) == len(found)


@given(some_rules(), some_rules())
def test_a_rule_that_is_added_and_taken_back_leaves_the_others(one: Quality, two: Quality) -> None:
    for made in two.requirements:
        held = [each for each in one.requirements if each.key != made.key]
        assert list(without_requirement(with_requirement(one, made), made).requirements) == held
