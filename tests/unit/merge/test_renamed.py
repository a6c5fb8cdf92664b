"""Which record is which under other ids: an id or a number needs a second fact, or it waits."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.merge.renamed import (
    FACTS,
    PERSON,
    Face,
    Former,
    Pair,
    Verdict,
    face_of,
    settled,
)
from homeroom.model.gradebook import Category, LineItem
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Role
from homeroom.model.roster import AcademicSession, Class, Course, Enrollment, Org, User

MATCHED, WAITS, NEW, GONE = Verdict.MATCHED, Verdict.WAITS, Verdict.NEW, Verdict.GONE
# The hub's ids of what records refer to, under the ids of both versions.
HUB = {
    (Kind.ORG, "3"): "oak", (Kind.ORG, "guid-oak"): "oak", (Kind.ORG, "4"): "elm",
    (Kind.CLASS, "701"): "algebra", (Kind.USER, "s+12"): "ana", (Kind.USER, "guid-12"): "ana",
    (Kind.USER, "guid-13"): "ben",
}  # fmt: skip


def person(id_: str, *roles: str, given: str = "Ana", family: str = "Ruiz", **more: Any) -> User:
    held = tuple(Role(role=one, role_type="primary", org="3") for one in roles)
    return User(sourced_id=id_, given_name=given, family_name=family, roles=held, **more)


def face(kind: Kind, record: Record, number: str = "") -> Face:
    return face_of(kind, record, number, lambda to, id_: HUB.get((to, id_)))


def user(id_: str, number: str, *roles: str, **more: Any) -> Face:
    return face(Kind.USER, person(id_, *(roles or ("student",)), **more), number)


def found(kind: Kind, old: Sequence[Face], *new: Face, **decisions: Any) -> list[Pair]:
    former = Former(kind, old)
    pairs = [pair for one in new for pair in former.find(one)]
    return settled(former, pairs, decisions.get("decisions", {}))


def short(pairs: Sequence[Pair]) -> set[tuple[str, str, str]]:
    return {(one.new_id, one.old_id, one.verdict.value) for one in pairs}


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [
        pytest.param(user("s+12", "12"), user("g1", "12"), ("role and number", "name"), id="name"),
        pytest.param(
            user("s12", "12", given="Anna", email="a@x.example"),
            user("g1", "12", email="A@x.example"),
            ("role and number", "email"), id="an email, though the name was corrected",
        ),
        pytest.param(
            user("s+12", "12", family="Old", identifier="77"),
            user("g1", "12", family="New", identifier=" 77 "),
            ("role and number", "identifier"),
            id="a student number, though the family name changed",
        ),
        pytest.param(
            user("s+12", "12", given="X", username="ana"), user("g1", "12", username="ANA"),
            ("role and number", "username"), id="a username",
        ),
        pytest.param(
            user("a+12", "12", "ext:administrator"), user("g1", "12", "principal"),
            ("role and number", "name"), id="an administrator, whom 1.2 calls a principal",
        ),
        pytest.param(
            user("e+12", "12", "aide"), user("g1", "12", "counselor"),
            ("role and number", "name"), id="a counselor, whom 1.1 calls an aide",
        ),
        pytest.param(
            user("s+12", "12", email="a@x.example"), user("g1", "", email="a@x.example"),
            ("name", "email"), id="without a number, name and email",
        ),
        pytest.param(
            user("s+12", "12", given="X", identifier="77", username="ana"),
            user("g1", "", identifier="77", username="ana"),
            ("identifier", "username"), id="without a number, two ids",
        ),
    ],
)  # fmt: skip
def test_a_person_is_matched_by_role_number_and_a_second_fact_or_by_two_facts(
    old: Face, new: Face, by: tuple[str, ...]
) -> None:
    [pair] = found(Kind.USER, [old], new)
    assert (pair.old_id, pair.verdict, pair.by) == (old.id, MATCHED, by)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(user("s+12", "12", given="Leo"), user("g1", "12"), id="the number alone"),
        pytest.param(user("12", "", given="Leo"), user("12", ""), id="the id alone"),
        pytest.param(
            user("s+12", "12", given="Leo", email="home@x.example"),
            user("g1", "", email="home@x.example"), id="an email alone",
        ),
        pytest.param(
            user("s+12", "12", given="Leo", identifier="77"), user("g1", "13", identifier="77"),
            id="an identifier alone, with another number",
        ),
    ],
)  # fmt: skip
def test_one_thing_alone_waits_for_a_person(old: Face, new: Face) -> None:
    assert short(found(Kind.USER, [old], new)) == {(new.id, old.id, "waits")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(user("s+12", "12"), user("g1", "13"), id="a namesake with another number"),
        pytest.param(user("s+12", "12"), user("g1", ""), id="a namesake without a number"),
        pytest.param(
            user("s+12", "12", given="Leo"),
            user("g1", "12", "teacher"),
            id="the number in another role",
        ),
        pytest.param(user("s+12", "12", given="Leo"), user("g1", "99"), id="nothing at all"),
    ],
)
def test_a_name_is_no_suspicion(old: Face, new: Face) -> None:
    assert short(found(Kind.USER, [old], new)) == {(new.id, "", "new"), ("", old.id, "gone")}


def test_the_rows_of_one_person_in_several_roles_become_one() -> None:
    old = [user("t+5", "5", "teacher"), user("g+5", "5", "guardian"), user("s+5", "5", given="Leo")]
    pairs = found(Kind.USER, old, user("guid", "5", "teacher", "guardian"))
    assert short(pairs) == {
        ("guid", "t+5", "matched"), ("guid", "g+5", "matched"), ("", "s+5", "gone"),
    }  # fmt: skip


def test_a_row_of_the_same_number_with_another_name_waits_beside_the_sure_one() -> None:
    old = [user("t+5", "5", "teacher"), user("g+5", "5", "guardian", given="Leo")]
    pairs = found(Kind.USER, old, user("guid", "5", "teacher", "guardian"))
    assert short(pairs) == {("guid", "t+5", "matched"), ("guid", "g+5", "waits")}


def test_two_that_claim_one_row_both_wait() -> None:
    old = [user("s+5", "5", email="a@x.example")]
    pairs = found(Kind.USER, old, user("g1", "5"), user("g2", "5", email="a@x.example"))
    assert short(pairs) == {("g1", "s+5", "waits"), ("g2", "s+5", "waits")}


def test_two_former_rows_that_fit_alike_wait_both() -> None:
    old = [user(id_, "", email="a@x.example") for id_ in ("s+5", "s+6")]
    pairs = found(Kind.USER, old, user("g1", "", email="a@x.example"))
    assert short(pairs) == {("g1", "s+5", "waits"), ("g1", "s+6", "waits")}


def test_nobody_is_suspected_of_being_who_was_found_elsewhere() -> None:
    """A couple shares an email: the one without a number is new, for the other one was found."""
    old = [user("g+5", "5", "guardian", email="home@x.example")]
    known = user("guid-5", "5", "guardian", email="home@x.example")
    other = user("guid-6", "", "guardian", given="Leo", email="home@x.example")
    for order in ((known, other), (other, known)):
        assert short(found(Kind.USER, old, *order)) == {
            ("guid-5", "g+5", "matched"), ("guid-6", "", "new"),
        }  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ({"g1": ["s+5"]}, {("g1", "s+5", "matched"), ("", "s+6", "gone")}),
        ({"g1": ["s+5", "s+6"]}, {("g1", "s+5", "matched"), ("g1", "s+6", "matched")}),
        ({"g1": []}, {("g1", "", "new"), ("", "s+5", "gone"), ("", "s+6", "gone")}),
        ({"elsewhere": ["x"]}, {("g1", "s+5", "waits"), ("g1", "s+6", "waits")}),
    ],
    ids=["one of them", "both of them", "none of them", "about somebody who is not there"],
)
def test_what_a_person_decides_goes_before(decisions: Any, expected: Any) -> None:
    old = [user(id_, "", email="a@x.example") for id_ in ("s+5", "s+6")]
    pairs = found(Kind.USER, old, user("g1", "", email="a@x.example"), decisions=decisions)
    assert short(pairs) == expected
    assert all(one.by == (PERSON,) for one in pairs if one.new_id in decisions)


def test_a_decision_frees_who_was_claimed_by_somebody_else() -> None:
    old = [user("s+5", "5")]
    new = (user("g1", "5"), user("g2", "7", given="Leo"))
    pairs = found(Kind.USER, old, *new, decisions={"g2": ["s+5"]})
    assert short(pairs) == {("g2", "s+5", "matched"), ("g1", "", "new")}


def org(id_: str, name: str, number: str | None = None, type_: str = "school") -> Face:
    return face(Kind.ORG, Org(sourced_id=id_, name=name, type=type_, identifier=number))


def section(id_: str, title: str, code: str | None, school: str = "3") -> Face:
    held = Class(sourced_id=id_, title=title, course="k", school=school, class_code=code)
    return face(Kind.CLASS, held)


def term(id_: str, title: str, begin: date = date(2026, 8, 17)) -> Face:
    held = AcademicSession(
        sourced_id=id_, title=title, type="semester", start_date=begin, end_date=date(2026, 12, 18)
    )
    return face(Kind.ACADEMIC_SESSION, held)


def seat(id_: str, student: str, begin: date = date(2026, 8, 17), class_: str = "701") -> Face:
    held = Enrollment(sourced_id=id_, user=student, class_=class_, role="student", begin_date=begin)
    return face(Kind.ENROLLMENT, held)


def work(id_: str, title: str, day: int = 9) -> Face:
    due = datetime(2026, 10, day, 17, tzinfo=UTC)
    held = LineItem(
        sourced_id=id_, title=title, class_="701", due_date=due, result_value_max=Decimal(20)
    )
    return face(Kind.LINE_ITEM, held)


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"),
    [
        pytest.param(Kind.ORG, org("3", "Oak", "1002"), org("guid-oak", "Oak", "1002"), MATCHED,
                     id="a school by number and name"),
        pytest.param(Kind.ORG, org("3", "Oak", "1002"), org("guid-oak", "Oak School", "1002"),
                     WAITS, id="a school by its number alone"),
        pytest.param(Kind.ORG, org("3", "Oak", "1002"), org("guid-oak", "Oak", "1002", "district"),
                     NEW, id="the district of the same name"),
        pytest.param(Kind.ACADEMIC_SESSION, term("301", "S1"), term("301", "S1"), MATCHED,
                     id="a term by its id, title and days"),
        pytest.param(Kind.ACADEMIC_SESSION, term("301", "S1"), term("301", "Fall"), MATCHED,
                     id="a term by its id and days, which got another title"),
        pytest.param(Kind.ACADEMIC_SESSION, term("301", "S1"), term("9", "S1", date(2027, 8, 16)),
                     NEW, id="next year's term of the same title"),
        pytest.param(Kind.COURSE, face(Kind.COURSE, Course(sourced_id="7", title="Algebra I")),
                     face(Kind.COURSE, Course(sourced_id="7", title="Art")), WAITS,
                     id="another course under the id"),
        pytest.param(Kind.CLASS, section("701", "Algebra - 01", "ALG"),
                     section("701", "Algebra - 01", None, "guid-oak"), MATCHED,
                     id="a section by its id and title, in the school's new id"),
        pytest.param(Kind.CLASS, section("701", "Algebra - 01", "ALG"),
                     section("9", "Algebra - 01", "ALG", "guid-oak"), MATCHED,
                     id="a section of another id by code and title"),
        pytest.param(Kind.CLASS, section("701", "Algebra - 01", None),
                     section("9", "Algebra - 01", None, "4"), NEW, id="one of another school"),
        pytest.param(Kind.ENROLLMENT, seat("s9", "s+12"), seat("s9", "guid-12"), MATCHED,
                     id="a seat by its id and whose it is"),
        pytest.param(Kind.ENROLLMENT, seat("s9", "s+12"), seat("x", "guid-12"), MATCHED,
                     id="a seat of another id by person, class and day"),
        pytest.param(Kind.ENROLLMENT, seat("s9", "s+12"), seat("x", "guid-12", date(2027, 1, 4)),
                     WAITS, id="a second stay of the same person"),
        pytest.param(Kind.ENROLLMENT, seat("s9", "s+12"), seat("x", "guid-13"), NEW,
                     id="somebody else's seat"),
        pytest.param(Kind.CATEGORY, face(Kind.CATEGORY, Category(sourced_id="1", title="Quizzes")),
                     face(Kind.CATEGORY, Category(sourced_id="1", title="quizzes")), MATCHED,
                     id="a category by id and title"),
        pytest.param(Kind.CATEGORY, face(Kind.CATEGORY, Category(sourced_id="1", title="Quizzes")),
                     face(Kind.CATEGORY, Category(sourced_id="2", title="Quizzes")), NEW,
                     id="the same title elsewhere is another class's category"),
        pytest.param(Kind.LINE_ITEM, work("i", "Quiz 1"), work("i", "Quiz one"), MATCHED,
                     id="a renamed item of the same day"),
        pytest.param(Kind.LINE_ITEM, work("i", "Quiz 1"), work("j", "Quiz 1", 10), WAITS,
                     id="an item of the same title on another day"),
    ],
)  # fmt: skip
def test_what_else_has_ids_is_matched_alike(
    kind: Kind, old: Face, new: Face, expected: Verdict
) -> None:
    verdicts = {one.verdict for one in found(kind, [old], new)}
    assert verdicts == ({NEW, GONE} if expected is NEW else {expected})


def test_what_refers_to_somebody_unknown_is_not_compared_by_that() -> None:
    stranger = seat("s9", "nobody")
    assert stranger.facts[0] == ""
    assert short(found(Kind.ENROLLMENT, [stranger], seat("x", "nobody"))) == {
        ("x", "", "new"), ("", "s9", "gone"),
    }  # fmt: skip


@pytest.mark.parametrize("kind", FACTS)
def test_every_attribute_that_is_compared_is_one_of_its_record(kind: Kind) -> None:
    from homeroom.model.entities import ENTITIES

    names = {field.name for field in ENTITIES[kind].fields}
    assert {name for fact in FACTS[kind] for name in fact.attributes} <= names
    assert len({fact.name for fact in FACTS[kind]}) == len(FACTS[kind])


PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 6),  # number
        st.sampled_from(["Ana", "Ben", "Eve"]),
        st.sampled_from(["", "a@x.example", "b@x.example"]),
        st.frozensets(st.sampled_from(["student", "teacher", "guardian"]), min_size=1),
    ),
    max_size=6,
    unique_by=lambda one: one[0],
)
Drawn = list[tuple[int, str, str, frozenset[str]]]


def on_1_1(people: Drawn) -> list[Face]:
    """Return a row for each role of each person."""
    return [
        user(f"{role[0]}+{number}", str(number), role, given=given, email=email or None)
        for number, given, email, roles in people
        for role in sorted(roles)
    ]


def on_1_2(people: Drawn, *, numbered: bool = True) -> list[Face]:
    """Return a row for each person."""
    return [
        user(f"guid-{number}", str(number) if numbered else "", *sorted(roles), given=given,
             email=email or None)
        for number, given, email, roles in people
    ]  # fmt: skip


@given(PEOPLE)
def test_who_did_not_change_is_matched_with_all_rows_and_nobody_else(people: Drawn) -> None:
    pairs = found(Kind.USER, on_1_1(people), *on_1_2(people))
    assert {one.verdict for one in pairs} <= {MATCHED}
    assert {(one.new_id, one.old_id) for one in pairs} == {
        (f"guid-{number}", f"{role[0]}+{number}")
        for number, _, _, roles in people
        for role in roles
    }


@given(PEOPLE, PEOPLE, st.randoms(), st.booleans())
def test_the_order_of_rows_decides_nothing(
    before: Drawn, after: Drawn, dice: Random, numbered: bool
) -> None:
    old, new = on_1_1(before), on_1_2(after, numbered=numbered)
    pairs = found(Kind.USER, old, *new)
    dice.shuffle(old)
    dice.shuffle(new)
    assert short(found(Kind.USER, old, *new)) == short(pairs)


@given(PEOPLE, PEOPLE, st.booleans())
def test_every_id_has_a_verdict_and_no_old_one_is_two_people(
    before: Drawn, after: Drawn, numbered: bool
) -> None:
    old, new = on_1_1(before), on_1_2(after, numbered=numbered)
    pairs = found(Kind.USER, old, *new)
    assert {one.new_id for one in pairs if one.new_id} == {one.id for one in new}
    assert {one.old_id for one in pairs if one.old_id} == {one.id for one in old}
    claimed = [one.old_id for one in pairs if one.verdict is MATCHED]
    assert len(claimed) == len(set(claimed))
    for one in pairs:
        assert (one.verdict is NEW) is (not one.old_id)
        assert (one.verdict is GONE) is (not one.new_id)
        assert one.verdict is not MATCHED or len(one.by) > 1


@given(PEOPLE, PEOPLE, st.data())
def test_after_a_decision_about_each_that_waits_nothing_waits(
    before: Drawn, after: Drawn, data: st.DataObject
) -> None:
    old, new = on_1_1(before), on_1_2(after, numbered=False)
    waits = [one for one in found(Kind.USER, old, *new) if one.verdict is WAITS]
    decisions: dict[str, list[str]] = {one.new_id: [] for one in waits}
    for old_id in sorted({one.old_id for one in waits}):
        rivals = sorted({one.new_id for one in waits if one.old_id == old_id})
        chosen = data.draw(st.sampled_from([*rivals, ""]))
        if chosen:
            decisions[chosen].append(old_id)
    pairs = found(Kind.USER, old, *new, decisions=decisions)
    assert WAITS not in {one.verdict for one in pairs}
    for new_id, olds in decisions.items():
        assert {one.old_id for one in pairs if one.new_id == new_id} == set(olds or [""])
