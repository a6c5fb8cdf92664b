"""What a conversion may decide about scores, in words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from homeroom.rules.scales import Beside, Extra, Flag, Fractions, LevelAs, Rounding, Wait

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

TABLE = _("Table of letters")
DIGITS = _("Digits after the point")


class Decision(Struct, frozen=True):
    """One thing that a conversion decides: its field, its kind, and each choice in words."""

    field: str
    kind: type[StrEnum]
    label: "StrPromise"
    words: Mapping[str, "StrPromise"]


_SENT, _HELD = _("Is sent"), _("Waits for a person")
_FLAGS = {Flag.SEND.value: _SENT, Flag.LEAVE_OUT.value: _("Is left out"), Flag.HOLD.value: _HELD}
_WAITS = {Wait.SEND.value: _SENT, Wait.HOLD.value: _HELD}
# By the names of the fields of the form; `level` is there the place.
DECISIONS: Mapping[str, Decision] = {
    "as_": Decision("level", LevelAs, _("Letters and levels"), {
        LevelAs.PERCENT.value: _("Go out as their percent"),
        LevelAs.POINTS.value: _("Go out as their points"),
        LevelAs.LETTER.value: _("Go out as letters"),
        LevelAs.REFUSE.value: _("Are refused"),
    }),
    "beside": Decision("beside", Beside, _("Beside points"), {
        Beside.NOTHING.value: _("Stands nothing"),
        Beside.LETTER.value: _("Stands the letter that they earn"),
    }),
    "rounding": Decision("rounding", Rounding, _("Rounding"), {
        Rounding.NONE.value: _("None"),
        Rounding.HALF_UP.value: _("A half goes up: 2.5 becomes 3"),
        Rounding.HALF_EVEN.value: _("A half goes to the even neighbour: 2.5 becomes 2"),
        Rounding.FLOOR.value: _("Always down: 2.9 becomes 2"),
    }),
    "extra": Decision("extra", Extra, _("A score above the maximum"), {
        Extra.KEEP.value: _("Is kept"),
        Extra.CAP.value: _("Becomes the maximum"),
        Extra.REFUSE.value: _("Is refused"),
    }),
    "decimals": Decision("decimals", Fractions, _("A score with decimals"), {
        Fractions.KEEP.value: _("Is kept"),
        Fractions.REFUSE.value: _("Is refused"),
    }),
    "late": Decision("late", Flag, _("The word late"), _FLAGS),
    "missing": Decision("missing", Flag, _("The word missing"), _FLAGS),
    "incomplete": Decision("incomplete", Flag, _("The word incomplete"), _FLAGS),
    "not_submitted": Decision("not_submitted", Flag, _("The word not submitted"), _FLAGS),
    "exempt": Decision("exempt", Wait, _("An exemption"), _WAITS),
    "zero": Decision("zero", Wait, _("A zero"), _WAITS),
}  # fmt: skip
