"""The conversion table says what the checks do, and which rule says so."""

from homeroom.push.checks.table import Line, conversion_table
from homeroom.rules.document import NO_RULES
from homeroom.rules.toml import from_toml
from tests.unit.push.cases import rules
from tests.unit.rules.test_scales import TEXT


def test_without_a_rule_the_table_shows_the_write_rules_of_the_target() -> None:
    lines = conversion_table(rules(level="points"), "1.2", NO_RULES, "campus")
    assert Line("district", "level", "points", "write rule level (assumed)") in lines
    assert Line("district", "missing", "off", "write rule missing (assumed)") in lines
    assert Line("district", "zero", "send", "always, unless a rule says otherwise") in [
        Line(one.place, one.comes.removeprefix("said: "), one.becomes, one.rule) for one in lines
    ]
    assert {one.place for one in lines} == {"district"}


def test_what_places_decided_is_shown_with_its_place_and_the_tables_line_by_line() -> None:
    lines = conversion_table(rules(), "1.2", from_toml(TEXT), "campus")
    rounding = "half up, 0 digits after the point"
    assert Line("district", "rounding", rounding, "rule rounding of scales for district") in lines
    assert Line("school:oak", "level", "points", "rule level of scales") in lines
    assert lines[-3:] == [
        Line("district", "A", "from 89.5 %, counts 95 %", "table letters"),
        Line("district", "B", "from 79.5 %, counts 85 %, points 3", "table letters"),
        Line("district", "F", "from 0 %", "table letters"),
    ]


def test_what_is_decided_for_another_target_is_not_shown() -> None:
    text = '[[scales.conversions]]\napp = "other"\nplace = "school:oak"\nextra = "cap"\n'
    lines = conversion_table(rules(), "1.2", from_toml(text), "campus")
    assert "school:oak" not in {one.place for one in lines}


def test_lengths_letters_standards_and_term_grades_stand_in_the_table() -> None:
    text = """
scales.tables = [{name = "levels", letters = [{letter = "Meeting", percent = 85, to = "B"}]}]
standards.groups = [{name = "habits", levels = ["O", "S"]}]
[[standards.crosswalk]]
place = "school:oak"
app = "mathly"
source = "case"
objective = "u-1"
item = "Work Habits"
group = "habits"
[[posted.term_grades]]
app = "mathly"
item = "Quarter 1"
task = "Q1 Grade"
"""
    lines = conversion_table(rules(comment="send"), "1.2", from_toml(text), "campus")
    length = "shorten, above 500 characters"
    assert (
        Line("district", "comment length", length, "write rule comment_length (assumed)") in lines
    )
    assert Line("district", "score form", "points", "write rule score_form (assumed)") in lines
    assert Line("district", "posted", "send", "write rule posted (stated)") in lines
    assert lines[-3:] == [
        Line("district", "Meeting", "counts 85 %, goes out as B", "table levels"),
        Line("school:oak", "objective mathly case u-1", "Work Habits: O, S",
             "crosswalk of standards"),
        Line("district", "Quarter 1 of mathly", "posted to Q1 Grade: percent and letter",
             "rule term_grades of posted"),
    ]  # fmt: skip
