"""Which rows pass the filter rules of a district, and which schools stay out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from homeroom.mapping.attributes import Verdict
from homeroom.mapping.filters import door_of, judge_of
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.intake import AS_IT_COMES, Intake, intake_of
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.schools import MappedSchool, NewSchools, Unmapped
from tests.unit.model.examples import CHICAGO, least

TODAY = date(2026, 11, 2)
ROW = {
    "title": " Honors Biology ", "grades": ["09", "10"], "course": {"sourcedId": "Bio"},
    "endDate": "2026-11-01", "beginDate": "2026-11-03T12:00:00Z", "location": " ", "periods": [],
    "metadata": {"level": Decimal("2.0")}, "subjects": "soon",
}  # fmt: skip


def when(attribute: str, test: str, value: str = "") -> Condition:
    return Condition(attribute=attribute, test=How(test), value=value)


def rule(keep: str, *conditions: Condition, entity: str = "class", **more: Any) -> FilterRule:
    return FilterRule(app="lms", entity=entity, keep=Keep(keep), conditions=conditions, **more)


def judged(kind: Kind, row: dict[str, Any], *rules: FilterRule) -> Verdict:
    return judge_of(Intake(filters=rules, today=TODAY), CHICAGO)(kind, row)


@pytest.mark.parametrize(("condition", "holds"), [
    (when("title", "contains", "BIO"), True),
    (when("title", "contains", "chemistry"), False),
    (when("title", "does not contain", "chemistry"), True),
    (when("title", "equals", "honors biology"), True),
    (when("title", "equals", "honors"), False),
    (when("grades", "equals", "10"), True),
    (when("grades", "does not contain", "09"), False),
    (when("course", "equals", "bio"), True),
    (when("metadata.level", "equals", "2.0"), True),
    (when("location", "is empty"), True), (when("periods", "is empty"), True),
    (when("nothing", "is empty"), True), (when("title", "is empty"), False),
    (when("title", "is not empty"), True), (when("location", "is not empty"), False),
    (when("nothing", "does not contain", "x"), True), (when("nothing", "contains", "x"), False),
    (when("endDate", "after", "2026-10-31"), True), (when("endDate", "after", "2026-11-01"), False),
    (when("endDate", "before", "2026-11-02"), True),
    (when("endDate", "before", "2026-11-01"), False),
    (when("endDate", "is past"), True), (when("endDate", "is future"), False),
    (when("beginDate", "is future"), True), (when("beginDate", "is past"), False),
    (when("subjects", "is past"), False), (when("subjects", "is future"), False),
    (when("nothing", "before", "2027-01-01"), False),
])  # fmt: skip
def test_a_condition_holds_for_a_row(condition: Condition, holds: bool) -> None:
    assert bool(judged(Kind.CLASS, ROW, rule("exclude", condition))) is holds


def test_all_conditions_of_a_rule_must_hold_and_one_of_several_rules_is_enough() -> None:
    bio, chem = when("title", "contains", "bio"), when("title", "contains", "chem")
    assert not judged(Kind.CLASS, ROW, rule("exclude", bio, chem))
    assert judged(Kind.CLASS, ROW, rule("exclude", chem), rule("exclude", bio))
    assert not judged(Kind.CLASS, ROW, rule("include", chem), rule("include", bio))
    assert judged(Kind.CLASS, ROW, rule("include", chem))


def test_what_is_excluded_stays_out_though_it_is_included() -> None:
    bio = when("title", "contains", "bio")
    assert judged(Kind.CLASS, ROW, rule("include", bio), rule("exclude", bio))


@pytest.mark.parametrize(("linked", "verdict"), [
    (True, Verdict.LEFT_OUT), (False, Verdict.FILTERED),
])  # fmt: skip
def test_linked_records_go_along_only_where_the_rule_says_so(
    linked: bool, verdict: Verdict
) -> None:
    bio, chem = when("title", "contains", "bio"), when("title", "contains", "chem")
    assert judged(Kind.CLASS, ROW, rule("exclude", bio, linked=linked)) is verdict
    assert judged(Kind.CLASS, ROW, rule("include", chem, linked=linked)) is verdict


def test_rules_for_teachers_say_nothing_of_students_or_of_other_kinds() -> None:
    own = rule("include", when("givenName", "equals", "ada"), entity="teacher")
    teacher = {"givenName": "Bo", "roles": [{"role": "teacher"}]}
    assert judged(Kind.USER, teacher, own)
    assert not judged(Kind.USER, {**teacher, "roles": [{"role": "student"}]}, own)
    assert not judged(Kind.CLASS, ROW, own)


def test_filters_see_a_row_as_it_is_after_mapping() -> None:
    mapped = MappedAttribute(app="lms", entity="class", attribute="location", source="title")
    some = Intake(
        mappings=(mapped,), today=TODAY,
        filters=(rule("exclude", when("location", "equals", "algebra")),),
    )  # fmt: skip
    door = door_of(some, "lms", CHICAGO)
    assert door(Kind.CLASS, least(Kind.CLASS, title="Algebra")).verdict
    assert not door(Kind.CLASS, least(Kind.CLASS, title="Biology")).verdict


@pytest.mark.parametrize(("org", "unmapped", "stays"), [
    ({"sourcedId": "oak", "type": "school"}, Unmapped.TAKE_IN, True),
    ({"sourcedId": "elm", "type": "school"}, Unmapped.TAKE_IN, False),
    ({"sourcedId": "elm", "type": "School "}, Unmapped.LEAVE_OUT, True),
    ({"sourcedId": "d", "type": "district"}, Unmapped.LEAVE_OUT, False),
    ({"sourcedId": "ash", "type": "school"}, Unmapped.LEAVE_OUT, False),
])  # fmt: skip
def test_schools_stay_out_by_name_or_because_nobody_mapped_them(
    org: dict[str, Any], unmapped: Unmapped, stays: bool
) -> None:
    schools = (MappedSchool(app="lms", school="oak", leave_out=True),
               MappedSchool(app="lms", school="ash"))  # fmt: skip
    judge = judge_of(Intake(schools=schools, unmapped=unmapped, today=TODAY), CHICAGO)
    assert (judge(Kind.ORG, org) is Verdict.LEFT_OUT) is stays


def test_the_mark_of_an_intake_changes_with_its_own_rules_only() -> None:
    other = Rules(schools=(MappedSchool(app="sis", school="oak"),))
    assert intake_of(other, "lms", TODAY).mark == AS_IT_COMES
    first = Rules(new_schools=(NewSchools(app="lms", schools=Unmapped.LEAVE_OUT),))
    later = date(2026, 11, 3)
    assert intake_of(first, "lms", TODAY).mark == intake_of(first, "lms", later).mark != AS_IT_COMES
    daily = Rules(filters=(rule("exclude", when("endDate", "is past")),))
    assert intake_of(daily, "lms", TODAY).mark != intake_of(daily, "lms", later).mark
