"""The table of write rules as data, and its modes."""

import tomllib

import pytest

from homeroom.sandbox.campus.rules import TABLE, Broken, RuleError, Rules

_NAMES = sorted(name for name in tomllib.loads(TABLE.read_text()) if name != "flags")


@pytest.mark.parametrize("name", _NAMES)
def test_rule_is_complete(name: str) -> None:
    rule = Rules().rules[name]
    assert rule.mode in rule.modes
    assert set(rule.modes) <= {"refuse", "truncate", "accept"}
    assert {"refuse", "accept"} <= set(rule.modes)
    assert rule.known in ("stated", "assumed")
    assert rule.status in (403, 422)
    assert rule.source


def test_table_holds_every_rule_that_the_reference_lists() -> None:
    assert set(_NAMES) == {
        "title_length",
        "duplicate_title",
        "category_required",
        "category_of_class",
        "due_outside_terms",
        "assigned_after_due",
        "closed_window",
        "student_not_enrolled",
        "score_below_min",
        "score_above_max",
        "score_before_assigned",
        "unknown_letter",
        "score_group_not_unique",
        "foreign_school",
        "deleted_item",
        "teacher_item",
        "teacher_scored",
        "task_item",
    }


def test_rule_that_is_kept_says_nothing() -> None:
    rules = Rules()
    for name in _NAMES:
        assert rules.check(name, broken=False) is False


def test_broken_rule_raises_in_mode_refuse() -> None:
    rules = Rules()
    with pytest.raises(Broken, match="at most 50 characters") as caught:
        rules.check("title_length", broken=True)
    assert caught.value.name == "title_length"
    assert caught.value.status == 422


def test_broken_rule_asks_for_shortening_in_mode_truncate() -> None:
    rules = Rules()
    rules.set_mode("title_length", "truncate")
    assert rules.check("title_length", broken=True) is True


def test_broken_rule_passes_in_mode_accept() -> None:
    rules = Rules()
    rules.set_mode("title_length", "accept")
    assert rules.check("title_length", broken=True) is False


def test_limit_is_changed_together_with_the_mode_and_kept_otherwise() -> None:
    rules = Rules()
    rules.set_mode("title_length", "truncate:30")
    assert (rules.mode("title_length"), rules.limit("title_length")) == ("truncate", 30)
    rules.set_mode("title_length", "refuse")
    assert (rules.mode("title_length"), rules.limit("title_length")) == ("refuse", 30)
    with pytest.raises(Broken, match="at most 30 characters"):
        rules.check("title_length", broken=True)


@pytest.mark.parametrize(
    ("name", "mode", "words"),
    [
        ("nonsense", "refuse", "There is no rule 'nonsense'"),
        ("title_length", "shout", "has no mode 'shout': refuse, truncate, accept"),
        ("teacher_item", "truncate", "has no mode 'truncate'"),
        ("teacher_item", "refuse:5", "takes no limit '5'"),
        ("title_length", "refuse:many", "takes no limit 'many'"),
        ("title_length", "", "has no mode ''"),
    ],
)
def test_wrong_mode_is_a_mistake(name: str, mode: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        Rules().set_mode(name, mode)


def test_rule_without_a_limit_has_none() -> None:
    with pytest.raises(RuleError, match="has no limit"):
        Rules().limit("teacher_item")


def test_tables_of_two_servers_are_apart() -> None:
    first, second = Rules(), Rules()
    first.set_mode("title_length", "accept")
    assert second.mode("title_length") == "refuse"


def test_flag_tables_are_data_per_version() -> None:
    flags = Rules().flags
    assert set(flags) == {"1.1", "1.2"}
    assert flags["1.1"]["not submitted"] == "M"
    assert "not submitted" not in flags["1.2"]
    letters = {flag for table in flags.values() for flag in table.values()}
    assert letters <= {"T", "M", "L", "I", "Ch", "X", "Dr"}
