"""Grading scales: what becomes of a score on its way to a target, and where that holds."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from homeroom.rules.letters import LetterTable, first_twice
from homeroom.rules.placed import PlacedRule
from homeroom.rules.places import WIDE_TO_NARROW, Level, Where, read_place
from homeroom.rules.section import Section

MOST_DIGITS = 10


class Rounding(StrEnum):
    """How a score is rounded before it goes out; a half goes up, or to the even neighbour."""

    NONE = "none"
    HALF_UP = "half up"
    HALF_EVEN = "half even"
    FLOOR = "floor"


class Extra(StrEnum):
    """What becomes of a score above the maximum."""

    KEEP = "keep"
    CAP = "cap"
    REFUSE = "refuse"


class Fractions(StrEnum):
    """Whether a score may have decimals; `refuse` is the policy of whole numbers."""

    KEEP = "keep"
    REFUSE = "refuse"


class LevelAs(StrEnum):
    """What a letter or level goes out as: its number as percent or points, or a letter alone."""

    PERCENT = "percent"
    POINTS = "points"
    LETTER = "letter"
    REFUSE = "refuse"


class Beside(StrEnum):
    """Whether the letter that points earn stands beside them, where the target has a place."""

    NOTHING = "nothing"
    LETTER = "letter"


class Flag(StrEnum):
    """What becomes of a word about work."""

    SEND = "send"
    LEAVE_OUT = "leave out"
    HOLD = "hold"


class Wait(StrEnum):
    """What becomes of a zero or of an exemption; neither can be left out of a grade."""

    SEND = "send"
    HOLD = "hold"


class Conversion(PlacedRule, frozen=True, kw_only=True):
    """What holds in a place, for one target or for all; what is not said is as in wider places.

    What no place says is as the write rules of the target say. `digits` after the point are left
    by `rounding`; `table` is the name of a table of letters.
    """

    app: str = ""
    table: str | None = None
    level: LevelAs | None = None
    beside: Beside | None = None
    rounding: Rounding | None = None
    digits: int | None = None
    extra: Extra | None = None
    decimals: Fractions | None = None
    late: Flag | None = None
    missing: Flag | None = None
    incomplete: Flag | None = None
    not_submitted: Flag | None = None
    exempt: Wait | None = None
    zero: Wait | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if read_place(self.place)[0] is Level.TEACHER:
            raise ValueError("scales hold for a district, school, course or class, not a teacher")
        if self.digits is not None and not 0 <= self.digits <= MOST_DIGITS:
            raise ValueError(f"a score is rounded to 0 to {MOST_DIGITS} digits after the point")

    @property
    def said(self) -> dict[str, object]:
        """Return what it decides, by name."""
        names = [one for one in self.__struct_fields__ if one not in ("app", "place")]
        return {one: getattr(self, one) for one in names if getattr(self, one) is not None}


class Scales(Section, frozen=True, kw_only=True):
    """Tables of letters, and where scores are converted how."""

    tables: tuple[LetterTable, ...] = ()
    conversions: tuple[Conversion, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.tables]
        twice = first_twice(names)
        if twice is not None:
            raise ValueError(f"there are two tables named {twice}")
        again = first_twice((one.place, one.app) for one in self.conversions)
        if again is not None:
            raise ValueError(f"there are two conversions for one place and app: {again}")
        for one in self.conversions:
            if one.table is not None and one.table not in names:
                raise ValueError(f"there is no table {one.table}")


class Policy(Struct, frozen=True, kw_only=True):
    """What holds for one class and target, each decision with the place that made it."""

    table: LetterTable | None = None
    level: LevelAs | None = None
    beside: Beside = Beside.NOTHING
    rounding: Rounding = Rounding.NONE
    digits: int = 0
    extra: Extra | None = None
    decimals: Fractions | None = None
    late: Flag = Flag.SEND
    missing: Flag = Flag.SEND
    incomplete: Flag = Flag.SEND
    not_submitted: Flag = Flag.SEND
    exempt: Wait = Wait.SEND
    zero: Wait = Wait.SEND
    places: Mapping[str, str] = {}

    def by(self, name: str) -> str:
        """Return the name of the rule that decided something."""
        return f"rule {name} of scales for {self.places[name]}"


AS_IT_COMES = Policy()


def policy_for(scales: Scales, app: str, where: Where) -> Policy:
    """Return what holds for a class at a target: decision by decision the narrowest place's.

    In one place, what is said for the target goes before what is said for all.
    """
    held = [(read_place(one.place), one) for one in scales.conversions if one.app in ("", app)]
    fits = [(level, one) for (level, id_), one in held if where.within(level, id_)]
    if not fits:
        return AS_IT_COMES
    fits.sort(key=lambda fit: (WIDE_TO_NARROW.index(fit[0]), bool(fit[1].app)))
    said: dict[str, object] = {}
    places: dict[str, str] = {}
    for _, one in fits:
        said |= one.said
        places |= dict.fromkeys(one.said, one.place)
    if "table" in said:
        said["table"] = next(one for one in scales.tables if one.name == said["table"])
    return Policy(**said, places=places)  # type: ignore[arg-type]
