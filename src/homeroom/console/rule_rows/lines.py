"""Forms of rows that have lines of their own, as a table has letters; some are left empty."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField

from homeroom.console.rule_rows.base import Choices, RowForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# More lines than these no form has.
MOST = 200


class Lines(RowForm):
    """A form with numbered lines; the fields of line 2 are called letter2, minimum2 and so on.

    At least `LEAST` lines are shown, and `SPARE` empty ones behind those that are filled in.
    """

    LEAST = 3
    SPARE = 1
    COLUMNS: Sequence["StrPromise"]  # what stands above the fields of a line

    def __init__(
        self, path: str, choices: Choices, data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(path, choices, data, initial)
        first = next(iter(self.line(1)))
        if data is not None:
            shown = max(1, _filled(data, f"{self.prefix}-{first}"))
        else:
            shown = max(self.LEAST, _filled(initial or {}, first) + self.SPARE)
        self.names: list[tuple[str, ...]] = []
        for number in range(1, shown + 1):
            fields = {f"{name}{number}": field for name, field in self.line(number).items()}
            self.fields.update(fields)
            self.names.append(tuple(fields))

    def line(self, number: int) -> dict[str, forms.Field]:
        """Return the fields of one line; the first of them is what makes it a line."""
        raise AssertionError(f"{type(self).__name__} makes no row")

    def said(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what was entered in the lines that are filled in, by the names without numbers."""
        plain = tuple(self.line(1))
        lines = [{name: given.get(each) for name, each in zip(plain, one, strict=True)}
                 for one in self.names]  # fmt: skip
        return [one for one in lines if one[plain[0]]]

    @property
    def plain(self) -> Iterator[BoundField]:
        """Return the fields that stand above the lines."""
        within = {name for one in self.names for name in one}
        return (self[name] for name in self.fields if name not in within)

    @property
    def lines(self) -> list[list[BoundField]]:
        """Return the fields of each line."""
        return [[self[name] for name in one] for one in self.names]


def numbered(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what lines show, by the names of their fields."""
    return {f"{name}{at}": value for at, one in enumerate(lines, 1) for name, value in one.items()}


def _filled(given: Any, first: str) -> int:
    """Return how many lines are there one behind the other."""
    return next((at for at in range(MOST) if f"{first}{at + 1}" not in given), MOST)
