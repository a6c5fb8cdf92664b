"""What waits, under the record that it waits for."""

from homeroom.issues.order import WAITS
from homeroom.issues.tree import Group, Key, Missing, Why, forest, narrowed

SCHOOL: Key = (1, "org", "oak")
CLASS: Key = (1, "class", "c1")
PERSON: Key = (1, "user", "u1")


def group(parent: Key, kind: str, many: int) -> Group:
    return Group(parent=parent, kind=kind, many=many)


def waits(of: Key, parent: Key) -> Why:
    return Why(of=of, code=WAITS, facts={"parent": parent[1], "id": parent[2]})


def shape(trees: list[Missing]) -> list[tuple[Key, int, object]]:
    return [(one.key, one.many, shape(list(one.below))) for one in trees]


def test_what_waits_for_one_record_is_counted_by_kind_under_it() -> None:
    (one,) = forest([group(CLASS, "enrollment", 28), group(CLASS, "result", 250)], [])
    assert one.waiting == {"enrollment": 28, "result": 250}
    assert (one.many, one.why, one.below) == (278, (), [])


def test_a_missing_record_stands_under_the_one_that_it_waits_for_itself() -> None:
    groups = [group(CLASS, "result", 5), group(SCHOOL, "class", 1), group(PERSON, "result", 2)]
    found = forest(groups, [waits(CLASS, SCHOOL)])
    assert shape(found) == [(SCHOOL, 6, [(CLASS, 5, [])]), (PERSON, 2, [])]


def test_the_order_is_that_of_mending_then_what_mends_most() -> None:
    other: Key = (1, "user", "u2")
    groups = [group(CLASS, "result", 9), group(PERSON, "result", 1), group(other, "result", 4)]
    assert [one.key for one in forest(groups, [])] == [other, PERSON, CLASS]


def test_why_a_record_is_missing_is_told_beside_it() -> None:
    why = Why(of=CLASS, code="record.unusable", facts={"field": "title"})
    (one,) = forest([group(CLASS, "result", 5)], [why])
    assert one.why == [why]


def test_a_parent_of_another_app_is_another_record() -> None:
    elsewhere: Key = (2, "org", "oak")
    found = forest([group(CLASS, "result", 5), group(elsewhere, "class", 1)],
                   [waits(CLASS, SCHOOL)])  # fmt: skip
    assert shape(found) == [(elsewhere, 1, []), (CLASS, 5, [])]


def test_records_that_wait_for_each_other_are_shown_and_so_is_what_waits_for_them() -> None:
    first, second = (1, "academicSession", "a"), (1, "academicSession", "b")
    groups = [group(first, "academicSession", 1), group(second, "academicSession", 1),
              group(CLASS, "result", 3)]  # fmt: skip
    found = forest(groups, [waits(first, second), waits(second, first), waits(CLASS, first)])
    assert shape(found) == [(first, 4, [(CLASS, 3, [])]), (second, 1, [])]
    assert [one.key for one in forest(groups[:1], [waits(first, first)])] == [first]


def test_of_many_only_the_first_are_shown_at_each_level() -> None:
    groups = [group((1, "class", f"c{n}"), "result", 9 - n) for n in range(5)]
    groups.append(group(SCHOOL, "class", 5))
    whys = [waits((1, "class", f"c{n}"), SCHOOL) for n in range(5)]
    (tree,) = narrowed(forest(groups, whys), 2)
    assert [one.key[2] for one in tree.below] == ["c0", "c1"]
    assert tree.waiting == {"class": 5}, "the numbers are those of all"
