"""Tables between letters and numbers, as a district writes them."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from homeroom.rules.section import Section


class Letter(Section, frozen=True, kw_only=True):
    """One letter or level, and what it means in numbers; what is left out it does not mean.

    `minimum` is the least percent that earns it, `percent` and `points` what it counts as, and `to`
    the letter as which it goes out, where the SIS has another word for it.
    """

    letter: str
    to: str = ""
    minimum: Decimal | None = None
    percent: Decimal | None = None
    points: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.letter.strip():
            raise ValueError("a letter cannot be blank")
        numbers = (self.minimum, self.percent, self.points)
        if any(one is not None and not one.is_finite() for one in numbers):
            raise ValueError(f"{self.letter} has a number that is none")

    @property
    def goes_out_as(self) -> str:
        """Return the letter that the SIS knows."""
        return self.to or self.letter


class LetterTable(Section, frozen=True, kw_only=True):
    """A table of letters by name; letters and minimum values are unique in it."""

    name: str
    letters: tuple[Letter, ...]

    def __post_init__(self) -> None:
        words = [one.letter.strip().casefold() for one in self.letters]
        minimums = [one.minimum for one in self.letters if one.minimum is not None]
        for what, values in (("letter", words), ("minimum", minimums)):
            twice = first_twice(values)
            if twice is not None:
                raise ValueError(f"the table {self.name} has the {what} {twice} twice")

    def line_of(self, text: str) -> Letter | None:
        """Return the line of a letter; case and blanks around it do not count."""
        wanted = text.strip().casefold()
        return next((one for one in self.letters if one.letter.strip().casefold() == wanted), None)

    def earned(self, points: Decimal, maximum: Decimal) -> str | None:
        """Return the letter that points of a maximum above 0 earn; None: below every minimum.

        It is decided in fractions, so that no rounding ever makes a letter.
        """
        share, whole = Fraction(points) * 100, Fraction(maximum)
        reached = [
            (one.minimum, one.letter)
            for one in self.letters
            if one.minimum is not None and share >= Fraction(one.minimum) * whole
        ]
        return max(reached)[1] if reached else None


def first_twice(values: Iterable[object]) -> object | None:
    """Return the first value that comes a second time."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
