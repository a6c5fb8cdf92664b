"""The gradebook: what was written, over what the teachers of a generated district hold."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol, TypeVar

from homeroom.sandbox.campus.grades import Category, Item, Score
from homeroom.sandbox.campus.shelf import MergedShelf, NoRows, RankedShelf, Shelf


class Base(Protocol):
    """The gradebook as it was before anybody wrote to it."""

    def items_of(self, section: int) -> Sequence[Item]: ...
    def scores_of(self, item: Item) -> Sequence[Score]: ...
    def categories_of(self, section: int) -> Sequence[Category]: ...
    def find_item(self, item_id: str) -> Item | None: ...
    def find_score(self, score_id: str) -> Score | None: ...
    def item_shelf(self, sections: Collection[int]) -> RankedShelf: ...
    def score_shelf(self, sections: Collection[int]) -> RankedShelf: ...
    def changed_items(self, since: int, sections: Collection[int]) -> Iterable[Item]: ...
    def changed_scores(self, since: int, sections: Collection[int]) -> Iterable[Score]: ...


class EmptyBase:
    """A gradebook that starts with nothing in it."""

    def items_of(self, section: int) -> Sequence[Item]:
        return ()

    def scores_of(self, item: Item) -> Sequence[Score]:
        return ()

    def categories_of(self, section: int) -> Sequence[Category]:
        return ()

    def find_item(self, item_id: str) -> Item | None:
        return None

    def find_score(self, score_id: str) -> Score | None:
        return None

    def item_shelf(self, sections: Collection[int]) -> RankedShelf:
        return NoRows()

    def score_shelf(self, sections: Collection[int]) -> RankedShelf:
        return NoRows()

    def changed_items(self, since: int, sections: Collection[int]) -> Iterable[Item]:
        return ()

    def changed_scores(self, since: int, sections: Collection[int]) -> Iterable[Score]:
        return ()


class Gradebook:
    """Written rows replace base rows of the same id; a deleted row stays as a tombstone."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.revision = 0
        # Sections in which somebody wrote since the start, for a short teacher view.
        self.touched: set[int] = set()
        self.items: dict[str, Item] = {}
        self.scores: dict[str, Score] = {}
        self.categories: dict[str, Category] = {}
        self._items_of: dict[int, set[str]] = defaultdict(set)
        self._scores_of: dict[str, set[str]] = defaultdict(set)
        self._categories_of: dict[int, set[str]] = defaultdict(set)

    def furnish(self, categories: Iterable[Category], items: Iterable[Item]) -> None:
        """Put in what a section has from the start: that is not a write of anybody."""
        for category in categories:
            self.categories[category.id] = category
            self._categories_of[category.section].add(category.id)
        for item in items:
            self.items[item.id] = item
            self._items_of[item.section].add(item.id)
        self.revision += 1

    def item(self, item_id: str) -> Item | None:
        """Return the line item, deleted or not."""
        return self.items.get(item_id) or self.base.find_item(item_id)

    def score(self, score_id: str) -> Score | None:
        """Return the result, deleted or not."""
        return self.scores.get(score_id) or self.base.find_score(score_id)

    def items_of(self, section: int) -> list[Item]:
        """Return the living line items of a section in the order of their ids."""
        rows = [row for row in self.base.items_of(section) if row.id not in self.items]
        rows.extend(self.items[row_id] for row_id in self._items_of.get(section, ()))
        return sorted((row for row in rows if not row.deleted), key=lambda row: row.id)

    def scores_of(self, item: Item) -> list[Score]:
        """Return the living results of a line item in the order of their ids."""
        rows = [row for row in self.base.scores_of(item) if row.id not in self.scores]
        rows.extend(self.scores[row_id] for row_id in self._scores_of.get(item.id, ()))
        return sorted((row for row in rows if not row.deleted), key=lambda row: row.id)

    def categories_of(self, section: int) -> list[Category]:
        """Return the living categories of a section in the order of their ids."""
        rows = [row for row in self.base.categories_of(section) if row.id not in self.categories]
        rows.extend(self.categories[row_id] for row_id in self._categories_of.get(section, ()))
        return sorted((row for row in rows if not row.deleted), key=lambda row: row.id)

    def put_item(self, item: Item) -> None:
        self.items[item.id] = item
        self._items_of[item.section].add(item.id)
        self._note(item.section)

    def put_score(self, score: Score) -> None:
        before = self.scores.get(score.id)
        if before is not None and before.item != score.item:
            self._scores_of[before.item].discard(score.id)
        self.scores[score.id] = score
        self._scores_of[score.item].add(score.id)
        self._note(score.section)

    def put_category(self, category: Category) -> None:
        self.categories[category.id] = category
        self._categories_of[category.section].add(category.id)
        self._note(category.section)

    def item_shelf(self, sections: Collection[int], tombstones: bool) -> Shelf:
        """Return the line items of the sections, with deleted ones when asked for."""
        over = _written(self.items, sections, tombstones)
        hidden = _hidden(self.items, self.base.find_item, sections)
        return MergedShelf(self.base.item_shelf(sections), over, hidden)

    def score_shelf(self, sections: Collection[int], tombstones: bool) -> Shelf:
        """Return the results of the sections, with deleted ones when asked for."""
        over = _written(self.scores, sections, tombstones)
        hidden = _hidden(self.scores, self.base.find_score, sections)
        return MergedShelf(self.base.score_shelf(sections), over, hidden)

    def changed_items(self, since: int, sections: Collection[int]) -> list[Item]:
        """Return rows, deleted ones too, that changed at `since` or later, in order of id."""
        under = self.base.changed_items(since, sections)
        rows = [row for row in under if row.id not in self.items]
        rows += [row for row in _written(self.items, sections, True) if row.modified >= since]
        return sorted(rows, key=lambda row: row.id)

    def changed_scores(self, since: int, sections: Collection[int]) -> list[Score]:
        """Return rows, deleted ones too, that changed at `since` or later, in order of id."""
        under = self.base.changed_scores(since, sections)
        rows = [row for row in under if row.id not in self.scores]
        rows += [row for row in _written(self.scores, sections, True) if row.modified >= since]
        return sorted(rows, key=lambda row: row.id)

    def _note(self, section: int) -> None:
        self.revision += 1
        self.touched.add(section)


_Row = TypeVar("_Row", Item, Score)


def _written(rows: dict[str, _Row], sections: Collection[int], tombstones: bool) -> list[_Row]:
    found = [
        row for row in rows.values() if row.section in sections and (tombstones or not row.deleted)
    ]
    return sorted(found, key=lambda row: row.id)


def _hidden(
    rows: dict[str, _Row], find: Callable[[str], _Row | None], sections: Collection[int]
) -> list[str]:
    """Return the ids of generated rows in these sections that a written row stands for."""
    under = ((row_id, find(row_id)) for row_id in rows)
    return sorted(row_id for row_id, row in under if row is not None and row.section in sections)
