"""The crosswalk of standards: an objective is one standard, and the narrowest place says which."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.differences import differences
from homeroom.rules.document import Rules
from homeroom.rules.standards import ScoreGroup, Standard, Standards, standard_for
from homeroom.rules.toml import from_toml, to_toml
from tests.unit.push.cases import WHERE

HABITS = ScoreGroup(name="habits", levels=("O", "S", "N"))
UUID = "5e7b2f0a-0000-4000-8000-00000000000A"
TEXT = """
[[standards.groups]]
name = "habits"
levels = ["O", "S", "N"]
[[standards.crosswalk]]
objective = "MA.3"
item = "Work Habits"
group = "habits"
[[standards.crosswalk]]
place = "school:oak"
source = "case"
objective = "MA.3"
item = "Habits at Oak"
group = "habits"
"""


def line(objective: str = "MA.3", item: str = "Work Habits", **more: str) -> Standard:
    return Standard(objective=objective, item=item, group="habits", **more)


def found(*lines: Standard, app: str = "mathly", source: str = "case", id_: str = "MA.3") -> str:
    """Return the title of the standard, with the rule that named it."""
    standards = Standards(groups=(HABITS,), crosswalk=lines)
    mapped = standard_for(standards, app, WHERE, (source, id_))
    return f"{mapped.item} by {mapped.by}" if mapped else "none"


def test_a_crosswalk_is_read_and_written_as_the_same_rules() -> None:
    rules = from_toml(TEXT)
    assert from_toml(to_toml(rules)) == rules
    assert [one.item for one in rules.standards.crosswalk] == ["Work Habits", "Habits at Oak"]
    changed = from_toml(TEXT.replace("Habits at Oak", "Habits"))
    (one,) = differences(rules, changed)
    assert (one.path, one.after) == ("standards.crosswalk[2].item", "Habits")
    assert Rules().standards == Standards()


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [("class:alg-1", "course:alg"), ("course:alg", "school:oak"), ("school:oak", "district")],
)
def test_the_narrowest_place_decides_wherever_it_stands(narrow: str, wide: str) -> None:
    one, other = line(item="Narrow", place=narrow), line(item="Wide", place=wide)
    for lines in ((one, other), (other, one)):
        assert found(*lines) == f"Narrow by crosswalk of standards for {narrow}"


def test_another_school_or_app_or_catalogue_is_not_meant() -> None:
    assert found(line(place="school:elm")) == "none"
    assert found(line(app="lexa")) == "none"
    assert found(line(source="case"), source="unknown") == "none"
    assert found(line("MA.4")) == "none"


def test_in_one_place_what_is_said_for_an_app_goes_before_what_is_said_for_all() -> None:
    every, mine = line(item="Every"), line(item="Mine", app="mathly")
    for lines in ((every, mine), (mine, every)):
        assert found(*lines).startswith("Mine")
        assert found(*lines, app="lexa").startswith("Every")


def test_ids_are_compared_without_regard_to_case_as_uuids_are() -> None:
    assert found(line(UUID), id_=UUID.lower()).startswith("Work Habits")
    assert found(line(source="CASE"), source="case").startswith("Work Habits")
    # An app reads ccss-m as /ccssm: the standard lets no catalogue be called otherwise.
    assert found(line(source="CCSS-M"), source="/ccssm").startswith("Work Habits")
    assert found(line(source="\u7b97"), source="case") == "none"


@pytest.mark.parametrize(("text", "level"), [("O", "O"), (" o ", "O"), ("n", "N")])
def test_a_level_of_a_group_is_written_as_the_sis_does(text: str, level: str) -> None:
    assert HABITS.level_of(text) == level


@pytest.mark.parametrize("text", ["", "A", "O S", "0"])
def test_a_level_that_a_group_lacks_is_none(text: str) -> None:
    assert HABITS.level_of(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('groups = [{name = "g", levels = []}]', "at least one level"),
        ('groups = [{name = "g", levels = ["A", "a "]}]', "level a twice"),
        ('groups = [{name = "g", levels = ["A", " "]}]', "blank level"),
        (
            'groups = [{name = "g", levels = ["A"]}, {name = "g", levels = ["B"]}]',
            "two score groups",
        ),
        ('crosswalk = [{objective = "o", item = "i", group = "g"}]', "no score group g"),
        (
            'groups = [{name = "g", levels = ["A"]}]\ncrosswalk = ['
            '{objective = "o", item = "i", group = "g"},'
            ' {objective = "O", item = "j", group = "g"}]',
            "twice for one place",
        ),
        ('crosswalk = [{objective = " ", item = "i", group = "g"}]', "names an objective"),
        ('crosswalk = [{place = "teacher:t", objective = "o", item = "i", group = "g"}]', "class"),
        ('crosswalk = [{objective = "o", title = "i", group = "g"}]', "title"),
    ],
)
def test_a_crosswalk_that_would_be_ambiguous_is_not_read(text: str, said: str) -> None:
    with pytest.raises(NeedsDistrict) as problem:
        from_toml(f"[standards]\n{text}")
    assert said in problem.value.message
