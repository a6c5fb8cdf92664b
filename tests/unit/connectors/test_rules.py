"""The write rules of a target: how they are read, edited by a district, and applied."""

from pathlib import Path
from typing import Any

import pytest

from homeroom.connectors.rules import LEAST_LIMIT, Certainty, Rule, Rules, read_rules
from homeroom.errors import NeedsDistrict

TABLE = """
[title_length]
mode = "refuse"
modes = ["refuse", "shorten", "off"]
limit = 50
certainty = "stated"
source = "A page"
words = "A title is short."

[cleared]
mode = "send"
modes = ["send", "hold"]
applies_to = ["1.2"]
certainty = "assumed"
source = "Nobody says so"
words = "A cleared grade is cleared."
"""


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    file = tmp_path / "rules.toml"
    file.write_text(TABLE, encoding="utf-8")
    return read_rules(file)


def test_a_table_is_read_with_all_that_it_says(rules: Rules) -> None:
    assert rules.by_name == {
        "title_length": Rule(
            name="title_length",
            mode="refuse",
            modes=("refuse", "shorten", "off"),
            certainty=Certainty.STATED,
            source="A page",
            words="A title is short.",
            limit=50,
        ),
        "cleared": Rule(
            name="cleared",
            mode="send",
            modes=("send", "hold"),
            certainty=Certainty.ASSUMED,
            source="Nobody says so",
            words="A cleared grade is cleared.",
            applies_to=("1.2",),
        ),
    }


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ('mode = "refuse"', ""),
        ('source = "A page"', ""),
        ('words = "A title is short."', ""),
        ('certainty = "stated"', 'certainty = "likely"'),
    ],
)
def test_a_table_that_leaves_out_what_a_rule_must_say_is_not_read(
    tmp_path: Path, line: str, other: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(TABLE.replace(line, other), encoding="utf-8")
    with pytest.raises((KeyError, ValueError)):
        read_rules(file)


@pytest.mark.parametrize(
    ("name", "version", "mode"),
    [
        ("title_length", "1.1", "refuse"),
        ("title_length", "1.2", "refuse"),
        ("title_length", "", "refuse"),
        ("cleared", "1.2", "send"),
        ("cleared", "1.1", "off"),
        ("cleared", "", "off"),
    ],
)
def test_a_rule_is_off_where_it_does_not_apply(
    rules: Rules, name: str, version: str, mode: str
) -> None:
    assert rules.mode(name, version) == mode


@pytest.mark.parametrize(
    ("changes", "mode", "limit"),
    [
        ({}, "refuse", 50),
        ({"title_length": "shorten"}, "shorten", 50),
        ({"title_length": ["off"]}, "off", 50),
        ({"title_length": ["shorten", 30]}, "shorten", 30),
        ({"title_length": ["refuse", LEAST_LIMIT]}, "refuse", LEAST_LIMIT),
    ],
    ids=str,
)
def test_a_district_edits_the_mode_and_the_bound(
    rules: Rules, changes: dict[str, Any], mode: str, limit: int
) -> None:
    edited = rules.edited(changes)
    assert (edited.mode("title_length", "1.1"), edited.limit("title_length")) == (mode, limit)
    assert edited.by_name["title_length"].certainty is Certainty.STATED
    assert edited.by_name["cleared"] == rules.by_name["cleared"]


def test_an_edit_leaves_the_rules_of_others_alone(rules: Rules) -> None:
    rules.edited({"title_length": ["shorten", 30], "cleared": "hold"})
    assert (rules.mode("title_length", "1.2"), rules.limit("title_length")) == ("refuse", 50)
    assert rules.mode("cleared", "1.2") == "send"


def test_an_edit_does_not_let_a_rule_apply_where_it_cannot(rules: Rules) -> None:
    edited = rules.edited({"cleared": "hold"})
    assert (edited.mode("cleared", "1.2"), edited.mode("cleared", "1.1")) == ("hold", "off")


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        ({"title": "refuse"}, "Use: title_length, cleared."),
        ({"": "refuse"}, "Use: title_length, cleared."),
        ({"title_length": "allow"}, "Use: refuse, shorten, off."),
        ({"title_length": ""}, "Use: refuse, shorten, off."),
        ({"title_length": None}, "Use: refuse, shorten, off."),
        ({"title_length": []}, "Use: refuse, shorten, off."),
        ({"title_length": {"mode": "off"}}, "Use: refuse, shorten, off."),
        ({"cleared": "off"}, "Use: send, hold."),
    ],
    ids=str,
)
def test_an_edit_that_no_rule_knows_is_answered_with_what_there_is(
    rules: Rules, changes: dict[str, Any], fix: str
) -> None:
    with pytest.raises(NeedsDistrict, match="There is no write rule") as raised:
        rules.edited(changes)
    assert raised.value.fix == fix


@pytest.mark.parametrize(
    "limits", [[3], [0], [-1], ["30"], [30.0], [True], [None], [30, 40]], ids=str
)
def test_a_bound_that_is_no_whole_number_or_leaves_no_room_is_refused(
    rules: Rules, limits: list[Any]
) -> None:
    with pytest.raises(NeedsDistrict, match="cannot have the bound") as raised:
        rules.edited({"title_length": ["shorten", *limits]})
    assert str(LEAST_LIMIT) in raised.value.fix


def test_a_rule_without_a_bound_takes_none(rules: Rules) -> None:
    with pytest.raises(NeedsDistrict, match="has no bound") as raised:
        rules.edited({"cleared": ["hold", 30]})
    assert raised.value.fix == "Give its mode alone."
