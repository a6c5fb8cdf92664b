"""An independent witness: its own list of what was said and acknowledged, beside what is seen.

It shares nothing with the hub: what the app said is written down by the test, what the hub says it
has delivered is told to it, and what stands in the SIS it reads from the teacher view.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """One place of a gradebook, in the SIS's own ids."""

    section: str
    title: str
    student: str


class Checker:
    """Scores are compared as numbers, digit for digit."""

    def __init__(self, api: str) -> None:
        self._api = api
        self._said: dict[Cell, list[Decimal]] = {}
        self._acknowledged: dict[Cell, Decimal] = {}
        self._by_hand: dict[Cell, Decimal] = {}
        self._worth: dict[tuple[str, str], Decimal] = {}

    def say(self, cell: Cell, score: str) -> None:
        """The app says a grade; what was acknowledged before may stand until the new one does."""
        said = self._said.setdefault(cell, [])
        if not said or said[-1] != Decimal(score):
            said.append(Decimal(score))

    def say_worth(self, section: str, title: str, points: str) -> None:
        """The app says of how many points an item is."""
        self._worth[section, title] = Decimal(points)

    def enter_by_hand(self, cell: Cell, score: str) -> None:
        """A teacher enters a grade in the SIS."""
        self._by_hand[cell] = Decimal(score)

    def acknowledge(self, acknowledged: dict[Cell, str]) -> None:
        """The hub says which grades it has delivered, all of them."""
        self._acknowledged = {cell: Decimal(score) for cell, score in acknowledged.items()}

    def problems(self, view: dict[str, Any]) -> list[str]:
        """Return what may not be, at any moment."""
        seen, by_hand = self._seen(view, "api"), self._seen(view, "teacher")
        found = list(_doubled(view, self._api))
        for cell, score in seen.items():
            if cell not in self._said:
                found.append(f"misplaced: {cell} was never said")
            elif score not in self._said[cell]:
                found.append(f"wrong: {cell} shows {score}, said were {self._said[cell]}")
        for cell, score in self._acknowledged.items():
            if seen.get(cell) != score:
                found.append(f"lost: {cell} was acknowledged as {score}, seen is {seen.get(cell)}")
        for cell, score in self._by_hand.items():
            if by_hand.get(cell) != score:
                found.append(f"overwritten: {cell} was {score} by hand, is {by_hand.get(cell)}")
        return found

    def unfinished(self, view: dict[str, Any]) -> list[str]:
        """Return what still lacks until everything said last is acknowledged and seen."""
        seen = self._seen(view, "api")
        found = []
        for cell, said in self._said.items():
            if self._acknowledged.get(cell) != said[-1]:
                found.append(f"not acknowledged: {cell} as {said[-1]}")
            if seen.get(cell) != said[-1]:
                found.append(f"stale: {cell} shows {seen.get(cell)} instead of {said[-1]}")
        points = {
            (section["section_id"], item["title"]): Decimal(item["points"])
            for section in view["sections"]
            for item in section["items"]
        }
        for item, worth in self._worth.items():
            if points.get(item) != worth:
                found.append(f"stale: {item} is worth {points.get(item)} instead of {worth}")
        return found

    def _seen(self, view: dict[str, Any], origin: str) -> dict[Cell, Decimal | None]:
        return {
            Cell(section["section_id"], item["title"], score["student"]["ids"][self._api]): (
                None if score["score"] is None else Decimal(score["score"])
            )
            for section in view["sections"]
            for item in section["items"]
            if item["origin"] == origin
            for score in item["scores"]
        }


def _doubled(view: dict[str, Any], api: str) -> Iterator[str]:
    items = Counter(
        (section["section_id"], item["title"])
        for section in view["sections"]
        for item in section["items"]
    )
    yield from (f"doubled: item {one}" for one, many in items.items() if many > 1)
    scores = Counter(
        (section["section_id"], item["id"], score["student"]["ids"][api])
        for section in view["sections"]
        for item in section["items"]
        for score in item["scores"]
    )
    yield from (f"doubled: grade {one}" for one, many in scores.items() if many > 1)
