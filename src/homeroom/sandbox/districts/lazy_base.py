"""The gradebook of a generated district, made section by section at the moment it is asked for."""

from collections.abc import Collection, Iterable, Sequence

from homeroom.sandbox.campus.grades import Category, Item, Score
from homeroom.sandbox.campus.instants import midnight_utc
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.campus.score_groups import usual_categories
from homeroom.sandbox.campus.shelf import RankedShelf
from homeroom.sandbox.districts.section_book import (
    SIX_HOURS,
    Season,
    SectionBook,
    count_items,
    count_scores,
)
from homeroom.sandbox.districts.section_shelf import ID_WIDTH, SectionShelf

_KEPT = 512


class LazyBase:
    """Section numbers have seven digits, and every id of the gradebook begins with one.

    That makes the order of ids the order of sections, so a page of 35 million results can be
    cut by counting per section; only the sections on the page are made.
    """

    def __init__(self, roster: Roster, season: Season) -> None:
        self._roster = roster
        self._season = season
        self._books: dict[int, SectionBook] = {}
        self._counts: dict[int, int] = {}
        self._latest = midnight_utc(season.day) + SIX_HOURS

    def items_of(self, section: int) -> Sequence[Item]:
        return self._book(section).items if section in self._roster.sections else ()

    def scores_of(self, item: Item) -> Sequence[Score]:
        book = self._book(item.section) if item.section in self._roster.sections else None
        return book.scores_of(item.id) if book and item.id in book.gradings else ()

    def categories_of(self, section: int) -> Sequence[Category]:
        if section not in self._roster.sections:
            return ()
        row = self._roster.sections[section]
        return usual_categories(section, str(section), row.modified)

    def find_item(self, item_id: str) -> Item | None:
        book = self._book_of(item_id)
        return book.by_id.get(item_id) if book else None

    def find_score(self, score_id: str) -> Score | None:
        book = self._book_of(score_id)
        rows = book.scores_of(score_id.rpartition("-")[0]) if book else ()
        return next((row for row in rows if row.id == score_id), None)

    def item_shelf(self, sections: Collection[int]) -> RankedShelf:
        return SectionShelf(self._ordered(sections), self._count_items, self.items_of)

    def score_shelf(self, sections: Collection[int]) -> RankedShelf:
        return SectionShelf(self._ordered(sections), self._count_scores, self._scores_in)

    def changed_items(self, since: int, sections: Collection[int]) -> Iterable[Item]:
        if since <= self._latest:
            for number in sections:
                yield from (row for row in self.items_of(number) if row.modified >= since)

    def changed_scores(self, since: int, sections: Collection[int]) -> Iterable[Score]:
        if since <= self._latest:
            for number in sections:
                yield from self._changed_in(number, since)

    def _changed_in(self, section: int, since: int) -> Iterable[Score]:
        book = self._book(section) if section in self._roster.sections else None
        for item_id, grading in book.gradings.items() if book else ():
            if midnight_utc(grading.graded) + SIX_HOURS >= since:
                yield from book.scores_of(item_id) if book else ()

    def _scores_in(self, section: int) -> list[Score]:
        book = self._book(section)
        return [row for item_id in book.gradings for row in book.scores_of(item_id)]

    def _ordered(self, sections: Collection[int]) -> list[int]:
        return sorted(number for number in sections if number in self._roster.sections)

    def _count_items(self, section: int) -> int:
        return count_items(self._roster, self._roster.sections[section], self._season)

    def _count_scores(self, section: int) -> int:
        if section not in self._counts:
            row = self._roster.sections[section]
            self._counts[section] = count_scores(self._roster, row, self._season)
        return self._counts[section]

    def _book_of(self, row_id: str) -> SectionBook | None:
        prefix = row_id[:ID_WIDTH]
        known = prefix.isascii() and prefix.isdigit() and int(prefix) in self._roster.sections
        return self._book(int(prefix)) if known else None

    def _book(self, section: int) -> SectionBook:
        book = self._books.get(section)
        if book is None:
            if len(self._books) >= _KEPT:
                self._books.clear()
            book = self._books[section] = SectionBook(
                self._roster, self._roster.sections[section], self._season
            )
        return book
