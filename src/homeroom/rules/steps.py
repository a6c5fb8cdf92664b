"""The steps that an attribute mapping takes on the way from a source's value to the hub's."""

import re
from enum import StrEnum

from homeroom.rules.section import Section

# What a date format may name; words of months and days are English.
_DIRECTIVES = frozenset("YymdBbjHIMSpf%")


class Letters(StrEnum):
    """How a text is written."""

    UPPER = "upper"
    LOWER = "lower"
    TITLE = "title"


class Otherwise(StrEnum):
    """What becomes of a value that a table does not name."""

    KEEP = "keep"
    BLANK = "blank"
    FAIL = "fail"


class Trim(Section, frozen=True, tag_field="do", tag="trim"):
    """Take away the blanks around a text."""


class Case(Section, frozen=True, tag_field="do", tag="case"):
    """Write a text in capitals, in small letters, or each word with a capital.

    A word begins after a blank or a hyphen.
    """

    to: Letters


class Concatenate(Section, frozen=True, tag_field="do", tag="concatenate"):
    """Add further source attributes behind the value; blank ones are passed over."""

    sources: tuple[str, ...]
    separator: str = " "

    def __post_init__(self) -> None:
        if not self.sources:
            raise ValueError("concatenate names at least one further source attribute")


class Split(Section, frozen=True, tag_field="do", tag="split"):
    """Cut a text at a separator and take one part: 1 is the first, -1 the last."""

    separator: str
    part: int = 1

    def __post_init__(self) -> None:
        if not self.separator:
            raise ValueError("split needs a separator")
        if not self.part:
            raise ValueError("parts are counted from 1, or from -1 at the end")


class Replace(Section, frozen=True, tag_field="do", tag="replace"):
    """Replace whole values by a table."""

    table: dict[str, str]
    otherwise: Otherwise = Otherwise.KEEP


class DateFormat(Section, frozen=True, tag_field="do", tag="date"):
    """Read a date that is written in some way (%d.%m.%Y) and write it as the standard does."""

    read: str
    write: str = "%Y-%m-%d"

    def __post_init__(self) -> None:
        for one in (self.read, self.write):
            named = re.findall("%(.?)", one)
            if not named or not _DIRECTIVES.issuperset(named):
                raise ValueError(f"{one} is no date format; write it like %d.%m.%Y")


class Prefix(Section, frozen=True, tag_field="do", tag="prefix"):
    """Put a text before the value."""

    text: str


Step = Trim | Case | Concatenate | Split | Replace | DateFormat | Prefix
