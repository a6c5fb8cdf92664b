"""The gradebook: written rows over a base that stays as it was."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from msgspec import structs

from homeroom.sandbox.campus.gradebook import EmptyBase, Gradebook
from homeroom.sandbox.campus.grades import Category, Item, Score
from homeroom.sandbox.campus.shelf import ListShelf, RankedShelf
from tests.unit.sandbox.rows import ALGEBRA, HEALTH, item, score


class _Ranked(ListShelf):
    def __init__(self, rows: Sequence[Item] | Sequence[Score]) -> None:
        super().__init__(rows)
        self._ids = [row.id for row in rows]

    def rank(self, row_id: str) -> int:
        return sum(1 for name in self._ids if name < row_id)


class _Base(EmptyBase):
    """Two items of a teacher, one of them with two scores."""

    def __init__(self) -> None:
        self.items = [
            item("b1", origin="teacher", modified=10),
            item("b2", origin="teacher", modified=20),
        ]
        self.scores = [
            score("b1-1", item="b1", origin="teacher", modified=10),
            score("b1-2", item="b1", person=22, origin="teacher", modified=20),
        ]

    def items_of(self, section: int) -> Sequence[Item]:
        return [row for row in self.items if row.section == section]

    def scores_of(self, item: Item) -> Sequence[Score]:
        return [row for row in self.scores if row.item == item.id]

    def categories_of(self, section: int) -> Sequence[Category]:
        return [Category("c1", section, "Tests", Decimal(100), 1)]

    def find_item(self, item_id: str) -> Item | None:
        return next((row for row in self.items if row.id == item_id), None)

    def find_score(self, score_id: str) -> Score | None:
        return next((row for row in self.scores if row.id == score_id), None)

    def item_shelf(self, sections: Collection[int]) -> RankedShelf:
        return _Ranked([row for row in self.items if row.section in sections])

    def score_shelf(self, sections: Collection[int]) -> RankedShelf:
        return _Ranked([row for row in self.scores if row.section in sections])

    def changed_items(self, since: int, sections: Collection[int]) -> Iterable[Item]:
        return [row for row in self.items if row.modified >= since]

    def changed_scores(self, since: int, sections: Collection[int]) -> Iterable[Score]:
        return [row for row in self.scores if row.modified >= since]


def _ids(rows: Iterable[Item] | Iterable[Score] | Iterable[Category]) -> list[str]:
    return [row.id for row in rows]


def test_base_is_seen_through_an_empty_book() -> None:
    book = Gradebook(_Base())
    assert _ids(book.items_of(ALGEBRA)) == ["b1", "b2"]
    assert _ids(book.scores_of(book.items_of(ALGEBRA)[0])) == ["b1-1", "b1-2"]
    assert book.items_of(HEALTH) == []
    found = book.item("b1")
    assert found is not None
    assert book.item("none") is None
    assert book.score("none") is None


def test_written_rows_stand_among_those_of_the_base_by_id() -> None:
    book = Gradebook(_Base())
    book.put_item(item("b1x"))
    book.put_item(item("a"))
    assert _ids(book.items_of(ALGEBRA)) == ["a", "b1", "b1x", "b2"]
    shelf = book.item_shelf({ALGEBRA}, tombstones=False)
    assert _ids(shelf.cut(0, 9)) == ["a", "b1", "b1x", "b2"]


def test_written_row_replaces_the_one_of_the_base() -> None:
    book = Gradebook(_Base())
    book.put_item(item("b1", title="Changed", origin="teacher"))
    book.put_score(score("b1-1", item="b1", score=Decimal(1)))
    assert [row.title for row in book.items_of(ALGEBRA)] == ["Changed", "B2"]
    first = book.items_of(ALGEBRA)[0]
    assert [row.score for row in book.scores_of(first)] == [Decimal(1), Decimal(15)]
    assert len(book.item_shelf({ALGEBRA}, tombstones=False)) == 2
    assert len(book.score_shelf({ALGEBRA}, tombstones=False)) == 2


def test_deleted_row_is_kept_as_a_tombstone() -> None:
    book = Gradebook(_Base())
    book.put_item(structs.replace(item("b1"), deleted=True))
    assert _ids(book.items_of(ALGEBRA)) == ["b2"]
    gone = book.item("b1")
    assert gone is not None
    assert gone.deleted
    assert _ids(book.item_shelf({ALGEBRA}, tombstones=False).cut(0, 9)) == ["b2"]
    assert _ids(book.item_shelf({ALGEBRA}, tombstones=True).cut(0, 9)) == ["b1", "b2"]


def test_shelf_of_other_sections_is_not_disturbed() -> None:
    book = Gradebook(_Base())
    book.put_item(item("h", section=HEALTH))
    book.put_item(item("b1", title="Changed"))
    assert _ids(book.item_shelf({HEALTH}, tombstones=False).cut(0, 9)) == ["h"]
    assert len(book.item_shelf({ALGEBRA, HEALTH}, tombstones=False)) == 3
    assert len(book.item_shelf(set(), tombstones=True)) == 0


def test_result_that_changes_its_line_item_leaves_the_old_one() -> None:
    book = Gradebook(EmptyBase())
    one, two = item("one"), item("two")
    book.put_item(one)
    book.put_item(two)
    book.put_score(score("r", item="one"))
    book.put_score(score("r", item="two"))
    assert book.scores_of(one) == []
    assert _ids(book.scores_of(two)) == ["r"]


def test_every_write_is_a_new_revision_and_marks_its_section() -> None:
    book = Gradebook(EmptyBase())
    assert (book.revision, book.touched) == (0, set())
    book.put_item(item("a"))
    book.put_score(score("r", section=HEALTH))
    book.put_category(Category("c", 9, "Labs", None, 1))
    assert book.revision == 3
    assert book.touched == {ALGEBRA, HEALTH, 9}


def test_furnishing_marks_nothing() -> None:
    book = Gradebook(EmptyBase())
    book.furnish([Category("c", ALGEBRA, "Labs", None, 1)], [item("task", origin="grading task")])
    assert book.touched == set()
    assert _ids(book.categories_of(ALGEBRA)) == ["c"]
    assert _ids(book.items_of(ALGEBRA)) == ["task"]
    assert book.revision == 1


def test_categories_can_be_added_changed_and_deleted() -> None:
    book = Gradebook(_Base())
    book.put_category(Category("c0", ALGEBRA, "Labs", None, 2))
    assert _ids(book.categories_of(ALGEBRA)) == ["c0", "c1"]
    book.put_category(Category("c1", ALGEBRA, "Exams", Decimal(50), 3))
    assert [row.title for row in book.categories_of(ALGEBRA)] == ["Labs", "Exams"]
    book.put_category(Category("c0", ALGEBRA, "Labs", None, 4, deleted=True))
    assert _ids(book.categories_of(ALGEBRA)) == ["c1"]


def test_changes_since_an_instant_are_those_at_it_or_later() -> None:
    book = Gradebook(_Base())
    assert _ids(book.changed_items(11, {ALGEBRA})) == ["b2"]
    assert _ids(book.changed_items(20, {ALGEBRA})) == ["b2"]
    assert _ids(book.changed_items(21, {ALGEBRA})) == []
    book.put_item(item("a", modified=30))
    book.put_item(structs.replace(item("b2", modified=31), deleted=True))
    book.put_score(score("b1-1", item="b1", modified=32))
    assert _ids(book.changed_items(20, {ALGEBRA})) == ["a", "b2"]
    assert _ids(book.changed_scores(20, {ALGEBRA})) == ["b1-1", "b1-2"]
    assert _ids(book.changed_scores(32, {ALGEBRA})) == ["b1-1"]
    assert _ids(book.changed_items(0, {HEALTH})) == ["b1"]


def test_empty_base_has_nothing() -> None:
    base = EmptyBase()
    assert list(base.items_of(ALGEBRA)) == []
    assert list(base.scores_of(item())) == []
    assert list(base.categories_of(ALGEBRA)) == []
    assert base.find_item("x") is None
    assert base.find_score("x") is None
    assert list(base.changed_items(0, {ALGEBRA})) == []
    assert list(base.changed_scores(0, {ALGEBRA})) == []
    assert len(base.item_shelf({ALGEBRA})) == len(base.score_shelf({ALGEBRA})) == 0
