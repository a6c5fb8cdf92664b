"""Attribute mappings as an admin writes them."""

from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import ASSESSMENTS, GRADEBOOK, ONLY_1_2, Kind
from homeroom.rules.entities import PEOPLE
from homeroom.rules.mappings import MappedAttribute, offered
from homeroom.rules.steps import Prefix, Split
from homeroom.rules.toml import from_toml, to_toml

TEXT = """
[[mappings]]
app = "lms"
entity = "student"
attribute = "identifier"
source = "metadata.number"
default = "none"
steps = [
  {do = "trim"}, {do = "case", to = "upper"}, {do = "split", separator = "-", part = -1},
  {do = "concatenate", sources = ["grades"]}, {do = "replace", table = {A = "B"}},
  {do = "date", read = "%d.%m.%Y"}, {do = "prefix", text = "S"},
]
"""


def test_mappings_survive_their_file() -> None:
    rules = from_toml(TEXT)
    (one,) = rules.mappings
    assert len(one.steps) == 7
    assert one.steps[2] == Split(separator="-", part=-1)
    assert from_toml(to_toml(rules)) == rules


@pytest.mark.parametrize(("change", "words"), [
    (('entity = "student"', 'entity = "pupil"'), "no entity pupil"),
    (('"identifier"', '"number"'), "no attribute number"),
    (('"identifier"', '"sourcedId"'), "no attribute sourcedId"),
    (('"identifier"', '"metadata."'), "cannot|can be mapped"),
    (('"identifier"', '"metadata.homeroom.unsaid"'), "can be mapped"),
    (('"identifier"', '"roles"'), "as it is"),
    (("source =", "constant = 'x'\nsource ="), "or else a constant"),
    (('source = "metadata.number"', ""), "needs a source"),
    (("part = -1", "part = 0"), "counted from 1"),
    (('separator = "-"', 'separator = ""'), "needs a separator"),
    (('do = "trim"', 'do = "guess"'), "guess"),
    (("%d.%m.%Y", "%Q"), "no date format"),
    (('["grades"]', "[]"), "at least one"),
])  # fmt: skip
def test_a_mapping_that_cannot_be_meant_is_refused(change: tuple[str, str], words: str) -> None:
    with pytest.raises(NeedsDistrict, match=words):
        from_toml(TEXT.replace(*change))


def test_each_hub_attribute_has_one_source() -> None:
    with pytest.raises(NeedsDistrict, match="mapped already for lms"):
        from_toml(TEXT + TEXT)
    from_toml(TEXT + TEXT.replace('"lms"', '"sis"'))
    from_toml(TEXT + TEXT.replace('"student"', '"user"'))


def absent(version_lacks: frozenset[Kind], **more: Any) -> dict[str, str]:
    lacks = dict.fromkeys(version_lacks, "API 1.1 does not have it")
    found = offered(frozenset(Kind) - version_lacks, lacks, **more)
    return {one.entity: one.absent for one in found if one.absent}


def test_grades_can_be_mapped_only_while_grade_sync_is_on() -> None:
    assert absent(frozenset(), grade_sync=True) == {}
    assert absent(frozenset(), grade_sync=False) == {
        kind.value: "Grades can be mapped only while Grade Sync is on." for kind in GRADEBOOK
    }


def test_an_older_version_says_what_it_lacks() -> None:
    assert absent(ONLY_1_2, grade_sync=True) == {
        kind.value: "API 1.1 does not have it" for kind in (Kind.SCORE_SCALE, *ASSESSMENTS)
    }


def test_people_are_offered_one_by_one_beside_all_users() -> None:
    names = [one.entity for one in offered(frozenset(Kind), {}, grade_sync=False)]
    at = names.index("user")
    assert names[at : at + 5] == ["user", *PEOPLE]


def test_a_plain_list_may_be_taken_as_it_is() -> None:
    given: dict[str, Any] = {"app": "lms", "entity": "user", "attribute": "roles"}
    MappedAttribute(**given, source="metadata.roles")
    with pytest.raises(ValueError, match="as it is"):
        MappedAttribute(**given, source="metadata.roles", steps=(Prefix(text="x"),))
