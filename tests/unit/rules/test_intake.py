"""What decides how an app's records are taken in, and when all of them are taken in anew."""

from datetime import date, timedelta

import pytest

from homeroom.model.kinds import Kind
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.intake import AS_IT_COMES, Intake, intake_of
from homeroom.rules.schools import Unmapped
from homeroom.rules.toml import from_toml

TODAY = date(2026, 10, 14)
MAPPED = '[[mappings]]\napp = "mathly"\nentity = "student"\nattribute = "email"\nsource = "mail"\n'
FILTERED = (
    '[[filters]]\napp = "mathly"\nentity = "class"\nkeep = "exclude"\n'
    '[[filters.conditions]]\nattribute = "title"\ntest = "contains"\nvalue = "hall"\n'
)
BY_DAY = (
    '[[filters]]\napp = "mathly"\nentity = "class"\nkeep = "exclude"\n'
    '[[filters.conditions]]\nattribute = "metadata.endDate"\ntest = "is past"\n'
)
SCHOOL = '[[schools]]\napp = "mathly"\nschool = "s-1"\nhub = "oak"\n'
NONE_NEW = '[[new_schools]]\napp = "mathly"\nschools = "leave out"\n'
PARTS = {
    "mapping": MAPPED,
    "filter": FILTERED,
    "school": SCHOOL,
    "new schools": NONE_NEW,
}


def intake(text: str, app: str = "mathly", today: date = TODAY) -> Intake:
    return intake_of(from_toml(text), app, today)


def test_without_rules_an_app_is_taken_in_as_it_comes() -> None:
    plain = intake_of(NO_RULES, "mathly", TODAY)
    assert plain.mark == AS_IT_COMES
    assert not plain.leaves_out


@pytest.mark.parametrize("text", PARTS.values(), ids=PARTS.keys())
def test_each_rule_of_an_app_changes_its_mark(text: str) -> None:
    assert intake(text).mark not in (AS_IT_COMES, "")


def test_no_two_rules_have_one_mark() -> None:
    marks = [intake(text).mark for text in PARTS.values()]
    assert len(set(marks)) == len(PARTS)


@pytest.mark.parametrize("text", PARTS.values(), ids=PARTS.keys())
def test_rules_of_another_app_change_nothing(text: str) -> None:
    assert intake(text, "reado").mark == AS_IT_COMES


@pytest.mark.parametrize("text", PARTS.values(), ids=PARTS.keys())
def test_the_same_rules_have_the_same_mark_on_another_day(text: str) -> None:
    assert intake(text).mark == intake(text, today=TODAY + timedelta(days=1)).mark


def test_a_filter_that_looks_at_the_day_has_another_mark_each_day() -> None:
    marks = [intake(BY_DAY, today=TODAY + timedelta(days=days)).mark for days in range(3)]
    assert len(set(marks)) == 3


@pytest.mark.parametrize(
    ("text", "leaves_out"),
    [("", False), (MAPPED, False), (FILTERED, True), (SCHOOL, True), (NONE_NEW, True)],
    ids=["nothing", *PARTS],
)
def test_a_mapping_alone_leaves_nothing_out(text: str, leaves_out: bool) -> None:
    assert intake(text).leaves_out is leaves_out


def test_what_becomes_of_new_schools_is_said_for_each_app() -> None:
    assert intake(NONE_NEW).unmapped is Unmapped.LEAVE_OUT
    assert intake(NONE_NEW, "reado").unmapped is Unmapped.TAKE_IN


def test_only_what_is_the_apps_own_is_kept() -> None:
    both = intake(MAPPED + MAPPED.replace("mathly", "reado") + FILTERED)
    assert [one.app for one in both.mappings] == ["mathly"]
    assert [one.app for one in both.filters] == ["mathly"]


def test_other_parts_of_the_rules_do_not_ask_for_all_records_anew() -> None:
    text = "masters_by_role = true\n[[windows]]\nhours = 5\n"
    assert intake_of(from_toml(text), "mathly", TODAY).mark == AS_IT_COMES
    assert isinstance(from_toml(text), Rules)


def test_rules_touch_the_kinds_that_they_are_about() -> None:
    assert intake(MAPPED).touches(Kind.USER)
    assert intake(FILTERED).touches(Kind.CLASS)
    assert not intake(MAPPED + FILTERED).touches(Kind.RESULT)
    asked = '[[quality.requirements]]\nentity = "result"\nattribute = "scoreDate"\n'
    assert intake(asked).touches(Kind.RESULT)


def test_which_schools_come_in_touches_orgs_alone() -> None:
    assert intake(SCHOOL + NONE_NEW).touches(Kind.ORG)
    assert not intake(SCHOOL + NONE_NEW).touches(Kind.RESULT)
