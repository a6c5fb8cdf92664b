"""Lenient in: what is used, what is left out, what is refused, and that each of it is said."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.decode import decode
from homeroom.model.entities import ENTITIES
from homeroom.model.gradebook import Scored
from homeroom.model.kinds import GRADEBOOK, ROSTER, Kind
from homeroom.model.readers import LONGEST_ID
from homeroom.model.records import Status
from tests.unit.model.examples import CHICAGO, LEAST, least, read, record

NEEDED = [(kind, name) for kind, members in LEAST.items() for name in members]
REFERENCES = [
    (kind, field.wire, field.name)
    for kind in Kind
    for field in ENTITIES[kind].references()
    if field.shape == "reference" and field.name != "user"
]


def words(problems: Any) -> list[tuple[str, str, bool]]:
    return [(one.field, one.words, one.fatal) for one in problems]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_least_that_the_standard_needs_is_enough(kind: Kind) -> None:
    found = record(kind)
    assert isinstance(found, ENTITIES[kind].record)
    assert found.sourced_id == "x1"
    assert found.status is Status.ACTIVE
    assert found.date_last_modified is None
    assert found.metadata == {}
    assert found.texts == {}


@pytest.mark.parametrize(("kind", "name"), NEEDED)
@pytest.mark.parametrize("blank", [None, "", "absent"])
def test_without_what_it_needs_a_record_is_refused_and_the_member_named(
    kind: Kind, name: str, blank: str | None
) -> None:
    wire = least(kind, **{name: blank})
    if blank == "absent":
        del wire[name]
    decoded = decode(kind, wire, CHICAGO)
    assert decoded.record is None
    assert words(decoded.problems) == [(name, "is missing", True)]


def test_everything_that_is_missing_is_named_at_once() -> None:
    decoded = decode(Kind.USER, {"sourcedId": "u1"}, CHICAGO)
    assert [one.field for one in decoded.problems] == ["givenName", "familyName"]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("id_", [None, "", "  ", {}, [], "x" * (LONGEST_ID + 1)], ids=repr)
def test_a_record_without_a_usable_id_is_refused(kind: Kind, id_: Any) -> None:
    decoded = decode(kind, {**least(kind), "sourcedId": id_}, CHICAGO)
    assert decoded.record is None
    assert [(one.field, one.fatal) for one in decoded.problems] == [("sourcedId", True)]


@pytest.mark.parametrize("id_", ["x" * LONGEST_ID, "a+b:c/d e", "\u00e9", 4711])
def test_an_id_may_have_any_characters_and_255_of_them(id_: Any) -> None:
    decoded = decode(Kind.ORG, {**least(Kind.ORG), "sourcedId": id_}, CHICAGO)
    assert decoded.record is not None
    assert decoded.record.sourced_id == str(id_)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        *[(one, "active") for one in (None, "", "active", "ACTIVE", "new", 1)],
        *[
            (one, "tobedeleted")
            for one in ("tobedeleted", "ToBeDeleted", "to be deleted", "to_be_deleted", "inactive")
        ],
    ],
    ids=repr,
)
def test_only_what_says_so_is_to_be_deleted(said: Any, status: str) -> None:
    assert record(Kind.ORG, status=said).status.value == status


def test_a_stamp_is_an_instant_and_a_broken_one_costs_nothing_else() -> None:
    stamped = record(Kind.RESULT, dateLastModified="2026-10-05T08:00:00-05:00")
    assert stamped.date_last_modified == datetime(2026, 10, 5, 13, tzinfo=UTC)
    decoded = read(Kind.RESULT, dateLastModified="yesterday", score=5)
    assert decoded.record is not None
    assert words(decoded.problems) == [
        ("dateLastModified", "is not a date with time: 'yesterday'", False)
    ]


@pytest.mark.parametrize(
    ("kind", "member", "given"),
    [
        (Kind.USER, "email", {"home": "ana@river.example"}),
        (Kind.USER, "enabledUser", "perhaps"),
        (Kind.ENROLLMENT, "endDate", "soon"),
        (Kind.RESOURCE, "importance", "tertiary"),
        (Kind.DEMOGRAPHICS, "birthDate", "spring"),
        (Kind.DEMOGRAPHICS, "asian", "sometimes"),
        (Kind.CLASS, "periods", [{"n": 1}]),
    ],
)
def test_a_roster_record_is_used_without_what_cannot_be_read_of_it(
    kind: Kind, member: str, given: Any
) -> None:
    decoded = read(kind, **{member: given})
    assert decoded.record is not None
    assert [(one.field, one.fatal) for one in decoded.problems] == [(member, False)]
    (name,) = [field.name for field in ENTITIES[kind].fields if field.wire == member]
    assert name in decoded.unread


@pytest.mark.parametrize(
    ("kind", "member", "given"),
    [
        (Kind.CATEGORY, "weight", "a lot"),
        (Kind.LINE_ITEM, "dueDate", "next week"),
        (Kind.LINE_ITEM, "resultValueMax", "NaN"),
        (Kind.RESULT, "score", "1e400"),
        (Kind.RESULT, "score", {"value": 5}),
        (Kind.RESULT, "scoreDate", "soon"),
        (Kind.RESULT, "late", "perhaps"),
        (Kind.RESULT, "learningObjectiveSet", "4"),
        (Kind.RESULT, "learningObjectiveSet", [{"learningObjectiveResults": [{"score": 3}]}]),
        (Kind.SCORE_SCALE, "scoreScaleValue", [{"itemValueLHS": "A"}]),
        (Kind.ASSESSMENT_LINE_ITEM, "resultValueMin", True),
        (Kind.ASSESSMENT_RESULT, "scorePercentile", "ninety"),
    ],
)
def test_a_grade_is_taken_whole_or_not_at_all(kind: Kind, member: str, given: Any) -> None:
    decoded = read(kind, **{member: given})
    assert decoded.record is None
    assert [(one.field, one.fatal) for one in decoded.problems] == [(member, True)]


@pytest.mark.parametrize(
    ("member", "given"),
    [("givenName", {"first": "Ana"}), ("familyName", ["Ruiz"])],
)
def test_a_needed_member_that_cannot_be_read_is_named_once(member: str, given: Any) -> None:
    decoded = read(Kind.USER, **{member: given})
    assert words(decoded.problems) == [(member, "is not a text", True)]


@pytest.mark.parametrize(("kind", "wire", "name"), REFERENCES)
def test_a_reference_of_every_kind_holds_the_id_alone(kind: Kind, wire: str, name: str) -> None:
    given = {"sourcedId": "p 1/2", "href": "https://sis.example/p", "type": "odd", "name": "?"}
    assert getattr(record(kind, **{wire: given}), name) == "p 1/2"


def test_demographics_belong_to_the_person_of_the_same_id() -> None:
    assert record(Kind.DEMOGRAPHICS).user == "x1"


def test_a_person_is_enabled_unless_the_source_says_no() -> None:
    assert record(Kind.USER).enabled_user is True
    assert record(Kind.USER, enabledUser="false").enabled_user is False
    assert read(Kind.USER).unread == {"enabled_user"}
    assert read(Kind.USER, enabledUser="true").unread == frozenset()


@pytest.mark.parametrize(
    ("kind", "member", "came"),
    [
        (Kind.ENROLLMENT, "endDate", "2026-10-05T00:00:00Z"),
        (Kind.ENROLLMENT, "endDate", "20261005"),
        (Kind.LINE_ITEM, "dueDate", "2026-10-05"),
        (Kind.LINE_ITEM, "dueDate", "2026-10-05T08:00:00-05:00"),
        (Kind.LINE_ITEM, "dueDate", "2026-10-05T08:00:00Z"),
        (Kind.RESULT, "scoreDate", "2026-10-05T23:00:00.000Z"),
    ],
)
def test_a_date_in_another_form_is_remembered_as_it_came(
    kind: Kind, member: str, came: str
) -> None:
    assert record(kind, **{member: came}).texts == {member: came}


@pytest.mark.parametrize(
    ("kind", "member", "came"),
    [
        (Kind.ENROLLMENT, "endDate", "2026-10-05"),
        (Kind.LINE_ITEM, "dueDate", "2026-10-05T08:00:00.000Z"),
    ],
)
def test_a_date_in_our_own_form_needs_no_memory(kind: Kind, member: str, came: str) -> None:
    assert record(kind, **{member: came}).texts == {}


@pytest.mark.parametrize("kind", list(Kind))
def test_what_the_standard_does_not_know_survives_in_the_metadata(kind: Kind) -> None:
    found = record(kind, busRoute="12", metadata={"locker": 7}, Email2={"home": ["a", None]})
    assert found.metadata == {"locker": 7, "busRoute": "12", "Email2": {"home": ["a", None]}}


def test_an_unknown_member_stands_beside_metadata_of_the_same_name() -> None:
    found = record(Kind.ORG, locker=8, metadata={"locker": 7})
    assert found.metadata == {"locker": 7, "unknown.locker": 8}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, {}),
        ("", {}),
        ({}, {}),
        ("free text", {"metadata": "free text"}),
        ([1, 2], {"metadata": [1, 2]}),
        ({"a": None, "b": "", "c": 0}, {"a": None, "b": "", "c": 0}),
    ],
    ids=repr,
)
def test_metadata_is_kept_whatever_it_is(given: Any, kept: dict[str, Any]) -> None:
    assert record(Kind.ORG, metadata=given).metadata == kept


@pytest.mark.parametrize("number", ["1e999999", "-1e5000", "1e-5000", "0e9999"])
def test_a_number_in_the_metadata_that_no_database_keeps_survives_as_text(number: str) -> None:
    found = record(Kind.ORG, metadata={"odd": [{"n": Decimal(number)}], "even": Decimal("1.50")})
    assert found.metadata == {"odd": [{"n": str(Decimal(number))}], "even": Decimal("1.50")}


def test_members_inside_of_entries_that_the_standard_does_not_know_survive_by_their_path() -> None:
    person = record(
        Kind.USER,
        enabledUser="true",
        userIds=[{"type": "Fed", "identifier": "ana", "since": 2024}],
        roles=[{"role": "student", "org": {"sourcedId": "o1"}, "house": "Blue"}],
    )
    assert person.metadata == {"userIds.0.since": 2024, "roles.0.house": "Blue"}
    grade = record(
        Kind.RESULT,
        learningObjectiveSet=[
            {"source": "case", "learningObjectiveResults": [{"learningObjectiveId": "o", "x": 1}]}
        ],
    )
    assert grade.metadata == {"learningObjectiveSet.0.learningObjectiveResults.0.x": 1}


@pytest.mark.parametrize("key", ["password", "Pass-Word", "credentials", "lunchPin"])
def test_a_secret_that_is_no_member_of_the_standard_is_not_kept_as_unknown(key: str) -> None:
    found = record(
        Kind.USER,
        **{key: "hunter2"},
        userProfiles=[{"profileId": "p", key: "hunter2"}],
        roles=[{"role": "student", "org": "o1", key: "hunter2"}],
    )
    assert "hunter2" not in repr(found)


def test_every_state_of_a_grade_is_read_from_its_own_member() -> None:
    grade = record(
        Kind.RESULT, scoreStatus="Partially Graded", score="8.50", textScore="B", late="true",
        missing=False, incomplete="0", inProgress="yes", scoreDate="2026-10-05",
        comment="well done",
    )  # fmt: skip
    assert grade.score_status == "partially graded"
    assert grade.score == Decimal("8.50")
    assert grade.text_score == "B"
    assert (grade.late, grade.missing, grade.incomplete, grade.in_progress) == (
        True, False, False, True,
    )  # fmt: skip
    assert grade.score_date == date(2026, 10, 5)
    assert grade.comment == "well done"


def test_a_grade_without_a_score_has_none_and_a_zero_is_a_zero() -> None:
    assert record(Kind.RESULT).score is None
    assert record(Kind.RESULT, score="").score is None
    assert record(Kind.RESULT, score=0).score == Decimal(0)
    assert record(Kind.RESULT, late=None).late is None


def test_the_kinds_are_those_of_the_standard() -> None:
    assert len(ROSTER) == 8
    assert len(GRADEBOOK) == 6
    assert set(ENTITIES) == set(Kind)


def test_parents_stand_before_their_children() -> None:
    order = list(Kind)
    for kind in Kind:
        for field in ENTITIES[kind].references():
            if field.hard:
                assert field.to is not None
                assert order.index(field.to) < order.index(kind)


@pytest.mark.parametrize("kind", [Kind.RESULT, Kind.ASSESSMENT_RESULT])
@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("ext:notSaid", None),
        ("ext:reassessed", "ext:reassessed"),
        ("not submitted", "not submitted"),
        ("", None),
    ],
)
def test_what_a_hub_sends_for_no_status_says_none_when_it_comes_back(
    kind: Kind, said: str, read: str | None
) -> None:
    above = "lineItem" if kind is Kind.RESULT else "assessmentLineItem"
    wire = {"sourcedId": "r", above: {"sourcedId": "i"}, "student": {"sourcedId": "s"}}
    found = decode(kind, {**wire, "scoreStatus": said}, CHICAGO)
    assert isinstance(found.record, Scored)
    assert (found.record.score_status, found.problems) == (read, ())
