"""Grades out in the database: counted, grouped by reason, listed and found, as may be seen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import attempts, class_items, delivery_counts, grades_out
from homeroom.store.grades_out import Chosen, Within
from homeroom.store.scope import Scope, district_scope
from tests.integration.outbox import (
    ELSEWHERE,
    OVER,
    THEIR_GRADE,
    THEIR_ITEM,
    Outbox,
    add_other_class,
)
from tests.people import CLASS, GRADE, ITEM, OTHER_SCHOOL, SCHOOL, Town, insert

ALL = Within(whole=True)
OURS = Within(whole=False, schools=(SCHOOL,))
MINE = Within(whole=False, classes=(CLASS,))
BOTH = Within(whole=False, schools=(OTHER_SCHOOL,), classes=(CLASS,))
NONE = Within(whole=False)
CATEGORY = "0198f000-0000-7000-8000-000000000031"
REFUSED = {"code": "target.refused", "facts": {}}


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class in the other school, and a category."""
    add_other_class(town)
    with district_scope(town.district.id) as scope:
        insert(scope, "categories", CATEGORY, title="Tests")


@pytest.fixture
def scope(out: Outbox) -> Iterator[Scope]:
    """The district of the outbox, as the store sees it."""
    with district_scope(out.town.district.id) as entered:
        yield entered


@pytest.fixture
def sis(out: Outbox) -> int:
    """Return the number of Campus."""
    return out.ids()[0]


@pytest.mark.parametrize(
    ("within", "counts"),
    [
        (ALL, {"delivered": 1, "refused": 2, "held": 1, "waiting": 1}),
        (OURS, {"delivered": 1, "refused": 1, "waiting": 1}),
        (MINE, {"delivered": 1, "refused": 1, "waiting": 1}),
        (BOTH, {"delivered": 1, "refused": 2, "waiting": 1}),
        (NONE, {}),
    ],
)
def test_what_is_counted_is_what_may_be_seen(
    out: Outbox, sis: int, within: Within, counts: dict[str, int]
) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.RESULT, out.part(GRADE, "MA.3"), "waiting")
    out.put(Kind.RESULT, THEIR_GRADE, "refused", **OVER)
    out.put(Kind.CATEGORY, CATEGORY, "held", **REFUSED)
    with district_scope(out.town.district.id) as scope:
        assert delivery_counts.of_target(scope, sis, within) == counts
        assert delivery_counts.of_target(scope, sis + 1_000, within) == {}, "of another app nothing"


@pytest.mark.parametrize(
    ("within", "counts"),
    [
        (ALL, {"delivered": 3, "refused": 3, "waiting": 3}),
        (OURS, {"delivered": 3, "refused": 3, "waiting": 3}),
        # A teacher's classes hold little: all is counted.
        (MINE, {"delivered": 4, "refused": 3, "waiting": 3}),
    ],
)
def test_no_state_is_counted_beyond_a_bound(
    out: Outbox,
    sis: int,
    monkeypatch: pytest.MonkeyPatch,
    within: Within,
    counts: dict[str, int],
) -> None:
    monkeypatch.setattr(delivery_counts, "MOST", 2)
    made = out.grades(9)
    for number, state in enumerate(("delivered", "refused", "waiting")):
        for id_ in made[number * 3 : number * 3 + 3]:
            out.put(Kind.RESULT, id_, state)
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    with district_scope(out.town.district.id) as scope:
        assert delivery_counts.of_target(scope, sis, within) == counts
        every = delivery_counts.of_targets(scope, [sis, sis + 1_000])
        assert every == {sis: {"delivered": 3, "refused": 3, "waiting": 3}}


def test_reasons_are_apart_by_kind_state_and_code_what_most_wait_for_first(
    out: Outbox, sis: int
) -> None:
    for id_ in (*out.grades(2), GRADE):
        out.put(Kind.RESULT, id_, "refused", **REFUSED)
    out.put(Kind.LINE_ITEM, ITEM, "refused", **REFUSED)
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "waiting")
    out.put(Kind.RESULT, THEIR_GRADE, "conflict", code="conflict.edited_in_sis",
            facts={"seen": "score 88"})  # fmt: skip
    with district_scope(out.town.district.id) as scope:
        found = grades_out.causes(scope, sis, Chosen(), ALL)
        assert [(one.kind, one.state, one.many) for one in found] == [
            ("result", "refused", 3),
            ("result", "conflict", 1),
            ("lineItem", "refused", 1),
        ]
        assert found[1].facts == {"seen": "score 88"}
        assert [one.many for one in grades_out.causes(scope, sis, Chosen(), MINE)] == [3, 1]
        assert grades_out.causes(scope, sis, Chosen(states=("held",)), ALL) == []


@pytest.mark.parametrize(
    ("chosen", "within", "found"),
    [
        (Chosen(), ALL, {GRADE, ITEM, THEIR_GRADE}),
        (Chosen(), OURS, {GRADE, ITEM}),
        (Chosen(), NONE, set()),
        (Chosen(item_id=ITEM), ALL, {GRADE, ITEM}),
        (Chosen(item_id=THEIR_ITEM), MINE, set()),
        (Chosen(class_id=ELSEWHERE), ALL, {THEIR_GRADE}),
        (Chosen(states=("refused",)), ALL, {GRADE}),
        (Chosen(states=("waiting", "delivered")), ALL, set()),
        (Chosen(code="result.cleared"), ALL, {THEIR_GRADE}),
        # Conflicts are questions whatever their code, holds only where their code is named.
        (Chosen(questions=("result.cleared",)), ALL, {THEIR_GRADE, ITEM}),
        (Chosen(questions=("scope.frozen",)), ALL, {ITEM}),
    ],
)
def test_what_is_kept_back_is_chosen_by_all_that_is_said(
    out: Outbox, sis: int, chosen: Chosen, within: Within, found: set[str]
) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.LINE_ITEM, ITEM, "conflict", code="conflict.edited_in_sis", facts={})
    out.put(Kind.RESULT, THEIR_GRADE, "held", code="result.cleared", facts={})
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "delivered")
    with district_scope(out.town.district.id) as scope:
        assert set(grades_out.kept_ids(scope, sis, chosen, within)) == found
        kept = grades_out.kept(scope, sis, chosen, within, (None, 50))
        assert {one.delivery.record_id for one in kept} == found


def test_a_list_goes_on_where_it_stopped_though_many_changed_at_once(out: Outbox, sis: int) -> None:
    made = out.grades(7)
    for id_ in made:
        out.put(Kind.RESULT, id_, "refused", **OVER, changed_at="2026-11-01T08:00:00Z")
    out.put(Kind.RESULT, GRADE, "refused", **OVER, changed_at="2026-11-01T08:00:00.000001Z")
    seen: list[str] = []
    mark: tuple[datetime, str] | None = None
    with district_scope(out.town.district.id) as scope:
        for size in (3, 3, 3, 3):
            page = grades_out.kept(scope, sis, Chosen(), ALL, (mark, size))
            seen += [one.delivery.record_id for one in page]
            if page:
                mark = (page[-1].delivery.changed_at, page[-1].delivery.record_id)
    assert seen == [GRADE, *reversed(made)]


def test_a_delivery_is_told_in_the_names_that_a_teacher_knows(out: Outbox, sis: int) -> None:
    part = out.part(GRADE, "MA.3")
    for kind, record in ((Kind.RESULT, GRADE), (Kind.RESULT, part), (Kind.LINE_ITEM, ITEM),
                         (Kind.CATEGORY, CATEGORY)):  # fmt: skip
        out.put(kind, record, "waiting")
    with district_scope(out.town.district.id) as scope:
        told = {}
        for record in (GRADE, part, ITEM, CATEGORY):
            one = grades_out.one(scope, sis, record, ALL)
            assert one is not None
            assert one.delivery.record_id == record
            told[record] = (one.class_title, one.item_title, one.student)
        assert grades_out.one(scope, sis, GRADE, MINE) is not None
        assert grades_out.one(scope, sis, CATEGORY, MINE) is None
        assert grades_out.one(scope, sis, THEIR_GRADE, ALL) is None, "it is not on the way"
    assert told == {
        GRADE: ("English 6 - 01", "Quiz 4", "Nadia Ferro"),
        part: ("English 6 - 01", "Quiz 4", "Nadia Ferro"),
        ITEM: ("English 6 - 01", "Quiz 4", ""),
        CATEGORY: ("", "", ""),
    }


def test_classes_with_most_kept_back_come_first(out: Outbox, sis: int) -> None:
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "refused", **OVER)
    out.put(Kind.RESULT, THEIR_GRADE, "refused", **OVER)
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    with district_scope(out.town.district.id) as scope:
        found = grades_out.classes(scope, sis, None, ALL)
        assert [(one.id, one.counts) for one in found] == [
            (ELSEWHERE, {"refused": 2}),
            (CLASS, {"refused": 1, "delivered": 1}),
        ]
        assert [(one.school, one.teachers) for one in found] == [
            ("Lincoln High", ()),
            ("Roosevelt Middle", ("Brook",)),
        ]
        assert [one.id for one in grades_out.classes(scope, sis, None, OURS)] == [CLASS]
        by_title = grades_out.classes(scope, sis, "", ALL)
        assert [one.title for one in by_title] == ["Biology 9 - 02", "English 6 - 01"]


def test_a_line_item_is_told_with_its_grades_and_their_objectives(out: Outbox, sis: int) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "delivered")
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    out.put(Kind.RESULT, out.part(GRADE, "MA.3"), "refused", **OVER)
    out.put(Kind.RESULT, out.part(GRADE, "MA.4"), "delivered")
    with district_scope(out.town.district.id) as scope:
        (one,) = class_items.items_of(scope, sis, CLASS)
        assert (one.many("refused"), one.many("delivered"), one.many("held")) == (2, 1, 0)
        assert [each.many for each in one.grades if each.state == "refused"] == [2]
        assert class_items.items_of(scope, sis, ELSEWHERE) == [], "it is not on the way"


def test_line_items_stand_by_due_day_and_without_one_last(out: Outbox, sis: int) -> None:
    made = {}
    with district_scope(out.town.district.id) as scope:
        for at, (title, due) in enumerate(
            (("First", "2026-10-01T00:00Z"), ("Last", "2026-12-01T00:00Z"), ("Never", None))
        ):
            made[title] = f"0198f000-0000-7000-8000-00000000005{at}"
            insert(scope, "line_items", made[title], title=title, class_id=UUID(ELSEWHERE),
                   due_date=due)  # fmt: skip
    for id_ in made.values():
        out.put(Kind.LINE_ITEM, id_, "waiting")
    with district_scope(out.town.district.id) as scope:
        found = class_items.items_of(scope, sis, ELSEWHERE)
        assert [one.title for one in found] == ["Last", "First", "Never"]
        for id_ in made.values():
            scope.run("DELETE FROM line_items WHERE id = %(id)s::uuid", id=id_)


def test_what_may_not_be_seen_has_no_title(scope: Scope) -> None:
    assert class_items.seen_class(scope, CLASS, MINE) == "English 6 - 01"
    assert class_items.seen_class(scope, ELSEWHERE, MINE) is None
    assert class_items.seen_class(scope, ITEM, ALL) is None, "there is no such class"
    assert class_items.seen_item(scope, ITEM, OURS) == ("Quiz 4", CLASS, "English 6 - 01")
    assert class_items.seen_item(scope, THEIR_ITEM, OURS) is None


def test_tries_are_told_from_the_oldest_with_what_was_answered(out: Outbox, sis: int) -> None:
    tries = (("retry", 503, None, "being serviced"), ("refused", 400, "target.refused", "no"))
    for outcome, status, code, words in tries:
        out.run(
            "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, at, act,"
            " outcome, status, code, words) VALUES (%(district)s, %(sis)s, 'result',"
            " %(grade)s::uuid, '2026-10-05T19:30Z', 'put', %(outcome)s, %(status)s, %(code)s,"
            " %(words)s)",
            sis=sis, grade=GRADE, outcome=outcome, status=status, code=code, words=words,
        )  # fmt: skip
    with district_scope(out.town.district.id) as scope:
        found = attempts.of_record(scope, GRADE)
        assert [(one.outcome, one.status, one.code, one.words) for one in found] == list(tries)
        assert {(one.at, one.target_id) for one in found} == {
            (datetime(2026, 10, 5, 19, 30, tzinfo=UTC), sis)
        }
        assert attempts.of_record(scope, THEIR_GRADE) == []
