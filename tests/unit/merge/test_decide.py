"""Which value a field has after a source spoke, and why; and what counts as a change at all."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from homeroom.merge.decide import Choice, Fact, Merged, merge, only_source
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.gradebook import Result
from homeroom.model.kinds import GRADEBOOK, ROSTER, Kind
from homeroom.model.records import Record, Role, Status
from homeroom.model.roster import Enrollment, User
from tests.strategies import wire
from tests.unit.model.examples import CHICAGO, record

THEN, NOW = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 10, 6, tzinfo=UTC)
ANA = User(
    sourced_id="u",
    given_name="Ana",
    family_name="Ruiz",
    email="ana@river.example",
    grades=("09",),
    roles=(Role(role_type="primary", role="student", org="o"),),
    date_last_modified=THEN,
)
GRADE = Result(
    sourced_id="r", line_item="l", student="u", score=Decimal("8.50"), text_score="B", late=True,
    comment="good", score_date=date(2026, 10, 5),
)  # fmt: skip
STAY = Enrollment(
    sourced_id="e", user="u", class_="c", role="student", school="o", primary=True,
    begin_date=date(2026, 8, 17), end_date=date(2026, 10, 9),
)  # fmt: skip
OPTIONAL = {
    Kind.USER: (ANA, ["email", "grades", "roles"]),
    Kind.ENROLLMENT: (STAY, ["school", "primary", "begin_date"]),
}


def said(kind: Kind, before: Record | None, now: Record, *unsaid: str) -> Merged:
    """Merge what the one source `sis` says."""
    return merge(kind, before, [Fact("sis", now, frozenset(unsaid))], only_source)


def blank_of(held: Any) -> Any:
    return () if isinstance(held, tuple) else None


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_record_is_taken_as_it_is_and_changes_nothing(kind: Kind) -> None:
    now = record(kind, metadata={"a": 1})
    assert said(kind, None, now) == Merged(now, ())


@pytest.mark.parametrize("kind", list(Kind))
def test_the_same_again_is_no_change_though_its_stamp_moved(kind: Kind) -> None:
    before = record(kind, dateLastModified="2026-10-05T00:00:01Z", metadata={"a": 1, "b": [2]})
    now = record(kind, dateLastModified="2026-10-06T00:00:01Z", metadata={"b": [2], "a": 1})
    merged = said(kind, before, now)
    assert merged.changes == ()
    assert merged.record is before


def test_numbers_that_are_equal_are_no_change() -> None:
    before = structs.replace(GRADE, score=Decimal("8.5"))
    assert said(Kind.RESULT, before, GRADE).changes == ()


def test_a_changed_field_says_before_after_and_why() -> None:
    now = structs.replace(ANA, email="a@oak.example", date_last_modified=NOW)
    merged = said(Kind.USER, ANA, now)
    (change,) = merged.changes
    assert (change.field, change.before, change.after) == (
        "email", "ana@river.example", "a@oak.example",
    )  # fmt: skip
    assert change.reason == "sis is the only source"
    assert merged.record == now


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, (_, names) in OPTIONAL.items() for name in names]
)
def test_a_blank_does_not_erase_a_value_of_the_roster(kind: Kind, name: str) -> None:
    before = OPTIONAL[kind][0]
    now = structs.replace(before, **{name: blank_of(getattr(before, name))})
    assert said(kind, before, now) == Merged(before, ())
    choice = only_source(kind, name, getattr(before, name), [Fact("sis", now)])
    assert choice == Choice(getattr(before, name), "sis says nothing, which erases nothing")


@pytest.mark.parametrize("blanks", [" ", "\t", "\u00a0 "], ids=repr)
def test_blanks_do_not_erase_an_email(blanks: str) -> None:
    assert said(Kind.USER, ANA, structs.replace(ANA, email=blanks)).changes == ()


def test_no_field_of_a_roster_kind_is_erased_by_a_blank_but_an_end_date() -> None:
    erased = set()
    for kind in ROSTER:
        now = record(kind)
        for field in ENTITIES[kind].fields:
            many = field.shape in (Shape.TEXTS, Shape.REFERENCES, Shape.ROLES, Shape.STRUCTURE)
            if field.needed or field.name == "enabled_user":
                continue
            held = ("held",) if many else "held"
            choice = only_source(kind, field.name, held, [Fact("sis", now)])
            if choice.value != held:
                erased.add((kind, field.name))
    assert erased == {(Kind.ENROLLMENT, "end_date")}


def test_an_end_date_that_is_taken_back_says_that_the_student_is_there_again() -> None:
    merged = said(Kind.ENROLLMENT, STAY, structs.replace(STAY, end_date=None))
    assert [(one.field, one.after) for one in merged.changes] == [("end_date", None)]


@pytest.mark.parametrize("name", ["score", "text_score", "late", "comment", "score_date"])
def test_a_cleared_part_of_a_grade_is_an_event(name: str) -> None:
    merged = said(Kind.RESULT, GRADE, structs.replace(GRADE, **{name: None}))
    (change,) = merged.changes
    assert (change.field, change.before, change.after) == (name, getattr(GRADE, name), None)
    assert getattr(merged.record, name) is None


@pytest.mark.parametrize("kind", GRADEBOOK)
def test_in_the_gradebook_every_blank_counts(kind: Kind) -> None:
    now = record(kind)
    for field in ENTITIES[kind].fields:
        if not field.needed:
            choice = only_source(kind, field.name, "held", [Fact("app", now)])
            assert choice.value in (None, ())


def test_a_zero_and_a_false_are_values_and_no_blanks() -> None:
    zero = structs.replace(GRADE, score=Decimal(0), late=False)
    assert {one.field for one in said(Kind.RESULT, GRADE, zero).changes} == {"score", "late"}
    stays = structs.replace(STAY, primary=False)
    assert [one.after for one in said(Kind.ENROLLMENT, STAY, stays).changes] == [False]


@pytest.mark.parametrize(
    ("kind", "before", "name"),
    [(Kind.RESULT, GRADE, "score"), (Kind.ENROLLMENT, STAY, "end_date"), (Kind.USER, ANA, "email")],
)
def test_what_a_source_leaves_open_stays_as_it_is(kind: Kind, before: Record, name: str) -> None:
    now = structs.replace(before, **{name: None})
    assert said(kind, before, now, name) == Merged(before, ())
    choice = only_source(kind, name, 1, [Fact("sis", now, frozenset({name}))])
    assert choice == Choice(1, "sis leaves it open")


def test_a_person_stays_disabled_when_the_source_does_not_say_otherwise() -> None:
    before = structs.replace(ANA, enabled_user=False)
    assert said(Kind.USER, before, ANA, "enabled_user").changes == ()
    assert said(Kind.USER, before, ANA).record == ANA


def test_a_record_that_comes_back_is_active_again() -> None:
    gone = structs.replace(ANA, status=Status.TO_BE_DELETED)
    merged = said(Kind.USER, gone, ANA)
    (change,) = merged.changes
    assert (change.field, change.before, change.after) == (
        "status", Status.TO_BE_DELETED, Status.ACTIVE,
    )  # fmt: skip
    assert change.reason == "the source says so"
    assert merged.record.status is Status.ACTIVE


def test_the_hubs_id_of_a_record_never_changes() -> None:
    now = structs.replace(ANA, sourced_id="other", email="b@oak.example")
    assert said(Kind.USER, ANA, now).record.sourced_id == "u"


@pytest.mark.parametrize("name", ["metadata", "texts"])
def test_metadata_and_the_form_of_dates_follow_the_source(name: str) -> None:
    before = structs.replace(ANA, **{name: {"a": "1"}})
    merged = said(Kind.USER, before, structs.replace(ANA, **{name: {"a": "2"}}))
    assert [(one.field, one.after) for one in merged.changes] == [(name, {"a": "2"})]


def test_the_winner_of_each_field_is_chosen_by_rules_that_are_handed_in() -> None:
    asked = []

    def never(kind: Kind, field: str, held: Any, facts: Any) -> Choice:
        asked.append(field)
        assert [one.source for one in facts] == ["sis", "lms"]
        if field == "email":
            return Choice(facts[1].record.email, "lms is the master of email")
        return Choice(held, "kept")

    other = structs.replace(ANA, email="lms@river.example", given_name="Anna")
    merged = merge(Kind.USER, ANA, [Fact("sis", ANA), Fact("lms", other)], never)
    assert [(one.field, one.reason) for one in merged.changes] == [
        ("email", "lms is the master of email")
    ]
    assert asked == ["given_name", "email"]  # only what anybody says otherwise


@pytest.mark.parametrize("kind", list(Kind))
@given(data=st.data())
def test_merging_twice_changes_nothing_the_second_time(kind: Kind, data: st.DataObject) -> None:
    from homeroom.model.decode import decode

    first = decode(kind, data.draw(wire(kind)), CHICAGO).record
    second = decode(kind, data.draw(wire(kind)), CHICAGO).record
    assert first is not None
    assert second is not None
    merged = said(kind, first, second)
    assert said(kind, merged.record, second).changes == ()
