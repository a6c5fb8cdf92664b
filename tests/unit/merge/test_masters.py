"""Whose value counts where several sources fill one field."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from homeroom.merge.decide import Fact, Merged, merge
from homeroom.merge.masters import Masters
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Role, UserId
from homeroom.model.roster import Enrollment, User
from homeroom.rules.masters import MasterField, Mode, Voice

ROLES = {"sis": "sis", "lms": "learning", "sheet": "learning"}
OLD, NEW = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 10, 6, tzinfo=UTC)


def ana(**more: Any) -> User:
    roles = (Role(role_type="primary", role="student", org="o"),)
    return User(**{"sourced_id": "u", "given_name": "Ana", "family_name": "Ruiz", "roles": roles,
                   **more})  # fmt: skip


def grade(**more: Any) -> Result:
    return Result(**{"sourced_id": "r", "line_item": "l", "student": "u", **more})


def order(entity: str, field: str, *sources: str, **keep: Mode) -> MasterField:
    voices = tuple(Voice(app=one, mode=keep.get(one, Mode.MASTER)) for one in sources)
    return MasterField(entity=entity, field=field, sources=voices)


def merged(kind: Kind, said: Sequence[tuple[str, Record]], *fields: MasterField) -> Merged:
    return merge(kind, None, [Fact(who, what) for who, what in said], Masters(fields, ROLES))


def email(*said: tuple[str, User], rules: Sequence[MasterField] = ()) -> Any:
    found = merged(Kind.USER, said, *rules).record
    assert isinstance(found, User)
    return found.email


def test_without_a_rule_the_newest_value_wins() -> None:
    old = ("sis", ana(email="a@sis", date_last_modified=OLD))
    new = ("lms", ana(email="a@lms", date_last_modified=NEW))
    assert email(old, new) == "a@lms"


@pytest.mark.parametrize("stamp", [None, OLD], ids=["no stamps", "equal stamps"])
def test_of_equally_new_values_the_first_source_in_the_fixed_order_wins(stamp: Any) -> None:
    first = ("sis", ana(email="a@sis", date_last_modified=stamp))
    second = ("lms", ana(email="a@lms", date_last_modified=stamp))
    assert email(first, second) == "a@sis"


@pytest.mark.parametrize("blank", [None, "", "  "], ids=["none", "empty", "spaces"])
def test_a_blank_of_the_master_does_not_erase_what_another_source_says(blank: str | None) -> None:
    said = (("sis", ana(email=blank, date_last_modified=NEW)), ("lms", ana(email="a@lms")))
    assert email(*said) == "a@lms"
    assert email(*said, rules=[order("user", "email", "sis", "lms")]) == "a@lms"


@pytest.mark.parametrize("who", list(permutations(["sis", "lms", "sheet"])), ids=" ".join)
def test_the_first_source_of_the_order_that_holds_a_value_wins(who: tuple[str, ...]) -> None:
    said = [(one, ana(email=f"a@{one}", date_last_modified=NEW)) for one in ROLES]
    assert email(*said, rules=[order("user", "email", *who)]) == f"a@{who[0]}"


def test_what_may_not_be_overridden_goes_before_every_master() -> None:
    said = [(one, ana(email=f"a@{one}")) for one in ROLES]
    rule = order("student", "email", "sis", "lms", "sheet", sheet=Mode.KEEP)
    assert email(*said, rules=[rule]) == "a@sheet"


def test_a_rule_for_students_goes_before_one_for_all_people_and_says_nothing_of_teachers() -> None:
    rules = [order("user", "email", "sis"), order("student", "email", "lms")]
    said = [(one, ana(email=f"a@{one}")) for one in ROLES]
    assert email(*said, rules=rules) == "a@lms"
    teacher = (Role(role_type="primary", role="teacher", org="o"),)
    said = [(one, ana(email=f"a@{one}", roles=teacher)) for one in ROLES]
    assert email(*said, rules=rules) == "a@sis"


def test_a_role_stands_for_every_app_of_it() -> None:
    rule = MasterField(entity="user", field="email", sources=(Voice(role="learning"),))
    said = [(one, ana(email=f"a@{one}")) for one in ROLES]
    assert email(*said, rules=[rule]) == "a@lms"


def test_a_source_that_no_rule_names_still_fills_what_all_others_leave_blank() -> None:
    said = (("sis", ana()), ("sheet", ana(email="a@sheet")))
    assert email(*said, rules=[order("user", "email", "sis", "lms")]) == "a@sheet"


def test_lists_of_references_and_ids_join_in_the_order_of_the_sources() -> None:
    other = Role(role_type="secondary", role="student", org="p")
    one = ana(agents=("m", "f"), user_ids=(UserId("SIS", "1"),))
    two = ana(agents=("f", "g"), user_ids=(UserId("LMS", "2"),), roles=(*ana().roles, other))
    found = merged(Kind.USER, [("sis", one), ("lms", two)]).record
    assert isinstance(found, User)
    assert found.agents == ("m", "f", "g")
    assert found.user_ids == (UserId("SIS", "1"), UserId("LMS", "2"))
    assert found.roles == (ana().roles[0], other)


def test_a_master_of_a_list_replaces_instead_of_joining() -> None:
    said = [("sis", ana(agents=("m",))), ("lms", ana(agents=("f",)))]
    found = merged(Kind.USER, said, order("user", "agents", "lms")).record
    assert isinstance(found, User)
    assert found.agents == ("f",)


def test_a_field_that_a_source_leaves_open_is_not_its_word() -> None:
    facts = [Fact("sis", ana(email=None), frozenset({"email"})), Fact("lms", ana(email="a@lms"))]
    found = merge(Kind.USER, None, facts, Masters((), ROLES)).record
    assert isinstance(found, User)
    assert found.email == "a@lms"


def test_what_nobody_says_any_more_stays() -> None:
    before = ana(email="a@old")
    merged = merge(Kind.USER, before, [Fact("sis", ana()), Fact("lms", ana())], Masters((), ROLES))
    assert merged.record == before
    assert merged.changes == ()


def test_an_end_of_membership_that_is_taken_back_counts_though_it_is_blank() -> None:
    stay = Enrollment(sourced_id="e", user="u", class_="c", role="student", date_last_modified=NEW)
    gone = Enrollment(
        sourced_id="e", user="u", class_="c", role="student", end_date=OLD.date(),
        date_last_modified=OLD,
    )  # fmt: skip
    found = merged(Kind.ENROLLMENT, [("sis", stay), ("lms", gone)]).record
    assert isinstance(found, Enrollment)
    assert found.end_date is None


def test_grades_that_differ_are_contested_and_the_first_source_speaks_for_the_time() -> None:
    said = [("lms", grade(score=Decimal(8))), ("sheet", grade(score=Decimal(9)))]
    found = merged(Kind.RESULT, said)
    assert isinstance(found.record, Result)
    assert found.contested == ("score",)
    assert found.record.score == Decimal(8)


def test_a_cleared_grade_differs_from_one_that_stands() -> None:
    said = [("lms", grade()), ("sheet", grade(score=Decimal(9)))]
    assert merged(Kind.RESULT, said).contested == ("score",)


def test_sources_that_agree_about_a_grade_contest_nothing() -> None:
    said = [("lms", grade(score=Decimal("8.0"))), ("sheet", grade(score=Decimal(8)))]
    assert merged(Kind.RESULT, said).contested == ()


def test_a_description_that_one_source_lacks_is_not_contested() -> None:
    one = LineItem(sourced_id="i", title="Quiz", class_="c")
    two = LineItem(sourced_id="i", title="Quiz", class_="c", description="open book")
    found = merged(Kind.LINE_ITEM, [("lms", one), ("sheet", two)])
    assert isinstance(found.record, LineItem)
    assert (found.contested, found.record.description) == ((), "open book")


def test_a_master_of_grades_decides_also_by_clearing() -> None:
    said = [("lms", grade()), ("sheet", grade(score=Decimal(9)))]
    found = merged(Kind.RESULT, said, order("result", "score", "lms"))
    assert isinstance(found.record, Result)
    assert (found.contested, found.record.score) == ((), None)


def test_the_form_of_a_date_follows_the_source_of_the_date() -> None:
    one = Enrollment(
        sourced_id="e", user="u", class_="c", role="student", begin_date=OLD.date(),
        texts={"beginDate": "10/05/2026"}, date_last_modified=OLD,
    )  # fmt: skip
    two = Enrollment(
        sourced_id="e", user="u", class_="c", role="student", end_date=NEW.date(),
        texts={"endDate": "2026.10.06"}, date_last_modified=NEW,
    )  # fmt: skip
    found = merged(Kind.ENROLLMENT, [("sis", one), ("lms", two)]).record
    assert found.texts == {"beginDate": "10/05/2026", "endDate": "2026.10.06"}
