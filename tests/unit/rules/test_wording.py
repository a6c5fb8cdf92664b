"""Steps and conditions are read from one line, and written as they are read."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.filters import Condition, How
from homeroom.rules.steps import (
    Case,
    Concatenate,
    DateFormat,
    Letters,
    Otherwise,
    Prefix,
    Replace,
    Split,
    Step,
    Trim,
)
from homeroom.rules.wording import condition_words, read_condition, read_step, step_words

STEPS: list[tuple[str, Step]] = [
    ("trim", Trim()),
    ("case to='upper'", Case(to=Letters.UPPER)),
    ('case to="title"', Case(to=Letters.TITLE)),
    ("concatenate sources=['middleName']", Concatenate(sources=("middleName",))),
    (
        "concatenate sources=['a', 'b'], separator='-'",
        Concatenate(sources=("a", "b"), separator="-"),
    ),
    ("split separator=','", Split(separator=",")),
    ("split separator=' ', part=-1", Split(separator=" ", part=-1)),
    ("replace table={M='male', F='female'}", Replace(table={"M": "male", "F": "female"})),
    (
        "replace table={'no value'=''}, otherwise='blank'",
        Replace(table={"no value": ""}, otherwise=Otherwise.BLANK),
    ),
    ("date read='%d.%m.%Y'", DateFormat(read="%d.%m.%Y")),
    ("prefix text='s+'", Prefix(text="s+")),
]


@pytest.mark.parametrize(("text", "step"), STEPS, ids=[text for text, _ in STEPS])
def test_a_step_is_read_from_its_name_and_what_it_needs(text: str, step: Step) -> None:
    assert read_step(text) == step


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[text for text, _ in STEPS])
def test_a_step_is_written_so_that_it_can_be_read_again(step: Step) -> None:
    assert read_step(step_words(step)) == step


@pytest.mark.parametrize("text", ["  trim  ", "\ttrim\n"], ids=["blanks", "tab"])
def test_blanks_around_a_step_do_not_count(text: str) -> None:
    assert read_step(text) == Trim()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Invalid value"),
        ("shout", "Invalid value"),
        ("case", "missing required field `to`"),
        ("case to='huge'", "Invalid enum value"),
        ("case to=upper", "Invalid value"),
        ("trim much=true", "unknown field `much`"),
        ("split separator=''", "needs a separator"),
        ("split separator=',', part=0", "counted from 1"),
        ("concatenate sources=[]", "at least one further"),
        ("replace table={}, otherwise='shout'", "Invalid enum value"),
        ("date read='tomorrow'", "is no date format"),
        ("date read='%Q'", "is no date format"),
        ("date read='%d.%m.%Y', write='%'", "is no date format"),
    ],
)
def test_what_is_no_step_is_said_with_an_example(text: str, why: str) -> None:
    with pytest.raises(NeedsDistrict) as caught:
        read_step(text)
    assert caught.value.message.startswith(f"{text} is no step: ")
    assert why in caught.value.message
    assert "trim" in caught.value.fix


CONDITIONS: list[tuple[str, Condition]] = [
    ("title contains honors", Condition(attribute="title", test=How.CONTAINS, value="honors")),
    ("title contains is empty", Condition(attribute="title", test=How.CONTAINS, value="is empty")),
    (
        "title does not contain study hall",
        Condition(attribute="title", test=How.LACKS, value="study hall"),
    ),
    ("grades equals 09", Condition(attribute="grades", test=How.EQUALS, value="09")),
    ("email is empty", Condition(attribute="email", test=How.EMPTY)),
    ("email is not empty", Condition(attribute="email", test=How.FILLED)),
    ("endDate is past", Condition(attribute="endDate", test=How.PAST)),
    ("beginDate is future", Condition(attribute="beginDate", test=How.FUTURE)),
    (
        "dueDate after 2026-10-05",
        Condition(attribute="dueDate", test=How.AFTER, value="2026-10-05"),
    ),
    (
        "metadata.team equals a = b",
        Condition(attribute="metadata.team", test=How.EQUALS, value="a = b"),
    ),
]


@pytest.mark.parametrize(("text", "condition"), CONDITIONS, ids=[text for text, _ in CONDITIONS])
def test_a_condition_is_read_and_written_on_one_line(text: str, condition: Condition) -> None:
    assert read_condition(text) == condition
    assert condition_words(condition) == text


def test_blanks_around_the_value_of_a_condition_do_not_count() -> None:
    assert read_condition("  title equals   Algebra 1  ").value == "Algebra 1"


@pytest.mark.parametrize("text", ["", "title", "title like x", "title is", "title isempty"])
def test_what_is_no_condition_is_said_with_all_tests_that_there_are(text: str) -> None:
    with pytest.raises(NeedsDistrict, match="is no condition") as caught:
        read_condition(text)
    assert all(str(how) in caught.value.fix for how in How)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title contains", "needs a value"),
        ("email is empty now", "takes no value"),
        ("dueDate after tomorrow", "is no day"),
        ("dueDate before 2026-13-01", "is no day"),
    ],
)
def test_a_condition_that_cannot_be_tested_says_why(text: str, why: str) -> None:
    with pytest.raises(NeedsDistrict, match="cannot be tested") as caught:
        read_condition(text)
    assert why in caught.value.message
