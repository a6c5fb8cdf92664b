"""Filter rules, schools and steps as an admin writes them, in a file or on one line."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.filters import Condition, How
from homeroom.rules.steps import Case, Letters, Replace, Split, Step
from homeroom.rules.toml import from_toml, to_toml
from homeroom.rules.wording import condition_words, read_condition, read_step, step_words

TEXT = """
schools = [{app = "lms", school = "oak"}, {app = "lms", school = "elm", leave_out = true}]
new_schools = [{app = "lms", schools = "leave out"}]

[[filters]]
app = "lms"
entity = "class"
keep = "exclude"
linked = true
conditions = [{attribute = "title", test = "contains", value = "lunch"},
              {attribute = "endDate", test = "is past"}]
"""


def test_filters_and_schools_survive_their_file() -> None:
    rules = from_toml(TEXT)
    assert rules.filters[0].conditions[1].test is How.PAST
    assert from_toml(to_toml(rules)) == rules


@pytest.mark.parametrize(("change", "words"), [
    (('entity = "class"', 'entity = "pupil"'), "no entity pupil"),
    (('test = "contains"', 'test = "resembles"'), "resembles"),
    ((', value = "lunch"', ""), "needs a value"),
    (('"is past"', '"is past", value = "1"'), "takes no value"),
    (('"is past"', '"after", value = "May"'), "no day"),
    (('"title"', '"homeroom.unsaid"'), "filtered by"),
    (('keep = "exclude"', 'keep = "drop"'), "drop"),
    (('school = "elm"', 'school = "oak"'), "mapped twice"),
    (('"leave out"}]', '"leave out"}, {app = "lms", schools = "take in"}]'), "mapped twice"),
    (('leave_out = true', 'leave_out = true, hub = "h1"'), "either left out or"),
    (('school = "oak"', 'school = ""'), "by the id"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(change: tuple[str, str], words: str) -> None:
    with pytest.raises(NeedsDistrict, match=words):
        from_toml(TEXT.replace(*change))


def test_a_filter_without_a_condition_is_refused() -> None:
    with pytest.raises(NeedsDistrict, match="at least one condition"):
        from_toml(TEXT[: TEXT.index("conditions")] + "conditions = []\n")


@pytest.mark.parametrize(("text", "condition"), [
    ("title contains study hall", Condition(attribute="title", test=How.CONTAINS,
                                            value="study hall")),
    ("title does not contain x", Condition(attribute="title", test=How.LACKS, value="x")),
    ("endDate is past", Condition(attribute="endDate", test=How.PAST)),
    ("a.b is not empty", Condition(attribute="a.b", test=How.FILLED)),
])  # fmt: skip
def test_a_condition_is_typed_on_one_line(text: str, condition: Condition) -> None:
    assert read_condition(text) == condition
    assert condition_words(condition) == text


@pytest.mark.parametrize("text", ["title", "title is like x", "title contains", "", "title is"])
def test_what_is_no_condition_is_said(text: str) -> None:
    with pytest.raises(NeedsDistrict):
        read_condition(text)


@pytest.mark.parametrize(("text", "step"), [
    ('case to="title"', Case(to=Letters.TITLE)),
    ('split separator=",", part=2', Split(separator=",", part=2)),
    ('replace table={"a b"="c"}', Replace(table={"a b": "c"})),
])  # fmt: skip
def test_a_step_is_typed_on_one_line(text: str, step: Step) -> None:
    assert read_step(text) == step
    assert step_words(step) == text


@pytest.mark.parametrize("text", ["guess", "case", "case to=", 'trim x="y"', "split part=1", ""])
def test_what_is_no_step_is_said(text: str) -> None:
    with pytest.raises(NeedsDistrict, match="is no step"):
        read_step(text)
