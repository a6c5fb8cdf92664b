"""Which line items may go, and in which form: title, dates, category, maximum, term."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from homeroom.model.gradebook import NATURE, LineItem
from homeroom.model.records import ObjectiveSet
from homeroom.push.checks.line_items import check_line_item, grading_period
from homeroom.push.checks.verdict import Hold, Refuse, Send, Verdict
from homeroom.rules.categories import CategoryChoice, Unknown
from tests.unit.push.cases import (
    Q1,
    Q2,
    YEAR_TERM,
    item,
    item_case,
    offering,
    room,
    rules,
    term,
)


def check(
    thing: LineItem | None = None,
    version: str = "1.2",
    rule: dict[str, Any] | None = None,
    **case: Any,
) -> Verdict:
    return check_line_item(item_case(thing, **case), rules(**(rule or {})), version)


def sent(verdict: Verdict) -> LineItem:
    assert isinstance(verdict, Send), verdict
    assert isinstance(verdict.record, LineItem)
    return verdict.record


def code(verdict: Verdict) -> str:
    return verdict.code if isinstance(verdict, Refuse) else type(verdict).__name__


def test_a_line_item_goes_out_in_the_targets_ids() -> None:
    record = sent(check(item(description="Chapter 3", metadata={"x": 1}, score_scale="letters")))
    assert record.sourced_id == "item-at-target"
    assert (record.class_, record.school) == ("class-at-target", "school-at-target")
    assert record.category == "id of Quizzes"
    assert record.grading_period == "q1"
    assert (record.result_value_min, record.result_value_max) == (Decimal(0), Decimal(10))
    assert (record.title, record.description) == ("Quiz", "Chapter 3")
    assert (record.metadata, record.score_scale, record.academic_session) == ({}, None, None)


@pytest.mark.parametrize("nature", ["grading task", "standard"])
def test_grading_tasks_and_standards_are_not_ours(nature: str) -> None:
    assert code(check(item(metadata={NATURE: nature}))) == "item.not_ours"


def test_an_item_that_the_sis_made_is_not_ours() -> None:
    assert code(check(found_in_sis=True)) == "item.not_ours"


def test_a_class_that_the_target_does_not_know_is_said_first() -> None:
    lost = room(target_id=None)
    assert code(check(item(title="x" * 60), room=lost)) == "line_item.class_not_at_target"


@pytest.mark.parametrize(
    ("length", "rule", "expected"),
    [
        (50, "refuse", 50),
        (51, "refuse", None),
        (51, "shorten", 50),
        (50, "shorten", 50),
        (400, "off", 400),
        (31, ["shorten", 30], 30),
        (31, ["refuse", 30], None),
    ],
)
def test_a_title_is_as_long_as_the_district_allows(
    length: int, rule: Any, expected: int | None
) -> None:
    verdict = check(item(title="x" * length), rule={"title_length": rule})
    if expected is None:
        assert verdict == Refuse(
            "line_item.title_too_long",
            {"title": "x" * length, "length": length, "limit": 50 if rule == "refuse" else 30},
        )
    else:
        assert len(sent(verdict).title) == expected


def test_a_shortened_title_ends_in_dots_and_its_whole_text_is_kept_as_a_note() -> None:
    title = "Chapter test " * 5
    verdict = check(item(title=title), rule={"title_length": "shorten"})
    assert sent(verdict).title == "Chapter test Chapter test Chapter test Chapter..."
    assert isinstance(verdict, Send)
    assert verdict.notes["shortened"] == title


@pytest.mark.parametrize(
    ("twin", "rule", "expected"),
    [
        (None, "refuse", "Send"),
        (True, "warn", "line_item.title_taken"),
        (False, "warn", "warning"),
        (False, "refuse", "line_item.title_taken"),
        (True, "off", "Send"),
    ],
)
def test_a_second_item_of_one_title_and_day(twin: bool | None, rule: str, expected: str) -> None:
    verdict = check(rule={"title_unique": rule}, twin=twin)
    if expected == "warning":
        assert isinstance(verdict, Send)
        assert "same title" in verdict.notes["warning"]
    else:
        assert code(verdict) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 8, 16), "line_item.due_outside_terms"),
        (date(2026, 8, 17), "Send"),
        (date(2027, 6, 4), "Send"),
        (date(2027, 6, 5), "line_item.due_outside_terms"),
        # 23:59 in Chicago on the last day is the next day in UTC.
        (datetime(2027, 6, 5, 4, 59, tzinfo=UTC), "Send"),
        (datetime(2027, 6, 5, 5, 0, tzinfo=UTC), "line_item.due_outside_terms"),
        (None, "line_item.no_due_date"),
    ],
)
def test_the_last_day_of_a_term_belongs_to_it_on_the_schools_clock(due: Any, expected: str) -> None:
    assert code(check(item(assign_date=date(2026, 8, 1), due_date=due))) == expected


def test_a_refused_due_date_names_the_terms() -> None:
    verdict = check(item(due_date=date(2027, 7, 1)))
    assert isinstance(verdict, Refuse)
    assert verdict.facts["due"] == "2027-07-01"
    assert verdict.facts["terms"] == "year: 2026-08-17 to 2027-06-04"


def test_a_class_of_two_terms_takes_due_dates_in_each_and_not_between() -> None:
    fall = term("fall", "2026-08-17", "2026-12-18", of_class=True)
    spring = term("spring", "2027-01-05", "2027-06-04", of_class=True)
    both = room(fall, spring)
    for day, expected in (
        (date(2026, 12, 18), "Send"),
        (date(2026, 12, 28), "line_item.due_outside_terms"),
        (date(2027, 1, 5), "Send"),
    ):
        assert code(check(item(due_date=day), room=both)) == expected


def test_a_due_date_outside_goes_where_the_rule_is_off_or_the_terms_are_unknown() -> None:
    late = item(due_date=date(2027, 7, 1))
    assert code(check(late, rule={"due_in_term": "off"})) == "Send"
    assert code(check(late, room=room(Q1))) == "Send"


@pytest.mark.parametrize(
    ("assigned", "rule", "expected"),
    [
        (date(2026, 10, 5), "refuse", "Send"),
        (date(2026, 10, 6), "refuse", "line_item.dates_out_of_order"),
        (date(2026, 10, 6), "off", "Send"),
        (datetime(2026, 10, 6, 4, 0, tzinfo=UTC), "refuse", "Send"),
    ],
    ids=["same-day", "after", "rule-off", "same-day-in-chicago"],
)
def test_the_assign_date_is_not_after_the_due_date(assigned: Any, rule: str, expected: str) -> None:
    assert code(check(item(assign_date=assigned), rule={"dates_in_order": rule})) == expected


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        (datetime(2026, 10, 3, 15, 0, tzinfo=UTC), date(2026, 10, 3)),
        (datetime(2026, 10, 9, 15, 0, tzinfo=UTC), date(2026, 10, 5)),
        (None, date(2026, 10, 5)),
    ],
    ids=["came-before", "came-after", "now"],
)
def test_without_an_assign_date_it_is_the_day_it_came_or_the_due_date(
    stamp: datetime | None, expected: date
) -> None:
    record = sent(check(item(assign_date=None, date_last_modified=stamp)))
    assert isinstance(record.assign_date, datetime)
    assert record.assign_date.date() == expected


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("America/Chicago", datetime(2026, 10, 5, 17, 0, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 10, 5, 22, 0, tzinfo=UTC)),
        ("Pacific/Guam", datetime(2026, 10, 5, 2, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 10, 5, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_day_goes_as_an_instant_that_is_the_same_day_in_utc(zone: str, instant: datetime) -> None:
    record = sent(check(zone=ZoneInfo(zone)))
    assert record.due_date == instant
    assert instant.astimezone(ZoneInfo(zone)).date() == date(2026, 10, 5)
    assert instant.date() == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 17), "q1"),
        (date(2026, 10, 16), "q1"),
        (date(2026, 10, 17), None),
        (date(2026, 10, 19), "q2"),
        (date(2026, 12, 22), "q2"),
        (date(2027, 3, 1), None),
    ],
)
def test_the_grading_period_is_the_one_of_the_due_date(day: date, expected: str | None) -> None:
    assert grading_period((YEAR_TERM, Q1, Q2), day) == expected


def test_of_two_periods_that_share_a_day_the_later_one_takes_it() -> None:
    touching = term("q2", "2026-10-16", "2026-12-22", type_="gradingPeriod")
    assert grading_period((touching, Q1), date(2026, 10, 16)) == "q2"


def test_a_period_that_the_target_does_not_know_is_left_to_it() -> None:
    unknown = term("q1", "2026-08-17", "2026-10-16", type_="gradingPeriod")
    nameless = structs.replace(unknown, target_id=None)
    assert grading_period((nameless,), date(2026, 9, 1)) is None


@pytest.mark.parametrize(
    ("category", "default", "version", "expected"),
    [
        ("Quizzes", "", "1.2", "id of Quizzes"),
        ("  quizzes ", "", "1.2", "id of Quizzes"),
        ("Homework", "Tests", "1.2", "id of Tests"),
        (None, "Tests", "1.2", "id of Tests"),
        (None, "", "1.1", None),
        ("Homework", "", "1.1", None),
        ("Quizzes", "", "1.1", "id of Quizzes"),
    ],
    ids=["title", "folded", "default", "default-only", "none-1.1", "unknown-1.1", "known-1.1"],
)
def test_a_category_is_found_by_its_title_else_the_default_takes_it(
    category: str | None, default: str, version: str, expected: str | None
) -> None:
    verdict = check(version=version, category=category, default_category=default)
    assert sent(verdict).category == expected


@pytest.mark.parametrize(
    ("category", "default", "expected"),
    [
        ("Homework", "", "line_item.category_unknown"),
        ("Homework", "Labs", "line_item.category_unknown"),
        (None, "", "line_item.category_missing"),
        (None, "Labs", "line_item.category_missing"),
    ],
)
def test_1_2_refuses_without_a_category_and_names_those_of_the_class(
    category: str | None, default: str, expected: str
) -> None:
    verdict = check(category=category, default_category=default)
    assert isinstance(verdict, Refuse)
    assert verdict.code == expected
    assert verdict.facts["known"] == "Quizzes, Tests"


def test_a_class_that_has_only_placeholders_says_that_it_has_none() -> None:
    verdict = check(category=None, categories=lambda: offering())
    assert isinstance(verdict, Refuse)
    assert verdict.facts["known"] == "it has none"


def test_a_mapped_category_goes_before_the_title_and_before_the_one_delivered() -> None:
    choice = CategoryChoice(mapped="tests", by="a rule")
    verdict = check(choice=choice, category_id="ours")
    assert sent(verdict).category == "id of Tests"
    assert isinstance(verdict, Send)
    assert verdict.notes == {"category": "Quizzes counts in tests", "category_by": "a rule"}


def test_a_mapping_to_a_category_that_is_not_there_never_means_the_default() -> None:
    verdict = check(choice=CategoryChoice(mapped="Labs", default="Tests"))
    assert verdict == Refuse(
        "line_item.category_unknown", {"category": "Labs", "known": "Quizzes, Tests"}
    )


def test_the_default_of_a_place_goes_before_that_of_the_connection() -> None:
    choice = CategoryChoice(default="Tests")
    assert sent(check(category=None, choice=choice, default_category="Quizzes")).category == (
        "id of Tests"
    )


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_unknown_category_waits_where_a_district_says_so(version: str) -> None:
    choice = CategoryChoice(default="Tests", unknown=Unknown.HOLD)
    verdict = check(version=version, category="Homework", choice=choice)
    assert verdict == Hold(
        "line_item.category_waits", {"category": "Homework", "known": "Quizzes, Tests"}
    )
    assert sent(check(version=version, category=None, choice=choice)).category == "id of Tests"


def test_a_category_that_was_delivered_needs_no_question() -> None:
    def fail() -> list[Any]:
        raise AssertionError("the target was asked")

    assert sent(check(category_id="ours", categories=fail)).category == "ours"
    no_category: dict[str, Any] = {"category": None, "categories": fail}
    assert sent(check(version="1.1", **no_category)).category is None


@pytest.mark.parametrize(
    ("maximum", "expected"), [("0", "Send"), ("10.5", "Send"), (None, "line_item.no_maximum")]
)
def test_a_maximum_of_0_is_a_bonus_item_and_none_is_refused(
    maximum: str | None, expected: str
) -> None:
    thing = item(result_value_max=None if maximum is None else Decimal(maximum))
    verdict = check(thing)
    assert code(verdict) == expected
    if isinstance(verdict, Send):
        assert sent(verdict).result_value_max == Decimal(str(maximum))


def test_a_minimum_of_its_own_is_kept() -> None:
    assert sent(check(item(result_value_min=Decimal(-5)))).result_value_min == Decimal(-5)


def test_learning_objectives_stay_behind_and_are_listed() -> None:
    verdict = check(item(learning_objectives=(ObjectiveSet("case", ("o1",)),)))
    assert isinstance(verdict, Send)
    assert verdict.notes["not_carried"] == ["learning objectives"]
    assert sent(verdict).learning_objectives == ()


def test_the_schools_clock_decides_and_not_that_of_utc() -> None:
    evening = item(due_date=datetime(2026, 10, 17, 3, 0, tzinfo=UTC))
    assert sent(check(evening)).grading_period == "q1"
    assert sent(check(evening, zone=ZoneInfo("UTC"))).grading_period is None
